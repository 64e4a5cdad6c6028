"""Excel's category "Lookup & Reference": what takes arrays apart, puts them together and gives them another shape."""

from __future__ import annotations

from collections.abc import Sequence

from sheetgen.recalc.arrays import Array
from sheetgen.recalc.coerce import Raised, to_number
from sheetgen.recalc.functions.registry import Anything, Rule, function
from sheetgen.recalc.work import spend
from sheetgen.sheet import MAX_COLUMN, MAX_ROW
from sheetgen.values import ErrorValue, Scalar

#: One row of an array.
Row = tuple[Scalar, ...]

#: Past this Excel, too, runs out of room.
_MOST_ELEMENTS = 10_000_000


def array_of(rows: Sequence[Row]) -> Array:
    """Rows as an array; #CALC! where nothing is left, for there are no empty arrays."""
    if not rows or not rows[0]:
        raise Raised(ErrorValue.CALC)
    return Array(tuple(rows))


def whole_or(value: Scalar, missing: int) -> int:
    """A whole number; another where it is left out."""
    return missing if value is None else int(to_number(value))


def require_room(height: int, width: int) -> None:
    """#CALC! for an empty array, #VALUE! for one that no sheet can hold, #NUM! for one for which Excel has no
    room either."""
    if not (0 <= height <= MAX_ROW and 0 <= width <= MAX_COLUMN):
        raise Raised(ErrorValue.VALUE)
    if height * width == 0:
        raise Raised(ErrorValue.CALC)
    if height * width > _MOST_ELEMENTS:
        raise Raised(ErrorValue.NUM)
    spend(height * width)


@function("TRANSPOSE", derivative=Rule.BY_ITS_CODE)
def transpose(array: Array) -> Array:
    """TRANSPOSE: rows become columns."""
    return Array(tuple(zip(*array.rows, strict=True)))


@function("TAKE", derivative=Rule.BY_ITS_CODE)
def take(array: Array, rows: Scalar, columns: Scalar = None) -> Array:
    """TAKE: so many rows and columns from the start, or if negative from the end; #CALC! for 0."""
    return _cut(array, _taken(rows), _taken(columns))


@function("DROP", derivative=Rule.BY_ITS_CODE)
def drop(array: Array, rows: Scalar, columns: Scalar = None) -> Array:
    """DROP: without so many rows and columns at the start, or if negative at the end; #CALC! where none is left."""
    return _cut(array, _dropped(rows), _dropped(columns))


def _taken(number: Scalar) -> slice:
    count = whole_or(number, MAX_ROW)
    return slice(count) if count >= 0 else slice(count, None)


def _dropped(number: Scalar) -> slice:
    count = whole_or(number, 0)
    return slice(count, None) if count >= 0 else slice(count)


def _cut(array: Array, rows: slice, columns: slice) -> Array:
    return array_of([row[columns] for row in array.rows[rows]])


@function("CHOOSECOLS", least=2, derivative=Rule.BY_ITS_CODE)
def choosecols(array: Array, *numbers: Array) -> Array:
    """CHOOSECOLS: the columns with those numbers, if negative from the end; #VALUE! for 0 and outside."""
    places = _places(numbers, array.width)
    return Array(tuple(tuple(row[place] for place in places) for row in array.rows))


@function("CHOOSEROWS", least=2, derivative=Rule.BY_ITS_CODE)
def chooserows(array: Array, *numbers: Array) -> Array:
    """CHOOSEROWS: the rows with those numbers, if negative from the end; #VALUE! for 0 and outside."""
    return Array(tuple(array.rows[place] for place in _places(numbers, array.height)))


def _places(arguments: Sequence[Array], size: int) -> list[int]:
    numbers = [int(to_number(item)) for argument in arguments for item in argument.items()]
    if any(number == 0 or abs(number) > size for number in numbers):
        raise Raised(ErrorValue.VALUE)
    return [number - 1 if number > 0 else size + number for number in numbers]


# Shape


@function("TOCOL", derivative=Rule.BY_ITS_CODE)
def tocol(array: Array, ignore: float = 0.0, by_column: bool = False) -> Array:
    """TOCOL: all values as one column, row by row or column by column, without blanks (1), errors (2) or both (3)."""
    return array_of([(item,) for item in _flat(array, ignore, by_column)])


@function("TOROW", derivative=Rule.BY_ITS_CODE)
def torow(array: Array, ignore: float = 0.0, by_column: bool = False) -> Array:
    """TOROW: all values as one row, row by row or column by column, without blanks (1), errors (2) or both (3)."""
    return array_of([tuple(_flat(array, ignore, by_column))])


def _flat(array: Array, ignore: float, by_column: bool) -> list[Scalar]:
    if int(ignore) not in (0, 1, 2, 3):
        raise Raised(ErrorValue.VALUE)
    blanks, errors = int(ignore) in (1, 3), int(ignore) in (2, 3)
    items = (transpose(array) if by_column else array).items()
    return [i for i in items if not (blanks and i is None) and not (errors and isinstance(i, ErrorValue))]


@function("HSTACK", least=1, derivative=Rule.BY_ITS_CODE)
def hstack(*arrays: Array) -> Array:
    """HSTACK: arrays side by side; shorter ones are filled with #N/A."""
    return transpose(vstack(*(transpose(array) for array in arrays)))


@function("VSTACK", least=1, derivative=Rule.BY_ITS_CODE)
def vstack(*arrays: Array) -> Array:
    """VSTACK: arrays one below another; narrower ones are filled with #N/A."""
    width = max(array.width for array in arrays)
    spend(width * sum(array.height for array in arrays))
    return Array(tuple(row + (ErrorValue.NA,) * (width - len(row)) for array in arrays for row in array.rows))


@function("WRAPROWS", derivative=Rule.BY_ITS_CODE)
def wraprows(vector: Array, count: float, fill: Anything = ErrorValue.NA) -> Array:
    """WRAPROWS: one row or column cut into rows of so many values, the last filled with #N/A or another value."""
    if vector.height > 1 and vector.width > 1:
        raise Raised(ErrorValue.VALUE)
    if count < 1:
        raise Raised(ErrorValue.NUM)
    size, items = int(count), list(vector.items())
    size = min(size, len(items)) if size > MAX_COLUMN else size
    items += [fill] * (-len(items) % size)
    return Array(tuple(tuple(items[start : start + size]) for start in range(0, len(items), size)))


@function("WRAPCOLS", derivative=Rule.BY_ITS_CODE)
def wrapcols(vector: Array, count: float, fill: Anything = ErrorValue.NA) -> Array:
    """WRAPCOLS: one row or column cut into columns of so many values, the last filled with #N/A or another value."""
    return transpose(wraprows(vector, count, fill))


@function("EXPAND", derivative=Rule.BY_ITS_CODE)
def expand(array: Array, rows: Scalar, columns: Scalar = None, fill: Anything = ErrorValue.NA) -> Array:
    """EXPAND: an array made larger, filled with #N/A or another value; #VALUE! where it is larger already."""
    height, width = whole_or(rows, array.height), whole_or(columns, array.width)
    if not (array.height <= height <= MAX_ROW and array.width <= width <= MAX_COLUMN):
        raise Raised(ErrorValue.VALUE)
    require_room(height, width)
    wide = [row + (fill,) * (width - array.width) for row in array.rows]
    return Array((*wide, *((fill,) * width,) * (height - array.height)))
