"""Excel's category "Lookup & Reference": what turns arrays into other arrays, and SEQUENCE and RANDARRAY."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Array, Value
from sheetgen.recalc.coerce import Raised, to_condition, to_number
from sheetgen.recalc.functions.information import ERROR_TYPES
from sheetgen.recalc.functions.registry import Anything, Rule, Table, function
from sheetgen.recalc.functions.searching import key
from sheetgen.sheet import MAX_COLUMN, MAX_ROW
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

_Row = tuple[Scalar, ...]

#: Past this Excel, too, runs out of room.
_MOST_ELEMENTS = 10_000_000


def _array(rows: Sequence[_Row]) -> Array:
    """Rows as an array; #CALC! where nothing is left, for there are no empty arrays."""
    if not rows or not rows[0]:
        raise Raised(ErrorValue.CALC)
    return Array(tuple(rows))


def _turned(array: Array) -> Array:
    return Array(tuple(zip(*array.rows, strict=True)))


def _whole(value: Scalar, missing: int) -> int:
    """A whole number; another where it is left out."""
    return missing if value is None else int(to_number(value))


@function("TRANSPOSE", derivative=Rule.BY_ITS_CODE)
def transpose(array: Array) -> Array:
    """TRANSPOSE: rows become columns."""
    return _turned(array)


# Order


def _rank(value: Scalar) -> tuple[int, float | str]:
    """Numbers, texts, FALSE, TRUE, error values in the order of ERROR.TYPE."""
    return (3, ERROR_TYPES.get(value, 99.0)) if isinstance(value, ErrorValue) else key(value) or (4, 0.0)


def _ordered(places: list[int], values: Sequence[Scalar], order: int) -> list[int]:
    """Places in the order of their values, equal ones as they were; blanks come last in either order."""
    if order not in (1, -1):
        raise Raised(ErrorValue.VALUE)
    filled = [place for place in places if values[place] is not None]
    filled.sort(key=lambda place: _rank(values[place]), reverse=order < 0)
    return filled + [place for place in places if values[place] is None]


@function("SORT", derivative=Rule.BY_ITS_CODE)
def sort(
    evaluator: Evaluator, array: Array, index: Table = None, order: Table = None, by_column: bool = False
) -> Array:
    """SORT: the rows by one or more columns, ascending (1) or descending (-1); or the columns by rows."""
    rows = _turned(array) if by_column else array
    numbers = [_whole(item, 1) for item in evaluator.array(_checked(index)).items()]
    orders = [_whole(item, 1) for item in evaluator.array(_checked(order)).items()]
    if len(orders) not in (1, len(numbers)) or not all(1 <= number <= rows.width for number in numbers):
        raise Raised(ErrorValue.VALUE)
    orders = orders * len(numbers) if len(orders) == 1 else orders
    places = list(range(rows.height))
    for number, direction in reversed(list(zip(numbers, orders, strict=True))):
        places = _ordered(places, [row[number - 1] for row in rows.rows], direction)
    result = Array(tuple(rows.rows[place] for place in places))
    return _turned(result) if by_column else result


def _checked(value: Value) -> Value:
    if isinstance(value, ErrorValue):
        raise Raised(value)
    return value


@function("SORTBY", least=2, derivative=Rule.BY_ITS_CODE)
def sortby(evaluator: Evaluator, array: Array, *keys: Table) -> Array:
    """SORTBY: the rows, or columns, by one or more other columns, or rows, of the same length, each ascending (1) or
    descending (-1)."""
    lines: list[list[Scalar]] = []
    across: bool | None = None
    for by in keys[::2]:
        values = evaluator.array(_checked(by))
        if values.width == 1 and values.height == array.height and across is not True:
            across = False
        elif values.height == 1 and values.width == array.width and across is not False:
            across = True
        else:
            raise Raised(ErrorValue.VALUE)
        lines.append(list(values.items()))
    orders = [_whole(evaluator.single(evaluator.array(_checked(order))), 1) for order in keys[1::2]]
    orders += [1] * (len(lines) - len(orders))
    rows = _turned(array) if across else array
    places = list(range(rows.height))
    for line, direction in reversed(list(zip(lines, orders, strict=True))):
        places = _ordered(places, line, direction)
    result = Array(tuple(rows.rows[place] for place in places))
    return _turned(result) if across else result


# Choice


@function("UNIQUE", derivative=Rule.BY_ITS_CODE)
def unique(array: Array, by_column: bool = False, once: bool = False) -> Array:
    """UNIQUE: each row, or column, that differs from those before it; or those that occur exactly once."""
    rows = _turned(array) if by_column else array
    counts: dict[tuple[object, ...], int] = {}
    keys = [tuple(key(item) or item for item in row) for row in rows.rows]
    for own in keys:
        counts[own] = counts.get(own, 0) + 1
    seen: set[tuple[object, ...]] = set()
    found: list[_Row] = []
    for own, row in zip(keys, rows.rows, strict=True):
        if own not in seen and (not once or counts[own] == 1):
            found.append(row)
        seen.add(own)
    result = _array(found)
    return _turned(result) if by_column else result


