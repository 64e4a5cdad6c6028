"""Where the cells that an old formula refers to stand in the new workbook."""

from __future__ import annotations

from sheetgen.comparison.forms import Forms, Leaf
from sheetgen.comparison.structure import Lines, Structure
from sheetgen.formula.tree import Coordinate, Range, Reference, WholeColumns, WholeRows
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Place
from sheetgen.workbook.grid import SourceFormula

#: A reference with its rows and columns as numbers: sheet, kind, then number and dollar sign of each coordinate.
Absolute = tuple[object, ...]


class Moved:
    """Compares formulas as if rows and columns had been inserted and deleted in the old workbook too, as Excel does
    it: every reference goes with its cell."""

    def __init__(self, structure: Structure, forms: Forms) -> None:
        self.structure = structure
        self.forms = forms
        self._same = structure.same

    def equal(self, old: SourceFormula, old_place: Place, new: SourceFormula, new_place: Place) -> bool:
        """Whether two formulas say the same of the same cells."""
        one, other = self.forms.of(old), self.forms.of(new)
        if one.skeleton != other.skeleton or one.array != other.array:
            return False
        if self._same and old_place.address == new_place.address and one.references == other.references:
            return True
        if len(one.references) != len(other.references):
            return False
        return all(
            self.moved(left, old_place) == absolute(right, new_place)
            for left, right in zip(one.references, other.references, strict=True)
        )

    def moved(self, leaf: Leaf, place: Place) -> Absolute | None:
        """What an old formula's reference is in the new workbook; None where its cells were deleted."""
        sheet = leaf.first.sheet if isinstance(leaf, Range) else leaf.sheet
        pair = self.structure.pair(sheet or place.sheet)
        if pair is None:
            return absolute(leaf, place)
        rows, columns, own = pair.rows, pair.columns, place.address
        match leaf:
            case Reference():
                row, column = _new(leaf.row, own.row, MAX_ROW, rows), _new(leaf.column, own.column, MAX_COLUMN, columns)
                return None if row is None or column is None else (pair.new.lower(), "cell", row, column)
            case Range(first, last):
                return (
                    pair.new.lower(),
                    "range",
                    *_ends(first.row, last.row, own.row, MAX_ROW, rows),
                    *_ends(first.column, last.column, own.column, MAX_COLUMN, columns),
                )
            case WholeColumns(_, first_column, last_column):
                ends = _ends(first_column, last_column, own.column, MAX_COLUMN, columns)
                return (pair.new.lower(), "columns", *ends)
            case WholeRows(_, first_row, last_row):
                return (pair.new.lower(), "rows", *_ends(first_row, last_row, own.row, MAX_ROW, rows))


def absolute(leaf: Leaf, place: Place) -> Absolute:
    """A reference of a formula at a place with its rows and columns as numbers."""
    own = place.address
    sheet = ((leaf.first.sheet if isinstance(leaf, Range) else leaf.sheet) or place.sheet).lower()
    match leaf:
        case Reference():
            return (sheet, "cell", _at(leaf.row, own.row, MAX_ROW), _at(leaf.column, own.column, MAX_COLUMN))
        case Range(first, last):
            return (
                sheet,
                "range",
                _at(first.row, own.row, MAX_ROW),
                _at(last.row, own.row, MAX_ROW),
                _at(first.column, own.column, MAX_COLUMN),
                _at(last.column, own.column, MAX_COLUMN),
            )
        case WholeColumns(_, first_line, last_line):
            kind, number, limit = "columns", own.column, MAX_COLUMN
        case WholeRows(_, first_line, last_line):
            kind, number, limit = "rows", own.row, MAX_ROW
    return (sheet, kind, _at(first_line, number, limit), _at(last_line, number, limit))


def _at(coordinate: Coordinate, own: int, limit: int) -> tuple[int, bool]:
    return coordinate.at(own, limit), coordinate.absolute


def _new(coordinate: Coordinate, own: int, limit: int, lines: Lines) -> tuple[int, bool] | None:
    line = lines.new(coordinate.at(own, limit))
    return None if line is None else (line, coordinate.absolute)


def _ends(first: Coordinate, last: Coordinate, own: int, limit: int, lines: Lines) -> tuple[object, object]:
    """Both ends of a range; where an end was deleted, the range is as much shorter."""
    a, b = first.at(own, limit), last.at(own, limit)
    low, high = (lines.first_from(a), lines.last_until(b)) if a <= b else (lines.last_until(a), lines.first_from(b))
    return (low, first.absolute), (high, last.absolute)
