"""`sheetgen page`"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetgen.cli.options import message, quiet_option, set_option, trust_option
from sheetgen.counts import counted
from sheetgen.errors import ExitStatus

if TYPE_CHECKING:
    from sheetgen.result import Result

#: So many of the cells that differ are named.
_NAMED = 3


@click.command()
@click.argument("template")
@click.option("-o", "--output", metavar="FILE", help="Where to write; - for standard output. [default: TEMPLATE.html]")
@set_option
@click.option("--embed", is_flag=True, help="Print what an article takes to show the page within itself.")
@trust_option
@quiet_option
def command(
    template: str, output: str | None, changes: dict[str, object], embed: bool, trust: bool, quiet: bool
) -> int:
    """Write a template's live page: one HTML file with the sheet, its proof and its workbook.

    A reader changes an input, and every cell and chart follows. The file needs no network. Parameters, such as the
    number of steps, are those of the file; an address such as FILE.html#weight=0.3 opens a what-if. A page whose
    numbers differ is written all the same, says so, and the exit status is 1.

    \b
    Example:
      sheetgen page single-neuron-gradients -o neuron.html
      sheetgen page single-neuron-training --set steps=100 -o training.html --embed
    """
    from sheetgen.report.page import EMBED, verified_page
    from sheetgen.template import load
    from sheetgen.workbook.atomic import write_whole

    loaded = load(template, changes)
    text, result = verified_page(loaded, trust=trust)
    if output == "-":
        if embed:
            raise click.UsageError("--embed prints to standard output too: name a file with -o")
        click.echo(text, nl=False)
        return _told(result, template, changes)
    path = Path(output or f"{loaded.name}.html")
    if path.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"-o {output}: what is written is a page, so its name must end in .html")
    data = text.encode(errors="backslashreplace")
    write_whole(path, data)
    message(f"{path}: {counted(len(loaded.formula_places()), 'formula')}, {len(data) / 1000:,.0f} kB", quiet=quiet)
    if embed:
        click.echo(EMBED.format(address=escape(path.name), title=escape(loaded.title)), nl=False)
    return _told(result, template, changes)


def _told(result: Result, template: str, changes: dict[str, object]) -> int:
    """Says which cells differ, if any, and where the reasons are; the exit status."""
    if not result.differs:
        return ExitStatus.OK
    names = ", ".join(str(cell.place) for cell in result.failed[:_NAMED])
    if result.failed_count > _NAMED:
        names += f" and {result.failed_count - _NAMED:,} more"
    options = " with the same --set or --params" if changes else ""
    word = "differs" if result.failed_count == 1 else "differ"
    message(f"sheetgen: {template}: {names} {word}; sheetgen verify {template}{options} says why")
    return ExitStatus.DIFFERS
