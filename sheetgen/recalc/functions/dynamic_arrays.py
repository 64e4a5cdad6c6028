"""Excel's category "Lookup & Reference": what orders and filters arrays, and SEQUENCE and RANDARRAY."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Array, Value
from sheetgen.recalc.coerce import Raised, to_condition, to_number
from sheetgen.recalc.functions.array_shapes import Row, array_of, require_room, transpose, whole_or
from sheetgen.recalc.functions.information import ERROR_TYPES
from sheetgen.recalc.functions.registry import Rule, Table, function
from sheetgen.recalc.functions.searching import key
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


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
    rows = transpose(array) if by_column else array
    numbers = [whole_or(item, 1) for item in evaluator.array(_checked(index)).items()]
    orders = [whole_or(item, 1) for item in evaluator.array(_checked(order)).items()]
    if len(orders) not in (1, len(numbers)) or not all(1 <= number <= rows.width for number in numbers):
        raise Raised(ErrorValue.VALUE)
    orders = orders * len(numbers) if len(orders) == 1 else orders
    places = list(range(rows.height))
    for number, direction in reversed(list(zip(numbers, orders, strict=True))):
        places = _ordered(places, [row[number - 1] for row in rows.rows], direction)
    result = Array(tuple(rows.rows[place] for place in places))
    return transpose(result) if by_column else result


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
    orders = [whole_or(evaluator.single(evaluator.array(_checked(order))), 1) for order in keys[1::2]]
    orders += [1] * (len(lines) - len(orders))
    rows = transpose(array) if across else array
    places = list(range(rows.height))
    for line, direction in reversed(list(zip(lines, orders, strict=True))):
        places = _ordered(places, line, direction)
    result = Array(tuple(rows.rows[place] for place in places))
    return transpose(result) if across else result


# Choice


@function("UNIQUE", derivative=Rule.BY_ITS_CODE)
def unique(array: Array, by_column: bool = False, once: bool = False) -> Array:
    """UNIQUE: each row, or column, that differs from those before it; or those that occur exactly once."""
    rows = transpose(array) if by_column else array
    counts: dict[tuple[object, ...], int] = {}
    keys = [tuple(key(item) or item for item in row) for row in rows.rows]
    for own in keys:
        counts[own] = counts.get(own, 0) + 1
    seen: set[tuple[object, ...]] = set()
    found: list[Row] = []
    for own, row in zip(keys, rows.rows, strict=True):
        if own not in seen and (not once or counts[own] == 1):
            found.append(row)
        seen.add(own)
    result = array_of(found)
    return transpose(result) if by_column else result


@function("FILTER", most=3, derivative=Rule.BY_ITS_CODE)
def filter_(array: Array, include: Array, *otherwise: Table) -> Value:
    """FILTER: the rows, or columns, for which a column, or row, of conditions is TRUE; the third argument, or #CALC!,
    where there is none."""
    across = not (include.width == 1 and include.height == array.height)
    if across and not (include.height == 1 and include.width == array.width):
        raise Raised(ErrorValue.VALUE)
    chosen = [to_condition(item) for item in include.items()]
    rows = transpose(array) if across else array
    found = [row for row, yes in zip(rows.rows, chosen, strict=True) if yes]
    if not found and otherwise:
        return otherwise[0]
    return transpose(array_of(found)) if across else array_of(found)


# Numbers


def _in_rows(numbers: list[float], width: int) -> Array:
    # The same iterator, once for each column: half the time that slices take.
    return Array(tuple(zip(*[iter(numbers)] * width, strict=True)))


@function("SEQUENCE")
def sequence(rows: Scalar, columns: Scalar = None, start: Scalar = None, step: Scalar = None) -> Array:
    """SEQUENCE: numbers in rows and columns, from a start in equal steps, 1 and 1 where they are left out."""
    first = 1.0 if start is None else to_number(start)
    each = 1.0 if step is None else to_number(step)
    height, width = whole_or(rows, 1), whole_or(columns, 1)
    require_room(height, width)
    if first == each == 1:
        # As most are; in C.
        return _in_rows(list(map(float, range(1, height * width + 1))), width)
    return _in_rows([first + number * each for number in range(height * width)], width)


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
    height, width = whole_or(rows, 1), whole_or(columns, 1)
    require_room(height, width)
    drawn = (random.random() for _ in range(height * width))
    if whole:
        return _in_rows([least + math.floor(share * (span + 1)) for share in drawn], width)
    return _in_rows([least + share * span for share in drawn], width)
