"""`sheetgen import`"""

from __future__ import annotations

from pathlib import Path

import click

from sheetgen.cli.options import message, quiet_option
from sheetgen.counts import counted


@click.command("import")
@click.argument("source", metavar="FILE")
@click.option("-o", "--output", metavar="FILE.md", help="Where to write the template; otherwise it is printed.")
@click.option("--sheet", "sheets", multiple=True, help="Take this sheet of a workbook (repeatable).")
@click.option("--table", metavar="NUMBER|CAPTION", help="Take this table of a page or a document.")
@click.option("--a1", is_flag=True, help="Keep addresses: B2*C2 instead of B*C.")
@click.option("--fold", is_flag=True, help="Write rows that repeat as a loop.")
@click.option("--rebuild", is_flag=True, help="Do not take the template that a workbook carries.")
@click.option("--name", "names", multiple=True, metavar="NAME=CELL", help="Define a name for a table (repeatable).")
@quiet_option
def command(
    source: str,
    output: str | None,
    sheets: tuple[str, ...],
    table: str | None,
    a1: bool,
    fold: bool,
    rebuild: bool,
    names: tuple[str, ...],
    quiet: bool,
) -> None:
    """Make a template of a workbook, an HTML page, a Markdown document or a CSV file (- for standard input).

    Formulas get the article's shorthand where that is unambiguous, stored values become published figures at the
    precision that the workbook shows. What a template cannot say is told on standard error.

    \b
    Example:
      sheetgen import model.xlsx -o model.md
      sheetgen import article.html --table 2
    """
    from sheetgen.cli.outputs import keep_apart
    from sheetgen.importing import import_template

    keep_apart({"-o": output}, [source])
    defined = {}
    for given in names:
        name, equals, cell = given.partition("=")
        if not equals:
            raise click.UsageError(f"--name {given}: write it as --name NAME=CELL")
        defined[name.strip()] = cell.strip()
    text, warnings = import_template(
        source, sheets=sheets, table=table, a1=a1, fold=fold, rebuild=rebuild, names=defined
    )
    if output is None:
        click.echo(text, nl=False)
    else:
        from sheetgen.workbook.atomic import write_whole

        write_whole(Path(output), text.encode())
        message(f"{output}: {counted(text.count(chr(10)), 'line')}", quiet=quiet)
    for warning in warnings:
        message(f"sheetgen: {warning}")
