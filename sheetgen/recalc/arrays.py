"""What an expression can be besides a scalar: a reference to cells that are not read yet, or an array of values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sheetgen.sheet import Address
from sheetgen.values import Scalar


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

    def __contains__(self, address: object) -> bool:
        return (
            isinstance(address, Address)
            and self.top <= address.row <= self.bottom
            and self.left <= address.column <= self.right
        )

    def size(self) -> int:
        """The number of cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def addresses(self) -> Iterator[Address]:
        """Every cell, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield Address(row, column)


@dataclass(frozen=True, slots=True)
class Array:
    """Values in rows of equal length."""

    rows: tuple[tuple[Scalar, ...], ...]


#: What an expression evaluates to.
Value = Scalar | Area | Array
