"""Which cells change by themselves: random numbers, the time of day, and all that is calculated from them."""

from __future__ import annotations

from collections.abc import Callable

from sheetgen.formula.tree import Call, Node
from sheetgen.formula.walk import walk
from sheetgen.recalc.functions import find
from sheetgen.recalc.plan import Plan, all_dependents
from sheetgen.sheet import Place
from sheetgen.workbook.grid import Grid

#: Volatile to Excel, for their references cannot be known beforehand; but the same cells give the same value.
_DETERMINISTIC = frozenset(("OFFSET", "INDIRECT"))


def volatile_places(plan: Plan, grid: Grid) -> set[Place]:
    """The formula cells that may have another value at the next calculation though no cell was changed."""
    return all_dependents(plan, places_with(plan, _changes_by_itself), grid)


def places_with(plan: Plan, has: Callable[[Node], bool]) -> list[Place]:
    """The formula cells whose tree has something; each tree is looked at once."""
    known = {id(tree): has(tree) for tree in plan.distinct()}
    return [place for place, tree in plan.trees.items() if known[id(tree)]] if any(known.values()) else []


def _changes_by_itself(tree: Node) -> bool:
    return any(
        isinstance(node, Call)
        and node.function not in _DETERMINISTIC
        and (known := find(node.function)) is not None
        and known.volatile
        for node in walk(tree)
    )
