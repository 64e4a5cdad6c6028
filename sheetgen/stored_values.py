"""Values that a spreadsheet program has stored, held against recalculated ones: what they may differ by."""

from __future__ import annotations

import math
from collections.abc import Collection
from functools import cached_property

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import Node
from sheetgen.recalc.evaluator import Evaluator
from sheetgen.recalc.precedents import precedents
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.rounding import one_formula, rounding_errors
from sheetgen.recalc.values import Values
from sheetgen.sheet import Place
from sheetgen.tolerance import Check, same, stored, ulps
from sheetgen.values import Scalar

#: Two doubles that differ by less than this part agree; below it lies what the order of a sum or another
#: implementation of an elementary function explains.
RELATIVE = 1e-12
#: Spreadsheet programs take a difference for 0 that is smaller than this part of both operands (LibreOffice:
#: rtl::math::approxSub; Excel does so with a formula's last subtraction).
CANCELS = 2.0**-48
#: Among more differences than this no cancelled ones are looked for.
_MOST_DIFFERING = 1_000
#: So many cells that they need are gone through for them, all together.
_MOST_CELLS = 100_000


class StoredValues:
    """The values that a workbook stores for its formulas, beside those that were recalculated."""

    def __init__(self, values: Values, *, own: bool = False) -> None:
        """`own` says that sheetgen has stored them, so that they must be equal."""
        self.own = own
        self.values = values
        self.grid = values.grid
        self.plan = values.plan
        self._resolver = Resolver(values.grid)
        self._left = _MOST_CELLS

    @cached_property
    def rounding(self) -> dict[Place, float]:
        """Each formula cell's bound on its rounding error."""
        return rounding_errors(self.values, self.plan)

    @cached_property
    def stored(self) -> Values:
        """The stored values as if they had been calculated."""
        return Values(self.grid, self.plan, {name: sheet.values for name, sheet in self.grid.sheets.items()})

    @cached_property
    def _evaluator(self) -> Evaluator:
        """Evaluates formulas on the stored values."""
        return Evaluator(self.grid, self.stored.cells)

    def same(self, place: Place, cached: Scalar, value: Scalar) -> tuple[bool, int | None]:
        """Whether a stored and a calculated value agree, and how many doubles lie between them."""
        if isinstance(cached, float) and isinstance(value, float) and not isinstance(cached, bool):
            if cached == value:
                return True, 0
            distance = ulps(cached, value)
            gap = abs(cached - value)
            if gap <= RELATIVE * max(abs(cached), abs(value)):
                return True, distance
            bound = 2 * self.rounding.get(place, 0.0)
            return math.isfinite(bound) and gap <= bound, distance
        return type(cached) is type(value) and cached == value, None

    def check(self, place: Place, cached: Scalar, value: Scalar) -> Check:
        """The same, with the reason."""
        if self.own or cached is None:
            return stored(cached, value)
        if place in self.cancelled_cells:
            text = "cached is what the stored values give where a difference of nearly equal numbers counts as 0"
            return Check("cached", True, text, short="0, cancelled")
        allowed, why = 0.0, "another program's arithmetic"
        if isinstance(cached, float) and isinstance(value, float):
            allowed = RELATIVE * max(abs(cached), abs(value))
            bound = 2 * self.rounding.get(place, 0.0) if abs(cached - value) > allowed else 0.0
            if math.isfinite(bound) and bound > allowed:
                allowed, why = bound, "twice the rounding error of these operations"
        return same("cached", cached, value, allowed=allowed, why=why)

    @cached_property
    def cancelled_cells(self) -> set[Place]:
        """The cells that differ for a difference that was taken for 0."""
        pairs = ((place, self.grid.cached(place), self.values.at(place)) for place in self.grid.formula_places())
        return self.cancelled(
            {place for place, cached, value in pairs if cached is not None and not self.same(place, cached, value)[0]}
        )

    def cancelled(self, differing: Collection[Place]) -> set[Place]:
        """Of cells that differ those that do so for a difference that was taken for 0: their own, or one in a cell that
        they need, where all else follows from the stored values."""
        found: set[Place] = set()
        if not differing or len(differing) > _MOST_DIFFERING:
            return found
        for step in self.plan.steps:
            for place in step.places:
                tree = self.plan.trees.get(place)
                if place not in differing or tree is None or place in self.plan.arrays:
                    continue
                needed = self._needed(tree, place)
                if needed is None:
                    return found
                if self._cancels(tree, place) or self._follows(tree, place, needed, differing, found):
                    found.add(place)
        return found

    def _needed(self, tree: Node, place: Place) -> set[Place] | None:
        """The cells that a formula refers to; None where that is more than may be gone through."""
        areas = [self._resolver.clip(area) for area in precedents(tree, place, self._resolver)]
        self._left -= sum(area.size() for area in areas)
        if self._left < 0:
            return None
        return {Place(area.sheet, address) for area in areas for address in area.addresses()}

    def _is_zero_instead(self, place: Place) -> bool:
        """Whether 0 is stored for a number that is not."""
        value = self.values.at(place)
        return self.grid.cached(place) == 0.0 and isinstance(value, float) and value != 0

    def _cancels(self, tree: Node, place: Place) -> bool:
        """Whether a formula gives the stored 0, of stored values, where nearly equal numbers cancel."""
        if not self._is_zero_instead(place):
            return False
        own = one_formula(self.stored, tree, place, CANCELS)
        return math.isfinite(own.error) and abs(own.value) <= 2 * own.error

    def _follows(
        self, tree: Node, place: Place, needed: set[Place], differing: Collection[Place], explained: set[Place]
    ) -> bool:
        """Whether a formula gives the stored value, of stored values, where one of these is 0 instead of a number, or
        comes of such a one, and needs no cell that differs for another reason."""
        if not needed.intersection(differing) <= explained:
            return False
        if needed.isdisjoint(explained) and not any(map(self._is_zero_instead, needed)):
            return False
        try:
            own = self._evaluator.formula(tree, place, array=False)
        except FormulaError:
            return False
        cached = self.grid.cached(place)
        if isinstance(own, float) and isinstance(cached, float):
            return math.isclose(own, cached, rel_tol=RELATIVE)
        return type(own) is type(cached) and own == cached
