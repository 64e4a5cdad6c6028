"""Excel's category "Math & Trig". Arguments arrive as finite numbers; what is not finite in the end is #NUM!."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from sheetgen.recalc import operators
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions import elementary
from sheetgen.recalc.functions.registry import Numbers, Rule, function, number_function
from sheetgen.values import ErrorValue

#: Enough digits for any double, rounded anywhere.
_WIDE = Context(prec=1_100)


def _power_slopes(base: Any, exponent: Any, value: Any) -> tuple[Any, Any]:
    return exponent * elementary.power(base, exponent - 1.0), value * elementary.log(base)


# The comparisons make 1.0 or 0.0 of a number and of each element of an array.
number_function("ABS", abs, derivative=lambda x, value: (x > 0) * 1.0 - (x < 0) * 1.0, kink=lambda x: x == 0)
number_function("EXP", math.exp, derivative=lambda x, value: value)
number_function("SINH", math.sinh, derivative=lambda x, value: elementary.cosh(x))
number_function("COSH", math.cosh, derivative=lambda x, value: elementary.sinh(x))
number_function("TANH", math.tanh, derivative=lambda x, value: 1.0 - value * value)
number_function("POWER", operators.power, 2, derivative=_power_slopes)


@function("PI")
def pi() -> float:
    """PI: the number, to 15 digits in Excel's documentation and to the last bit in Excel's files."""
    return math.pi


@function("SQRT", derivative=lambda x, value: 0.5 / value)
def sqrt(number: float) -> float:
    """SQRT: #NUM! for a negative number."""
    return math.sqrt(number)


@function("LN", derivative=lambda x, value: 1.0 / x)
def ln(number: float) -> float:
    """LN: the natural logarithm; #NUM! at 0 and below."""
    return math.log(number)


@function("LOG10", derivative=lambda x, value: 1.0 / (x * math.log(10)))
def log10(number: float) -> float:
    """LOG10: the logarithm to base 10; #NUM! at 0 and below."""
    return math.log10(number)


def _log_slopes(number: Any, base: Any = 10.0, *, value: Any) -> tuple[Any, Any]:
    scale = elementary.log(base)
    return 1.0 / (number * scale), -value / (base * scale)


@function("LOG", derivative=_log_slopes)
def log(number: float, base: float = 10.0) -> float:
    """LOG: to base 10 where none is given; #NUM! unless both are positive, #DIV/0! for base 1."""
    if number <= 0 or base <= 0:
        raise Raised(ErrorValue.NUM)
    if base == 10:
        return math.log10(number)
    return operators.divide(math.log(number), math.log(base))


@function("SIGN", derivative=Rule.STEPS, kink=lambda x: x == 0)
def sign(number: float) -> float:
    """SIGN: 1, 0 or -1."""
    return float((number > 0) - (number < 0))


@function("ROUND", derivative=Rule.STEPS)
def round_(number: float, digits: float) -> float:
    """ROUND: half away from zero, on the number of 15 digits that a reader sees: ROUND(2.675, 2) is 2.68 although the
    double lies a little below. Digits are cut to a whole number; negative ones round left of the point."""
    places = int(digits)
    shown = Decimal(f"{number:.15g}")
    # What has no digit past the last place is round already, to its last bit.
    if number == 0 or places > 330 or -places <= shown.adjusted() - 15:
        return number
    if places < -330:
        return 0.0
    return float(shown.quantize(Decimal((0, (1,), -places)), ROUND_HALF_UP, context=_WIDE))


@function("SUM", least=1, derivative=Rule.BY_ITS_CODE)
def sum_(*arguments: Numbers) -> float:
    """SUM: plain addition from left to right; texts and booleans inside references do not count."""
    total = 0.0
    for numbers in arguments:
        for number in numbers:
            total += number
    return total
