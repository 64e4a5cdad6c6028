"""Every node of a syntax tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from itertools import chain
from operator import attrgetter
from typing import Any

from sheetgen.formula.tree import Apply, ArrayConstant, Call, Intersection, Node, Operation, Span, Spilled, Unary, Union

#: What lies below each kind of node, in order; nothing below those that are not here.
_BELOW: dict[type[Node], Callable[[Any], tuple[Node, ...]]] = {
    Unary: lambda node: (node.operand,),
    Operation: attrgetter("operands"),
    Call: attrgetter("arguments"),
    Apply: lambda node: (node.function, *node.arguments),
    Span: attrgetter("parts"),
    Intersection: attrgetter("parts"),
    Union: attrgetter("parts"),
    Spilled: lambda node: (node.reference,),
    ArrayConstant: lambda node: tuple(chain.from_iterable(node.rows)),
}


def walk(tree: Node) -> Iterator[Node]:
    """A node and all nodes below it, as they are written from left to right."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        below = _BELOW.get(type(node))
        if below is not None:
            waiting.extend(reversed(below(node)))


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
