"""Functions of ranges in which every cell holds a number: the plain loops of the functions themselves.

An element is a number, or an array with the numbers of many formulas at once; the same operations in the same order
give both the same bits. What is no number, and other shapes, are left to the functions proper.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

from sheetgen.formula.tree import Node, Range

#: The evaluator reads larger ranges column by column.
_MOST = 1_000

#: The rows of a range.
Rows = Sequence[Sequence[Any]]


class OtherShape(Exception):
    """Ranges of sizes that the function does not take, or makes an array of."""


def is_small_range(tree: Node) -> TypeGuard[Range]:
    """Whether a node is a range of not too many cells, as many for every formula that has it."""
    if not isinstance(tree, Range):
        return False
    sides = ((tree.first.row, tree.last.row), (tree.first.column, tree.last.column))
    return all(first.absolute == last.absolute and first.number <= last.number for first, last in sides) and (
        math.prod(last.number - first.number + 1 for first, last in sides) <= _MOST
    )


def _sum(*areas: Rows) -> Any:
    total = 0.0
    for rows in areas:
        for row in rows:
            for number in row:
                total = total + number
    return total


def _average(*areas: Rows) -> Any:
    return _sum(*areas) / sum(len(rows) * len(rows[0]) for rows in areas)


def _sumsq(*areas: Rows) -> Any:
    total = 0.0
    for rows in areas:
        for row in rows:
            for number in row:
                total = total + number * number
    return total


def _sumproduct(*areas: Rows) -> Any:
    total = 0.0
    for rows in _side_by_side(areas):
        for numbers in rows:
            product = 1.0
            for number in numbers:
                product = product * number
            total = total + product
    return total


def _sumxmy2(first: Rows, second: Rows) -> Any:
    total = 0.0
    for rows in _side_by_side((first, second)):
        for a, b in rows:
            total = total + (a - b) * (a - b)
    return total


def _mmult(first: Rows, second: Rows) -> Any:
    """A row by a column: their inner product."""
    if len(first) != 1 or len(second[0]) != 1 or len(first[0]) != len(second):
        raise OtherShape
    total = 0.0
    for a, (b,) in zip(first[0], second, strict=True):
        total = total + a * b
    return total


def _side_by_side(areas: Sequence[Rows]) -> list[list[tuple[Any, ...]]]:
    """The elements of ranges of one size, together."""
    if len({(len(rows), len(rows[0])) for rows in areas}) > 1:
        raise OtherShape
    return [list(zip(*rows, strict=True)) for rows in zip(*areas, strict=True)]


OF_AREAS: dict[str, Callable[..., Any]] = {
    "AVERAGE": _average,
    "MMULT": _mmult,
    "SUM": _sum,
    "SUMPRODUCT": _sumproduct,
    "SUMSQ": _sumsq,
    "SUMXMY2": _sumxmy2,
}
