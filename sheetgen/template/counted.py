"""A template's syntax tree, changed so that what it does is counted: rounds, what it writes, compares and looks up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.visitor import NodeTransformer

#: So many parts of a loop's or a macro's body take a step each time.
_PARTS = 25


def counted(tree: nodes.Template) -> nodes.Template:
    """The tree with the filters of counters.py where something is done."""
    return _Counted().visit(tree)  # type: ignore[no-any-return]


def macro_steps(tree: nodes.Template) -> int:
    """What a call of the template's largest macro takes at least."""
    return max((parts(macro) // _PARTS for macro in tree.find_all((nodes.Macro, nodes.CallBlock))), default=0)


def require_shallow(tree: nodes.Template, most: int) -> None:
    """Before Jinja2 compiles it, which takes the square of the depth: Python itself takes no more loops than these."""
    level: list[nodes.Node] = [tree]
    for _ in range(most + 1):
        level = [inner for outer in level for inner in _blocks_in(outer)]
    if level:
        raise TemplateSyntaxError(f"more than {most} loops or other blocks stand in one another", level[0].lineno)


def _blocks_in(block: nodes.Node) -> Iterator[nodes.Node]:
    """The blocks directly within one; what stands after an `elif` is as deep as what stands after its `if`."""
    alternatives = {id(other) for other in block.elif_} if isinstance(block, nodes.If) else set()
    for child in block.iter_child_nodes():
        if id(child) in alternatives:
            yield from _blocks_in(child)
        elif "body" in child.fields:
            yield child


def parts(node: nodes.Node) -> int:
    """How many parts there are in one."""
    return sum(1 for _ in node.find_all(nodes.Node))


class _Counted(NodeTransformer):
    """From the inside out."""

    def visit_For(self, node: nodes.For) -> nodes.For:
        steps = 1 + parts(node) // _PARTS
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "_rounds", nodes.Const(steps, lineno=node.lineno))
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        self.generic_visit(node)
        # Jinja2 would write text itself; a constant it hands to the environment's `finalize`, as it does any value.
        node.nodes = [
            nodes.Const(part.data, lineno=part.lineno) if isinstance(part, nodes.TemplateData) else part
            for part in node.nodes
        ]
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:
        self.generic_visit(node)
        node.expr = _filtered(node.expr, "_measured")
        for operand in node.ops:
            operand.expr = _filtered(operand.expr, "_searched" if operand.op in ("in", "notin") else "_measured")
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Pair:
        self.generic_visit(node)
        node.key = _filtered(node.key, "_key")
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            return _filtered(node, "_measured")
        node.arg = _filtered(node.arg, "_measured")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "_joined")


def _filtered(node: Any, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(arguments), [], None, None, lineno=node.lineno)
