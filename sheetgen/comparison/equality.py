"""When two values of a cell count as equal: within its derived bound, or as the user says."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sheetgen.comparison.side import Side
from sheetgen.sheet import Place
from sheetgen.tolerance import ulps
from sheetgen.values import Scalar

#: By how many doubles libraries for elementary functions and the order of a sum may differ, as for other calculators.
_LIBRARIES = 4


@dataclass(frozen=True, slots=True)
class Equality:
    """How numbers are compared. Without `ulp` and `digits`, constants are equal to the bit, and the values of formulas
    within the rounding errors of their operations; volatile cells are not compared."""

    old: Side
    new: Side
    ulp: int | None = None
    digits: int | None = None

    @property
    def bound(self) -> str:
        """The rule in words."""
        if self.ulp is not None:
            return f"numbers within {self.ulp} ulp count as equal"
        if self.digits is not None:
            return f"numbers with the same {self.digits} significant digits count as equal"
        return "formulas' values count as equal within the rounding error of their operations"

    def of(self, one: Scalar, other: Scalar, old: Place, new: Place) -> bool:
        """Whether the values of a cell, which stands at an old and at a new place, are the same."""
        if type(one) is type(other) and one == other:
            return True
        left, right = self.old.formula_of(old), self.new.formula_of(new)
        if left in self.old.volatile or right in self.new.volatile:
            return True
        if not (isinstance(one, float) and isinstance(other, float)):
            return False
        if self.ulp is not None:
            return ulps(one, other) <= self.ulp
        if self.digits is not None:
            return _to_digits(one, self.digits) == _to_digits(other, self.digits)
        return left is not None and right is not None and self._within_rounding(one, other, left, right)

    def _within_rounding(self, one: float, other: float, old: Place, new: Place) -> bool:
        """Either value may be off by the rounding error of its formula."""
        gap = abs(one - other)
        if gap <= _LIBRARIES * math.ulp(max(abs(one), abs(other))):
            return True
        bound = self.old.rounding.get(old, math.inf) + self.new.rounding.get(new, math.inf)
        return math.isfinite(bound) and gap <= bound


def _to_digits(number: float, digits: int) -> float:
    return float(f"{number:.{digits - 1}e}")
