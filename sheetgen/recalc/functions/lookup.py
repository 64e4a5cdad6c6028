"""Excel's category "Lookup & Reference"."""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Area, Areas, Array, Value
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.registry import function
from sheetgen.recalc.operators import compare
from sheetgen.sheet import MAX_COLUMN, MAX_ROW
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def same_kind(one: Scalar, other: Scalar) -> bool:
    """Whether a lookup compares the two at all: numbers with numbers, texts with texts, booleans with booleans."""
    return type(one) is type(other) and not isinstance(one, ErrorValue) and one is not None


def find_exact(value: Scalar, items: list[Scalar]) -> int | None:
    """The first item that equals a value; a text may have wildcards: `*`, `?`, and `~` before either."""
    if isinstance(value, str) and re.search("[*?~]", value):
        pattern = wildcard(value)
        return next((i for i, item in enumerate(items) if isinstance(item, str) and pattern.fullmatch(item)), None)
    return next((i for i, item in enumerate(items) if same_kind(value, item) and compare(value, item) == 0), None)


def wildcard(text: str) -> re.Pattern[str]:
    """Excel's wildcards as a regular expression."""
    parts = re.findall(r"~[*?~]|.", text, re.DOTALL)
    special = {"*": ".*", "?": "."}
    pattern = "".join(special.get(part) or re.escape(part[-1]) for part in parts)
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


def find_sorted(value: Scalar, items: list[Scalar], *, descending: bool = False) -> int | None:
    """The last item that is not past a value, among items in order; what is of another kind is passed over."""
    places = [i for i, item in enumerate(items) if same_kind(value, item)]
    sign = -1 if descending else 1
    count = bisect.bisect_right(places, 0, key=lambda i: sign * compare(items[i], value))
    return places[count - 1] if count else None


def line(array: Array) -> list[Scalar]:
    """The items of a single row or column; #N/A for anything wider."""
    if array.height > 1 and array.width > 1:
        raise Raised(ErrorValue.NA)
    return list(array.items())


@function("MATCH")
def match(value: Scalar, array: Array, kind: float = 1.0) -> Scalar:
    """MATCH: the 1-based place of a value in a row or column: 0 the first equal one, with wildcards; 1 the last that
    is not larger in ascending items; -1 the last that is not smaller in descending ones. #N/A where there is none."""
    value = 0.0 if value is None else value
    items = line(array)
    found = find_exact(value, items) if kind == 0 else find_sorted(value, items, descending=kind < 0)
    return ErrorValue.NA if found is None else float(found + 1)


def _table(value: Scalar, keys: list[Scalar], nearest: bool) -> int:
    value = 0.0 if value is None else value
    found = find_sorted(value, keys) if nearest else find_exact(value, keys)
    if found is None:
        raise Raised(ErrorValue.NA)
    return found


@function("VLOOKUP")
def vlookup(value: Scalar, table: Array, column: float, nearest: bool = True) -> Scalar:
    """VLOOKUP: finds a value in the first column and gives the same row's item of another; #VALUE! below column 1,
    #REF! past the last, #N/A where nothing is found."""
    if column < 1:
        raise Raised(ErrorValue.VALUE)
    if int(column) > table.width:
        raise Raised(ErrorValue.REF)
    found = _table(value, [row[0] for row in table.rows], nearest)
    return table.rows[found][int(column) - 1]


@function("HLOOKUP")
def hlookup(value: Scalar, table: Array, row: float, nearest: bool = True) -> Scalar:
    """HLOOKUP: as VLOOKUP, along the first row."""
    if row < 1:
        raise Raised(ErrorValue.VALUE)
    if int(row) > table.height:
        raise Raised(ErrorValue.REF)
    return table.rows[int(row) - 1][_table(value, list(table.rows[0]), nearest)]


