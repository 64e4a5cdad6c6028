"""In which order a workbook's formulas are evaluated: groups of equal relative formula, level by level.

A step is one formula and the cells that hold it, none of which needs another of the step. Evaluation may take the
cells of a step one by one, or all at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field

from sheetgen.errors import CycleError, FormulaError, UnsupportedError
from sheetgen.formula import parse
from sheetgen.formula.tree import (
    ArrayConstant,
    Call,
    Name,
    Node,
    Operation,
    Range,
    Reference,
    Unary,
    Unsupported,
    WholeColumns,
    WholeRows,
)
from sheetgen.recalc.areas import Areas
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.functions import registry
from sheetgen.sheet import Address, Place
from sheetgen.workbook.grid import Grid, SourceFormula


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


def make_plan(grid: Grid) -> Plan:
    """Parses every formula and orders the cells; FormulaError names the cell, CycleError the whole path."""
    try:
        return _make_plan(grid)
    except FormulaError as error:
        raise error.in_file(grid.path) from None


def _make_plan(grid: Grid) -> Plan:
    plan = Plan(trees=_parse_all(grid))
    areas = Areas(grid)
    formulas = {name: sheet.formulas.keys() for name, sheet in grid.sheets.items()}
    dependents: dict[Place, list[Place]] = {}
    waiting: dict[Place, int] = {}
    for place, tree in plan.trees.items():
        needed: set[Place] = set()
        for area in _precedents(tree, place, areas):
            needed.update(Place(area.sheet, address) for address in _formulas_in(area, formulas[area.sheet]))
        waiting[place] = len(needed)
        for precedent in needed:
            dependents.setdefault(precedent, []).append(place)
    level = [place for place, count in waiting.items() if count == 0]
    done = 0
    while level:
        done += len(level)
        groups: dict[Node, list[Place]] = {}
        for place in level:
            groups.setdefault(plan.trees[place], []).append(place)
        plan.steps.extend(Step(tree, places) for tree, places in groups.items())
        following = []
        for place in level:
            for dependent in dependents.get(place, ()):
                waiting[dependent] -= 1
                if waiting[dependent] == 0:
                    following.append(dependent)
        level = following
    if done < len(waiting):
        raise _cycle({place for place, count in waiting.items() if count > 0}, dependents, grid)
    return plan


def _parse_all(grid: Grid) -> dict[Place, Node]:
    """A tree for every formula cell. Equal trees are one object, whatever cells they came from."""
    trees: dict[Place, Node] = {}
    parsed: dict[int, Node] = {}
    distinct: dict[Node, Node] = {}
    for sheet in grid.sheets.values():
        for address in sorted(sheet.formulas):
            source = sheet.formulas[address]
            place = Place(sheet.name, address)
            if id(source) not in parsed:
                tree = _parse_one(source, place)
                parsed[id(source)] = distinct.setdefault(tree, tree)
            trees[place] = parsed[id(source)]
    return trees


def _parse_one(source: SourceFormula, place: Place) -> Node:
    if source.array is not None:
        raise UnsupportedError(f"array formulas are not supported ({source.text})", place)
    try:
        tree = parse(source.text, source.origin)
    except FormulaError as error:
        raise FormulaError(f"the formula ={source.text} does not read: {error}", place) from None
    for node in walk(tree):
        _check(node, place)
    return tree


def _check(node: Node, place: Place) -> None:
    """What would fail in every evaluation is refused before the first."""
    if isinstance(node, Unsupported):
        raise UnsupportedError(f"{node.what} is not supported", place)
    if not isinstance(node, Call):
        return
    function = registry().get(node.function)
    if function is None:
        nearest = difflib.get_close_matches(node.function, registry(), n=1, cutoff=0.7)
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
        case ArrayConstant(rows):
            for row in rows:
                yield from row


def _precedents(tree: Node, place: Place, areas: Areas) -> Iterator[Area]:
    """The areas that a formula at a place refers to, directly or by name."""
    for node in walk(tree):
        if isinstance(node, Reference | Range | WholeColumns | WholeRows):
            area = areas.area(node, place)
            if area is not None:
                yield area
        elif isinstance(node, Name):
            definition = areas.name(node, place)
            for inner in walk(definition):
                _check(inner, place)
            yield from _precedents(definition, place, areas)


def _formulas_in(area: Area, formulas: object) -> Iterator[Address]:
    """The formula cells of an area: by looking at each of its cells, or at each formula, whichever are fewer."""
    assert hasattr(formulas, "__len__")
    assert hasattr(formulas, "__contains__")
    assert hasattr(formulas, "__iter__")
    if area.size() <= len(formulas):
        return (address for address in area.addresses() if address in formulas)
    return (address for address in formulas if address in area)


def _cycle(stuck: set[Place], dependents: dict[Place, list[Place]], grid: Grid) -> CycleError:
    """The error for cells that wait for one another, with one cycle as a path that starts at its first cell."""
    precedent: dict[Place, Place] = {}
    for place in sorted(stuck):
        for dependent in dependents.get(place, ()):
            if dependent in stuck:
                precedent.setdefault(dependent, place)
    place = min(stuck)
    seen: list[Place] = []
    while place not in seen:
        seen.append(place)
        place = precedent[place]
    loop = seen[seen.index(place) :][::-1]
    start = loop.index(min(loop))
    path = [*loop[start:], *loop[:start], loop[start]]
    single = len({step.sheet for step in path}) == 1
    text = " → ".join(str(step.address if single else step) for step in path)
    advice = "; iterative calculation is not supported" if grid.iterative else ""
    return CycleError(f"formulas depend on themselves: {text} (each feeds the next){advice}", path[0])
