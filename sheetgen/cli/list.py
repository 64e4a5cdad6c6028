"""`sheetgen list`"""

from __future__ import annotations

import json

import click

from sheetgen.cli.options import json_option
from sheetgen.counts import counted
from sheetgen.template import available, load
from sheetgen.values import brief


@click.command()
@json_option
def command(as_json: bool) -> None:
    """List the templates that come with sheetgen: title, source, size, inputs and parameters.

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
                "parameters": {name: str(value) for name, value in template.parameters.items()},
                "cells": sum(len(sheet.cells) for sheet in template.sheets),
                "formulas": len(template.formula_places()),
                "figures": len([p for p in template.formula_places() if (c := template.cell(p)) and c.figure]),
            }
            for template in templates
        ]
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    for template in templates:
        places = template.formula_places()
        figures = sum(1 for place in places if (cell := template.cell(place)) and cell.figure)
        cells = sum(len(sheet.cells) for sheet in template.sheets)
        inputs = {
            name: cell.figure.text
            for name, place in template.inputs.items()
            if (cell := template.cell(place)) and cell.figure
        }
        click.echo(template.name)
        click.echo(f"  {template.title}{template.source and ', '}{template.source}")
        formulas = counted(len(places), "formula")
        click.echo(f"  {counted(cells, 'cell')}: {formulas}, {counted(figures, 'published figure')}")
        for kind, known in (("inputs", inputs), ("parameters", template.parameters)):
            if known:
                click.echo(f"  {kind}: {', '.join(f'{name} = {brief(value)}' for name, value in known.items())}")
