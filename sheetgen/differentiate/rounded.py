"""A number with a bound on its rounding error: a running error analysis, operation by operation.

Source: Higham, "Accuracy and Stability of Numerical Algorithms", section 3.3. Constants are exact; each operation
passes the errors of its operands on to first order and adds its own.
"""

from __future__ import annotations

import math
from typing import Any

from sheetgen.recalc.functions import elementary

#: Half an ulp, relative: the largest relative error of one rounded operation.
UNIT = 2.0**-53
#: C libraries promise their elementary functions to within an ulp, which is two units.
ELEMENTARY = 2 * UNIT
#: The smallest double above 0: what is rounded among subnormal numbers is off by half of that, and so is each of up to
#: three products of operands' errors, for which one more is added.
_TINY = 5e-324


def error_of(number: float) -> float:
    """The bound on a number's rounding error, in the number's own unit; 0 for a plain one."""
    error: float = getattr(number, "error", 0.0)
    return error


class Rounded(float):
    """A double, and how far at most the exact number may lie from it; arithmetic with it gives another."""

    __slots__ = ("error",)
    error: float

    def __new__(cls, value: float, error: float = 0.0) -> Rounded:
        """`error` is in the number's own unit."""
        number = super().__new__(cls, value)
        number.error = error
        return number

    def __add__(self, other: float) -> Rounded:
        return _sum(float(self), float(other), self.error + error_of(other))

    __radd__ = __add__

    def __sub__(self, other: float) -> Rounded:
        return _sum(float(self), -float(other), self.error + error_of(other))

    def __rsub__(self, other: float) -> Rounded:
        return _sum(float(other), -float(self), self.error + error_of(other))

    def __mul__(self, other: float) -> Rounded:
        a, b, error = float(self), float(other), error_of(other)
        passed = abs(a) * error + abs(b) * self.error + self.error * error
        return _rounded(a * b, passed + _TINY if error or self.error else 0.0)

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> Rounded:
        return _quotient(self, other)

    def __rtruediv__(self, other: float) -> Rounded:
        return _quotient(other, self)

    def __pow__(self, other: float, modulus: None = None) -> Rounded:
        return _power(self, other)

    def __rpow__(self, other: float, modulus: None = None) -> Rounded:
        return _power(other, self)

    def __neg__(self) -> Rounded:
        return Rounded(-float(self), self.error)

    def __pos__(self) -> Rounded:
        return self

    def __abs__(self) -> Rounded:
        return Rounded(abs(float(self)), self.error)

    # The functions of `elementary`, with their slopes

    def exp(self) -> Rounded:
        """e to the number."""
        value = elementary.exp(float(self))
        return self.mapped(value, value)

    def log(self) -> Rounded:
        """The natural logarithm."""
        return self.mapped(elementary.log(float(self)), 1 / float(self) if self else math.inf)

    def sqrt(self) -> Rounded:
        """The square root."""
        value = elementary.sqrt(float(self))
        return self.mapped(value, 0.5 / value if value else math.inf)

    def sin(self) -> Rounded:
        """The sine."""
        return self.mapped(elementary.sin(float(self)), elementary.cos(float(self)))

    def cos(self) -> Rounded:
        """The cosine."""
        return self.mapped(elementary.cos(float(self)), elementary.sin(float(self)))

    def sinh(self) -> Rounded:
        """The hyperbolic sine."""
        return self.mapped(elementary.sinh(float(self)), elementary.cosh(float(self)))

    def cosh(self) -> Rounded:
        """The hyperbolic cosine."""
        return self.mapped(elementary.cosh(float(self)), elementary.sinh(float(self)))

    def mapped(self, value: float, slope: float) -> Rounded:
        """A function's value here, its slope being that."""
        # An exact argument passes nothing on, not even where the slope is infinite.
        passed = (abs(slope) + _TINY) * self.error + _TINY if self.error else 0.0
        return Rounded(value, passed + ELEMENTARY * abs(value) + _TINY)


def _sum(a: float, b: float, error: float) -> Rounded:
    """A sum with what its own rounding adds: exactly that, by Knuth's TwoSum, so that whole numbers stay exact."""
    value = a + b
    other = value - a
    return Rounded(value, error + abs((a - (value - other)) + (b - other)))


def _rounded(value: float, error: float) -> Rounded:
    """A result with what its own rounding adds."""
    return Rounded(value, error + UNIT * abs(value) + _TINY)


def _quotient(a: float, b: float) -> Rounded:
    value = float(a) / float(b)
    if not error_of(a) and not error_of(b):
        return _rounded(value, 0.0)
    room = abs(float(b)) - error_of(b)
    # The error divided first: among subnormal numbers a product with it may be 0.
    return _rounded(
        value, error_of(a) / room + (abs(value) + _TINY) * (error_of(b) / room) + _TINY if room > 0 else math.inf
    )


def _power(a: float, b: float) -> Rounded:
    base, exponent = float(a), float(b)
    value: Any = elementary.power(base, exponent)
    passed = 0.0
    if error_of(a):
        slope = abs(exponent) * (abs(elementary.power(base, exponent - 1)) + _TINY) + _TINY
        passed += slope * error_of(a) + _TINY
    if error_of(b):
        passed += (abs(value * elementary.log(base)) + _TINY) * error_of(b) + _TINY
    return Rounded(value, passed + ELEMENTARY * abs(value) + _TINY)
