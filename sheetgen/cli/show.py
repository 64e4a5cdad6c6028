"""`sheetgen show`"""

from __future__ import annotations

import json

import click

from sheetgen.cli.options import json_option, set_option


@click.command()
@click.argument("template")
@click.option("--values", "by_value", is_flag=True, help="Show what the formulas give. [default]")
@click.option("--formulas", is_flag=True, help="Show the formulas; with --values, both.")
@set_option
@json_option
def command(template: str, by_value: bool, formulas: bool, changes: dict[str, object], as_json: bool) -> None:
    """Print a template's table, by value, by formula or both.

    The values are recalculated from the workbook that the template makes. A table that is wider than the terminal goes
    on below itself.

    \b
    Example:
      sheetgen show single-neuron-gradients
      sheetgen show single-neuron-training --set steps=5 --formulas --values
    """
    from sheetgen.generation import build
    from sheetgen.template import load

    loaded = load(template, changes)
    values = build(loaded)[1]
    if as_json:
        from sheetgen.report.data import sheets

        click.echo(json.dumps(sheets(loaded, values), ensure_ascii=False, indent=2, allow_nan=False))
        return
    from sheetgen.report.sheet_table import print_sheets

    print_sheets(loaded, values, formulas=formulas, by_value=by_value or not formulas)
