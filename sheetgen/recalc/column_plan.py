"""The plan of a workbook with large sheets: whole groups of cells instead of one cell after the other.

A group is the cells of one column that hold the same relative formula. Groups are ordered by what they refer to; where
groups wait for one another, as in a column whose rows each need the row above, their cells follow in reading order, and
evaluation finds what must come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import Node, Reference
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.column_cells import ColumnCells, Rows, Trees, rows_of
from sheetgen.recalc.components import components
from sheetgen.recalc.plan import Plan, Step, add_array, parse_one
from sheetgen.recalc.precedents import Leaf, area_of, leaves
from sheetgen.recalc.resolver import Resolver
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address, Place
from sheetgen.workbook.formula_columns import FormulaColumns
from sheetgen.workbook.grid import Grid

#: With more groups than this in a column, sorting them apart is faster than looking for each.
_FEW = 48


@dataclass(slots=True)
class _Group:
    """Cells of one column with one tree, and the references of the tree."""

    tree: Node
    cells: ColumnCells
    leaves: list[Leaf]


def make_column_plan(grid: Grid, *, strict: bool) -> Plan:
    """Like `make_plan`, which calls it."""
    return _Planner(grid, strict=strict).plan()


class _Planner:
    def __init__(self, grid: Grid, *, strict: bool) -> None:
        self.grid = grid
        self.strict = strict
        self.resolver = Resolver(grid)
        self.formulas = {sheet.name: _in_columns(sheet.formulas) for sheet in grid.sheets.values()}
        self.order = {name: number for number, name in enumerate(self.formulas)}
        self.groups: list[_Group] = []
        #: For each sheet and column, 1 plus the group of each row, 0 for none.
        self.maps: dict[str, dict[int, NDArray[np.int32]]] = {name: {} for name in self.formulas}
        self.problems: dict[Place, FormulaError] = {}
        self.areas: dict[Area, list[int]] = {}
        #: The references of each tree on each sheet.
        self.leaves: dict[tuple[str, int], list[Leaf]] = {}

    def plan(self) -> Plan:
        trees: dict[str, list[Node | None]] = {}
        plan = Plan(trees=Trees(self.formulas, trees))
        for name, formulas in self.formulas.items():
            trees[name] = self.parse(name, formulas)
            for source in formulas.sources:
                if source.array is not None:
                    add_array(plan, Place(name, source.origin), source.array)
            self.group(name, formulas, trees[name])
        if self.problems and self.strict:
            raise self.problems[min(self.problems, key=self.reading_order)].in_file(self.grid.path)
        plan.problems = self.problems
        self.map_owners(plan)
        for component in components([list(self.needs(group)) for group in self.groups]):
            self.add_steps(plan, component)
        return plan

    def reading_order(self, place: Place) -> tuple[int, Address]:
        return self.order[place.sheet], place.address

    def parse(self, sheet: str, formulas: FormulaColumns) -> list[Node | None]:
        """The tree of each source, equal trees as one object; None for what does not read or cannot be evaluated."""
        distinct: dict[Node, Node] = {}
        trees: list[Node | None] = []
        for number, source in enumerate(formulas.sources, start=1):
            place = Place(sheet, source.origin)
            try:
                tree = parse_one(source, place)
                tree = distinct.setdefault(tree, tree)
                if (sheet, id(tree)) not in self.leaves:
                    self.leaves[sheet, id(tree)] = list(leaves(tree, place, self.resolver))
                trees.append(tree)
            except FormulaError as error:
                trees.append(None)
                for address in _cells_of(formulas, number):
                    own = Place(sheet, address)
                    self.problems[own] = type(error)(error.message, own)
        return trees

    def group(self, sheet: str, formulas: FormulaColumns, trees: list[Node | None]) -> None:
        """Makes a sheet's groups, and notes for each cell which it is in."""
        found: dict[tuple[int, int], int] = {}

        def group_of(column: int, tree: Node) -> int:
            key = column, id(tree)
            if key not in found:
                cells = ColumnCells(sheet, column, np.empty(0, np.int64))
                self.groups.append(_Group(tree, cells, self.leaves[sheet, id(tree)]))
                found[key] = len(self.groups)
            return found[key]

        for column, ids in formulas.ids.items():
            used = np.flatnonzero(np.bincount(ids)).tolist()
            numbers = np.zeros(used[-1] + 1 if used else 1, np.int32)
            for number in used:
                tree = trees[number - 1] if number else None
                numbers[number] = group_of(column, tree) if tree is not None else 0
            mapped = self.maps[sheet][column] = numbers[ids]
            for number, rows in _rows_by_group(mapped):
                self.groups[number - 1].cells.rows = rows
        for address in sorted(formulas.scattered):
            tree = trees[formulas.scattered[address] - 1]
            if tree is None:
                continue
            number = group_of(address.column, tree)
            cells = self.groups[number - 1].cells
            cells.rows = np.append(cells.rows, address.row)
            mapped = self.maps[sheet].get(address.column, np.zeros(1, np.int32))
            if len(mapped) <= address.row:
                mapped = np.concatenate((mapped, np.zeros(address.row + 1 - len(mapped), np.int32)))
            mapped[address.row] = number
            self.maps[sheet][address.column] = mapped

    def map_owners(self, plan: Plan) -> None:
        """The cells of an array formula belong to the group of the cell that holds it."""
        for sheet, owned in plan.owners.items():
            maps = self.maps[sheet]
            last: dict[int, int] = {}
            for address in owned:
                last[address.column] = max(last.get(address.column, 0), address.row)
            for address, owner in owned.items():
                mapped = maps.get(address.column)
                if mapped is None or len(mapped) <= address.row:
                    old = np.zeros(0, np.int32) if mapped is None else mapped
                    mapped = np.concatenate((old, np.zeros(last[address.column] + 1 - len(old), np.int32)))
                    maps[address.column] = mapped
                groups = maps.get(owner.address.column)
                # One that cannot be evaluated is in no group.
                if groups is not None and owner.address.row < len(groups):
                    mapped[address.row] = groups[owner.address.row]

    def needs(self, group: _Group) -> set[int]:
        """The groups, from 0, that a group refers to; where it cannot be told exactly, some more."""
        found: set[int] = set()
        for leaf in group.leaves:
            if isinstance(leaf, Reference):
                found.update(self.of_reference(leaf, group.cells))
            else:
                hull = self.hull(leaf, group.cells)
                if hull is not None:
                    if hull not in self.areas:
                        self.areas[hull] = self.in_area(hull)
                    found.update(self.areas[hull])
        return {number - 1 for number in found}

    def of_reference(self, leaf: Reference, cells: ColumnCells) -> Iterator[int]:
        """The groups of the cells that one reference means for each cell of a group."""
        sheet = self.grid.find_sheet(leaf.sheet or cells.sheet)
        if sheet is None:
            return
        mapped = self.maps[sheet.name].get(leaf.column.at(cells.column, MAX_COLUMN))
        if mapped is None:
            return
        rows = rows_of(leaf, cells.rows)
        if isinstance(rows, int):
            if rows < len(mapped) and mapped[rows]:
                yield int(mapped[rows])
            return
        rows = rows[rows < len(mapped)]
        if not len(rows):
            return
        groups = mapped[rows]
        # Nearly always the cells of a group need those of one other.
        found = groups[:1] if (groups == groups[0]).all() else np.unique(groups)
        yield from (number for number in found.tolist() if number)

    def hull(self, leaf: Leaf, cells: ColumnCells) -> Area | None:
        """An area around everything that a leaf means for any cell of a group."""
        areas = [area_of(leaf, cells[index], self.resolver) for index in (0, len(cells) - 1)]
        known = [area for area in areas if area is not None]
        if not known:
            return None
        hull = known[0].hull(known[-1])
        if len(known) < len(areas) or _wraps(leaf, cells):
            return Area(hull.sheet, 1, hull.left, MAX_ROW, hull.right)
        return hull

    def in_area(self, area: Area) -> list[int]:
        """The groups with a cell in an area."""
        found: set[int] = set()
        for column, mapped in self.maps[area.sheet].items():
            if area.left <= column <= area.right:
                found.update(np.unique(mapped[area.top : area.bottom + 1]).tolist())
        return sorted(found - {0})

    def add_steps(self, plan: Plan, component: list[int]) -> None:
        """A group as one step; groups that wait for one another cell by cell, in reading order."""
        groups = [self.groups[index] for index in component]
        if len(groups) == 1 and component[0] not in self.needs(groups[0]):
            plan.steps.append(Step(groups[0].tree, groups[0].cells))
            return
        steps = [Step(group.tree, [place]) for group in groups for place in group.cells]
        if len(groups) > 1:
            # The cells of one are in order.
            steps.sort(key=lambda step: self.reading_order(step.places[0]))
        plan.steps.extend(steps)


