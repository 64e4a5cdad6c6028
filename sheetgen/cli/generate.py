"""`sheetgen generate`"""

from __future__ import annotations

import sys

import click

from sheetgen.cli.options import message, quiet_option, set_option, workbook_path
from sheetgen.counts import counted


@click.command()
@click.argument("template")
@click.option("-o", "--output", metavar="FILE", help="Where to write; - for standard output. [default: TEMPLATE.xlsx]")
@set_option
@click.option("--data", metavar="FILE", help="Repeat the table for every row of a CSV or Parquet file; - for stdin.")
@quiet_option
def command(template: str, output: str | None, changes: dict[str, object], data: str | None, quiet: bool) -> None:
    """Write a template's workbook: live formulas, with every value stored for viewers.

    With --set it is a what-if workbook: the published figures no longer apply, and it says so. With --data the table is
    repeated for every row of a file with a column for each input.

    \b
    Example:
      sheetgen generate single-neuron-gradients -o neuron.xlsx
      sheetgen generate single-neuron-gradients --set input=0.9 --set Tiny=1e-6 -o what-if.xlsx
      sheetgen generate single-neuron-gradients --data neurons.csv -o neurons.xlsx
    """
    if data is not None:
        _with_data(template, data, output, changes, quiet=quiet)
        return
    from sheetgen.generation import build, generate
    from sheetgen.template import load
    from sheetgen.values import brief

    loaded = load(template, changes)
    if output == "-":
        sys.stdout.buffer.write(build(loaded)[0])
        return
    path = workbook_path(output or f"{loaded.name}.xlsx")
    generate(loaded, path)
    places = loaded.formula_places()
    figures = sum(1 for place in places if (cell := loaded.cell(place)) and cell.figure)
    if loaded.changed:
        changed = ", ".join(f"{name} = {text}" for name, text in loaded.changed.items())
        about = f"a what-if with {changed}; the published figures no longer apply"
    else:
        about = counted(figures, "published figure")
    chosen = "".join(f", {name} = {brief(value)}" for name, value in loaded.settings.get("parameters", {}).items())
    message(f"{path}: {counted(len(places), 'formula')}{chosen}, {about}", quiet=quiet)


def _with_data(name: str, source: str, output: str | None, changes: dict[str, object], *, quiet: bool) -> None:
    from sheetgen.blocks.generate import generate_with_data, load_with_data

    template, data = load_with_data(name, source, changes)
    if output == "-":
        generate_with_data(template, data, sys.stdout.buffer)
        return
    path = workbook_path(output or f"{template.name}.xlsx")
    values = generate_with_data(template, data, path)
    formulas = sum(len(sheet.formulas) for sheet in values.grid.sheets.values())
    ignored = f"; columns that are no inputs: {', '.join(data.ignored)}" if data.ignored else ""
    message(f"{path}: {counted(data.rows, 'block')}, {counted(formulas, 'formula')}{ignored}", quiet=quiet)
