"""Matrices, of Excel's category "Math & Trig". A matrix holds numbers only; anything else in it is #VALUE!."""

from __future__ import annotations

from sheetgen.recalc.arrays import Array, Value
from sheetgen.recalc.coerce import Raised, finite
from sheetgen.recalc.functions.registry import Rule, function
from sheetgen.recalc.work import spend
from sheetgen.values import ErrorValue

#: So many products of two numbers are a step.
_AT_ONCE = 16


def numbers(array: Array) -> list[list[float]]:
    """A matrix's elements; blanks and texts raise #VALUE!, error values themselves."""
    rows = []
    for row in array.rows:
        for item in row:
            if isinstance(item, ErrorValue):
                raise Raised(item)
            if not isinstance(item, float):
                raise Raised(ErrorValue.VALUE)
        rows.append([item for item in row if isinstance(item, float)])
    return rows


def _square(array: Array) -> list[list[float]]:
    if array.height != array.width:
        raise Raised(ErrorValue.VALUE)
    spend(2 * array.height**3 // _AT_ONCE)
    return numbers(array)


def _largest(rows: list[list[float]], pivot: int) -> int:
    """The row at or below the pivot whose element in the pivot's column is the largest."""
    sizes = [abs(row[pivot]) for row in rows[pivot:]]
    return pivot + sizes.index(max(sizes))


@function("MMULT", derivative=Rule.BY_ITS_CODE)
def mmult(first: Array, second: Array) -> Value:
    """MMULT: the matrix product, each element a plain sum from left to right; #VALUE! unless the inner sizes match."""
    if first.width != second.height:
        raise Raised(ErrorValue.VALUE)
    spend(first.height * second.width * (1 + first.width // _AT_ONCE))
    left, right = numbers(first), numbers(second)
    columns = list(zip(*right, strict=True))
    rows = []
    for row in left:
        products = []
        for column in columns:
            total = 0.0
            for a, b in zip(row, column, strict=True):
                total += a * b
            products.append(finite(total))
        rows.append(tuple(products))
    return Array(tuple(rows))


@function("MUNIT", derivative=Rule.CONSTANT)
def munit(size: float) -> Value:
    """MUNIT: the unit matrix; #VALUE! below size 1."""
    count = int(size)
    if count < 1:
        raise Raised(ErrorValue.VALUE)
    spend(count * count)
    return Array(tuple(tuple(1.0 if row == column else 0.0 for column in range(count)) for row in range(count)))


@function("MDETERM", derivative=Rule.BY_ITS_CODE)
def mdeterm(array: Array) -> float:
    """MDETERM: the determinant, by LU decomposition with partial pivoting; #VALUE! unless it is square."""
    matrix = _square(array)
    determinant = 1.0
    for pivot in range(len(matrix)):
        best = _largest(matrix, pivot)
        if matrix[best][pivot] == 0:
            return 0.0
        if best != pivot:
            matrix[pivot], matrix[best] = matrix[best], matrix[pivot]
            determinant = -determinant
        determinant *= matrix[pivot][pivot]
        for row in range(pivot + 1, len(matrix)):
            factor = matrix[row][pivot] / matrix[pivot][pivot]
            for column in range(pivot, len(matrix)):
                matrix[row][column] -= factor * matrix[pivot][column]
    return determinant


@function("MINVERSE", derivative=Rule.BY_ITS_CODE)
def minverse(array: Array) -> Value:
    """MINVERSE: the inverse, by Gauss-Jordan elimination with partial pivoting; #NUM! for a singular matrix."""
    matrix = _square(array)
    size = len(matrix)
    rows = [row + [1.0 if index == column else 0.0 for column in range(size)] for index, row in enumerate(matrix)]
    for pivot in range(size):
        best = _largest(rows, pivot)
        if rows[best][pivot] == 0:
            raise Raised(ErrorValue.NUM)
        rows[pivot], rows[best] = rows[best], rows[pivot]
        divisor = rows[pivot][pivot]
        rows[pivot] = [item / divisor for item in rows[pivot]]
        for row in range(size):
            if row != pivot and rows[row][pivot] != 0:
                factor = rows[row][pivot]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[pivot], strict=True)]
    return Array(tuple(tuple(finite(item) for item in row[size:]) for row in rows))
