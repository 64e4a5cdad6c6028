"""`sheetgen reproduce`"""

from __future__ import annotations

import json
from pathlib import Path

import click

from sheetgen.cli.options import engine_option, failed_engines, json_option, quiet_option
from sheetgen.errors import ExitStatus


@click.command()
@click.option("-o", "--output", metavar="FOLDER", default="output", show_default=True, help="Where the files go.")
@engine_option
@json_option
@quiet_option
def command(output: str, engines: tuple[str, ...], as_json: bool, quiet: bool) -> int:
    """Generate every template's workbook and live page, recalculate from the file, and prove every number in it.

    \b
    Example:
      sheetgen reproduce
      sheetgen reproduce -o somewhere --engine libreoffice
    """
    from sheetgen.report.page import write_page
    from sheetgen.report.terminal import print_reproduced, print_reproduction
    from sheetgen.reproduce import reproduce

    results = []
    for result in reproduce(Path(output), engines=[engine for engine in engines if engine != "sheetgen"]):
        write_page(result, Path(result.workbook).with_suffix(".html"))
        results.append(result)
        if not as_json and not (quiet and result):
            print_reproduced(result)
    if as_json:
        from sheetgen.report.data import verification

        click.echo(json.dumps([verification(result, bool(result)) for result in results], ensure_ascii=False, indent=2))
    elif not quiet:
        print_reproduction(results)
    if any(result.differs for result in results):
        return ExitStatus.DIFFERS
    unanswered: dict[str, str] = {}
    for result in results:
        unanswered |= {f"{result.workbook} {name}": text for name, text in result.unanswered.items()}
    return failed_engines(unanswered)