def _wraps(leaf: Leaf, cells: ColumnCells) -> bool:
    """Whether a relative row runs past the end of the sheet for some cell."""
    corners = [getattr(leaf, "first", None), getattr(leaf, "last", None)]
    for corner in corners:
        row = getattr(corner, "row", None) or (corner if hasattr(corner, "absolute") else None)
        if row is not None and not row.absolute:
            ends = int(cells.rows[0]) + row.number, int(cells.rows[-1]) + row.number
            if not (ends[0] >= 1 and ends[1] <= MAX_ROW):
                return True
    return False


def _in_columns(formulas: Mapping[Address, object]) -> FormulaColumns:
    """A sheet's formulas in columns, whichever way they were read."""
    if isinstance(formulas, FormulaColumns):
        return formulas
    columns = FormulaColumns()
    numbers: dict[int, int] = {}
    places, ids = [], []
    for address, source in formulas.items():
        if id(source) not in numbers:
            columns.sources.append(source)  # type: ignore[arg-type]
            numbers[id(source)] = len(columns.sources)
        places.append(tuple(address))
        ids.append(numbers[id(source)])
    both = np.array(places, np.int64).reshape(-1, 2)
    columns.add(both[:, 0], both[:, 1].astype(np.int32), np.array(ids, np.int32))
    return columns


def _cells_of(formulas: FormulaColumns, number: int) -> Iterator[Address]:
    """The cells that hold one source."""
    for column, ids in formulas.ids.items():
        for row in np.flatnonzero(ids == number).tolist():
            yield Address(row, column)
    yield from (address for address, own in formulas.scattered.items() if own == number)


def _rows_by_group(mapped: NDArray[np.int32]) -> Iterator[tuple[int, Rows]]:
    """The rows of each group in a column, in order."""
    present = (np.flatnonzero(np.bincount(mapped)[1:]) + 1).tolist()
    if len(present) <= _FEW:
        for number in present:
            yield number, np.flatnonzero(mapped == number)
        return
    order = np.argsort(mapped, kind="stable")
    starts = np.searchsorted(mapped[order], present)
    for number, rows in zip(present, np.split(order, starts)[1:], strict=True):
        yield number, rows
