"""A cell's formula as Excel's formula bar shows it, where the file's own text says that for certain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetgen.errors import FormulaError, UnsupportedError
from sheetgen.formula import parse
from sheetgen.formula.lex import tokens
from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.tree import (
    Call,
    External,
    Node,
    Operation,
    Range,
    Spilled,
    TableReference,
    Unary,
    WholeColumns,
    WholeRows,
)
from sheetgen.recalc.functions.registry import SCALAR_KINDS, find
from sheetgen.sheet import Address, Place
from sheetgen.workbook.relative import moved_down

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

_PREFIX = re.compile(r"(?:_xlfn\.|_xlws\.|_xlpm\.)+", re.IGNORECASE)


def shown_formula(evaluator: Evaluator, sheet: str, address: Address) -> str | None:
    """The formula with its equals sign, in braces where it was entered as an array; None for no formula."""
    formulas = evaluator.grid.sheets[sheet].formulas
    source = formulas.get(address)
    if source is None:
        _refuse_within_array(evaluator, sheet, address)
        return None
    try:
        tree = parse(source.text, source.origin)
    except FormulaError as error:
        raise _unsupported(evaluator, sheet, address, error.message) from None
    plain = _without_prefixes(source.text)
    moved = None
    if address.column == source.origin.column:
        moved = moved_down(plain, address.row - source.origin.row)
    if moved is not None:
        plain = moved
    elif address != source.origin:
        if print_a1(tree, source.origin) != plain:
            raise _unsupported(evaluator, sheet, address, "a shared formula with spaces")
        plain = print_a1(tree, address)
    if _differs(tree, source.array is None):
        raise _unsupported(evaluator, sheet, address, "a formula that Excel shows otherwise than it stores")
    return f"={plain}" if source.array is None or source.dynamic else f"{{={plain}}}"


def _without_prefixes(text: str) -> str:
    """The text without what files put before the names of newer functions."""
    parts, position = [], 0
    for token in tokens(text):
        match = _PREFIX.match(token.text) if token.kind in ("function", "name") else None
        if match:
            parts.append(text[position : token.start])
            position = token.start + match.end()
    return "".join(parts) + text[position:]


def _differs(tree: Node, plain: bool) -> bool:
    """Whether the formula bar may show something else than the file: `@` and `#`, tables and other workbooks."""
    from sheetgen.formula.walk import walk

    ranges = Range | WholeColumns | WholeRows
    if plain and isinstance(tree, ranges):
        return True
    for node in walk(tree):
        if isinstance(node, TableReference | External | Spilled):
            return True
        operands: tuple[Node, ...] = ()
        if isinstance(node, Unary):
            operands = (node.operand,)
            if node.operator == "@":
                return True
        elif isinstance(node, Operation):
            operands = node.operands
        elif isinstance(node, Call):
            function = find(node.function)
            if function is None:
                if node.function in ("SINGLE", "ANCHORARRAY"):
                    return True
                continue
            operands = tuple(
                argument for index, argument in enumerate(node.arguments) if function.kind(index) in SCALAR_KINDS
            )
        if plain and any(isinstance(operand, ranges) for operand in operands):
            return True
    return False


def _refuse_within_array(evaluator: Evaluator, sheet: str, address: Address) -> None:
    """Within another cell's array formula the formula bar shows that formula: not here."""
    for place, array in evaluator.spills.items():
        row, column = place.address
        inside = row <= address.row < row + array.height and column <= address.column < column + array.width
        if place.sheet == sheet and inside:
            raise _unsupported(evaluator, sheet, address, "a part of an array formula")
    if address in evaluator.pending.get(sheet, {}):
        raise _unsupported(evaluator, sheet, address, "a part of an array formula")


def _unsupported(evaluator: Evaluator, sheet: str, address: Address, why: str) -> UnsupportedError:
    what = f"FORMULATEXT of {Place(sheet, address)} ({why}) is not supported"
    return UnsupportedError(what, evaluator.place, evaluator.grid.path)
