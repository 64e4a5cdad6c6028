"""The cells of a page: what each shows before any script runs, and what it is for the reader's eye."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheetgen.errors import UnsupportedError
from sheetgen.recalc import Values
from sheetgen.recalc.functions.text_format import format_number
from sheetgen.sheet import Address, Cell, Place, Sheet, Template, column_letters
from sheetgen.values import Scalar, show
from sheetgen.workbook.read_formats import Formats

#: Texts longer than this would make their columns too wide.
_LONG = 24
#: The number formats that figures have, which the page's script has too.
_OF_FIGURES = re.compile(r"(?:#,##0|0+|#)(?:\.0+)?(?:[eE][-+]0+)?%?")


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as the page shows it. `kind` is "", "input", "constant", "text", "label", "head" or "remark"."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of the page: its columns' letters, and its rows by number, cell by cell, None for a blank."""

    name: str
    columns: list[str]
    rows: list[tuple[int, list[Shown | None]]]
    headers: int
    #: Whether the first column names the rows and so stays in view.
    labelled: bool


def tables(values: Values, template: Template | None, formats: Mapping[str, Formats]) -> list[Table]:
    """The sheets to show: a template's own, or all of a workbook, whose `formats` say how numbers look."""
    names = [sheet.name for sheet in template.sheets] if template else list(values.grid.sheets)
    return [_table(name, values, template, formats) for name in names]


def inputs(values: Values, template: Template | None) -> dict[str, Place]:
    """The cells that a reader may change, by name; of a workbook without declared inputs every number that is no
    formula, by its address."""
    if template is not None and template.inputs:
        return {name: place for name, place in template.inputs.items() if _editable(values.at(place))}
    owned = values.plan.owners
    return {
        str(place): place
        for name in ([sheet.name for sheet in template.sheets] if template else values.grid.sheets)
        for address, value in sorted(values.cells[name].items())
        if _editable(value)
        and (place := Place(name, address)) not in values.plan.trees
        and address not in owned.get(name, {})
    }


def _editable(value: Scalar) -> bool:
    return isinstance(value, float | bool)


def number_format(
    place: Place, values: Values, template: Template | None, formats: Mapping[str, Formats] | None = None
) -> str:
    """The number format that the workbook gives the cell; General for one that the page has not (see numbers.js)."""
    if template is None and formats and place.sheet in formats:
        code = formats[place.sheet].of(place.address).number_format
        return code if _OF_FIGURES.fullmatch(code) else "General"
    cell = template.cell(place) if template and _has_sheet(template, place.sheet) else None
    figure = cell.shown_as if cell else None
    if template is None or cell is None or figure is None:
        return "General"
    if "data" in template.settings:
        return figure.free_format()
    return figure.cell_format(values.at(place), published=template.published or not cell.is_formula)


def _has_sheet(template: Template, name: str) -> bool:
    return any(sheet.name == name for sheet in template.sheets)


def shown(value: Scalar, code: str) -> str:
    """A value in its number format, as a spreadsheet shows it."""
    if isinstance(value, float) and not isinstance(value, bool):
        try:
            return format_number(value, code)
        except UnsupportedError:
            return format_number(value, "General")
    return show(value)


def _table(name: str, values: Values, template: Template | None, formats: Mapping[str, Formats]) -> Table:
    sheet = template.sheet(name) if template else Sheet(name)
    headers = sheet.header_rows()
    input_places = set(inputs(values, template).values())
    cells = values.cells[name]
    rows = max((address.row for address in cells), default=0)
    columns = max((address.column for address in cells), default=0)
    by_row: dict[int, dict[int, Shown]] = {}
    for address, value in cells.items():
        place = Place(name, address)
        kind = _kind(place, value, values, input_places, headers, sheet.cells)
        text = shown(value, number_format(place, values, template, formats))
        by_row.setdefault(address.row, {})[address.column] = Shown(text, kind)
    lines = [(row, [by_row.get(row, {}).get(column) for column in range(1, columns + 1)]) for row in range(1, rows + 1)]
    first = [cells[0] for row, cells in lines if row not in headers and cells and cells[0] is not None]
    labelled = bool(first) and all(cell.kind == "label" for cell in first)
    return Table(name, [column_letters(column) for column in range(1, columns + 1)], lines, len(headers), labelled)


def _kind(
    place: Place,
    value: Scalar,
    values: Values,
    input_places: set[Place],
    headers: list[int],
    cells: Mapping[Address, Cell],
) -> str:
    row, column = place.address
    if place in input_places:
        return "input"
    if row in headers:
        return "head"
    if not isinstance(value, str) or place in values.plan.trees:
        return "" if place in values.plan.trees else "constant"
    if column == 1:
        return "label"
    # A long text runs over the blank cell beside it, as in a spreadsheet.
    alone = Address(row, column + 1) not in values.cells[place.sheet]
    return "remark" if len(value) > _LONG and alone else "text"


def quantities(template: Template | None) -> Iterator[tuple[str, dict[int, str], dict[int, str]]]:
    """What a template calls the rows and columns of its sheets."""
    for sheet in template.sheets if template else ():
        yield sheet.name, sheet.rows, sheet.columns