@function("INDEX")
def index(evaluator: Evaluator, source: Value, row: float, column: float | None = None, area: float = 1.0) -> Value:
    """INDEX: the item at a row and column, a whole row or column for 0; of a reference, a reference. In a single row
    or column one number is enough. #REF! outside."""
    if isinstance(source, Areas):
        if not 1 <= area <= len(source.areas):
            return ErrorValue.REF
        source = source.areas[int(area) - 1]
    if isinstance(source, ErrorValue):
        return source
    height, width = (source.height, source.width) if isinstance(source, Area) else (0, 0)
    array = None if isinstance(source, Area) else evaluator.array(source)
    if array is not None:
        height, width = array.height, array.width
    down, right = int(row), None if column is None else int(column)
    if right is None:
        down, right = (1, down) if height == 1 and width > 1 else (down, 0 if width > 1 else 1)
    if down < 0 or right < 0:
        return ErrorValue.VALUE
    if down > height or right > width:
        return ErrorValue.REF
    top, bottom = (1, height) if down == 0 else (down, down)
    left, last = (1, width) if right == 0 else (right, right)
    if isinstance(source, Area):
        return Area(
            source.sheet, source.top + top - 1, source.left + left - 1, source.top + bottom - 1, source.left + last - 1
        )
    assert array is not None
    rows = tuple(line[left - 1 : last] for line in array.rows[top - 1 : bottom])
    return rows[0][0] if top == bottom and left == last else Array(rows)


@function("OFFSET", volatile=True)
def offset(
    source: Value, rows: float, columns: float, height: float | None = None, width: float | None = None
) -> Value:
    """OFFSET: a reference moved by rows and columns, and resized if asked; #REF! outside the sheet."""
    if isinstance(source, ErrorValue):
        return source
    if not isinstance(source, Area):
        return ErrorValue.VALUE
    tall = source.height if height is None else int(height)
    wide = source.width if width is None else int(width)
    if tall == 0 or wide == 0:
        return ErrorValue.REF
    top, left = source.top + int(rows), source.left + int(columns)
    # A negative size goes up or to the left.
    top, bottom = sorted((top, top + tall - (1 if tall > 0 else -1)))
    left, right = sorted((left, left + wide - (1 if wide > 0 else -1)))
    if top < 1 or left < 1 or bottom > MAX_ROW or right > MAX_COLUMN:
        return ErrorValue.REF
    return Area(source.sheet, top, left, bottom, right)


@function("TRANSPOSE")
def transpose(array: Array) -> Value:
    """TRANSPOSE: rows become columns."""
    return Array(tuple(zip(*array.rows, strict=True)))


@function("ROWS")
def rows(evaluator: Evaluator, source: Value) -> float:
    """ROWS: how many rows a reference or array has."""
    return float(source.height if isinstance(source, Area) else evaluator.array(source).height)


@function("COLUMNS")
def columns(evaluator: Evaluator, source: Value) -> float:
    """COLUMNS: how many columns a reference or array has."""
    return float(source.width if isinstance(source, Area) else evaluator.array(source).width)


@function("ROW")
def row(evaluator: Evaluator, source: Value = None) -> Value:
    """ROW: the row numbers of a reference, or that of the formula's own cell."""
    if source is None:
        return float(evaluator.place.address.row)
    if not isinstance(source, Area):
        return source if isinstance(source, ErrorValue) else ErrorValue.VALUE
    return _counted(source.top, source.bottom, down=True)


@function("COLUMN")
def column(evaluator: Evaluator, source: Value = None) -> Value:
    """COLUMN: the column numbers of a reference, or that of the formula's own cell."""
    if source is None:
        return float(evaluator.place.address.column)
    if not isinstance(source, Area):
        return source if isinstance(source, ErrorValue) else ErrorValue.VALUE
    return _counted(source.left, source.right, down=False)


def _counted(first: int, last: int, *, down: bool) -> Value:
    numbers = [float(number) for number in range(first, last + 1)]
    if len(numbers) == 1:
        return numbers[0]
    return Array(tuple((number,) for number in numbers)) if down else Array((tuple(numbers),))


@function("CHOOSE", least=2)
def choose(number: float, *values: Value) -> Value:
    """CHOOSE: the value of that number; #VALUE! where there is none."""
    if not 1 <= number < len(values) + 1:
        return ErrorValue.VALUE
    return values[int(number) - 1]
