"""Rows that repeat become a loop: the same formulas in relative form, constants that are equal or count up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sheetgen.figure import PREFIX
from sheetgen.importing.model import ImportedSheet
from sheetgen.workbook.relative import relative_form

#: Fewer rows than this are shorter as they are.
_LEAST_ROWS = 3
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows `first` to `last`: a loop where there are several. `cells` are those of the first, in Jinja2 for a loop."""

    first: int
    last: int
    cells: dict[int, str]


def folded(sheet: ImportedSheet) -> Iterator[Rows]:
    """The rows of a sheet, with those that repeat as loops. Figures beside formulas in a loop are left out."""
    rows: dict[int, dict[int, str]] = {}
    for address, cell in sorted(sheet.cells.items()):
        rows.setdefault(address.row, {})[address.column] = cell
    numbers = sorted(rows)
    while numbers:
        first = numbers[0]
        last = first
        while last + 1 in rows and all(
            _repeats(rows[first][column], rows[last][column], rows[last + 1][column], first, last, column)
            for column in rows[first].keys() & rows[last + 1].keys()
        ):
            if rows[last + 1].keys() != rows[first].keys():
                break
            last += 1
        if last - first + 1 < _LEAST_ROWS:
            yield Rows(first, first, rows[first])
            numbers = numbers[1:]
            continue
        yield Rows(first, last, {c: _looped(cell, rows[first + 1][c], first, c) for c, cell in rows[first].items()})
        numbers = [number for number in numbers if number > last]


def _repeats(first: str, here: str, below: str, row: int, last: int, column: int) -> bool:
    """Whether the cell below goes on with what the cells from the first to this one began."""
    if _is_formula(first):
        return _is_formula(below) and _form(first, row, column) == _form(below, last + 1, column)
    if first == here == below:
        return True
    if not all(_WHOLE.fullmatch(cell) for cell in (first, here, below)) or (first == here and last != row):
        return False
    return last == row or int(below) - int(here) == (int(here) - int(first)) / (last - row)


def _is_formula(cell: str) -> bool:
    return cell.startswith("=") or (cell.endswith(")") and PREFIX.match(cell) is not None and "(" in cell)


def _notation(cell: str) -> str:
    """A formula cell's formula."""
    return cell[1:].strip() if cell.startswith("=") else cell[cell.index("(") + 1 : -1]


def _form(cell: str, row: int, column: int) -> tuple[str, tuple[int, ...]]:
    text, distances, _ = relative_form(_notation(cell), row, column)
    return text, distances


def _looped(cell: str, below: str, row: int, column: int) -> str:
    """A cell as the loop's row has it."""
    if _is_formula(cell):
        text, distances = _form(cell, row, column)
        pieces = text.split("\0")
        gaps = [f"{{{{ {_counted(distance)} }}}}" for distance in distances]
        return "= " + "".join(piece + gap for piece, gap in zip(pieces, [*gaps, ""], strict=True))
    if cell == below:
        return cell
    step = int(below) - int(cell)
    return f"{{{{ {_counted(int(cell) - row)} }}}}" if step == 1 else f"{{{{ {cell} + {step} * (row - {row}) }}}}"


def _counted(distance: int) -> str:
    if not distance:
        return "row"
    return f"row {'+' if distance > 0 else '-'} {abs(distance)}"
