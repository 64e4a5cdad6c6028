"""In which order a workbook's formulas are evaluated: groups of equal relative formula, level by level.

A step is one formula and the cells that hold it, none of which needs another of the step. Evaluation may take the
cells of a step one by one, or all at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from sheetgen.errors import CycleError, FormulaError, UnsupportedError
from sheetgen.formula import parse
from sheetgen.formula.tree import (
    Apply,
    ArrayConstant,
    Call,
    Intersection,
    Name,
    Node,
    Operation,
    Range,
    Reference,
    Span,
    Spilled,
    TableReference,
    Unary,
    Union,
    Unsupported,
    WholeColumns,
    WholeRows,
)
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.functions.registry import find, homes
from sheetgen.recalc.resolver import Resolver
from sheetgen.sheet import Address, Place
from sheetgen.workbook.grid import Grid, SourceFormula

#: Past this no person defined the names.
_MAX_NAMES = 100


@dataclass(frozen=True, slots=True)
class Step:
    """A formula and the cells of one level that hold it."""

    tree: Node
    places: list[Place]


@dataclass(slots=True)
class Plan:
    """The steps in order, and the tree of every formula cell."""

    steps: list[Step] = field(default_factory=list)
    trees: dict[Place, Node] = field(default_factory=dict)
    #: The range of each array formula, by the cell that holds it.
    arrays: dict[Place, Area] = field(default_factory=dict)
    #: Cells whose value another cell's array formula gives, sheet by sheet.
    owners: dict[str, dict[Address, Place]] = field(default_factory=dict)
    #: The formulas that need a formula cell, directly.
    dependents: dict[Place, list[Place]] = field(default_factory=dict)
    #: Formulas that cannot be evaluated, where that does not end everything.
    problems: dict[Place, FormulaError] = field(default_factory=dict)


def make_plan(grid: Grid, *, strict: bool = True) -> Plan:
    """Parses every formula and orders the cells.

    FormulaError names the cell that cannot be evaluated; without `strict` it is among the plan's problems instead.
    Cells that wait for one another come last: whether they really do is seen when they are evaluated.
    """
    plan = Plan()
    resolver = Resolver(grid)
    needs: dict[Place, list[Area]] = {}
    parsed: dict[int, Node] = {}
    distinct: dict[Node, Node] = {}
    for sheet in grid.sheets.values():
        for address in sorted(sheet.formulas):
            source, place = sheet.formulas[address], Place(sheet.name, address)
            try:
                if id(source) not in parsed:
                    tree = _parse_one(source, place)
                    parsed[id(source)] = distinct.setdefault(tree, tree)
                needs[place] = list(_precedents(parsed[id(source)], place, resolver))
            except FormulaError as error:
                if strict:
                    raise error.in_file(grid.path) from None
                plan.problems[place] = error
                continue
            plan.trees[place] = parsed[id(source)]
            if source.array is not None:
                _add_array(plan, place, source.array)
    _order(plan, needs, grid)
    return plan


def _add_array(plan: Plan, place: Place, text: str) -> None:
    """Notes which cells an array formula fills besides its own."""
    first, _, last = text.partition(":")
    start, end = Address.parse(first), Address.parse(last or first)
    area = Area(place.sheet, start.row, start.column, end.row, end.column)
    plan.arrays[place] = area
    owners = plan.owners.setdefault(place.sheet, {})
    owners.update((address, place) for address in area.addresses() if address != place.address)


def _order(plan: Plan, needs: dict[Place, list[Area]], grid: Grid) -> None:
    """Fills the steps, level by level (Kahn's algorithm), then the cells that wait for one another."""
    givers: dict[str, dict[Address, Place]] = {name: dict(plan.owners.get(name, {})) for name in grid.sheets}
    for place in plan.trees:
        givers[place.sheet][place.address] = place

    # Many formulas look into the same table.
    @lru_cache(maxsize=64)
    def in_area(area: Area) -> tuple[Place, ...]:
        return tuple(_givers_in(area, givers[area.sheet]))

    dependents = plan.dependents
    waiting: dict[Place, int] = {}
    for place, areas in needs.items():
        needed = {giver for area in areas for giver in in_area(area)}
        waiting[place] = len(needed)
        for precedent in needed:
            dependents.setdefault(precedent, []).append(place)
    level = [place for place, count in waiting.items() if count == 0]
    while level:
        groups: dict[Node, list[Place]] = {}
        for place in level:
            groups.setdefault(plan.trees[place], []).append(place)
            del waiting[place]
        plan.steps.extend(Step(tree, places) for tree, places in groups.items())
        following = []
        for place in level:
            for dependent in dependents.get(place, ()):
                waiting[dependent] -= 1
                if waiting[dependent] == 0:
                    following.append(dependent)
        level = following
    plan.steps.extend(Step(plan.trees[place], [place]) for place in waiting)


def all_dependents(plan: Plan, places: Iterable[Place]) -> set[Place]:
    """The formulas that need any of the places, directly or through others, and those places themselves."""
    found = set(places)
    waiting = list(found)
    while waiting:
        for dependent in plan.dependents.get(waiting.pop(), ()):
            if dependent not in found:
                found.add(dependent)
                waiting.append(dependent)
    return found


def _givers_in(area: Area, givers: dict[Address, Place]) -> Iterator[Place]:
    """The formula cells that give an area's values: seen cell by cell, or formula by formula, whichever are fewer."""
    if area.size() <= len(givers):
        return (givers[address] for address in area.addresses() if address in givers)
    return (place for address, place in givers.items() if address in area)


def _parse_one(source: SourceFormula, place: Place) -> Node:
    try:
        tree = parse(source.text, source.origin)
    except FormulaError as error:
        shown = source.text if len(source.text) <= 80 else source.text[:77] + "..."
        raise FormulaError(f"the formula ={shown} does not read: {error}", place) from None
    return tree


def _variables(tree: Node) -> set[str]:
    """The names that LET and LAMBDA give to values within a formula, in lower case."""
    found: set[str] = set()
    for node in walk(tree):
        if isinstance(node, Call) and node.function in ("LET", "LAMBDA"):
            step = 2 if node.function == "LET" else 1
            found.update(item.name.lower() for item in node.arguments[:-1:step] if isinstance(item, Name))
    return found


def _check(node: Node, place: Place, variables: set[str], grid: Grid) -> None:
    """What would fail in every evaluation is refused before the first."""
    if isinstance(node, Unsupported):
        raise UnsupportedError(f"{node.what} is not supported", place)
    if not isinstance(node, Call):
        return
    function = find(node.function)
    if function is None:
        name = node.function.lower()
        if name in variables or (None, name) in grid.names or (place.sheet, name) in grid.names:
            return
        nearest = difflib.get_close_matches(node.function, homes(), n=1, cutoff=0.7)
        hint = f"; did you mean {nearest[0]}?" if nearest else ""
        raise UnsupportedError(f"the function {node.function} is not supported{hint}", place)
    if not function.least <= len(node.arguments) <= function.most:
        wanted = str(function.least) if function.least == function.most else f"{function.least} to {function.most}"
        plural = "" if wanted == "1" else "s"
        raise FormulaError(f"{node.function} takes {wanted} argument{plural}, not {len(node.arguments)}", place)


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


def _precedents(tree: Node, place: Place, resolver: Resolver, above: tuple[Node, ...] = ()) -> Iterator[Area]:
    """The areas that a formula at a place refers to, directly or by name.

    `above` holds the definitions that led here: names may use names, and must not come back to themselves.
    """
    variables = _variables(tree)
    for node in walk(tree):
        _check(node, place, variables, resolver.grid)
        if isinstance(node, Reference | Range | WholeColumns | WholeRows):
            area = resolver.area(node, place)
            if area is not None:
                yield area
        elif isinstance(node, TableReference):
            area = resolver.table(node, place)
            if area is not None:
                yield area
        elif isinstance(node, Name) and not (node.sheet is None and node.name.lower() in variables):
            definition = resolver.name(node, place)
            if any(definition is other for other in above):
                raise FormulaError(f"the name {node.name} is defined by itself", place)
            if len(above) == _MAX_NAMES:
                raise FormulaError(f"names use names more than {_MAX_NAMES} levels deep", place)
            yield from _precedents(definition, place, resolver, (*above, definition))


def cycle_error(loop: list[Place], grid: Grid) -> CycleError:
    """The error for cells each of which feeds the next and the last the first, told from its first cell on."""
    start = loop.index(min(loop))
    path = [*loop[start:], *loop[:start], loop[start]]
    single = len({step.sheet for step in path}) == 1
    text = " → ".join(str(step.address if single else step) for step in path)
    advice = "; iterative calculation is not supported" if grid.iterative else ""
    return CycleError(f"formulas depend on themselves: {text} (each feeds the next){advice}", path[0], grid.path)
