"""`sheetgen gradient`"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetgen.cli.options import json_option, set_option
from sheetgen.errors import UsageError

if TYPE_CHECKING:
    from sheetgen.sheet import Template
    from sheetgen.workbook.grid import Grid


@click.command()
@click.argument("what", metavar="TEMPLATE|WORKBOOK")
@click.option("--of", "target", metavar="CELLS", required=True, help="What to differentiate: I2, Sheet!I2:K9 or names.")
@click.option("--by", "variables", metavar="CELLS", help="By what: cells, ranges or names, with commas between them.")
@set_option
@json_option
def command(what: str, target: str, variables: str | None, changes: dict[str, str], as_json: bool) -> None:
    """Differentiate cells by others, through the formulas between them.

    The derivatives are exact but for rounding: the formulas are read back from the file and differentiated one by one.
    Without --by they are by the template's inputs, or by every constant that the cell depends on. Branches are taken
    as they stand; kinks, and derivatives that do not exist, are named. Of several cells each has its own derivatives.

    \b
    Example:
      sheetgen gradient single-neuron-gradients --of I2
      sheetgen gradient model.xlsx --of Results!B9 --by Rate,Inputs!B2:B7
      sheetgen gradient single-neuron-gradients --of E2:I2 --by weight,bias
    """
    from sheetgen.differentiate import gradient, jacobian
    from sheetgen.named_cells import named_cells
    from sheetgen.recalc.evaluate import recalculate_what_can_be

    grid, template = _read(what, changes)
    # A circle elsewhere, or in a branch that is not taken, is no matter of these cells.
    values, problems = recalculate_what_can_be(grid)
    inputs = {} if template is None else template.inputs
    cells = named_cells(target, values, inputs)
    chosen = None if variables is None else named_cells(variables, values, inputs)
    for place in (*cells, *(chosen or ())):
        if place in problems:
            raise problems[place].in_file(grid.path)
    if chosen is None and inputs:
        chosen = [place for place in inputs.values() if type(values.at(place)) is float]
    # A single cell of a large workbook is differentiated on arrays.
    results = {cells[0]: gradient(values, cells, chosen)} if len(cells) == 1 else jacobian(values, cells, chosen)
    names = {place: name for name, place in inputs.items()}
    if as_json:
        from sheetgen.report.data import derivatives

        printed = [derivatives(result, place, names) for place, result in results.items()]
        click.echo(json.dumps(printed if len(cells) > 1 else printed[0], ensure_ascii=False, indent=2, allow_nan=False))
    else:
        from sheetgen.report.gradient import print_gradients

        print_gradients(results, names)


def _read(what: str, changes: dict[str, str]) -> tuple[Grid, Template | None]:
    """The workbook, or the one that a template makes; and the template, if there is one."""
    from sheetgen.workbook.kind import is_workbook
    from sheetgen.workbook.read import read

    if is_workbook(what):
        from sheetgen import embedded

        if changes:
            raise UsageError(f"{what} is a workbook: change the inputs of a template, or type them into the workbook")
        grid = read(Path(what))
        return grid, embedded.template(grid)
    from sheetgen.generation import build
    from sheetgen.template import load

    template = load(what, changes)
    return read(build(template)[0], template.name), template
