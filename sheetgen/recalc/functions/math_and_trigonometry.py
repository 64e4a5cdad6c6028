"""Excel's category "Math & Trig". Arguments arrive as finite numbers; what is not finite in the end is #NUM!."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal

from sheetgen.recalc import operators
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.registry import Numbers, function, number_function
from sheetgen.values import ErrorValue

#: Enough digits for any double, rounded anywhere.
_WIDE = Context(prec=1_100)

number_function("ABS", abs)
number_function("EXP", math.exp)
number_function("SINH", math.sinh)
number_function("COSH", math.cosh)
number_function("TANH", math.tanh)
number_function("POWER", operators.power, 2)


@function("PI")
def pi() -> float:
    """PI: the number, to 15 digits in Excel's documentation and to the last bit in Excel's files."""
    return math.pi


@function("SQRT")
def sqrt(number: float) -> float:
    """SQRT: #NUM! for a negative number."""
    return math.sqrt(number)


@function("LN")
def ln(number: float) -> float:
    """LN: the natural logarithm; #NUM! at 0 and below."""
    return math.log(number)


@function("LOG10")
def log10(number: float) -> float:
    """LOG10: the logarithm to base 10; #NUM! at 0 and below."""
    return math.log10(number)


@function("LOG")
def log(number: float, base: float = 10.0) -> float:
    """LOG: to base 10 where none is given; #NUM! unless both are positive, #DIV/0! for base 1."""
    if number <= 0 or base <= 0:
        raise Raised(ErrorValue.NUM)
    if base == 10:
        return math.log10(number)
    return operators.divide(math.log(number), math.log(base))


@function("SIGN")
def sign(number: float) -> float:
    """SIGN: 1, 0 or -1."""
    return float((number > 0) - (number < 0))


@function("ROUND")
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


@function("SUM", least=1)
def sum_(*arguments: Numbers) -> float:
    """SUM: plain addition from left to right; texts and booleans inside references do not count."""
    total = 0.0
    for numbers in arguments:
        for number in numbers:
            total += number
    return total
