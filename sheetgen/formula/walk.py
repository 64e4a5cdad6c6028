"""Every node of a syntax tree."""

from __future__ import annotations

from collections.abc import Iterator

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
