"""`sheetgen verify`"""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path

import click

from sheetgen.cli.options import (
    engine_option,
    json_option,
    junit_option,
    markdown_option,
    quiet_option,
    set_option,
    trust_option,
)
from sheetgen.errors import ExitStatus


@click.command()
@click.argument("what", metavar="TEMPLATE|WORKBOOK")
@set_option
@engine_option
@click.option("--strict", is_flag=True, help="Fail also where no witness can vouch for a cell.")
@click.option("--samples", type=click.IntRange(1, 1_000_000), metavar="N", help="Compare sheet and code on N inputs.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which inputs --samples draws.")
@click.option("--watch", is_flag=True, help="Verify again whenever the template changes, and show what changed.")
@trust_option
@json_option
@markdown_option
@junit_option
@click.option("--html", metavar="FILE", help="Write the verdicts and the live sheet as a page too.")
@quiet_option
def command(
    what: str,
    changes: dict[str, object],
    engines: tuple[str, ...],
    strict: bool,
    samples: int | None,
    seed: int,
    watch: bool,
    trust: bool,
    as_json: bool,
    as_markdown: bool,
    junit: str | None,
    html: str | None,
    quiet: bool,
) -> int:
    """Hold every witness against every formula cell of a template or a workbook.

    The formulas are read back from the saved .xlsx and evaluated anew; the native implementation, the published
    figures, the stored values, and other calculators when asked for, must agree within bounds that follow from how
    each was computed.

    \b
    Example:
      sheetgen verify single-neuron-gradients --samples 1000
      sheetgen verify output/single-neuron-gradients.xlsx --engine libreoffice --engine ironcalc
    """
    from sheetgen.verification import verify

    others = [engine for engine in engines if engine != "sheetgen"]
    chosen = partial(verify, what, changes, engines=others, trust=trust, samples=samples or 0, seed=seed)
    if watch:
        if as_json or as_markdown or junit is not None or html is not None:
            raise click.UsageError("--watch prints to the terminal: leave out --json, --markdown, --junit and --html")
        from sheetgen.cli.watch import watch as watch_template

        watch_template(what, changes, chosen)
        return ExitStatus.OK
    result = chosen()
    ok = bool(result) and not (strict and result.unwitnessed_count)
    if as_json:
        from sheetgen.report.data import verification

        click.echo(json.dumps(verification(result, ok), ensure_ascii=False, indent=2, allow_nan=False))
    elif as_markdown:
        from sheetgen.report import markdown

        click.echo("\n".join(markdown.verification(result)))
    elif not (quiet and ok):
        from sheetgen.report.terminal import print_verification

        print_verification(result, failures_only=quiet)
    if junit is not None:
        from sheetgen.report.junit import of_verification, write_junit

        write_junit(Path(junit), what, of_verification(result))
    if html is not None:
        from sheetgen.report.page import write_report

        write_report(result, Path(html))
    if "GITHUB_ACTIONS" in os.environ:
        from sheetgen.report import github, markdown

        github.annotate(github.of_verification(result), markdown.verification(result))
    return ExitStatus.OK if ok else ExitStatus.DIFFERS
