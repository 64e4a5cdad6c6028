"""References as tokens spell them become nodes: cells, whole columns and rows, those on other sheets."""

from __future__ import annotations

import re
from typing import TypeGuard

from sheetgen.errors import FormulaError
from sheetgen.formula.lex import Token
from sheetgen.formula.tree import (
    Call,
    Coordinate,
    Error,
    External,
    Intersection,
    Name,
    Node,
    Range,
    Reference,
    SheetSpan,
    Span,
    Spilled,
    TableReference,
    Union,
    Unsupported,
    WholeColumns,
    WholeRows,
)
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address, column_number
from sheetgen.values import ERROR_BY_TEXT

_REFERENCES = (
    *(Call, External, Intersection, Name, Range, Reference, SheetSpan, Span, Spilled, TableReference),
    *(Union, Unsupported, WholeColumns, WholeRows),
)


def cell(text: str, sheet: str | None, own: Address) -> Reference | Name:
    """`$A1` in a formula that stands at `own`; beyond the sheet's limits it is a name that happens to look like a
    reference."""
    match = re.fullmatch(r"(\$?)([A-Za-z]+)(\$?)(\d+)", text)
    assert match is not None
    row, column = _line(match[4]), column_number(match[2])
    if not (1 <= row <= MAX_ROW and column <= MAX_COLUMN):
        return Name(sheet, text)
    return Reference(sheet, _coordinate(row, match[3], own.row), _coordinate(column, match[1], own.column))


def whole(token: Token, sheet: str | None, own: Address) -> WholeColumns | WholeRows:
    """`A:C` or `1:3`; FormulaError outside a sheet."""
    first, _, last = token.text.partition(":")
    if token.kind == "rows":
        rows = [(_line(part.strip("$")), part[:1] == "$") for part in (first, last)]
        if any(not 1 <= number <= MAX_ROW for number, _ in rows):
            raise FormulaError(f"{token.text} lies outside a sheet, which ends at row {MAX_ROW}")
        return WholeRows(sheet, *(_coordinate(number, "$" * dollar, own.row) for number, dollar in rows))
    columns = [(column_number(part.strip("$")), part[:1] == "$") for part in (first, last)]
    if any(number > MAX_COLUMN for number, _ in columns):
        raise FormulaError(f"{token.text} lies outside a sheet, which ends at column XFD")
    return WholeColumns(sheet, *(_coordinate(number, "$" * dollar, own.column) for number, dollar in columns))


def on_sheet(prefix: str, token: Token, own: Address) -> Node:
    """What follows a sheet's name and `!`: a cell, whole columns or rows, a name."""
    name = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
    if token.kind == "end":
        raise FormulaError(f"it ends after {prefix}! where a cell, a range or a name must come")
    if token.kind == "error":
        return Error(ERROR_BY_TEXT[token.text])
    if "[" in name:
        return _external(name, token, own)
    if ":" in name:
        return _on_sheets(prefix, name, token, own)
    if token.kind == "cell":
        return cell(token.text, name, own)
    if token.kind in ("columns", "rows"):
        return whole(token, name, own)
    if token.kind == "name":
        return Name(name, token.text)
    raise FormulaError(f"after {prefix}! a cell, a range or a name must come")


def _on_sheets(prefix: str, name: str, token: Token, own: Address) -> Node:
    """`Sheet1:Sheet3!A1`; no sheet's name has a colon."""
    first, _, last = name.partition(":")
    reference: Reference | Name | WholeColumns | WholeRows | None = None
    if token.kind == "cell":
        reference = cell(token.text, None, own)
    elif token.kind in ("columns", "rows"):
        reference = whole(token, None, own)
    if reference is None or isinstance(reference, Name):
        raise FormulaError(f"after {prefix}! a cell or a range must come")
    return SheetSpan(first, last, reference)


def _external(name: str, token: Token, own: Address) -> Node:
    """`[1]Sheet1!A1`: files number the links, and their paths stand elsewhere."""
    match = re.fullmatch(r"\[(\d+)\](.*)", name)
    if match and ":" not in match[2] and token.kind == "cell":
        reference = cell(token.text, match[2], own)
        if isinstance(reference, Reference):
            return External(int(match[1]), reference)
    return Unsupported("this kind of link to another workbook")


def _coordinate(number: int, dollar: str, own: int) -> Coordinate:
    return Coordinate(number, True) if dollar else Coordinate(number - own, False)


def _line(digits: str) -> int:
    """A row's number; Python refuses to read thousands of digits, and no sheet has such a row."""
    return int(digits) if len(digits) <= 4_000 else MAX_ROW + 1


def is_plain(tree: Node) -> TypeGuard[Reference]:
    """Whether a node is an address of no sheet of its own."""
    return isinstance(tree, Reference) and tree.sheet is None


def is_reference(tree: Node) -> bool:
    """Whether a node may mean cells, so that operators on references take it."""
    return isinstance(tree, _REFERENCES)
