"""The smallest part of a formula that differs by itself: that is what a difference is put down to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.differential.books import Constants
from benchmarks.differential.grammar import CALC, VALUES, signatures
from sheetgen.formula.parse import parse
from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.tree import (
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
)
from sheetgen.sheet import Address
from sheetgen.values import Scalar

#: Functions whose value is an array: they are looked at together with the function around them.
ARRAYS = frozenset(signature.name for signature in signatures() if signature.around)

#: Where every part stands: references are absolute texts by then.
HOME = Address(1, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a formula that has a value of its own, as text and as tree."""

    text: str
    tree: Node


def parts(formula: str, row: int) -> list[Part]:
    """The parts that can be evaluated alone, the innermost first, the whole formula last.

    References to other formulas become references to cells with sheetgen's values of them: what differs only there
    differs no more.
    """
    own = Address(row, 1)

    def shown(leaf: Reference | Name) -> str | None:
        if isinstance(leaf, Reference) and leaf.sheet is None:
            return f"{VALUES}!A{leaf.at(own).row}"
        return None

    found: dict[str, Part] = {}
    for tree in _inner(parse(formula, own)):
        text = print_a1(tree, own, shown)
        found.setdefault(text, Part(text, parse(text, HOME)))
    return list(found.values())


def _inner(tree: Node) -> Iterator[Node]:
    for child in children(tree):
        yield from _inner(child)
    match tree:
        case Operation(operators, operands):
            for end in range(2, len(operands) + 1):
                yield Operation(operators[: end - 1], operands[:end])
        case Unary():
            yield tree
        case Call(function, _) if function not in ARRAYS:
            yield tree


def children(tree: Node) -> tuple[Node, ...]:
    """The operands or arguments of a node."""
    match tree:
        case Operation(_, operands):
            return operands
        case Unary(_, operand):
            return (operand,)
        case Call(_, arguments):
            return arguments
    return ()


def name_of(tree: Node) -> str:
    """The function or the operator at the top of a part; for an array's the function within."""
    match tree:
        case Call(_, (Call(inner, _),)) if inner in ARRAYS:
            return inner
        case Call(function, _):
            return function
        case Operation(operators, _):
            return operators[-1]
        case Unary("%", _):
            return "%"
        case Unary(operator, _):
            return f"{operator}x"
        case Reference():
            return "a reference"
    return "a constant"


def operands(tree: Node, constants: Constants, known: dict[str, Scalar]) -> list[Scalar | str]:
    """The values of a part's operands as sheetgen has them; `known` has the values of parts by text.

    A range is RANGE; `ranges_of` has its cells.
    """
    if isinstance(tree, Call) and name_of(tree) in ARRAYS:
        (tree,) = tree.arguments
    nodes = list(children(tree))
    if isinstance(tree, Operation) and len(tree.operands) > 2:
        # From left to right: all before the last operand is one value.
        nodes = [Operation(tree.operators[:-1], tree.operands[:-1]), tree.operands[-1]]
    return [_value(node, constants, known) for node in nodes]


def _value(node: Node, constants: Constants, known: dict[str, Scalar]) -> Scalar | str:
    match node:
        case Number(value) | Text(value) | Boolean(value) | Error(value):
            return value
        case Missing():
            return None
        case Reference(sheet, _, _):
            address = node.at(HOME)
            return constants.get((sheet or CALC, address.row, address.column))
        case Range():
            return RANGE
    return known.get(print_a1(node, HOME))


#: Stands for a range among operands.
RANGE = "\0range"
#: Stands for the value of a formula that a calculator does not come to an end with.
ENDLESS = "\0endless"


def ranges_of(tree: Node, constants: Constants) -> list[list[Scalar]]:
    """The cells of each range among a part's operands."""
    found: list[list[Scalar]] = []
    for child in children(tree):
        if isinstance(child, Range):
            found.append([constants.get(place) for place in cells_of(child)])
        elif isinstance(child, Call) and child.function in ARRAYS:
            found += ranges_of(child, constants)
    return found


def cells_of(tree: Node) -> list[tuple[str, int, int]]:
    """Every cell that a part refers to: its sheet, row and column."""
    match tree:
        case Reference(sheet, _, _):
            address = tree.at(HOME)
            return [(sheet or CALC, address.row, address.column)]
        case Range(first, last):
            top, bottom = first.at(HOME), last.at(HOME)
            rows, columns = range(top.row, bottom.row + 1), range(top.column, bottom.column + 1)
            return [(first.sheet or CALC, row, column) for row in rows for column in columns]
    return [place for child in children(tree) for place in cells_of(child)]
