"""A formula's text becomes a syntax tree, with Excel's precedence.

From loose to tight: comparison, `&`, `+ -`, `* /`, `^`, sign and `%`, then the reference operators (`:`, a space).
All binary operators go from left to right, and a sign binds tighter than a power: `-2^2` is 4 and `2^3^2` is 64.
Source: "Calculation operators and precedence in Excel".
"""

from __future__ import annotations

import re
from dataclasses import replace

from sheetgen.errors import FormulaError
from sheetgen.formula.lex import Token, tokens
from sheetgen.formula.parse_reference import cell, is_plain, is_reference, on_sheet, whole
from sheetgen.formula.precedence import joined
from sheetgen.formula.table_reference import table_reference
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
    Range,
    Reference,
    SheetSpan,
    Span,
    Spilled,
    Text,
    Unary,
    Union,
    Unsupported,
)
from sheetgen.sheet import Address
from sheetgen.values import ERROR_BY_TEXT, ErrorValue

#: Excel's own limits ("Excel specifications and limits").
MAX_LENGTH = 8_192
MAX_LEVELS = 64
MAX_ARGUMENTS = 255
#: Functions and parentheses together; past this no person wrote the formula.
_MAX_NESTING = 100

_DELETED = Error(ErrorValue.REF)
_AFTER_DELETED_SHEET = ("cell", "columns", "rows", "name", "error")
#: What comes after most values, and makes nothing else of them.
_AFTER_VALUE = frozenset(("", ",", ")", ";", "}", "+", "-", "*", "/", "^", "&", "=", "<>", "<", ">", "<=", ">="))
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
        #: The token that is read next.
        self.token = found[0]
        self.own = own
        self.levels = 0
        self.nesting = 0

    def take(self) -> Token:
        token = self.token
        # Nothing comes after the end.
        if token.kind != "end":
            self.index += 1
            self.token = self.tokens[self.index]
        return token

    def accept(self, text: str) -> bool:
        if self.token.text == text and self.token.kind in ("punctuation", "operator"):
            self.take()
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
        return joined(operands, operators) if operators else operands[0]

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
        tree = self.primary()
        if self.token.text in _AFTER_VALUE:
            return tree
        tree = self.range(tree)
        while self.token.spaced and self.starts_reference() and is_reference(tree):
            other = self.range(self.primary())
            if not is_reference(other):
                raise FormulaError("a space must stand between two references")
            # What more than two have in common is one node, whatever parentheses stand among them.
            tree = Intersection((*_parts(tree), *_parts(other)))
        return tree

    def starts_reference(self) -> bool:
        # A name before a parenthesis may be meant for a function: `SUM (A1:A2)` must not become an intersection.
        after_name = self.tokens[self.index - 1].kind == "name"
        return self.token.kind in _REFERENCE_STARTS or (self.token.text == "(" and not after_name)

    def range(self, tree: Node) -> Node:
        tree = self.spilled(tree)
        while self.accept(":"):
            other = self.spilled(self.primary())
            if isinstance(tree, Reference) and isinstance(other, Reference) and other.sheet in (None, tree.sheet):
                tree = Range(tree, replace(other, sheet=None))
            elif isinstance(tree, SheetSpan) and isinstance(tree.reference, Reference) and is_plain(other):
                tree = SheetSpan(tree.first, tree.last, Range(tree.reference, other))
            elif _DELETED in (tree, other):
                tree = _DELETED
            elif isinstance(tree, External) and isinstance(tree.reference, Reference) and is_plain(other):
                tree = External(tree.book, Range(tree.reference, other))
            elif isinstance(tree, Unsupported):
                continue
            elif is_reference(tree) and is_reference(other):
                tree = Span((*(tree.parts if isinstance(tree, Span) else (tree,)), other))
            else:
                raise FormulaError("':' must stand between two references")
        applied = 0
        while self.token.text == "(" and isinstance(tree, Call | Apply) and not self.token.spaced:
            applied += 1
            if applied > _MAX_NESTING:
                raise FormulaError(f"more than {_MAX_NESTING} calls follow one another")
            self.take()
            tree = Apply(tree, self.arguments())
        return tree

    def spilled(self, tree: Node) -> Node:
        return Spilled(tree) if self.accept("#") else tree

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
                return cell(token.text, None, self.own)
            case "columns" | "rows":
                return whole(token, None, self.own)
            case "sheet":
                return on_sheet(token.text[:-1], self.take(), self.own)
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

    def call(self, text: str) -> Node:
        function = text.upper()
        if function[0] == "_":
            function = re.sub(r"^(_XLFN\.|_XLWS\.|_XLPM\.)+", "", function)
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
        self.nest()
        rows: list[tuple[Node, ...]] = []
        while True:
            row = [self.array_item()]
            while self.accept(","):
                row.append(self.array_item())
            rows.append(tuple(row))
            if not self.accept(";"):
                break
        self.expect("}")
        self.nesting -= 1
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


def _parts(tree: Node) -> tuple[Node, ...]:
    """Of an intersection what it is of."""
    return tree.parts if isinstance(tree, Intersection) else (tree,)
