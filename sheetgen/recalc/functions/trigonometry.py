"""Excel's category "Math & Trig": angles, the further trigonometric functions, and power series."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sheetgen.recalc import operators
from sheetgen.recalc.arrays import Value
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions import elementary, toolpak
from sheetgen.recalc.functions.registry import Rule, function, number_function
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

#: Where angles end.
_LARGEST_ANGLE = 1 << 27
#: π/2 rounded to 64 bits, less π/2.
_QUARTER_TOO_LARGE = 2.508278806334164e-20

number_function("ASIN", math.asin, derivative=lambda x, value: 1.0 / elementary.sqrt((1.0 - x) * (1.0 + x)))
number_function("ACOS", math.acos, derivative=lambda x, value: -1.0 / elementary.sqrt((1.0 - x) * (1.0 + x)))
number_function("ATAN", math.atan, derivative=lambda x, value: 1.0 / (1.0 + x * x))
number_function("ASINH", math.asinh, derivative=lambda x, value: 1.0 / elementary.sqrt(1.0 + x * x))
number_function("ACOSH", math.acosh, derivative=lambda x, value: 1.0 / elementary.sqrt((x - 1.0) * (x + 1.0)))
number_function("ATANH", math.atanh, derivative=lambda x, value: 1.0 / ((1.0 - x) * (1.0 + x)))


@function("RADIANS", derivative=Rule.BY_ITS_CODE)
def radians(degrees: float) -> float:
    """RADIANS: degrees in radians."""
    return degrees * math.pi / 180


@function("DEGREES", derivative=Rule.BY_ITS_CODE)
def degrees(radians: float) -> float:
    """DEGREES: radians in degrees."""
    return radians * 180 / math.pi


@function("ATAN2", derivative=lambda x, y, value: (-y / (x * x + y * y), x / (x * x + y * y)))
def atan2(x: float, y: float) -> float:
    """ATAN2: the angle of a point, x first, above -π up to π; #DIV/0! at the origin."""
    if x == 0 and y == 0:
        raise Raised(ErrorValue.DIV0)
    return math.atan2(y + 0.0, x)


def _shift(angle: float) -> float:
    """How far Excel is off where it takes multiples of π/2 from an angle below 2^27.

    What is left of an angle depends on the digits of π. The C library takes as many as are needed, Excel 64 bits, as
    the x87 processor did; per multiple it is off by what these are too large. Nothing is seen of it but near multiples
    and in large angles: COS(PI()/2) is 6.12574E-17 and not 6.12323E-17, and COT(2^20) differs in its last three digits.
    """
    return round(angle / (math.pi / 2)) * _QUARTER_TOO_LARGE if abs(angle) < _LARGEST_ANGLE else 0.0


def _limited(angle: float) -> float:
    """An angle below 2^27; #NUM! from there on, as SEC, CSC and COT document. Excel has it for SIN, COS and TAN too, as
    answers to "why does COS(2^27) fail" show."""
    if abs(angle) >= _LARGEST_ANGLE:
        raise Raised(ErrorValue.NUM)
    return angle


@function("SIN", derivative=lambda angle, value: elementary.cos(angle))
def sin(angle: float) -> float:
    """SIN: the sine of an angle in radians; #NUM! from 2^27 on."""
    sine, shift = math.sin(_limited(angle)), _shift(angle)
    return sine - shift * math.cos(angle) if shift else sine


@function("COS", derivative=lambda angle, value: -elementary.sin(angle))
def cos(angle: float) -> float:
    """COS: the cosine of an angle in radians; #NUM! from 2^27 on."""
    cosine, shift = math.cos(_limited(angle)), _shift(angle)
    return cosine + shift * math.sin(angle) if shift else cosine


@function("TAN", derivative=lambda angle, value: 1.0 + value * value)
def tan(angle: float) -> float:
    """TAN: the tangent of an angle in radians; #NUM! from 2^27 on."""
    tangent, shift = math.tan(_limited(angle)), _shift(angle)
    return (tangent - shift) / (1 + tangent * shift)


@function("SEC", derivative=lambda angle, value: value * value * elementary.sin(angle))
def sec(angle: float) -> float:
    """SEC: 1 by the cosine."""
    return 1 / cos(angle)


@function("CSC", derivative=lambda angle, value: -value * value * elementary.cos(angle))
def csc(angle: float) -> float:
    """CSC: 1 by the sine; #DIV/0! at 0."""
    return operators.divide(1, sin(_limited(angle)))


@function("COT", derivative=lambda angle, value: -(1.0 + value * value))
def cot(angle: float) -> float:
    """COT: 1 by the tangent; #DIV/0! at 0."""
    return operators.divide(1, tan(_limited(angle)))


def _cosh(number: float) -> float:
    """The hyperbolic cosine, past the largest double too."""
    return math.cosh(number) if abs(number) < 700 else math.inf


@function("SECH", derivative=lambda x, value: -value * value * elementary.sinh(x))
def sech(number: float) -> float:
    """SECH: 1 by the hyperbolic cosine."""
    return 1 / _cosh(number)


@function("CSCH", derivative=lambda x, value: -value * value * elementary.cosh(x))
def csch(number: float) -> float:
    """CSCH: 1 by the hyperbolic sine; #DIV/0! at 0."""
    if abs(number) > 40:
        # The hyperbolic cosine has the same digits here; where it overflows, this is 0.
        return 1 / math.copysign(_cosh(number), number)
    return operators.divide(1, math.sinh(number))


@function("COTH", derivative=lambda x, value: 1.0 - value * value)
def coth(number: float) -> float:
    """COTH: 1 by the hyperbolic tangent; #DIV/0! at 0."""
    return operators.divide(1, math.tanh(number))


@function("ACOT", derivative=lambda x, value: -1.0 / (1.0 + x * x))
def acot(number: float) -> float:
    """ACOT: the angle between 0 and π that has a cotangent."""
    return math.atan2(1, number)


@function("ACOTH", derivative=lambda x, value: 1.0 / ((1.0 - x) * (1.0 + x)))
def acoth(number: float) -> float:
    """ACOTH: the number that has a hyperbolic cotangent; #NUM! from -1 to 1."""
    # Excel's formula; near 1 it keeps digits that 1 / number loses.
    return math.log((number + 1) / (number - 1)) / 2 if abs(number) < 2 else math.atanh(1 / number)


@function("SQRTPI", derivative=lambda number, value: 0.5 * math.pi / value)
def sqrtpi(number: Scalar) -> float:
    """SQRTPI: the root of π times a number."""
    return math.sqrt(toolpak.number(number) * math.pi)


@function("SERIESSUM")
def seriessum(evaluator: Evaluator, x: Scalar, first: Scalar, step: Scalar, coefficients: Value) -> float:
    """SERIESSUM: the sum of coefficients times powers of x, from a first exponent on in equal steps; #VALUE! for
    what is no number."""
    base, exponent, growth = toolpak.number(x), toolpak.number(first), toolpak.number(step)
    total = 0.0
    for index, item in enumerate(evaluator.items(coefficients)):
        total += toolpak.number(item) * operators.power(base, exponent + index * growth)
    return total
