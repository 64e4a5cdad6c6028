"""Derivatives group by group: one backward sweep over the plan of a workbook with large sheets, on arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from sheetgen.differentiate.cells import Tapes
from sheetgen.differentiate.group import Group, NotAtOnce
from sheetgen.differentiate.rounded import Rounded
from sheetgen.differentiate.tape import Finding
from sheetgen.recalc.column_cells import ColumnCells
from sheetgen.recalc.plan import Step
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.values import Values
from sheetgen.sheet import Address, Place

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]

#: Fewer cells than this are differentiated faster one by one.
_FEW = 8


#: Rows of columns, by sheet and column.
RowsByColumn = dict[tuple[str, int], Rows]


def in_columns(cells: Iterable[Place | ColumnCells]) -> RowsByColumn:
    """Cells as rows of columns, each once."""
    found: dict[tuple[str, int], list[Rows | list[int]]] = {}
    for item in cells:
        if isinstance(item, ColumnCells):
            found.setdefault((item.sheet, item.column), []).append(item.rows)
        else:
            found.setdefault((item.sheet, item.address.column), []).append([item.address.row])
    return {
        key: np.unique(np.concatenate([np.asarray(rows, np.int64) for rows in parts])) for key, parts in found.items()
    }


class Adjoints:
    """The derivative by each cell, in arrays by sheet and column; index 0 is unused."""

    def __init__(self) -> None:
        self.columns: dict[tuple[str, int], Numbers] = {}

    def column(self, sheet: str, column: int, last: int) -> Numbers:
        """A column's derivatives, at least down to a row."""
        found = self.columns.get((sheet, column))
        if found is None or len(found) <= last:
            grown = np.zeros(last + 1 if found is None else max(last + 1, 2 * len(found)))
            grown[: 0 if found is None else len(found)] = 0.0 if found is None else found
            found = self.columns[sheet, column] = grown
        return found

    def add(self, sheet: str, column: int, rows: Rows | int, number: Numbers | float) -> None:
        """Adds to the derivatives by cells; where all cells of a group share one, the sum is its own."""
        if isinstance(rows, int):
            self.column(sheet, column, rows)[rows] += np.sum(number)
        elif len(rows):
            # No two cells of a group refer to the same one by a relative row.
            self.column(sheet, column, int(rows.max()))[rows] += number

    def at(self, place: Place) -> float:
        """The derivative by one cell."""
        found = self.columns.get((place.sheet, place.address.column))
        return float(found[place.address.row]) if found is not None and place.address.row < len(found) else 0.0

    def numbers(self, sheet: str, column: int, rows: Rows) -> Numbers:
        """The derivatives by the cells of a column in some rows, of any shape."""
        found = self.columns.get((sheet, column))
        if found is None:
            return np.zeros(rows.shape)
        return np.where(rows < len(found), found[np.minimum(rows, len(found) - 1)], 0.0)

    def take(self, sheet: str, column: int, rows: Rows) -> tuple[Rows, Numbers]:
        """The rows among some whose derivative is not 0, and it, which is then 0 here."""
        found = self.columns.get((sheet, column))
        if found is None:
            return rows[:0], np.zeros(0)
        rows = rows[rows < len(found)]
        numbers = found[rows]
        # NaN is not 0 either.
        there = numbers != 0
        if not there.all():
            rows, numbers = rows[there], numbers[there]
        found[rows] = 0.0
        return rows, numbers