@function("FILTER", most=3, derivative=Rule.BY_ITS_CODE)
def filter_(array: Array, include: Array, *otherwise: Table) -> Value:
    """FILTER: the rows, or columns, for which a column, or row, of conditions is TRUE; the third argument, or #CALC!,
    where there is none."""
    across = not (include.width == 1 and include.height == array.height)
    if across and not (include.height == 1 and include.width == array.width):
        raise Raised(ErrorValue.VALUE)
    chosen = [to_condition(item) for item in include.items()]
    rows = _turned(array) if across else array
    found = [row for row, yes in zip(rows.rows, chosen, strict=True) if yes]
    if not found and otherwise:
        return otherwise[0]
    return _turned(_array(found)) if across else _array(found)


@function("TAKE", derivative=Rule.BY_ITS_CODE)
def take(array: Array, rows: Scalar, columns: Scalar = None) -> Array:
    """TAKE: so many rows and columns from the start, or if negative from the end; #CALC! for 0."""
    return _cut(array, _taken(rows), _taken(columns))


@function("DROP", derivative=Rule.BY_ITS_CODE)
def drop(array: Array, rows: Scalar, columns: Scalar = None) -> Array:
    """DROP: without so many rows and columns at the start, or if negative at the end; #CALC! where none is left."""
    return _cut(array, _dropped(rows), _dropped(columns))


def _taken(number: Scalar) -> slice:
    count = _whole(number, MAX_ROW)
    return slice(count) if count >= 0 else slice(count, None)


def _dropped(number: Scalar) -> slice:
    count = _whole(number, 0)
    return slice(count, None) if count >= 0 else slice(count)


def _cut(array: Array, rows: slice, columns: slice) -> Array:
    return _array([row[columns] for row in array.rows[rows]])


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
    return _array([(item,) for item in _flat(array, ignore, by_column)])


@function("TOROW", derivative=Rule.BY_ITS_CODE)
def torow(array: Array, ignore: float = 0.0, by_column: bool = False) -> Array:
    """TOROW: all values as one row, row by row or column by column, without blanks (1), errors (2) or both (3)."""
    return _array([tuple(_flat(array, ignore, by_column))])


def _flat(array: Array, ignore: float, by_column: bool) -> list[Scalar]:
    if int(ignore) not in (0, 1, 2, 3):
        raise Raised(ErrorValue.VALUE)
    blanks, errors = int(ignore) in (1, 3), int(ignore) in (2, 3)
    items = (_turned(array) if by_column else array).items()
    return [i for i in items if not (blanks and i is None) and not (errors and isinstance(i, ErrorValue))]


@function("HSTACK", least=1, derivative=Rule.BY_ITS_CODE)
def hstack(*arrays: Array) -> Array:
    """HSTACK: arrays side by side; shorter ones are filled with #N/A."""
    return _turned(vstack(*(_turned(array) for array in arrays)))


@function("VSTACK", least=1, derivative=Rule.BY_ITS_CODE)
def vstack(*arrays: Array) -> Array:
    """VSTACK: arrays one below another; narrower ones are filled with #N/A."""
    width = max(array.width for array in arrays)
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
    return _turned(wraprows(vector, count, fill))


@function("EXPAND", derivative=Rule.BY_ITS_CODE)
def expand(array: Array, rows: Scalar, columns: Scalar = None, fill: Anything = ErrorValue.NA) -> Array:
    """EXPAND: an array made larger, filled with #N/A or another value; #VALUE! where it is larger already."""
    height, width = _whole(rows, array.height), _whole(columns, array.width)
    if not (array.height <= height <= MAX_ROW and array.width <= width <= MAX_COLUMN):
        raise Raised(ErrorValue.VALUE)
    _limit(height, width)
    wide = [row + (fill,) * (width - array.width) for row in array.rows]
    return Array((*wide, *((fill,) * width,) * (height - array.height)))


# Numbers


def _limit(height: int, width: int) -> None:
    """#CALC! for an empty array, #VALUE! for one that no sheet can hold, #NUM! for one that takes too much room."""
    if not (0 <= height <= MAX_ROW and 0 <= width <= MAX_COLUMN):
        raise Raised(ErrorValue.VALUE)
    if height * width == 0:
        raise Raised(ErrorValue.CALC)
    if height * width > _MOST_ELEMENTS:
        raise Raised(ErrorValue.NUM)


def _made(height: int, width: int, element: Callable[[int], float]) -> Array:
    _limit(height, width)
    return Array(tuple(tuple(element(row * width + column) for column in range(width)) for row in range(height)))


@function("SEQUENCE")
def sequence(rows: Scalar, columns: Scalar = None, start: Scalar = None, step: Scalar = None) -> Array:
    """SEQUENCE: numbers in rows and columns, from a start in equal steps, 1 and 1 where they are left out."""
    first = 1.0 if start is None else to_number(start)
    each = 1.0 if step is None else to_number(step)
    return _made(_whole(rows, 1), _whole(columns, 1), lambda number: first + number * each)


@function("RANDARRAY", least=0, volatile=True)
def randarray(
    rows: Scalar = None, columns: Scalar = None, low: Scalar = None, high: Scalar = None, whole: bool = False
) -> Array:
    """RANDARRAY: random numbers between two, or whole ones; #VALUE! where the smaller is not the smaller."""
    least = 0.0 if low is None else to_number(low)
    most = 1.0 if high is None else to_number(high)
    if least > most or (whole and (least % 1 or most % 1)):
        raise Raised(ErrorValue.VALUE)
    span = most - least

    def element(_: int) -> float:
        return least + math.floor(random.random() * (span + 1)) if whole else least + random.random() * span

    return _made(_whole(rows, 1), _whole(columns, 1), element)
