"""Derivatives cell by cell: each formula on a tape of its own, forwards in the order of need, then backwards."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping

from sheetgen.differentiate.rounded import Rounded, error_of
from sheetgen.differentiate.tape import Finding, Tape, Traced
from sheetgen.differentiate.tracing import Surroundings, trace
from sheetgen.recalc.arrays import Area, Array
from sheetgen.recalc.precedents import precedents
from sheetgen.recalc.reader import Pending, most_read
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.values import Values
from sheetgen.recalc.work import Work
from sheetgen.sheet import Place
from sheetgen.values import Scalar

#: Errors are carried to first order; this covers what their products add, up to errors of a part in 10⁸.
SECOND_ORDER = 1 + 1e-7


class Background:
    """All formulas that some cells depend on: their order, each after those that it needs, and their errors."""

    def __init__(self, values: Values, cells: Iterable[Place]) -> None:
        tapes = Tapes(values, None)
        for place in cells:
            tapes.follow(place)
        self.order = {place: index for index, place in enumerate(tapes.tapes)}
        self.errors: Mapping[Place, float] = tapes.errors

    def bound(self, place: Place) -> float:
        """The bound on the rounding error of a cell's value, in its own unit; infinite where none is known."""
        error = self.errors.get(place, 0.0) * SECOND_ORDER
        return math.inf if math.isnan(error) else error

    def from_first(self, by: Iterable[Place]) -> Callable[[Place], bool]:
        """Whether a formula may depend on any of some cells: those that stand before all of them do not."""
        first = min((self.order.get(place, -1) for place in by), default=-1)
        return lambda place: self.order.get(place, first) >= first


