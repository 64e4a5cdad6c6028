"""Cells as a person names them: addresses, ranges, defined names and inputs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sheetgen.errors import UsageError
from sheetgen.recalc import Values
from sheetgen.sheet import Address, Place

#: Cells that one may name together: a derivative by each takes memory of its own.
_MOST = 100_000
#: An input's name has fewer commas than this.
_MOST_COMMAS = 8


def named_cells(text: str, values: Values, inputs: Mapping[str, Place]) -> list[Place]:
    """The cells that are named, with commas between them; a sheet's name in quotes and an input's, `w[1][2,3]`, may
    have some too."""
    spelling = {name.lower(): place for name, place in inputs.items()}
    found: list[Place] = []
    for name in _names(text, spelling):
        place = spelling.get(name.strip().lower())
        rows = [[place]] if place is not None else values.places(name.strip(), _MOST)
        found.extend(cell for row in rows for cell in row)
        if len(found) > _MOST:
            raise UsageError(f"{text[:40]} names more than {_MOST:,} cells: name fewer")
    if not found:
        raise UsageError(f"{text!r} names no cell: give an address, a range or a name, such as B2 or Sheet!B2:D9")
    return list(dict.fromkeys(found))


def _names(text: str, inputs: Mapping[str, Place]) -> Iterator[str]:
    """The text between the commas; where several pieces are together the name of an input, these as one."""
    pieces = re.findall(r"(?:'[^']*'|[^,'])+", text)
    start = 0
    while start < len(pieces):
        ends = range(min(len(pieces), start + _MOST_COMMAS), start + 1, -1)
        joined = (end for end in ends if ",".join(pieces[start:end]).strip().lower() in inputs)
        end = next(joined, start + 1)
        yield ",".join(pieces[start:end])
        start = end


def named_cell(text: str, values: Values, inputs: Mapping[str, Place]) -> Place:
    """The one cell that is named; UsageError where it is none or several, or lies outside its sheet's cells."""
    cells = named_cells(text, values, inputs)
    if len(cells) != 1:
        raise UsageError(f"{text}: name one cell, such as B2 or Sheet!B2")
    place = cells[0]
    rows, columns = values.grid.sheets[place.sheet].extent()
    if place.address.row > rows or place.address.column > columns:
        last = f"ends at {Address(rows, columns)}" if rows and columns else "is empty"
        raise UsageError(f"{place} lies outside the sheet, which {last}")
    return place
