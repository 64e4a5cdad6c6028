"""Makes the example of a class smaller, as long as it stays in its class: constants for references, fewer cells and
arguments, rounder numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from benchmarks.differential.books import Constants
from benchmarks.differential.classes import class_of
from benchmarks.differential.compare import OTHERS, Asked
from benchmarks.differential.conditions import Finding
from benchmarks.differential.grammar import BASE
from benchmarks.differential.parts import HOME, Part, children
from benchmarks.differential.run import finding as find
from sheetgen.formula.parse import parse
from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.tree import (
    Boolean,
    Call,
    Coordinate,
    Error,
    Node,
    Number,
    Operation,
    Range,
    Reference,
    Text,
    Unary,
)
from sheetgen.formula.walk import replaced
from sheetgen.values import ErrorValue, Scalar

#: How often everything is made smaller.
ROUNDS = 5


def minimised(findings: Sequence[Finding], others: tuple[str, ...] = OTHERS) -> list[Finding]:
    """A smaller one for each finding; all are asked together."""
    best = list(findings)
    for _ in range(ROUNDS):
        constants: Constants = {}
        texts: list[str] = []
        #: Of which finding each text is a smaller form.
        owner: list[int] = []
        for index, one in enumerate(best):
            if not one.name:
                continue
            # Each finding has sheets of its own for its cells.
            names = {sheet: f"{sheet}{index}" for sheet, _, _ in one.cells}
            constants |= {(names[sheet], row, column): value for (sheet, row, column), value in one.cells.items()}
            for tree in smaller(parse(one.text, HOME), one):
                texts.append(print_a1(_moved(tree, names), HOME))
                owner.append(index)
        if not texts:
            break
        asked = Asked(constants, texts, others=others)
        again = list(best)
        for row, (text, index) in enumerate(zip(texts, owner, strict=True), start=1):
            was = best[index]
            apart = None if row in asked.refused() else asked.difference(was.calculator, row)
            if apart is None:
                continue
            tree = parse(text, HOME)
            found = find(apart, Part(text, tree), was.formula, constants, {})
            home = {place: (place[0].rstrip("0123456789"), *place[1:]) for place in found.cells}
            back = print_a1(_moved(tree, {place[0]: name[0] for place, name in home.items()}), HOME)
            found = replace(found, text=back, cells={home[place]: value for place, value in found.cells.items()})
            if class_of(found) is class_of(was) and _size(found) < _size(again[index]):
                again[index] = found
        if again == best:
            break
        best = again
    return best


def _size(finding: Finding) -> tuple[int, int]:
    return len(finding.cells) * 8 + len(finding.text), len(finding.text)


def smaller(tree: Node, finding: Finding) -> Iterator[Node]:
    """Forms that are a step smaller."""
    nodes = list(children(tree))
    if isinstance(tree, Operation) and len(nodes) > 2:
        left = _literal(finding.operands[0])
        if left is not None:
            yield Operation(tree.operators[-1:], (left, nodes[-1]))
        return
    literals = [_literal(value) for value in finding.operands] if len(finding.operands) == len(nodes) else []
    if len(literals) == len(nodes):
        plain = [literal if literal is not None else node for literal, node in zip(literals, nodes, strict=True)]
        if plain != nodes:
            yield _with(tree, plain)
        for index, literal in enumerate(plain):
            if literal != nodes[index]:
                yield _with(tree, [*nodes[:index], literal, *nodes[index + 1 :]])
    if isinstance(tree, Call) and len(nodes) > 1:
        yield Call(tree.function, tuple(nodes[:-1]))
    for index, node in enumerate(nodes):
        if isinstance(node, Number):
            for value in {float(round(node.value)), 1.0, 2.0, 0.5} - {node.value}:
                yield _with(tree, [*nodes[:index], Number(value), *nodes[index + 1 :]])
    for cut in (_first_half, _second_half, _without_first, _without_last):
        shorter = _cut(tree, cut)
        if shorter != tree:
            yield shorter


def _literal(value: Scalar) -> Node | None:
    if isinstance(value, bool):
        return Boolean(value)
    if isinstance(value, ErrorValue):
        return Error(value)
    if isinstance(value, float):
        return Number(value) if value >= 0 else Unary("-", Number(-value))
    if isinstance(value, str) and not value.startswith("\0"):
        return Text(value)
    return None


def _with(tree: Node, nodes: Sequence[Node]) -> Node:
    """The same operation on other operands."""
    match tree:
        case Operation(operators, _):
            return Operation(operators, tuple(nodes))
        case Unary(operator, _):
            return Unary(operator, nodes[0])
        case Call(function, _):
            return Call(function, tuple(nodes))
    return tree


def _first_half(first: int, last: int) -> tuple[int, int]:
    return first, first + (last - first) // 2


def _second_half(first: int, last: int) -> tuple[int, int]:
    return first + (last - first + 1) // 2, last


def _without_first(first: int, last: int) -> tuple[int, int]:
    return min(first + 1, last), last


def _without_last(first: int, last: int) -> tuple[int, int]:
    return first, max(last - 1, first)


def _cut(tree: Node, cut: Callable[[int, int], tuple[int, int]]) -> Node:
    """The same with fewer rows of each range that has one column."""

    def shorter(node: Node) -> Node | None:
        if not isinstance(node, Range):
            return None
        first, last = node.first.at(HOME), node.last.at(HOME)
        # Tables and their criteria stay whole.
        if first.column != last.column or (node.first.sheet or "").startswith(BASE):
            return node
        top, bottom = cut(first.row, last.row)
        return Range(_on_row(node.first, top), _on_row(node.last, bottom))

    return replaced(tree, shorter)


def _on_row(reference: Reference, row: int) -> Reference:
    return Reference(reference.sheet, Coordinate(row, True), Coordinate(reference.at(HOME).column, True))


def _moved(tree: Node, names: dict[str, str]) -> Node:
    """The same with other names of sheets."""

    def moved(node: Node) -> Node | None:
        if isinstance(node, Reference):
            return Reference(names.get(node.sheet or "", node.sheet), node.row, node.column)
        return None

    return replaced(tree, moved)
