"""A formula's text becomes a syntax tree, with Excel's precedence.

From loose to tight: comparison, `&`, `+ -`, `* /`, `^`, sign and `%`, then the reference operators (`:`, a space).
All binary operators go from left to right, and a sign binds tighter than a power: `-2^2` is 4 and `2^3^2` is 64.
Source: "Calculation operators and precedence in Excel".
"""

from __future__ import annotations

import re

from sheetgen.errors import FormulaError
from sheetgen.formula.lex import Token, tokens
from sheetgen.formula.table_reference import table_reference
from sheetgen.formula.tree import (
    Apply,
    ArrayConstant,
    Boolean,
    Call,
    Coordinate,
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
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address, column_number
from sheetgen.values import ERROR_BY_TEXT, ErrorValue

#: Excel's own limits ("Excel specifications and limits").
MAX_LENGTH = 8_192
MAX_LEVELS = 64
MAX_ARGUMENTS = 255
#: Functions and parentheses together; past this no person wrote the formula.
_MAX_NESTING = 100

_LEVELS = (("^",), ("*", "/"), ("+", "-"), ("&",), ("=", "<>", "<", ">", "<=", ">="))
_DELETED = Error(ErrorValue.REF)
_AFTER_DELETED_SHEET = ("cell", "columns", "rows", "name", "error")
_REFERENCE_STARTS = ("cell", "name", "sheet", "function", "columns", "rows", "table")


def parse(formula: str, own: Address) -> Node:
    """The tree of a formula (without its equals sign) that stands at `own`; FormulaError where it does not parse."""
    if len(formula) > MAX_LENGTH:
        raise FormulaError(f"it has {len(formula)} characters and Excel's limit is {MAX_LENGTH}")
    parser = _Parser(tokens(formula), own)
    tree = parser.expression()
    if parser.token.kind != "end":
        raise FormulaError(f"{parser.token.text!r} stands where an operator or the end must come")
    return tree


class _Parser:
    def __init__(self, found: list[Token], own: Address) -> None:
        self.tokens = found
        self.index = 0
        self.own = own
        self.levels = 0
        self.nesting = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def take(self) -> Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def accept(self, text: str) -> bool:
        if self.token.text == text and self.token.kind in ("punctuation", "operator"):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.accept(text):
            found = repr(self.token.text) if self.token.text else "the end"
            raise FormulaError(f"{found} stands where {text!r} must come")

    def expression(self) -> Node:
        """Values and the operators between them: read in a row, then joined from the tightest level to the loosest."""
        operands = [self.signed()]
        operators = []
        while self.token.kind == "operator":
            operators.append(self.take().text)
            operands.append(self.signed())
        for level in _LEVELS:
            operands, operators = _join(operands, operators, level)
        return operands[0]

    def signed(self) -> Node:
        signs = []
        while self.token.text in ("-", "+", "@") and self.token.kind in ("operator", "punctuation"):
            signs.append(self.take().text)
        tree = self.intersection()
        percents = 0
        while self.accept("%"):
            tree = Unary("%", tree)
            percents += 1
            if percents > _MAX_NESTING:
                raise FormulaError(f"more than {_MAX_NESTING} percent signs follow one another")
        if "@" in signs:
            tree = Unary("@", tree)
        # A plus sign changes nothing, not even a text; two minus signs still make a number of it.
        minus = signs.count("-")
        for _ in range(min(minus, 2 - minus % 2)):
            tree = Unary("-", tree)
        return tree

    def intersection(self) -> Node:
        parts = [self.range()]
        while self.token.spaced and self.token.kind in _REFERENCE_STARTS and _is_reference(parts[-1]):
            parts.append(self.range())
        return Intersection(tuple(parts)) if len(parts) > 1 else parts[0]

    def range(self) -> Node:
        tree = self.primary()
        while self.accept(":"):
            other = self.primary()
            if isinstance(tree, Reference) and isinstance(other, Reference) and other.sheet is None:
                tree = Range(tree, other)
            elif _DELETED in (tree, other):
                tree = _DELETED
            elif isinstance(tree, External) and isinstance(tree.reference, Reference) and isinstance(other, Reference):
                tree = External(tree.book, Range(tree.reference, other))
            elif isinstance(tree, Unsupported):
                continue
            elif _is_reference(tree) and _is_reference(other):
                tree = Span((*(tree.parts if isinstance(tree, Span) else (tree,)), other))
            else:
                raise FormulaError("':' must stand between two references")
        if self.accept("#"):
            return Spilled(tree)
        while self.token.text == "(" and isinstance(tree, Call | Apply) and not self.token.spaced:
            self.take()
            tree = Apply(tree, self.arguments())
        return tree

    def primary(self) -> Node:
        token = self.take()
        match token.kind:
            case "number":
                return self.number(token)
            case "string":
                return Text(token.text[1:-1].replace('""', '"'))
            case "error":
                return self.error(token)
            case "cell":
                return self.cell(token.text, None)
            case "columns" | "rows":
                return self.whole(token, None)
            case "sheet":
                return self.on_sheet(token.text[:-1])
            case "function":
                return self.call(token.text)
            case "name":
                return (
                    Boolean(token.text.upper() == "TRUE")
                    if token.text.upper() in ("TRUE", "FALSE")
                    else Name(None, re.sub("^_xlpm[.]", "", token.text))
                )
            case "table":
                return table_reference(token.text)
        if token.text == "(":
            return self.parenthesised()
        if token.text == "{":
            return self.array()
        raise FormulaError(
            f"{token.text!r} stands where a value must come" if token.text else "it ends where a value must come"
        )

    def number(self, token: Token) -> Number:
        value = float(token.text)
        if value == float("inf"):
            raise FormulaError(f"{token.text} is larger than a number can be")
        return Number(value)

    def error(self, token: Token) -> Error:
        error = Error(ERROR_BY_TEXT[token.text])
        if error == _DELETED and not self.token.spaced and self.token.kind in _AFTER_DELETED_SHEET:
            # `#REF!A1`: what Excel leaves of a reference to a sheet that was deleted.
            self.take()
        return error

    def cell(self, text: str, sheet: str | None) -> Node:
        match = re.fullmatch(r"(\$?)([A-Za-z]+)(\$?)(\d+)", text)
        assert match is not None
        row, column = _line(match[4]), column_number(match[2])
        if not (1 <= row <= MAX_ROW and column <= MAX_COLUMN):
            # Beyond the sheet's limits it is a name that happens to look like a reference.
            return Name(sheet, text)
        return Reference(
            sheet,
            self.coordinate(row, match[3], self.own.row),
            self.coordinate(column, match[1], self.own.column),
        )

    def coordinate(self, number: int, dollar: str, own: int) -> Coordinate:
        return Coordinate(number, True) if dollar else Coordinate(number - own, False)

    def whole(self, token: Token, sheet: str | None) -> Node:
        first, _, last = token.text.partition(":")
        if token.kind == "rows":
            rows = [(_line(part.strip("$")), part[:1] == "$") for part in (first, last)]
            if any(not 1 <= number <= MAX_ROW for number, _ in rows):
                raise FormulaError(f"{token.text} lies outside a sheet, which ends at row {MAX_ROW}")
            ends = [self.coordinate(number, "$" * dollar, self.own.row) for number, dollar in rows]
            return WholeRows(sheet, *ends)
        columns = [(column_number(part.strip("$")), part[:1] == "$") for part in (first, last)]
        if any(number > MAX_COLUMN for number, _ in columns):
            raise FormulaError(f"{token.text} lies outside a sheet, which ends at column XFD")
        ends = [self.coordinate(number, "$" * dollar, self.own.column) for number, dollar in columns]
        return WholeColumns(sheet, *ends)

    def on_sheet(self, prefix: str) -> Node:
        name = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
        token = self.take()
        if token.kind == "end":
            raise FormulaError(f"it ends after {prefix}! where a cell, a range or a name must come")
        if token.kind == "error":
            return Error(ERROR_BY_TEXT[token.text])
        if "[" in name:
            return self.external(name, token)
        if ":" in name:
            return Unsupported("a range over several sheets")
        if token.kind == "cell":
            return self.cell(token.text, name)
        if token.kind in ("columns", "rows"):
            return self.whole(token, name)
        if token.kind == "name":
            return Name(name, token.text)
        raise FormulaError(f"after {prefix}! a cell, a range or a name must come")

    def external(self, name: str, token: Token) -> Node:
        """`[1]Sheet1!A1`: files number the links, and their paths stand elsewhere."""
        match = re.fullmatch(r"\[(\d+)\](.*)", name)
        if match and token.kind == "cell":
            cell = self.cell(token.text, match[2])
            if isinstance(cell, Reference):
                return External(int(match[1]), cell)
        return Unsupported("this kind of link to another workbook")

    def call(self, text: str) -> Node:
        function = re.sub(r"^(_xlfn\.|_xlws\.|_xlpm\.)+", "", text, flags=re.IGNORECASE).upper()
        self.expect("(")
        self.nest()
        self.levels += 1
        if self.levels > MAX_LEVELS:
            raise FormulaError(f"functions nest deeper than Excel's {MAX_LEVELS} levels")
        arguments = self.arguments()
        if len(arguments) > MAX_ARGUMENTS:
            raise FormulaError(f"{function} has {len(arguments)} arguments and Excel's limit is {MAX_ARGUMENTS}")
        self.levels -= 1
        self.nesting -= 1
        # Files spell two operators as functions.
        if function == "SINGLE" and len(arguments) == 1:
            return Unary("@", arguments[0])
        if function == "ANCHORARRAY" and len(arguments) == 1:
            return Spilled(arguments[0])
        return Call(function, arguments)

    def arguments(self) -> tuple[Node, ...]:
        """The arguments after an opening parenthesis, and the closing one."""
        found: list[Node] = []
        if not self.accept(")"):
            found.append(self.argument())
            while self.accept(","):
                found.append(self.argument())
            self.expect(")")
        return tuple(found)

    def argument(self) -> Node:
        if self.token.kind == "punctuation" and self.token.text in (",", ")"):
            return Missing()
        return self.expression()

    def nest(self) -> None:
        self.nesting += 1
        if self.nesting > _MAX_NESTING:
            raise FormulaError(f"functions and parentheses nest deeper than {_MAX_NESTING} levels")

    def parenthesised(self) -> Node:
        self.nest()
        parts = [self.expression()]
        while self.accept(","):
            parts.append(self.expression())
        self.expect(")")
        self.nesting -= 1
        return parts[0] if len(parts) == 1 else Union(tuple(parts))

    def array(self) -> Node:
        rows: list[tuple[Node, ...]] = []
        while True:
            row = [self.array_item()]
            while self.accept(","):
                row.append(self.array_item())
            rows.append(tuple(row))
            if not self.accept(";"):
                break
        self.expect("}")
        if len({len(row) for row in rows}) > 1:
            raise FormulaError("the rows of an array constant differ in length")
        return ArrayConstant(tuple(rows))

    def array_item(self) -> Node:
        negative = self.accept("-")
        if not negative:
            self.accept("+")
        item = self.primary()
        if negative and isinstance(item, Number):
            return Number(-item.value)
        if negative or not isinstance(item, Number | Text | Boolean | Error):
            raise FormulaError("an array constant holds constants only")
        return item


def _join(operands: list[Node], operators: list[str], level: tuple[str, ...]) -> tuple[list[Node], list[str]]:
    """Makes one node of every run of operators of a level; the looser operators stay between what remains."""
    joined: list[Node] = []
    looser: list[str] = []
    run = [operands[0]]
    signs: list[str] = []
    for operator, operand in zip([*operators, ""], [*operands[1:], Missing()], strict=True):
        if operator in level:
            signs.append(operator)
            run.append(operand)
            continue
        joined.append(Operation(tuple(signs), tuple(run)) if signs else run[0])
        looser.append(operator)
        run, signs = [operand], []
    return joined, looser[:-1]


def _line(digits: str) -> int:
    """A row's number; Python refuses to read thousands of digits, and no sheet has such a row."""
    return int(digits) if len(digits) <= 4_000 else MAX_ROW + 1


def _is_reference(tree: Node) -> bool:
    return isinstance(
        tree,
        Reference
        | Range
        | Name
        | Call
        | WholeColumns
        | WholeRows
        | Span
        | Union
        | Spilled
        | Intersection
        | TableReference
        | External
        | Unsupported,
    )
