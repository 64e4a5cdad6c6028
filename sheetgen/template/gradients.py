"""[gradients] of a template: which cells are declared to be the derivative of which cell by which."""

from __future__ import annotations

from sheetgen.sheet import Address, Place, Template
from sheetgen.template.front_matter import FrontMatter

_TABLE = "gradients"
#: A range with more cells than this is a slip of the pen.
_MOST = 100_000


def read_gradients(front: FrontMatter, template: Template) -> dict[Place, tuple[Place, Place]]:
    """`C4 = "I2 by C2"`, or as many at once: `"B4:D4" = "I2 by B2:D2"`; each cell with what it is of, and by."""
    found: dict[Place, tuple[Place, Place]] = {}
    sheets = [sheet.name for sheet in template.sheets]
    for key, text in front.table(_TABLE).items():
        of, word, by = text.partition(" by ") if isinstance(text, str) else ("", "", "")
        if not word:
            raise front.error(key, f'[gradients] {key} must say of what by what, such as "I2 by C2"', _TABLE)
        target = front.place(key, of.strip(), sheets, _TABLE)
        (shape, cells), (other, variables) = (_places(front, key, name.strip(), sheets) for name in (key, by))
        if shape != other:
            raise front.error(key, f"[gradients] {key}: {by.strip()} is not of the same size", _TABLE)
        for place in (target, *cells):
            cell = template.cell(place)
            if cell is None or not cell.is_formula:
                raise front.error(key, f"[gradients] {key}: {place.address} is no formula in the table", _TABLE)
        for place in variables:
            cell = template.cell(place)
            if cell is None or not (cell.is_formula or isinstance(cell.value, float)):
                raise front.error(key, f"[gradients] {key}: {place.address} is no number in the table", _TABLE)
        for place, variable in zip(cells, variables, strict=True):
            if place in found:
                raise front.error(key, f"[gradients] {key}: {place.address} stands there twice", _TABLE)
            found[place] = target, variable
    return found


def _places(front: FrontMatter, key: str, text: str, sheets: list[str]) -> tuple[tuple[int, int], list[Place]]:
    """`B12` or `Sheet!B2:D9`: how many rows and columns, and the places row by row."""
    name, bang, area = text.rpartition("!")
    first, colon, last = area.partition(":")
    start = front.place(key, f"{name}{bang}{first}", sheets, _TABLE)
    end = front.place(key, f"{name}{bang}{last}", sheets, _TABLE) if colon else start
    rows = range(start.address.row, end.address.row + 1)
    columns = range(start.address.column, end.address.column + 1)
    if not rows or not columns:
        raise front.error(key, f"[gradients] {key}: {area} must begin at its upper left corner", _TABLE)
    if len(rows) * len(columns) > _MOST:
        raise front.error(key, f"[gradients] {key}: {area} has more than {_MOST:,} cells", _TABLE)
    return (len(rows), len(columns)), [Place(start.sheet, Address(row, column)) for row in rows for column in columns]
