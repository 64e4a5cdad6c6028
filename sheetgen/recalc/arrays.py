"""What an expression can be besides a scalar: references to cells that are not read yet, an array, a lambda."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sheetgen.formula.tree import Node
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.work import spend
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address
from sheetgen.values import ErrorValue, Scalar


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells on one sheet, corners included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell only."""
        return self.top == self.bottom and self.left == self.right

    @property
    def is_whole(self) -> bool:
        """Whether it is of whole columns or rows."""
        return (self.top == 1 and self.bottom == MAX_ROW) or (self.left == 1 and self.right == MAX_COLUMN)

    @property
    def height(self) -> int:
        """The number of rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """The number of columns."""
        return self.right - self.left + 1

    def __contains__(self, address: object) -> bool:
        return (
            isinstance(address, Address)
            and self.top <= address.row <= self.bottom
            and self.left <= address.column <= self.right
        )

    def size(self) -> int:
        """The number of cells."""
        return self.height * self.width

    def addresses(self) -> Iterator[Address]:
        """Every cell, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield Address(row, column)

    def intersection(self, other: Area) -> Area | None:
        """The cells that both have, or None."""
        if self.sheet != other.sheet:
            return None
        top, left = max(self.top, other.top), max(self.left, other.left)
        bottom, right = min(self.bottom, other.bottom), min(self.right, other.right)
        return Area(self.sheet, top, left, bottom, right) if top <= bottom and left <= right else None

    def hull(self, other: Area) -> Area:
        """The smallest rectangle around both."""
        top, left = min(self.top, other.top), min(self.left, other.left)
        return Area(self.sheet, top, left, max(self.bottom, other.bottom), max(self.right, other.right))


@dataclass(frozen=True, slots=True)
class Areas:
    """Several rectangles: a union, `(A1:A3,C1:C3)`."""

    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Array:
    """Values in rows of equal length."""

    rows: tuple[tuple[Scalar, ...], ...]

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0])

    def items(self) -> Iterator[Scalar]:
        """Every value, row by row."""
        for row in self.rows:
            yield from row

    def at(self, row: int, column: int) -> Scalar:
        """The value at a 0-based place as array arithmetic sees it: a single row or column repeats, and what lies
        outside is #N/A."""
        row = 0 if self.height == 1 else row
        column = 0 if self.width == 1 else column
        if row < self.height and column < self.width:
            return self.rows[row][column]
        return ErrorValue.NA


@dataclass(frozen=True, slots=True)
class References(Array):
    """Several references in rows, as OFFSET and INDIRECT make of arrays; as values the cells that they are, and #VALUE!
    for larger ones."""

    areas: tuple[tuple[Area | ErrorValue, ...], ...]


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function that a formula made: its parameters' names in lower case, its body, what the names around it meant."""

    parameters: tuple[str, ...]
    body: Node
    scope: dict[str, Value]


#: What an expression evaluates to.
Value = Scalar | Area | Areas | Array | Lambda


def lift(call: Callable[..., Scalar], *arguments: Scalar | Array) -> Scalar | Array:
    """A function of scalars, mapped over the arrays among its arguments; errors stay with their elements."""
    arrays = [argument for argument in arguments if isinstance(argument, Array)]
    if not arrays:
        return call(*arguments)
    height = max(array.height for array in arrays)
    width = max(array.width for array in arrays)
    spend(height * width)
    return Array(
        tuple(
            tuple(
                _element(call, [a.at(row, column) if isinstance(a, Array) else a for a in arguments])
                for column in range(width)
            )
            for row in range(height)
        )
    )


def _element(call: Callable[..., Scalar], arguments: list[Scalar]) -> Scalar:
    try:
        return call(*arguments)
    except Raised as raised:
        return raised.error
