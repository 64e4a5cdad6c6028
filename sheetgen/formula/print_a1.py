"""A syntax tree as Excel's text again, with references as addresses, or as whatever the caller wants to see there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sheetgen.formula.tree import (
    Apply,
    ArrayConstant,
    Boolean,
    Call,
    Error,
    External,
    Intersection,
    Missing,
    Name,
    Node,
    Number,
    Operation,
    Range,
    Reference,
    SheetSpan,
    Span,
    Spilled,
    TableReference,
    Text,
    Unary,
    Union,
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
_REFERENCE = 7
_PRIMARY = 8
#: What `#` follows without parentheses.
_PRIMARIES = (Reference, Name, Call, Union, TableReference)
_BEGINS_WITH_SHEET = re.compile(r"('(?:[^']|'')*'|[\w.]+)!")
#: What a sheet's name may stand in front of.
_ON_A_SHEET = (External, Name, Range, Reference, SheetSpan, WholeColumns, WholeRows)

_ITEM_NAMES = {
    "#all": "#All",
    "#data": "#Data",
    "#headers": "#Headers",
    "#totals": "#Totals",
    "#this row": "#This Row",
}

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
            case SheetSpan(first, last, reference):
                cells = self.cell(reference) if isinstance(reference, Reference) else self.print(reference, context)
                return _sheets(first, last) + cells
            case ArrayConstant(rows):
                return "{" + ";".join(",".join(self.print(item, 0) for item in row) for row in rows) + "}"
            case Unary("%", operand):
                text = self.print(operand, _SIGN)
                return f"({text})%" if _is_signed(operand) else text + "%"
            case Unary("@", operand):
                text = self.print(operand, _SIGN)
                return f"@({text})" if _is_signed(operand) else "@" + text
            case Unary("-", Unary("-", Unary("-")) as operand):
                # Of signs in a row two count at the most.
                return f"-({self.print(operand, 0)})"
            case Unary(operator, operand):
                return operator + self.print(operand, _SIGN)
            case Operation(operators, operands):
                return self.operation(operators, operands, context)
            case Call(function, arguments):
                return f"{function}({','.join(self.print(argument, 0) for argument in arguments)})"
            case Apply(function, arguments):
                return f"{self.print(function, 0)}({','.join(self.print(argument, 0) for argument in arguments)})"
            case Span(parts):
                return self.span(parts)
            case Intersection(parts):
                text = self.intersection(parts)
                return f"({text})" if context > _REFERENCE else text
            case Union(parts):
                return f"({','.join(self.print(part, 0) for part in parts)})"
            case Spilled(reference):
                text = self.print(reference, 0)
                return f"{text}#" if isinstance(reference, _PRIMARIES) else f"({text})#"
            case TableReference():
                return self.table(tree)
            case External(book, reference):
                return self.external(book, reference)
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

    def table(self, tree: TableReference) -> str:
        columns = [tree.first] if tree.first == tree.last else [tree.first, tree.last]
        parts = [f"[{_ITEM_NAMES[item]}]" for item in tree.items]
        if tree.first is not None:
            parts.append(":".join("[" + re.sub(r"([\[\]#'@])", r"'\1", column or "") + "]" for column in columns))
        return f"{tree.table or ''}[{','.join(parts)}]"

    def external(self, book: int, reference: Reference | Range) -> str:
        first = reference.first if isinstance(reference, Range) else reference
        name = (first.sheet or "").replace("'", "''")
        text = f"'[{book}]{name}'!{self.cell(first)}"
        return text + f":{self.cell(reference.last)}" if isinstance(reference, Range) else text

    def intersection(self, parts: Sequence[Node]) -> str:
        """References with a space between them. A name before a parenthesis is not read, for it might be meant for a
        function: it stands in parentheses too."""
        texts = [self.print(part, _REFERENCE) for part in parts]
        # From the right: what is put into parentheses begins with one.
        for index in reversed(range(len(parts) - 1)):
            if isinstance(parts[index], Name | Span) and texts[index + 1].startswith("("):
                texts[index] = f"({texts[index]})"
        return " ".join(texts)

    def span(self, parts: Sequence[Node]) -> str:
        """A range whose ends are no addresses of one sheet. In parentheses stands what would read as something else:
        `A` beside a colon as a column, `A3:D!B1` as sheets from A3 to D, and what is a range already, but in front."""
        texts = [self.print(part, _PRIMARY) for part in parts]
        # Not a call's, whose arguments may be anywhere: A1:INDEX(Data!A:A,5).
        on_sheets = [_BEGINS_WITH_SHEET.match(text) for text in texts]
        for index, part in enumerate(parts):
            name = part.reference if isinstance(part, Spilled) else part
            column = isinstance(name, Name) and len(name.name) <= 3 and name.name.isalpha()
            sheets = isinstance(part, _ON_A_SHEET) and any(on_sheets[index + 1 : index + 2])
            joined = index > 0 and isinstance(part, External | Range | SheetSpan | Span | TableReference)
            if column or sheets or joined:
                texts[index] = f"({texts[index]})"
        return ":".join(texts)

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


def _is_signed(tree: Node) -> bool:
    """Whether a sign stands in front, which another one or a percent sign behind would bind tighter than."""
    return isinstance(tree, Unary) and tree.operator in ("-", "@")


def _sheets(first: str, last: str) -> str:
    """The sheets of a 3-D reference, quoted as one."""
    if quote_sheet(first) == first and quote_sheet(last) == last:
        return f"{first}:{last}!"
    return "'" + f"{first}:{last}".replace("'", "''") + "'!"
