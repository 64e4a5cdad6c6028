"""In which order a workbook's formulas are evaluated: groups of equal relative formula, level by level.

A step is one formula and the cells that hold it, none of which needs another of the step. Evaluation may take the
cells of a step one by one, or all at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from sheetgen.errors import CycleError, FormulaError
from sheetgen.formula import parse
from sheetgen.formula.tree import Node
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.precedents import precedents
from sheetgen.recalc.resolver import Resolver
from sheetgen.sheet import Address, Place
from sheetgen.workbook.grid import Grid, SourceFormula

#: A circle of more cells is told in part.
_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Step:
    """A formula and the cells of one level that hold it."""

    tree: Node
    places: Sequence[Place]


@dataclass(slots=True)
class Plan:
    """The steps in order, and the tree of every formula cell."""

    steps: list[Step] = field(default_factory=list)
    trees: Mapping[Place, Node] = field(default_factory=dict)
    #: The range of each array formula, by the cell that holds it.
    arrays: dict[Place, Area] = field(default_factory=dict)
    #: Cells whose value another cell's array formula gives, sheet by sheet.
    owners: dict[str, dict[Address, Place]] = field(default_factory=dict)
    #: The formulas that need a formula cell, directly; None until `all_dependents` needs them, in a large workbook.
    dependents: dict[Place, list[_Alike]] | None = None
    #: Formulas that cannot be evaluated, where that does not end everything.
    problems: dict[Place, FormulaError] = field(default_factory=dict)

    def distinct(self) -> list[Node]:
        """Every tree once."""
        found: Callable[[], list[Node]] | None = getattr(self.trees, "distinct", None)
        return found() if found is not None else list({id(tree): tree for tree in self.trees.values()}.values())


def make_plan(grid: Grid, *, strict: bool = True) -> Plan:
    """Parses every formula and orders the cells.

    FormulaError names the cell that cannot be evaluated; without `strict` it is among the plan's problems instead.
    Cells that wait for one another come last: whether they really do is seen when they are evaluated.
    """
    if any(hasattr(sheet.formulas, "ids") for sheet in grid.sheets.values()):
        from sheetgen.recalc.column_plan import make_column_plan

        return make_column_plan(grid, strict=strict)
    plan = Plan()
    resolver = Resolver(grid)
    needs: dict[Place, list[Area]] = {}
    parsed: dict[int, Node] = {}
    distinct: dict[Node, Node] = {}
    trees: dict[Place, Node] = {}
    for sheet in grid.sheets.values():
        for address in sorted(sheet.formulas):
            source, place = sheet.formulas[address], Place(sheet.name, address)
            if source.array is not None:
                # Also of one that cannot be evaluated: what is stored in its range must not pass for constants.
                add_array(plan, place, source.array)
            try:
                if id(source) not in parsed:
                    tree = parse_one(source, place)
                    parsed[id(source)] = distinct.setdefault(tree, tree)
                needs[place] = list(precedents(parsed[id(source)], place, resolver))
            except FormulaError as error:
                if strict:
                    raise error.in_file(grid.path) from None
                plan.problems[place] = error
                continue
            trees[place] = parsed[id(source)]
    plan.trees = trees
    _order(plan, needs, grid)
    return plan


def add_array(plan: Plan, place: Place, text: str) -> None:
    """Notes which cells an array formula fills besides its own."""
    first, _, last = text.partition(":")
    start, end = Address.parse(first), Address.parse(last or first)
    area = Area(place.sheet, start.row, start.column, end.row, end.column)
    owners = plan.owners.setdefault(place.sheet, {})
    plan.arrays[place] = area
    owners.update((address, place) for address in area.addresses() if address != place.address)


@dataclass(slots=True)
class _Alike:
    """Formulas that need the same formula cells, and how many of these have no step yet: where each of a column looks
    into the same table, their number does not multiply with its."""

    places: list[Place] = field(default_factory=list)
    waiting: int = 0


def _order(plan: Plan, needs: dict[Place, list[Area]], grid: Grid) -> None:
    """Fills the steps, level by level (Kahn's algorithm), then the cells that wait for one another."""
    plan.dependents, alike = _dependents(plan, needs, grid)
    rest = dict.fromkeys(needs)
    ready = [group for group in alike if not group.waiting]
    while ready:
        level: dict[Node, list[Place]] = {}
        following = []
        for group in ready:
            for place in group.places:
                level.setdefault(plan.trees[place], []).append(place)
                del rest[place]
                for dependent in plan.dependents.get(place, ()):
                    dependent.waiting -= 1
                    if dependent.waiting == 0:
                        following.append(dependent)
        plan.steps.extend(Step(tree, places) for tree, places in level.items())
        ready = following
    plan.steps.extend(Step(plan.trees[place], [place]) for place in rest)


def _dependents(
    plan: Plan, needs: Mapping[Place, list[Area]], grid: Grid
) -> tuple[dict[Place, list[_Alike]], list[_Alike]]:
    """The formulas that need a formula cell, by that cell, each once; and all formulas."""
    givers: dict[str, dict[Address, Place]] = {name: dict(plan.owners.get(name, {})) for name in grid.sheets}
    for place in plan.trees:
        givers[place.sheet][place.address] = place

    found = {name: _Givers(places) for name, places in givers.items()}

    # Many formulas look into the same table.
    @lru_cache(maxsize=64)
    def in_area(area: Area) -> tuple[Place, ...]:
        return tuple(found[area.sheet].in_area(area))

    dependents: dict[Place, list[_Alike]] = {}
    alike: dict[tuple[Area, ...], _Alike] = {}
    for place, areas in needs.items():
        group = alike.get(key := tuple(areas))
        if group is None:
            group = alike[key] = _Alike()
            needed = {giver for area in areas for giver in in_area(area)}
            group.waiting = len(needed)
            for precedent in needed:
                dependents.setdefault(precedent, []).append(group)
        group.places.append(place)
    return dependents, list(alike.values())


def all_dependents(
    plan: Plan, places: Iterable[Place], grid: Grid, more: Mapping[Place, list[Area]] | None = None
) -> set[Place]:
    """The formulas that need any of the places, directly or through others, and those places themselves; `more` are
    areas that formulas need besides those that are written in them."""
    found = set(places)
    if not found:
        return found
    if plan.dependents is None:
        resolver = Resolver(grid)
        needs = {place: list(precedents(tree, place, resolver)) for place, tree in plan.trees.items()}
        plan.dependents, _ = _dependents(plan, needs, grid)
    besides = _dependents(plan, more, grid)[0] if more else {}
    waiting = list(found)
    while waiting:
        place = waiting.pop()
        for group in (*plan.dependents.get(place, ()), *besides.get(place, ())):
            new = [dependent for dependent in group.places if dependent not in found]
            found.update(new)
            waiting.extend(new)
    return found


class _Givers:
    """The formula cells of one sheet, column by column, to find those in an area without looking at it all."""

    def __init__(self, places: Mapping[Address, Place]) -> None:
        self.columns: dict[int, list[tuple[int, Place]]] = {}
        for address in sorted(places):
            self.columns.setdefault(address.column, []).append((address.row, places[address]))

    def in_area(self, area: Area) -> Iterator[Place]:
        """The formula cells that give an area's values."""
        for column in self.columns if area.width > len(self.columns) else range(area.left, area.right + 1):
            cells = self.columns.get(column)
            if cells is not None and area.left <= column <= area.right:
                first = bisect_left(cells, area.top, key=itemgetter(0))
                last = bisect_right(cells, area.bottom, key=itemgetter(0))
                yield from (place for _, place in cells[first:last])


def parse_one(source: SourceFormula, place: Place) -> Node:
    """The tree of a formula; FormulaError names a place that has it."""
    try:
        tree = parse(source.text, source.origin)
    except FormulaError as error:
        shown = source.text if len(source.text) <= 80 else source.text[:77] + "..."
        raise FormulaError(f"the formula ={shown} does not read: {error}", place) from None
    return tree


def cycle_error(loop: list[Place], grid: Grid) -> CycleError:
    """The error for cells each of which feeds the next and the last the first, told from its first cell on."""
    start = loop.index(min(loop))
    path = [*loop[start:], *loop[:start], loop[start]]
    count = f", {len(loop):,} cells" if len(path) > _MOST_SHOWN else ""
    single = len({step.sheet for step in path}) == 1
    half = _MOST_SHOWN // 2
    ends = [path[:half], path[-half:]] if count else [path]
    text = " → … → ".join(" → ".join(str(step.address if single else step) for step in part) for part in ends)
    advice = "; iterative calculation is not supported" if grid.iterative else ""
    return CycleError(f"formulas depend on themselves: {text} (each feeds the next{count}){advice}", path[0], grid.path)
