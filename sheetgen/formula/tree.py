"""The syntax tree. References are relative to the cell that holds the formula, so that `B2*C2` in row 2 and `B3*C3`
in row 3 are equal trees: that is what groups cells for calculation."""

from __future__ import annotations

from dataclasses import dataclass

from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address
from sheetgen.values import ErrorValue


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written in the formula."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text in double quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Boolean:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True, slots=True)
class Error:
    """An error value written into the formula; deleted references read `#REF!`."""

    value: ErrorValue


@dataclass(frozen=True, slots=True)
class Missing:
    """An argument that was left out: `ROUND(B2,)`."""


@dataclass(frozen=True, slots=True)
class Coordinate:
    """A row or a column number: as such after a dollar sign, otherwise as a distance from the formula's own cell."""

    number: int
    absolute: bool

    def at(self, own: int, limit: int) -> int:
        """The number for a formula in row or column `own`; past a limit Excel wraps around."""
        if self.absolute:
            return self.number
        return (own + self.number - 1) % limit + 1


@dataclass(frozen=True, slots=True)
class Reference:
    """One cell, `Sheet!$B2`; `sheet` is None for the formula's own sheet."""

    sheet: str | None
    row: Coordinate
    column: Coordinate

    def at(self, own: Address) -> Address:
        """The cell's address for a formula that stands at `own`."""
        return Address(self.row.at(own.row, MAX_ROW), self.column.at(own.column, MAX_COLUMN))


@dataclass(frozen=True, slots=True)
class Range:
    """Two corners, `A1:B2`; the sheet is that of the first."""

    first: Reference
    last: Reference


@dataclass(frozen=True, slots=True)
class WholeColumns:
    """`A:C`."""

    sheet: str | None
    first: Coordinate
    last: Coordinate


@dataclass(frozen=True, slots=True)
class WholeRows:
    """`1:3`."""

    sheet: str | None
    first: Coordinate
    last: Coordinate


@dataclass(frozen=True, slots=True)
class SheetSpan:
    """A 3-D reference, `Sheet1:Sheet3!A1`: the same cells on the sheets from one to another; the reference names no
    sheet."""

    first: str
    last: str
    reference: Reference | Range | WholeColumns | WholeRows


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name; `sheet` where the formula says whose."""

    sheet: str | None
    name: str


@dataclass(frozen=True, slots=True)
class ArrayConstant:
    """`{1,2;3,4}`, row by row."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """A sign before a value, the percent sign after it, or `@` for implicit intersection."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Operation:
    """Operators of one precedence, taken from left to right: `a-b+c` is `(a, b, c)` with `(-, +)`."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments; the name in capitals, without `_xlfn.`."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """A function that is itself calculated, and its arguments: `LAMBDA(x,x+1)(5)`."""

    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The smallest range around references that are calculated: `A1:OFFSET(A1,3,0)`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Intersection:
    """The cells that references share: `A1:C3 B2:D4`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Union:
    """Several references as one: `(A1:A3,C1:C3)`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Spilled:
    """`A1#`: all that the array formula in A1 filled."""

    reference: Node


@dataclass(frozen=True, slots=True)
class TableReference:
    """`Table1[[#Headers],[Price]:[Tax]]`: `table` is None within the table itself, `items` are lower case with their
    sign (`#this row`), the columns None for all."""

    table: str | None
    items: tuple[str, ...]
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class External:
    """A reference to another workbook, `[1]Sheet1!A1`: the number of the link, and the reference in it."""

    book: int
    reference: Reference | Range


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that is Excel's grammar and not (yet) ours; evaluating it is an error that names it."""

    what: str


Node = (
    Number
    | Text
    | Boolean
    | Error
    | Missing
    | Reference
    | Range
    | WholeColumns
    | WholeRows
    | SheetSpan
    | Name
    | ArrayConstant
    | Unary
    | Operation
    | Call
    | Apply
    | Span
    | Intersection
    | Union
    | Spilled
    | TableReference
    | External
    | Unsupported
)
