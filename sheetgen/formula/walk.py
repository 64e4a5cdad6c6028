"""Every node of a syntax tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from sheetgen.formula.tree import Apply, ArrayConstant, Call, Intersection, Node, Operation, Span, Spilled, Unary, Union


def walk(tree: Node) -> Iterator[Node]:
    """A node and all nodes below it."""
    yield tree
    match tree:
        case Unary(_, operand):
            yield from walk(operand)
        case Operation(_, operands):
            for operand in operands:
                yield from walk(operand)
        case Call(_, arguments):
            for argument in arguments:
                yield from walk(argument)
        case Apply(function, arguments):
            yield from walk(function)
            for argument in arguments:
                yield from walk(argument)
        case Span(parts) | Intersection(parts) | Union(parts):
            for part in parts:
                yield from walk(part)
        case Spilled(reference):
            yield from walk(reference)
        case ArrayConstant(rows):
            for row in rows:
                yield from row


def replaced(tree: Node, change: Callable[[Node], Node | None]) -> Node:
    """A tree with some nodes replaced; where `change` gives None, a node stays and those below it are looked at."""
    other = change(tree)
    if other is not None:
        return other
    parts = {field.name: _replaced_in(getattr(tree, field.name), change) for field in fields(tree)}
    return replace(tree, **parts)


def _replaced_in(part: Any, change: Callable[[Node], Node | None]) -> Any:
    """A field of a node: another node, several of them, or plain data."""
    if isinstance(part, tuple):
        return tuple(_replaced_in(item, change) for item in part)
    return replaced(part, change) if isinstance(part, Node) else part
