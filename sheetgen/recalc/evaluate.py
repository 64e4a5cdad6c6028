"""Evaluates the plan: step by step, and out of turn where a formula decides only now what it needs."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field

from sheetgen.errors import FormulaError
from sheetgen.recalc.arrays import Array
from sheetgen.recalc.compiled import Compiled
from sheetgen.recalc.evaluator import Evaluator
from sheetgen.recalc.plan import Plan, Step, cycle_error, make_plan
from sheetgen.recalc.reader import Pending
from sheetgen.recalc.values import Values
from sheetgen.recalc.waiting import Waiting
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
    cells: dict[str, MutableMapping[Address, Scalar]] = field(default_factory=dict)
    compiled: Compiled = field(init=False)

    @property
    def problems(self) -> dict[Place, FormulaError]:
        return self.collected or {}

    def all(self) -> None:
        """Evaluates every step."""
        evaluator = Evaluator(self.grid, self.cells)
        for name, sheet in self.grid.sheets.items():
            owned = self.plan.owners.get(name, {})
            if hasattr(sheet.values, "without"):
                from sheetgen.recalc.waiting import WaitingColumns

                self.cells[name] = sheet.values.without(sheet.formulas, owned)
                evaluator.pending[name] = WaitingColumns(name, sheet.formulas)  # type: ignore[arg-type]
            else:
                self.cells[name] = {
                    address: value
                    for address, value in sheet.values.items()
                    if address not in sheet.formulas and address not in owned
                }
                evaluator.pending[name] = Waiting((address, Place(name, address)) for address in sheet.formulas)
            evaluator.pending[name].update(owned)
        evaluator.broken.update(self.problems)
        compiled = self.compiled = Compiled(self.grid, self.cells)
        at_once = None if isinstance(self.plan.trees, dict) else _at_once(self.grid, self.cells, evaluator)
        for step in self.plan.steps:
            places = step.places if at_once is None else at_once(step)
            for place in places:
                if place.address not in evaluator.pending[place.sheet]:
                    continue
                number = None if place in self.plan.arrays else compiled.number(self.plan.trees[place], place)
                if isinstance(number, float):
                    self.store(evaluator, place, number)
                else:
                    self.one(evaluator, place)

    def one(self, evaluator: Evaluator, place: Place) -> None:
        """Evaluates a cell, and before it whatever it turns out to need."""
        stack = [place]
        open_places = {place}
        while stack:
            current = stack[-1]
            try:
                result = self.result(evaluator, current)
            except FormulaError as error:
                self.fail(evaluator, current, error)
            else:
                if not isinstance(result, Place):
                    self.store(evaluator, current, result)
                elif result in open_places:
                    loop = stack[stack.index(result) :]
                    self.fail(evaluator, current, cycle_error(loop[::-1], self.grid))
                elif result in evaluator.broken:
                    self.fail(evaluator, current, self.inherited(evaluator.broken[result], result, current))
                else:
                    stack.append(result)
                    open_places.add(result)
                    continue
            stack.pop()
            open_places.discard(current)

    def result(self, evaluator: Evaluator, place: Place) -> Scalar | Array | Place:
        """What a formula gives, or the place of another that must be evaluated first."""
        tree, array = self.plan.trees[place], place in self.plan.arrays
        found = None if array else self.compiled.number(tree, place)
        if isinstance(found, float):
            return found
        if found is not None:
            waiting = evaluator.pending[found.sheet].get(found.address)
            if waiting is not None:
                return waiting
        try:
            return evaluator.formula(tree, place, array=array)
        except Pending as pending:
            return pending.place

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


def _at_once(
    grid: Grid, cells: dict[str, MutableMapping[Address, Scalar]], evaluator: Evaluator
) -> Callable[[Step], Sequence[Place]]:
    """What evaluates a whole step on arrays, and gives back the cells that are left."""
    from sheetgen.recalc.at_once import AtOnce

    return AtOnce(grid, cells, evaluator.pending).step
