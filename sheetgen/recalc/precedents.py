"""Which cells a formula refers to, directly or by name; what can never be evaluated is refused on the way."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from sheetgen.errors import FormulaError, UnsupportedError
from sheetgen.formula.tree import (
    Call,
    Name,
    Node,
    Range,
    Reference,
    SheetSpan,
    TableReference,
    Unsupported,
    WholeColumns,
    WholeRows,
)
from sheetgen.formula.walk import walk
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.functions.registry import find, homes
from sheetgen.recalc.resolver import Resolver
from sheetgen.sheet import Place
from sheetgen.workbook.grid import Grid

#: Past this no person defined the names.
_MAX_NAMES = 100

#: What names cells by itself.
Leaf = Reference | Range | WholeColumns | WholeRows | TableReference


def precedents(tree: Node, place: Place, resolver: Resolver) -> Iterator[Area]:
    """The areas that a formula at a place refers to, directly or by name."""
    for leaf in leaves(tree, place, resolver):
        area = area_of(leaf, place, resolver)
        if area is not None:
            yield area


def area_of(leaf: Leaf, place: Place, resolver: Resolver) -> Area | None:
    """The cells that a leaf means in a formula at a place; None for #REF!."""
    return resolver.table(leaf, place) if isinstance(leaf, TableReference) else resolver.area(leaf, place)


def leaves(
    tree: Node, place: Place, resolver: Resolver, above: tuple[Node, ...] = (), done: set[int] | None = None
) -> Iterator[Leaf]:
    """The references of a formula at a place, those behind names too; they are the same for its whole sheet.

    `above` holds the definitions that led here: names may use names, and must not come back to themselves. What is in
    `done` was looked into already.
    FormulaError for what can never be evaluated.
    """
    nodes = list(walk(tree))
    bound = variables(nodes)
    done = set() if done is None else done
    for node in nodes:
        if isinstance(node, Call | Unsupported):
            _check(node, place, bound, resolver.grid)
        elif isinstance(node, Reference | Range | WholeColumns | WholeRows | TableReference):
            yield node
        elif isinstance(node, SheetSpan):
            yield from resolver.on_each_sheet(node)
        elif isinstance(node, Name) and not (node.sheet is None and node.name.lower() in bound):
            definition = resolver.name(node, place)
            if any(definition is other for other in above):
                raise FormulaError(f"the name {node.name} is defined by itself", place)
            if len(above) == _MAX_NAMES:
                raise FormulaError(f"names use names more than {_MAX_NAMES} levels deep", place)
            if id(definition) not in done:
                yield from leaves(definition, place, resolver, (*above, definition), done)
                done.add(id(definition))


def variables(nodes: Iterable[Node]) -> set[str]:
    """The names that LET and LAMBDA among a formula's nodes give to values, in lower case."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Call) and node.function in ("LET", "LAMBDA"):
            step = 2 if node.function == "LET" else 1
            found.update(item.name.lower() for item in node.arguments[:-1:step] if isinstance(item, Name))
    return found


def _check(node: Call | Unsupported, place: Place, bound: set[str], grid: Grid) -> None:
    """What would fail in every evaluation is refused before the first."""
    if isinstance(node, Unsupported):
        raise UnsupportedError(f"{node.what} is not supported", place)
    function = find(node.function)
    if function is None:
        name = node.function.lower()
        if name in bound or (None, name) in grid.names or (place.sheet, name) in grid.names:
            return
        nearest = difflib.get_close_matches(node.function, homes(), n=1, cutoff=0.7)
        hint = f"; did you mean {nearest[0]}?" if nearest else ""
        raise UnsupportedError(f"the function {node.function} is not supported{hint}", place)
    if not function.least <= len(node.arguments) <= function.most:
        wanted = str(function.least) if function.least == function.most else f"{function.least} to {function.most}"
        plural = "" if wanted == "1" else "s"
        raise FormulaError(f"{node.function} takes {wanted} argument{plural}, not {len(node.arguments)}", place)
