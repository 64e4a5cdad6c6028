"""A syntax tree as Excel's text again, with references as addresses, or as whatever the caller wants to see there."""

from __future__ import annotations

from collections.abc import Callable

from sheetgen.formula.tree import (
    ArrayConstant,
    Boolean,
    Call,
    Error,
    Missing,
    Name,
    Node,
    Number,
    Operation,
    Range,
    Reference,
    Text,
    Unary,
    Unsupported,
    WholeColumns,
    WholeRows,
)
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address, column_letters, quote_sheet
from sheetgen.values import shortest

_PRECEDENCE = {
    "=": 1,
    "<>": 1,
    "<": 1,
    ">": 1,
    "<=": 1,
    ">=": 1,
    "&": 2,
    "+": 3,
    "-": 3,
    "*": 4,
    "/": 4,
    "^": 5,
}
_SIGN = 6

#: Prints a leaf in another way than its address: gets a Reference or a Name, and may return None to leave it as it is.
Show = Callable[[Reference | Name], str | None]


def print_a1(tree: Node, own: Address, show: Show | None = None) -> str:
    """The formula of a cell at `own`. With `show`, cells and names print as it says, e.g. as their values."""
    return _Printer(own, show).print(tree, 0)


class _Printer:
    def __init__(self, own: Address, show: Show | None) -> None:
        self.own = own
        self.show = show

    def print(self, tree: Node, context: int) -> str:
        """A node as text, in parentheses where it binds looser than its context."""
        match tree:
            case Number(value):
                return shortest(value).upper()
            case Text(value):
                return '"' + value.replace('"', '""') + '"'
            case Boolean(value):
                return "TRUE" if value else "FALSE"
            case Error(error):
                return str(error)
            case Missing():
                return ""
            case Reference():
                return self.shown(tree, context) or self.sheet(tree.sheet) + self.cell(tree)
            case Range(first, last):
                return f"{self.sheet(first.sheet)}{self.cell(first)}:{self.cell(last)}"
            case Name(sheet, name):
                return self.shown(tree, context) or self.sheet(sheet) + name
            case WholeColumns(sheet, first, last):
                ends = [
                    "$" * end.absolute + column_letters(end.at(self.own.column, MAX_COLUMN)) for end in (first, last)
                ]
                return self.sheet(sheet) + ":".join(ends)
            case WholeRows(sheet, first, last):
                return self.sheet(sheet) + ":".join(
                    "$" * end.absolute + str(end.at(self.own.row, MAX_ROW)) for end in (first, last)
                )
            case ArrayConstant(rows):
                return "{" + ";".join(",".join(self.print(item, 0) for item in row) for row in rows) + "}"
            case Unary("%", Unary("-") as operand):
                return f"({self.print(operand, 0)})%"
            case Unary("%", operand):
                return self.print(operand, _SIGN) + "%"
            case Unary(operator, operand):
                return operator + self.print(operand, _SIGN)
            case Operation(operators, operands):
                return self.operation(operators, operands, context)
            case Call(function, arguments):
                return f"{function}({','.join(self.print(argument, 0) for argument in arguments)})"
            case Unsupported(what):
                return f"[{what}]"

    def operation(self, operators: tuple[str, ...], operands: tuple[Node, ...], context: int) -> str:
        own = _PRECEDENCE[operators[0]]
        # All go left to right, and operators of one level are one node: where another of that level stands inside,
        # someone wrote parentheses.
        text = self.print(operands[0], own + 1)
        for operator, operand in zip(operators, operands[1:], strict=True):
            text += operator + self.print(operand, own + 1)
        return f"({text})" if own < context else text

    def shown(self, leaf: Reference | Name, context: int) -> str | None:
        text = self.show(leaf) if self.show else None
        # A negative value needs parentheses in most places: 1-(-0.5), (-0.5)^2.
        return f"({text})" if text and text.startswith("-") and context > 1 else text

    def sheet(self, name: str | None) -> str:
        return quote_sheet(name) + "!" if name is not None else ""

    def cell(self, reference: Reference) -> str:
        address = reference.at(self.own)
        column = "$" * reference.column.absolute + column_letters(address.column)
        return f"{column}{'$' * reference.row.absolute}{address.row}"
