"""The template that a workbook carries with it, on its hidden sheet."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from sheetgen.errors import TemplateError, UsageError
from sheetgen.recalc import Values
from sheetgen.sheet import Template
from sheetgen.template import parse
from sheetgen.values import Scalar, no_number, shortest, show
from sheetgen.workbook.grid import Grid

#: The sheet's name, as `workbook.write` writes it.
SHEET = "Template"


def text(grid: Grid) -> str | None:
    """The template's text, or None for a workbook that carries none."""
    sheet = grid.sheets.get(SHEET)
    if sheet is None or sheet.formulas:
        return None
    lines = [""] * sheet.extent()[0]
    for address, value in sheet.values.items():
        if address.column == 1:
            lines[address.row - 1] = show(value)
    return "\n".join(lines) + "\n" if lines and lines[0].strip() == "+++" else None


def settings(grid: Grid) -> dict[str, Any]:
    """What was chosen when the workbook was generated, as it stands beside the template."""
    sheet = grid.sheets[SHEET]
    lines = [show(value) for address, value in sorted(sheet.values.items()) if address.column == 2]
    try:
        found = json.loads("\n".join(lines) or "{}", parse_float=Decimal)
    except ValueError as error:
        raise TemplateError(f"{grid.path}: the settings beside its template are damaged: {error}") from None
    if not isinstance(found, dict):
        raise TemplateError(f"{grid.path}: the settings beside its template are damaged: no JSON object")
    if not isinstance(found.get("parameters", {}), dict):
        raise TemplateError(f"{grid.path}: the settings beside its template are damaged: parameters is no JSON object")
    return found


def template(grid: Grid) -> Template | None:
    """The template as data, or None; TemplateError where the sheet is there and was damaged."""
    source = text(grid)
    if source is None:
        return None
    chosen = settings(grid)
    parsed = parse(source, Path(grid.path).with_suffix(".md"), chosen.get("parameters"))
    parsed.settings = chosen
    for sheet in parsed.sheets:
        if sheet.name not in grid.sheets:
            raise TemplateError(f"{grid.path}: its template has a sheet {sheet.name!r} that the workbook has not")
    return parsed


def with_inputs_of(parsed: Template, values: Values) -> Template:
    """The template with the inputs that stand in the workbook now."""
    changes: dict[str, Scalar] = {}
    for name, place in parsed.inputs.items():
        value = values.at(place)
        if not isinstance(value, float | bool):
            held = no_number(value)
            raise UsageError(f"{values.grid.path}: the input {name} ({place}) holds {held}, not a number")
        cell = parsed.cell(place)
        if cell is None or type(cell.value) is not type(value) or cell.value != value:
            changes[name] = value if isinstance(value, bool) else shortest(value)
    if not changes:
        return parsed
    changed = parse(parsed.text, parsed.path, {**parsed.settings.get("parameters", {}), **changes})
    changed.settings = parsed.settings
    return changed
