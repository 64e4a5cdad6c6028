"""`sheetgen page`"""

from __future__ import annotations

from html import escape
from pathlib import Path

import click

from sheetgen.cli.options import message, quiet_option, set_option, trust_option
from sheetgen.counts import counted


@click.command()
@click.argument("template")
@click.option("-o", "--output", metavar="FILE", help="Where to write; - for standard output. [default: TEMPLATE.html]")
@set_option
@click.option("--embed", is_flag=True, help="Print what an article takes to show the page within itself.")
@trust_option
@quiet_option
def command(
    template: str, output: str | None, changes: dict[str, object], embed: bool, trust: bool, quiet: bool
) -> None:
    """Write a template's live page: one HTML file with the sheet, its proof and its workbook.

    A reader changes an input, and every cell and chart follows. The file needs no network. Parameters, such as the
    number of steps, are those of the file; an address such as FILE.html#weight=0.3 opens a what-if.

    \b
    Example:
      sheetgen page single-neuron-gradients -o neuron.html
      sheetgen page single-neuron-training --set steps=100 -o training.html --embed
    """
    from sheetgen.report.page import EMBED, template_page
    from sheetgen.template import load
    from sheetgen.workbook.atomic import write_whole

    loaded = load(template, changes)
    text = template_page(loaded, trust=trust)
    if output == "-":
        if embed:
            raise click.UsageError("--embed prints to standard output too: name a file with -o")
        click.echo(text, nl=False)
        return
    path = Path(output or f"{loaded.name}.html")
    if path.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"-o {output}: what is written is a page, so its name must end in .html")
    data = text.encode(errors="backslashreplace")
    write_whole(path, data)
    message(f"{path}: {counted(len(loaded.formula_places()), 'formula')}, {len(data) / 1000:,.0f} kB", quiet=quiet)
    if embed:
        click.echo(EMBED.format(address=escape(path.name), title=escape(loaded.title)), nl=False)