class Sweep:
    """A backward sweep: what waits at each formula cell is passed on to what it needs."""

    def __init__(self, values: Values, kept: Iterable[tuple[str, int]]) -> None:
        """`kept` are the columns where derivatives by formula cells are wanted too."""
        self.values = values
        self.plan = values.plan
        self.resolver = Resolver(values.grid)
        self.waiting = Adjoints()
        self.passed = Adjoints()
        self.kept = frozenset(kept)
        self.findings: list[Finding] = []
        self.anchors: dict[tuple[str, int], set[int]] = {}
        for place in self.plan.arrays:
            self.anchors.setdefault((place.sheet, place.address.column), set()).add(place.address.row)

    def constants(self) -> list[Place]:
        """The constants by which the derivative is not 0, sheet by sheet in reading order."""
        found = [
            Place(sheet, Address(row, column))
            for (sheet, column), numbers in self.waiting.columns.items()
            for row in np.flatnonzero(numbers).tolist()
        ]
        order = list(self.values.grid.sheets)
        return sorted(found, key=lambda place: (order.index(place.sheet), place.address))

    def run(self) -> None:
        """Sweeps until nothing waits at a formula: once, unless a reference is calculated and points forwards."""
        while True:
            moved = False
            for steps in _runs(self.plan.steps):
                moved = (
                    self.group(steps[0]) if isinstance(steps[0].places, ColumnCells) else self.chain(steps)
                ) or moved
            if not moved:
                return

    def group(self, step: Step) -> bool:
        """Passes on what waits at the cells of a step, none of which needs another."""
        own = step.places
        assert isinstance(own, ColumnCells)
        anchors = self.anchors.get((own.sheet, own.column), set())
        held = [row for row in anchors if row in own.rows] if anchors else []
        if held:
            return self.chain([Step(step.tree, [place]) for place in own])
        rows, numbers = self.waiting.take(own.sheet, own.column, own.rows)
        if not len(rows):
            return False
        left = np.ones(len(rows), bool)
        if len(rows) >= _FEW:
            left = self.at_once(step, ColumnCells(own.sheet, own.column, rows), numbers)
        self.keep(own.sheet, own.column, rows[~left], numbers[~left])
        if left.any():
            places = [Place(own.sheet, Address(row, own.column)) for row in rows[left].tolist()]
            self.one_by_one(dict(zip(places, numbers[left].tolist(), strict=True)), set(places), alone=True)
        return True

    def at_once(self, step: Step, own: ColumnCells, numbers: Numbers) -> NDArray[np.bool_]:
        """Passes on what it can on arrays, and says which cells are left."""
        group = Group(self.values, self.resolver, own)
        try:
            group.forwards(step.tree)
        except NotAtOnce:
            return np.ones(len(own), bool)
        if group.odd.any():
            good = ~group.odd
            if good.sum() < _FEW:
                return np.ones(len(own), bool)
            left = group.odd.copy()
            left[good] = self.at_once(step, ColumnCells(own.sheet, own.column, own.rows[good]), numbers[good])
            return left
        for sheet, column, rows, number in group.backwards(numbers):
            self.waiting.add(sheet, column, rows, number)
        return np.zeros(len(own), bool)

    def chain(self, steps: list[Step]) -> bool:
        """Passes on what waits at cells that may need one another."""
        places = [place for step in steps for place in step.places]
        seeds: dict[Place, float] = {}
        for place in places:
            area = self.plan.arrays.get(place)
            for address in area.addresses() if area is not None else (place.address,):
                _, numbers = self.waiting.take(place.sheet, address.column, np.array([address.row]))
                if len(numbers):
                    seeds[Place(place.sheet, address)] = float(numbers[0])
        if not seeds:
            return False
        self.one_by_one(seeds, set(places))
        return True

    def one_by_one(self, seeds: dict[Place, float], places: set[Place], *, alone: bool = False) -> None:
        """The same by the tapes of single cells: of those among `places` that are needed; `alone`, if none of these
        refers to another."""
        tapes = Tapes(self.values, None, places.__contains__)
        for place in seeds:
            tapes.follow(place, alone=alone)
        adjoints, findings = tapes.backwards({place: Rounded(number) for place, number in seeds.items()})
        self.findings.extend(findings)
        for place, number in adjoints.items():
            add = self.keep if tapes.holder(place) in tapes.tapes else self.waiting.add
            add(place.sheet, place.address.column, np.array([place.address.row]), np.array([float(number)]))

    def keep(self, sheet: str, column: int, rows: Rows, numbers: Numbers) -> None:
        """Remembers the derivative by formula cells, if it is wanted."""
        if (sheet, column) in self.kept:
            self.passed.add(sheet, column, rows, numbers)


def _runs(steps: list[Step]) -> Iterator[list[Step]]:
    """The steps from the last to the first; single cells, which may need one another, all that stand together."""
    run: list[Step] = []
    for step in reversed(steps):
        if not isinstance(step.places, ColumnCells):
            run.append(step)
            continue
        if run:
            yield run
            run = []
        yield [step]
    if run:
        yield run
