"""A whole workbook for many inputs at once: every cell an array, with a number for each of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import Reference
from sheetgen.recalc.array_arithmetic import ArrayArithmetic, NotAtOnce, Numbers
from sheetgen.recalc.arrays import Array
from sheetgen.recalc.evaluator import Evaluator
from sheetgen.recalc.plan import Plan
from sheetgen.recalc.reader import Pending
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.waiting import Waiting
from sheetgen.sheet import Place
from sheetgen.values import Scalar
from sheetgen.workbook.grid import Grid


class ManyInputs(ArrayArithmetic):
    """The values of a workbook's formulas for many inputs.

    `inputs` has an array for each constant that varies, all of one length. `found` has the numbers of the cells that
    arithmetic on arrays can find, NaN where one is no finite number; the other formula cells, such as texts, are
    `left`, in the order in which `others` evaluates them.
    """

    def __init__(self, grid: Grid, plan: Plan, inputs: Mapping[Place, Numbers]) -> None:
        super().__init__(Resolver(grid))
        self.grid = grid
        self.plan = plan
        self.inputs = inputs
        self.count = len(next(iter(inputs.values())))
        self.found: dict[Place, Numbers] = {}
        self.left: dict[Place, None] = {}
        with np.errstate(all="ignore"):
            for step in plan.steps:
                for place in step.places:
                    self._cell(place)

    def others(self, index: int) -> dict[Place, Scalar] | None:
        """The values of the cells that are left, for one of the inputs; None where that takes a full recalculation."""
        cells = {
            name: {at: value for at, value in sheet.values.items() if at not in sheet.formulas}
            for name, sheet in self.grid.sheets.items()
        }
        for known in (self.inputs, self.found):
            for place, numbers in known.items():
                number = float(numbers[index])
                if number != number:
                    return None
                cells[place.sheet][place.address] = number
        evaluator = Evaluator(self.grid, cells)
        for name in self.grid.sheets:
            waiting = ((place.address, place) for place in self.left if place.sheet == name)
            evaluator.pending[name] = Waiting(waiting)
        values = {}
        for place in self.left:
            try:
                value = evaluator.formula(self.plan.trees[place], place, array=False)
            except (FormulaError, Pending):
                return None
            if place in self.plan.arrays or isinstance(value, Array):
                return None
            cells[place.sheet][place.address] = values[place] = value
            del evaluator.pending[place.sheet][place.address]
        return values

    def _cell(self, place: Place) -> None:
        """A formula cell, and before it whatever it turns out to need."""
        stack = [place]
        while stack:
            current = stack[-1]
            if current in self.found or current in self.left:
                stack.pop()
                continue
            self.first = self.last = current
            try:
                value = self.value(self.plan.trees[current])
            except Pending as pending:
                if pending.place in stack:
                    self.left[pending.place] = None
                else:
                    stack.append(pending.place)
                continue
            except (NotAtOnce, FormulaError):
                self.left[current] = None
            else:
                self.found[current] = np.full(self.count, value) if isinstance(value, float) else value

    def reference(self, tree: Reference) -> Numbers | float:
        """The numbers of the cell that a reference means."""
        sheet = self.grid.find_sheet(tree.sheet or self.first.sheet)
        if sheet is None:
            raise NotAtOnce
        place = Place(sheet.name, tree.at(self.first.address))
        if place in self.inputs:
            return self.inputs[place]
        if place in self.found:
            return self.found[place]
        if place in self.left or place.address in self.plan.owners.get(sheet.name, {}):
            raise NotAtOnce
        if place in self.plan.trees:
            raise Pending(place)
        value = sheet.values.get(place.address)
        return value if type(value) is float else np.nan
