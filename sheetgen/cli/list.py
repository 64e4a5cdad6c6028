"""`sheetgen list`"""

from __future__ import annotations

import json

import click

from sheetgen.cli.options import json_option
from sheetgen.template import available, load


@click.command()
@json_option
def command(as_json: bool) -> None:
    """List the templates that come with sheetgen: title, source, inputs and size.

    \b
    Example:
      sheetgen list
    """
    templates = [load(name) for name in available()]
    if as_json:
        entries = [
            {
                "template": template.name,
                "title": template.title,
                "source": template.source,
                "inputs": {
                    name: cell.figure.text
                    for name, place in template.inputs.items()
                    if (cell := template.cell(place)) and cell.figure
                },
                "formulas": len(template.formula_places()),
                "figures": len([p for p in template.formula_places() if (c := template.cell(p)) and c.figure]),
            }
            for template in templates
        ]
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    for template in templates:
        figures = [place for place in template.formula_places() if (cell := template.cell(place)) and cell.figure]
        click.echo(template.name)
        click.echo(f"  {template.title}, {template.source}")
        inputs = ", ".join(
            f"{name} = {cell.figure.text}"
            for name, place in template.inputs.items()
            if (cell := template.cell(place)) and cell.figure
        )
        click.echo(f"  {len(template.formula_places())} formulas, {len(figures)} published figures; inputs: {inputs}")
