"""Evaluates the plan: step by step, and out of turn where a formula decides only now what it needs."""

from __future__ import annotations

from dataclasses import dataclass, field

from sheetgen.errors import FormulaError
from sheetgen.recalc.arrays import Array
from sheetgen.recalc.evaluator import Evaluator, Pending
from sheetgen.recalc.plan import Plan, cycle_error, make_plan
from sheetgen.recalc.values import Values
from sheetgen.sheet import Address, Place
from sheetgen.values import Scalar
from sheetgen.workbook.grid import Grid


def recalculate(grid: Grid, plan: Plan | None = None) -> Values:
    """Every formula of a workbook, evaluated anew; the cached values are not looked at.

    FormulaError names the cell that cannot be evaluated: a formula that does not parse, an unsupported function, a
    cycle.
    """
    run = _Run(grid, plan or make_plan(grid))
    run.all()
    return Values(grid, run.plan, run.cells)


def recalculate_what_can_be(grid: Grid) -> tuple[Values, dict[Place, FormulaError]]:
    """The same, but a formula that cannot be evaluated is left blank and its error collected; so are the formulas
    that need it."""
    plan = make_plan(grid, strict=False)
    run = _Run(grid, plan, dict(plan.problems))
    run.all()
    return Values(grid, run.plan, run.cells), run.problems


@dataclass(slots=True)
class _Run:
    """One evaluation of a whole workbook."""

    grid: Grid
    plan: Plan
    #: The errors of formulas that cannot be evaluated; None where the first of them ends everything.
    collected: dict[Place, FormulaError] | None = None
    cells: dict[str, dict[Address, Scalar]] = field(default_factory=dict)

    @property
    def problems(self) -> dict[Place, FormulaError]:
        return self.collected or {}

    def all(self) -> None:
        """Evaluates every step."""
        for name, sheet in self.grid.sheets.items():
            owned = self.plan.owners.get(name, {})
            self.cells[name] = {
                address: value
                for address, value in sheet.values.items()
                if address not in sheet.formulas and address not in owned
            }
        evaluator = Evaluator(self.grid, self.cells)
        evaluator.pending = {name: dict(owned) for name, owned in self.plan.owners.items()}
        for place in self.plan.trees:
            evaluator.pending.setdefault(place.sheet, {})[place.address] = place
        for place, error in self.problems.items():
            evaluator.broken[place] = error
            evaluator.pending.setdefault(place.sheet, {})[place.address] = place
        for step in self.plan.steps:
            for place in step.places:
                if place.address in evaluator.pending[place.sheet]:
                    self.one(evaluator, place)

    def one(self, evaluator: Evaluator, place: Place) -> None:
        """Evaluates a cell, and before it whatever it turns out to need."""
        stack = [place]
        open_places = {place}
        while stack:
            current = stack[-1]
            try:
                array = self.plan.arrays.get(current)
                result = evaluator.formula(self.plan.trees[current], current, array=array is not None)
            except Pending as pending:
                needed = pending.place
                if needed in open_places:
                    loop = stack[stack.index(needed) :]
                    self.fail(evaluator, current, cycle_error(loop[::-1], self.grid))
                elif needed in evaluator.broken:
                    self.fail(evaluator, current, self.inherited(evaluator.broken[needed], needed, current))
                else:
                    stack.append(needed)
                    open_places.add(needed)
                    continue
            except FormulaError as error:
                self.fail(evaluator, current, error)
            else:
                self.store(evaluator, current, result)
            stack.pop()
            open_places.discard(current)

    def inherited(self, reason: FormulaError, needed: Place, place: Place) -> FormulaError:
        """The error of a cell that needs one which cannot be evaluated: the first of them is named."""
        own = reason.message if reason.message.startswith("it needs ") else f"it needs {needed}: {reason.message}"
        return type(reason)(own, place, self.grid.path)

    def fail(self, evaluator: Evaluator, place: Place, error: FormulaError) -> None:
        """Notes that a cell cannot be evaluated, or gives up."""
        if self.collected is None:
            raise error
        self.collected[place] = error
        evaluator.broken[place] = error

    def store(self, evaluator: Evaluator, place: Place, result: Scalar | Array) -> None:
        """Puts a result into its cell, or an array's into all cells of its range."""
        pending, cells = evaluator.pending[place.sheet], self.cells[place.sheet]
        area = self.plan.arrays.get(place)
        if area is None:
            assert not isinstance(result, Array)
            cells[place.address] = result
            del pending[place.address]
            return
        array = result if isinstance(result, Array) else Array(((result,),))
        dynamic = self.grid.sheets[place.sheet].formulas[place.address].dynamic
        # A dynamic array fills what it needs; one that was entered with Ctrl+Shift+Enter fills its range.
        height, width = (array.height, array.width) if dynamic else (area.height, area.width)
        evaluator.spills[place] = array
        for row in range(max(height, area.height)):
            for column in range(max(width, area.width)):
                address = Address(area.top + row, area.left + column)
                if row < height and column < width:
                    cells[address] = array.at(row, column)
                pending.pop(address, None)
