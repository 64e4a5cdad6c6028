"""Numbers with bounds on their rounding errors, and what operations and functions of ranges make of them.

A running error analysis (Higham, "Accuracy and Stability of Numerical Algorithms", section 3.3): every operation passes
on the errors of its operands to first order and adds half an ulp of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

#: Half an ulp, relative: the largest relative error of one rounded operation.
UNIT = 2.0**-53
#: The smallest double above 0, for subnormal numbers, which have no relative error: a result among them is rounded by
#: half of it, and so is each of up to three products of operands' errors, for which one more is added.
TINY = 5e-324
#: Errors are carried to first order; this covers what their products add, up to errors of a part in 10⁸.
SECOND_ORDER = 1 + 1e-7


class Rounded(NamedTuple):
    """A computed value, and the largest distance that rounding can have put between it and the exact one."""

    value: float
    error: float


#: What nothing is known of.
UNKNOWN = Rounded(math.nan, math.inf)


def _is_zero(item: Rounded) -> bool:
    return item.value == 0 and item.error == 0


def rounded(value: float, error: float) -> Rounded:
    """A result with what its own rounding adds."""
    return Rounded(value, error + UNIT * abs(value) + TINY)


def _difference(a: Rounded, b: Rounded, cancels: float) -> Rounded:
    """A difference; where it surely cancels it is exactly 0, and where rounding decides that, it may be 0."""
    exact = rounded(a.value - b.value, a.error + b.error)
    if not cancels or (a.value.is_integer() and b.value.is_integer() and max(abs(a.value), abs(b.value)) < 2**53):
        return exact
    limit = cancels * min(abs(a.value), abs(b.value))
    # The operands' errors move the difference, and by a part of themselves the limit.
    doubt = 2 * (a.error + b.error)
    if abs(exact.value) + doubt < limit:
        return Rounded(0.0, 0.0)
    return Rounded(exact.value, exact.error + abs(exact.value)) if abs(exact.value) - doubt < limit else exact


def operation(operator: str, a: Rounded, b: Rounded, cancels: float = 0.0) -> Rounded:
    """One operation, its operands' errors passed on; `cancels` as for `one_formula`.

    Products with an exact 0, and sums of them, are exact.
    """
    try:
        match operator:
            case "*" if (_is_zero(a) or _is_zero(b)) and math.isfinite(a.error + b.error):
                return Rounded(a.value * b.value, 0.0)
            case "+" | "-" if _is_zero(a) and _is_zero(b):
                return a
            case "+":
                return _difference(a, Rounded(-b.value, b.error), cancels)
            case "-":
                return _difference(a, b, cancels)
            case "*":
                passed = abs(a.value) * b.error + abs(b.value) * a.error + a.error * b.error
                return rounded(a.value * b.value, passed + TINY if a.error or b.error else 0.0)
            case "/" if abs(b.value) > b.error:
                quotient = a.value / b.value
                room = abs(b.value) - b.error
                # The error divided first: among subnormal numbers a product with it may be 0.
                passed = a.error / room + (abs(quotient) + TINY) * (b.error / room)
                return rounded(quotient, passed + TINY if a.error or b.error else 0.0)
            case "^" if b.error == 0:
                power = a.value**b.value
                # The steepest point of the interval: the far end, or for exponents below 1 the end near 0.
                end = abs(a.value) + (a.error if b.value >= 1 else -a.error)
                if a.error and end <= 0:
                    return Rounded(math.nan, math.inf)
                slope = abs(b.value) * (end ** (b.value - 1) + TINY) + TINY
                passed = slope * a.error + TINY if a.error else 0.0
                return Rounded(power, passed + 2 * UNIT * abs(power) + TINY)
    except (ZeroDivisionError, OverflowError, TypeError):
        pass
    return Rounded(math.nan, math.inf)


def pairs(left: list[Rounded], right: list[Rounded]) -> list[tuple[Rounded, Rounded]]:
    """Corresponding elements, a single one with every other."""
    if len(left) == 1:
        left = left * len(right)
    if len(right) == 1:
        right = right * len(left)
    return list(zip(left, right, strict=False)) if len(left) == len(right) else [(UNKNOWN, UNKNOWN)]


def _sum(items: list[Rounded]) -> Rounded:
    """A sum in whatever order: each of n − 1 additions rounds something no larger than the sum of magnitudes (Higham,
    section 4.2)."""
    magnitude = sum(abs(item.value) + item.error for item in items)
    error = sum(item.error for item in items) + (len(items) - 1) * UNIT * magnitude
    return Rounded(sum(item.value for item in items), error)


def _products(arrays: list[list[Rounded]]) -> Rounded:
    total = arrays[0]
    for other in arrays[1:]:
        total = [operation("*", a, b) for a, b in pairs(total, other)]
    return _sum(total)


def _furthest(chosen: Callable[..., Rounded]) -> Callable[[list[list[Rounded]]], Rounded]:
    """MAX or MIN: neither moves further than that argument moves furthest which may be it."""

    def of(arrays: list[list[Rounded]]) -> Rounded:
        items = [item for array in arrays for item in array]
        if not items:
            return UNKNOWN
        best = chosen(items, key=lambda item: item.value)
        # One so far from the others that no rounding can have hidden another.
        near = [item for item in items if not abs(best.value - item.value) > (best.error + item.error) * SECOND_ORDER]
        return Rounded(best.value, max(item.error for item in near))

    return of


def _average(arrays: list[list[Rounded]]) -> Rounded:
    items = [item for array in arrays for item in array]
    return operation("/", _sum(items), Rounded(float(len(items)), 0.0))


def _square(item: Rounded) -> Rounded:
    return operation("*", item, item)


#: Functions of ranges: each gets the elements of every argument.
OVER_ARRAYS: dict[str, Callable[[list[list[Rounded]]], Rounded]] = {
    "SUM": lambda arrays: _sum([item for array in arrays for item in array]),
    "AVERAGE": _average,
    "SUMPRODUCT": _products,
    # Of a row and a column, which is what fits into one cell.
    "MMULT": lambda arrays: _products(arrays) if len(arrays[0]) == len(arrays[1]) else UNKNOWN,
    "SUMSQ": lambda arrays: _sum([_square(item) for array in arrays for item in array]),
    "SUMXMY2": lambda arrays: _sum([_square(operation("-", a, b)) for a, b in pairs(arrays[0], arrays[1])]),
    "MAX": _furthest(max),
    "MIN": _furthest(min),
}
