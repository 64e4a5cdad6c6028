"""Which cells change by themselves: random numbers, the time of day, and all that is calculated from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import Call, Name, Node, Range, Span, WholeColumns
from sheetgen.formula.walk import walk
from sheetgen.recalc.arrays import Area, Areas, References, Value
from sheetgen.recalc.evaluator import Evaluator
from sheetgen.recalc.functions import find
from sheetgen.recalc.functions.conditional import alike
from sheetgen.recalc.plan import Plan, all_dependents
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.values import Values
from sheetgen.sheet import MAX_ROW, Place
from sheetgen.workbook.grid import Grid

#: Volatile to Excel, for their references cannot be known beforehand; but the same cells give the same value.
_BY_VALUE = frozenset(("OFFSET", "INDIRECT"))
#: They read as many cells as another argument has, whatever this one has.
_RESIZING = frozenset(("SUMIF", "AVERAGEIF"))


def volatile_places(values: Values) -> set[Place]:
    """The formula cells that may have another value at the next calculation though no cell was changed."""
    plan, grid = values.plan, values.grid
    inner = _Inner(grid)
    some = {place: list(inner.nodes(plan.trees[place], place)) for place in places_with(plan, _concerns)}
    origins = [place for place, nodes in some.items() if any(map(_changes_by_itself, nodes))]
    if not origins:
        return set()
    hidden = [place for place, nodes in some.items() if any(map(_shows_when_evaluated, nodes))]
    return all_dependents(plan, origins, grid, _evaluated(hidden, values))


def places_with(plan: Plan, has: Callable[[Node], bool]) -> list[Place]:
    """The formula cells whose tree has something; each tree is looked at once."""
    known = {id(tree): has(tree) for tree in plan.distinct()}
    return [place for place, tree in plan.trees.items() if known[id(tree)]] if any(known.values()) else []


def _concerns(tree: Node) -> bool:
    """Whether a formula is of either kind, or has names, behind which there may be."""
    return any(isinstance(node, Name) or _changes_by_itself(node) or _shows_when_evaluated(node) for node in walk(tree))


def _changes_by_itself(node: Node) -> bool:
    function = find(node.function) if isinstance(node, Call) else None
    return function is not None and function.volatile and function.name not in _BY_VALUE


def _shows_when_evaluated(node: Node) -> bool:
    """Whether a node needs cells that are not written in it; a name that is called is a LAMBDA."""
    if isinstance(node, Call):
        return node.function in _BY_VALUE or _resizes(node) or find(node.function) is None
    return isinstance(node, Span)


def _resizes(call: Call) -> bool:
    """Whether SUMIF or AVERAGEIF may read other cells than those of its third argument: as many as the first has."""
    if call.function not in _RESIZING or len(call.arguments) < 3:
        return False
    extent = _extent(call.arguments[0])
    return extent is None or extent != _extent(call.arguments[2])


def _extent(node: Node) -> tuple[int, int] | None:
    """The rows and columns of a range but one, where they are the same for every cell; None for anything else."""
    if isinstance(node, WholeColumns):
        left, right = node.first, node.last
        return (MAX_ROW - 1, right.number - left.number) if left.absolute == right.absolute else None
    if not isinstance(node, Range):
        return None
    (top, left), (bottom, right) = ((end.row, end.column) for end in (node.first, node.last))
    if top.absolute != bottom.absolute or left.absolute != right.absolute:
        return None
    return bottom.number - top.number, right.number - left.number


class _Inner:
    """The nodes of formulas, those behind defined names too."""

    def __init__(self, grid: Grid) -> None:
        self.resolver = Resolver(grid)

    def nodes(self, tree: Node, place: Place) -> Iterator[Node]:
        """Those of a formula at a place, each definition's once: a name may lead back to itself."""
        waiting, seen = [tree], {id(tree)}
        while waiting:
            for node in walk(waiting.pop()):
                yield node
                name = node if isinstance(node, Name) else None
                if isinstance(node, Call) and find(node.function) is None:
                    name = Name(None, node.function)
                definition = None if name is None else self.resolver.name(name, place)
                if definition is not None and id(definition) not in seen:
                    seen.add(id(definition))
                    waiting.append(definition)


def _evaluated(places: list[Place], values: Values) -> dict[Place, list[Area]]:
    """The areas that formulas refer to when they are evaluated."""
    evaluator = _Recording(values.grid, values.cells)
    found: dict[Place, list[Area]] = {}
    for place in places:
        evaluator.areas = set()
        # What fails has no value to compare, but depends on what it referred to all the same.
        with suppress(FormulaError):
            evaluator.formula(values.plan.trees[place], place, array=place in values.plan.arrays)
        found[place] = list(evaluator.areas)
    return found


class _Recording(Evaluator):
    """An evaluator that notes every reference that comes up."""

    areas: set[Area]

    def value(self, tree: Node) -> Value:
        value = super().value(tree)
        if isinstance(value, Area):
            self.areas.add(value)
        elif isinstance(value, Areas):
            self.areas.update(value.areas)
        elif isinstance(value, References):
            self.areas.update(area for row in value.areas for area in row if isinstance(area, Area))
        if isinstance(tree, Call) and _resizes(tree):
            cells, numbers = self.quietly(tree.arguments[0]), self.quietly(tree.arguments[2])
            if isinstance(cells, Area) and isinstance(numbers, Area):
                self.areas.add(alike(numbers, cells))
        return value