class Tapes:
    """The tapes of formulas, in an order in which each comes after those that it needs."""

    def __init__(
        self,
        values: Values,
        by: Iterable[Place] | None,
        within: Callable[[Place], bool] | None = None,
        fixed: Mapping[Place, float] | None = None,
    ) -> None:
        """`by` are the cells whose numbers vary, None for every constant; formulas that are not `within` a set of
        cells are not followed: they are numbers that vary, or fixed ones with these errors."""
        self.values = values
        self.plan = values.plan
        self.resolver = Resolver(values.grid)
        self.by = None if by is None else frozenset(by)
        self.within = within
        self.fixed = fixed
        self.tapes: dict[Place, tuple[Tape, Scalar | Array]] = {}
        #: The bound on the rounding error of each formula cell that was traced, in the cell's own unit.
        self.errors: dict[Place, float] = {}
        self._traced: set[Place] = set()
        self._around = Surroundings(
            values, self.plan, self.resolver, Work(values.grid), self.varies, self.error, self.findings, self.first
        )

    def holder(self, place: Place) -> Place | None:
        """The formula that gives a cell its value: its own, or an array formula's; None for a constant."""
        owner = self.plan.owners.get(place.sheet, {}).get(place.address)
        if owner is not None:
            return owner
        return place if place.address in self.values.grid.sheets[place.sheet].formulas else None

    def first(self, place: Place) -> Place | None:
        """The formula that must be traced before a cell is read; none that could not be evaluated, such as a circle,
        which only branches that are not taken refer to."""
        holder = self.holder(place)
        if holder is None or holder in self.tapes or (self.within is not None and not self.within(holder)):
            return None
        return None if self.values.at(holder) is None else holder

    def varies(self, place: Place) -> bool:
        """Whether a cell is one of those that vary, or depends on them."""
        if self.by is not None and place in self.by:
            return True
        holder = self.holder(place)
        if holder is None:
            return self.by is None
        return place in self._traced if holder in self.tapes else self.fixed is None

    def error(self, place: Place) -> float:
        """The bound on a cell's rounding error; constants are exact."""
        return self.errors.get(place, self.fixed.get(place, 0.0) if self.fixed else 0.0)

    def findings(self, place: Place) -> Iterable[Finding]:
        """What there is to say of the formula behind a cell, however the derivative passes through it."""
        holder = self.holder(place)
        return self.tapes[holder][0].findings if holder in self.tapes else ()

    def follow(self, place: Place, *, alone: bool = False) -> None:
        """Traces the formula of a cell, and before it whatever it needs; if `alone`, nothing."""
        start = self.first(place)
        stack = [] if start is None else [start]
        seen: set[Place] = set()
        while stack:
            current = stack[-1]
            if current in self.tapes:
                stack.pop()
            elif current not in seen and not alone:
                seen.add(current)
                # What a branch that is not taken refers to is among these; it does no harm.
                stack.extend(needed for needed in self.needs(current) if needed not in seen)
            else:
                try:
                    tape, result = trace(self.plan.trees[current], current, self._around)
                except Pending as pending:
                    stack.append(pending.place)
                    continue
                self.keep(current, tape, result)
                stack.pop()

    def needs(self, place: Place) -> Iterator[Place]:
        """The formulas not yet traced that a formula refers to."""
        for area in precedents(self.plan.trees[place], place, self.resolver):
            formulas = self.values.grid.sheets[area.sheet].formulas
            owned = self.plan.owners.get(area.sheet, {})
            cut = self.resolver.clip(area)
            if cut.size() <= most_read(cut, formulas):
                addresses = cut.addresses()
            else:
                addresses = (address for address in (*formulas, *owned) if address in cut)
            for address in addresses:
                first = self.first(Place(area.sheet, address))
                if first is not None:
                    yield first

    def keep(self, place: Place, tape: Tape, result: Scalar | Array) -> None:
        """Notes a formula's tape, and which cells vary with what error for it."""
        result = self.checked(place, tape, result)
        self.tapes[place] = tape, result
        for cell, number in self.results(place):
            self.errors[cell] = error_of(number)
            if isinstance(number, Traced):
                self._traced.add(cell)

    def checked(self, place: Place, tape: Tape, result: Scalar | Array) -> Scalar | Array:
        """A result; if it is not the cell's value, one whose derivative is refused: tracing must change nothing."""
        value = self.values.at(place)
        first = result.rows[0][0] if isinstance(result, Array) else result
        if type(value) is not float or (isinstance(first, float) and math.isclose(first, value, rel_tol=1e-9)):
            return result
        if not tape.cells:
            # A random number, or the time.
            return value
        message = "its formula cannot be differentiated: it gives another value when it is traced"
        return tape.mark(value, list(tape.cells.values()), "refused", message)

    def results(self, place: Place) -> Iterator[tuple[Place, float]]:
        """The cells that a formula gives a number, and the number."""
        result = self.tapes[place][1]
        area = self.plan.arrays.get(place)
        if area is None:
            if isinstance(result, float):
                yield place, result
            return
        array = result if isinstance(result, Array) else Array(((result,),))
        for cell, number in _elements(area, array):
            if isinstance(number, float):
                yield cell, number

    def backwards(self, seeds: Mapping[Place, Rounded]) -> tuple[dict[Place, Rounded], list[Finding]]:
        """The derivative by each cell that was read, given those by some cells; and what there is to say of it."""
        adjoints = dict(seeds)
        findings: list[Finding] = []
        for place in reversed(self.tapes):
            tape = self.tapes[place][0]
            reached = [(number, adjoints[cell]) for cell, number in self.results(place) if cell in adjoints]
            if reached:
                findings.extend(tape.findings)
            seeded = [(number, adjoint) for number, adjoint in reached if isinstance(number, Traced)]
            for cell, passed in tape.backwards(seeded, findings):
                adjoints[cell] = adjoints[cell] + passed if cell in adjoints else passed
        return adjoints, findings

    def forwards(self, by: Place) -> tuple[dict[Place, Rounded], list[Finding]]:
        """The derivative of each cell that depends on one by that one, and what there is to say of it."""
        moved = {by: Rounded(1.0)}
        findings: list[Finding] = []
        for place, (tape, _) in self.tapes.items():
            if moved.keys().isdisjoint(tape.cells):
                continue
            findings.extend(tape.findings)
            moves = tape.forwards(moved, findings)
            for cell, number in self.results(place):
                if cell != by and isinstance(number, Traced) and number.index in moves:
                    moved[cell] = moves[number.index]
        return moved, findings

    def behind(self, place: Place) -> set[Place]:
        """The formulas that a cell's number is traced back to, its own among them."""
        found: set[Place] = set()
        waiting = [place]
        while waiting:
            holder = self.holder(waiting.pop())
            if holder in self.tapes and holder not in found:
                found.add(holder)
                waiting.extend(self.tapes[holder][0].cells)
        return found

    def concerns(self, finding: Finding, formulas: set[Place]) -> bool:
        """Whether it is of one of some formulas, or was passed on to one that it passes no derivative to."""
        return finding.place in formulas or any(finding in self.tapes[place][0].findings for place in formulas)

    def constants(self) -> list[Place]:
        """The constants whose numbers were read as ones that vary, sheet by sheet in reading order."""
        found = {cell for tape, _ in self.tapes.values() for cell in tape.cells if self.holder(cell) is None}
        order = list(self.values.grid.sheets)
        return sorted(found, key=lambda place: (order.index(place.sheet), place.address))


def _elements(area: Area, array: Array) -> Iterator[tuple[Place, Scalar]]:
    """The cells of an array formula's range, each with its element."""
    for address in area.addresses():
        row, column = address.row - area.top, address.column - area.left
        yield Place(area.sheet, address), array.at(row, column)
