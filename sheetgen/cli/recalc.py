"""`sheetgen recalc`"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from sheetgen.cli.options import json_option, message, quiet_option
from sheetgen.counts import counted


@click.command()
@click.argument("workbook")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write the workbook with these values stored; nothing else in it changes.",
)
@json_option
@quiet_option
def command(workbook: str, output: str | None, as_json: bool, quiet: bool) -> None:
    """Evaluate a workbook's formulas anew, and print the values or store them in a copy.

    The values that the file stores are not looked at. A formula that cannot be evaluated is an error that names its
    cell; nothing is guessed.

    \b
    Example:
      sheetgen recalc model.xlsx
      sheetgen recalc model.xlsx -o with-values.xlsx
    """
    from sheetgen.recalc import recalculate
    from sheetgen.workbook.archive import read_bytes
    from sheetgen.workbook.read import read

    # Read once: the values go into the very workbook that they were calculated from.
    source = read_bytes(Path(workbook))
    grid = read(source, workbook)
    values = recalculate(grid)
    if output is not None:
        from sheetgen.workbook.atomic import write_whole
        from sheetgen.workbook.stamp import stamp

        # With the cells that array formulas fill besides their own.
        cells = {}
        for name, sheet in grid.sheets.items():
            found = values.cells[name]
            cells[name] = {at: found.get(at) for at in (*sheet.formulas, *values.plan.owners.get(name, ()))}
        data = stamp(source, cells, workbook)
        if output == "-":
            sys.stdout.buffer.write(data)
            return
        write_whole(Path(output), data)
        stored = sum(len(sheet.formulas) for sheet in grid.sheets.values())
        message(f"{output}: {counted(stored, 'value')} stored", quiet=quiet)
    if as_json:
        from sheetgen.report.data import plain

        entries = {str(place): plain(value) for place, value in values.formulas().items()}
        click.echo(json.dumps({"workbook": workbook, "values": entries}, ensure_ascii=False, indent=2))
    elif output is None:
        from sheetgen.report.terminal import print_values

        print_values(grid, values)
