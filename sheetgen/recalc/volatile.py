"""Which cells change by themselves: random numbers, the time of day, and all that is calculated from them."""

from __future__ import annotations

from collections.abc import Callable, Set

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import Call, Name, Node
from sheetgen.formula.walk import walk
from sheetgen.recalc.evaluator import Evaluator
from sheetgen.recalc.functions import find
from sheetgen.recalc.plan import Plan, all_dependents
from sheetgen.recalc.reader import Pending
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.values import Values
from sheetgen.recalc.waiting import Waiting
from sheetgen.sheet import Place
from sheetgen.workbook.grid import Grid

#: Volatile to Excel, for their references cannot be known beforehand; but the same cells give the same value.
_BY_VALUE = frozenset(("OFFSET", "INDIRECT"))


def volatile_places(values: Values) -> set[Place]:
    """The formula cells that may have another value at the next calculation though no cell was changed."""
    plan, grid = values.plan, values.grid
    calls = _Calls(grid)
    some = {place: calls.of(plan.trees[place], place) for place in places_with(plan, _calls_or_names)}
    found = all_dependents(plan, (place for place, names in some.items() if any(map(_changes_by_itself, names))), grid)
    # Which cells these refer to shows only in their evaluation; what one of them passes on another may read.
    hidden = [place for place, names in some.items() if any(map(_refers_by_value, names))] if found else []
    while new := [place for place in hidden if place not in found and _reads_one_of(found, place, values)]:
        found |= all_dependents(plan, new, grid)
    return found


def places_with(plan: Plan, has: Callable[[Node], bool]) -> list[Place]:
    """The formula cells whose tree has something; each tree is looked at once."""
    known = {id(tree): has(tree) for tree in plan.distinct()}
    return [place for place, tree in plan.trees.items() if known[id(tree)]] if any(known.values()) else []


def _calls_or_names(tree: Node) -> bool:
    """Whether a formula calls what may concern us, or has names, behind which there may be such calls."""
    return any(
        isinstance(node, Name)
        or (isinstance(node, Call) and (_changes_by_itself(node.function) or _refers_by_value(node.function)))
        for node in walk(tree)
    )


def _changes_by_itself(function: str) -> bool:
    known = find(function)
    return known is not None and known.volatile and function not in _BY_VALUE


def _refers_by_value(function: str) -> bool:
    """Whether what a call refers to is not written beside it; a defined name that is called is a LAMBDA."""
    return function in _BY_VALUE or find(function) is None


class _Calls:
    """The functions that formulas call, directly or by defined names."""

    def __init__(self, grid: Grid) -> None:
        self.resolver = Resolver(grid)
        self.known: dict[tuple[int, str], set[str]] = {}

    def of(self, tree: Node, place: Place) -> set[str]:
        """Those of a formula, or of a definition, at a place: they are the same for its whole sheet."""
        key = (id(tree), place.sheet)
        if key not in self.known:
            # A name that leads back to itself adds nothing.
            found = self.known[key] = set()
            for node in walk(tree):
                if isinstance(node, Call):
                    found.add(node.function)
                name = node if isinstance(node, Name) else None
                if isinstance(node, Call) and find(node.function) is None:
                    name = Name(None, node.function)
                if name is not None:
                    found |= self.of(self.resolver.name(name, place), place)
        return self.known[key]


def _reads_one_of(cells: Set[Place], place: Place, values: Values) -> bool:
    """Whether a formula reads one of the cells when it is evaluated."""
    evaluator = Evaluator(values.grid, values.cells)
    for name, owned in values.plan.owners.items():
        arrays = ((address, owner) for address, owner in owned.items() if owner in cells)
        evaluator.pending[name] = Waiting(arrays)
    for cell in cells:
        evaluator.pending.setdefault(cell.sheet, Waiting())[cell.address] = cell
    try:
        evaluator.formula(values.plan.trees[place], place, array=place in values.plan.arrays)
    except Pending:
        return True
    except FormulaError:
        # It has no value to compare either.
        return False
    return False
