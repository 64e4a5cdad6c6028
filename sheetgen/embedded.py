"""The template that a workbook carries with it, on its hidden sheet."""

from __future__ import annotations

from pathlib import Path

from sheetgen.errors import TemplateError, UsageError
from sheetgen.recalc import Values
from sheetgen.sheet import Template
from sheetgen.template import parse
from sheetgen.values import Scalar, shortest, show
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
    return "\n".join(lines) + "\n" if lines and lines[0] == "+++" else None


def template(grid: Grid) -> Template | None:
    """The template as data, or None; TemplateError where the sheet is there and was damaged."""
    source = text(grid)
    if source is None:
        return None
    parsed = parse(source, Path(f"{Path(grid.path).stem}.md"))
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
            raise UsageError(
                f"{values.grid.path}: the input {name} ({place}) holds {show(value) or 'nothing'}, not a number"
            )
        changes[name] = shortest(value) if isinstance(value, float) and not isinstance(value, bool) else value
    return parse(parsed.text, parsed.path, changes)
