"""`sheetgen verify`"""

from __future__ import annotations

import json

import click

from sheetgen.cli.options import engine_option, json_option, quiet_option, set_option, trust_option
from sheetgen.errors import ExitStatus


@click.command()
@click.argument("what", metavar="TEMPLATE|WORKBOOK")
@set_option
@engine_option
@click.option("--strict", is_flag=True, help="Fail also where no witness can vouch for a cell.")
@trust_option
@json_option
@quiet_option
def command(
    what: str,
    changes: dict[str, object],
    engines: tuple[str, ...],
    strict: bool,
    trust: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Hold every witness against every formula cell of a template or a workbook.

    The formulas are read back from the saved .xlsx and evaluated anew; the native implementation, the published
    figures, the stored values, and other calculators when asked for, must agree within bounds that follow from how
    each was computed.

    \b
    Example:
      sheetgen verify single-neuron-gradients
      sheetgen verify output/single-neuron-gradients.xlsx --engine libreoffice --engine ironcalc
    """
    from sheetgen.verification import verify

    others = [engine for engine in engines if engine != "sheetgen"]
    result = verify(what, changes, engines=others, trust=trust)
    ok = bool(result) and not (strict and result.unwitnessed_count)
    if as_json:
        from sheetgen.report.data import verification

        click.echo(json.dumps(verification(result, ok), ensure_ascii=False, indent=2, allow_nan=False))
    elif not (quiet and ok):
        from sheetgen.report.terminal import print_verification

        print_verification(result, failures_only=quiet)
    return ExitStatus.OK if ok else ExitStatus.DIFFERS
