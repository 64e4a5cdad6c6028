"""Excel's category "Math & Trig": rounding to whole numbers, to digits and to multiples.

A number is rounded as its reader sees it, with 15 digits: `INT(4.1*100)` is 410, although the double lies a little
below.
"""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from typing import Any

from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions import toolpak
from sheetgen.recalc.functions.registry import Rule, function
from sheetgen.values import ErrorValue, Scalar

#: Enough digits for any double, cut anywhere.
_WIDE = Context(prec=1_100)
_SEEN = Context(prec=15, rounding=ROUND_HALF_UP)


def seen(number: float) -> float:
    """The number of 15 digits that is nearest to a double; of two, the one away from zero. Whole ones stay."""
    return number if number.is_integer() else float(_SEEN.create_decimal_from_float(number))


@function("INT", derivative=Rule.STEPS, kink=lambda number: number % 1 == 0)
def int_(number: float) -> float:
    """INT: down to the next whole number."""
    return float(math.floor(seen(number)))


@function("TRUNC", derivative=Rule.STEPS)
def trunc(number: float, digits: float = 0.0) -> float:
    """TRUNC: cut after so many digits; negative ones cut left of the point."""
    return rounddown(number, digits)


@function("ROUNDDOWN", derivative=Rule.STEPS)
def rounddown(number: float, digits: float) -> float:
    """ROUNDDOWN: towards zero."""
    places = int(digits)
    shown = Decimal(f"{number:.15g}")
    # What has no digit past the last place is round already, to its last bit.
    if number == 0 or places > 330 or -places <= shown.adjusted() - 15:
        return number
    if -places > shown.adjusted():
        return 0.0
    return float(shown.quantize(Decimal((0, (1,), -places)), ROUND_DOWN, context=_WIDE))


@function("ROUNDUP", derivative=Rule.STEPS)
def roundup(number: float, digits: float) -> float:
    """ROUNDUP: away from zero."""
    down = rounddown(number, digits)
    if seen(down) == seen(number):
        return down
    # Excel adds to the number rounded down, in doubles: ROUNDUP(7.123, 1) is 7.1 + 0.1, a little less than 7.2.
    return down + math.copysign(float(f"1e{-int(digits)}"), number)


def _multiple_slopes(number: Any, significance: Any = 1.0, mode: Any = 0.0, *, value: Any) -> tuple[Any, ...]:
    """A multiple stays as the number moves, and is as many times the significance as before."""
    return Rule.STEPS, value / significance, Rule.STEPS


def _is_multiple(number: float, significance: float = 1.0, mode: float = 0.0) -> bool:
    """Whether rounding up or down jumps here."""
    return significance != 0 and number % significance == 0


@function("MROUND", derivative=_multiple_slopes)
def mround(number: Scalar, multiple: Scalar) -> float:
    """MROUND: to the nearest multiple, half away from zero; #NUM! where the signs differ."""
    value, step = toolpak.number(number), toolpak.number(multiple)
    if value == 0 or step == 0:
        return 0.0
    if value * step < 0:
        raise Raised(ErrorValue.NUM)
    # Of the plain quotient: Excel documents that MROUND(6.05, 0.1) is 6, and MROUND(7.05, 0.1) is 7.1.
    return step * math.floor(value / step + 0.5)


def _up(number: float, step: float) -> float:
    """The next multiple of a positive step, upwards."""
    return step * math.ceil(seen(number / step)) + 0.0


def _down(number: float, step: float) -> float:
    """The next multiple of a positive step, downwards."""
    return step * math.floor(seen(number / step)) + 0.0


@function("CEILING", derivative=_multiple_slopes, kink=_is_multiple)
def ceiling(number: float, significance: float) -> float:
    """CEILING: up to a multiple, or away from zero where both are negative; #NUM! for a negative multiple of a
    positive number."""
    if number == 0 or significance == 0:
        return 0.0
    if number > 0 > significance:
        raise Raised(ErrorValue.NUM)
    return _up(number, significance) if significance > 0 else -_up(-number, -significance)


@function("FLOOR", derivative=_multiple_slopes, kink=_is_multiple)
def floor(number: float, significance: float) -> float:
    """FLOOR: down to a multiple, or towards zero where both are negative; #DIV/0! for multiples of 0, #NUM! for a
    negative multiple of a positive number."""
    if number == 0:
        return 0.0
    if significance == 0:
        raise Raised(ErrorValue.DIV0)
    if number > 0 > significance:
        raise Raised(ErrorValue.NUM)
    return _down(number, significance) if significance > 0 else -_down(-number, -significance)


@function("CEILING.MATH", derivative=_multiple_slopes, kink=_is_multiple)
def ceiling_math(number: float, significance: float = 1.0, mode: float = 0.0) -> float:
    """CEILING.MATH: up to a multiple, whatever the signs; with a mode other than 0, negative numbers away from
    zero."""
    if significance == 0:
        return 0.0
    step = abs(significance)
    return -_up(-number, step) if number < 0 and mode != 0 else _up(number, step)


@function("FLOOR.MATH", derivative=_multiple_slopes, kink=_is_multiple)
def floor_math(number: float, significance: float = 1.0, mode: float = 0.0) -> float:
    """FLOOR.MATH: down to a multiple, whatever the signs; with a mode other than 0, negative numbers towards
    zero."""
    if significance == 0:
        return 0.0
    step = abs(significance)
    return -_down(-number, step) if number < 0 and mode != 0 else _down(number, step)


@function("CEILING.PRECISE", "ISO.CEILING", derivative=_multiple_slopes, kink=_is_multiple)
def ceiling_precise(number: float, significance: float = 1.0) -> float:
    """CEILING.PRECISE: up to a multiple, whatever the signs."""
    return ceiling_math(number, significance)


@function("FLOOR.PRECISE", derivative=_multiple_slopes, kink=_is_multiple)
def floor_precise(number: float, significance: float = 1.0) -> float:
    """FLOOR.PRECISE: down to a multiple, whatever the signs."""
    return floor_math(number, significance)


@function("EVEN", derivative=Rule.STEPS)
def even(number: float) -> float:
    """EVEN: away from zero to an even number."""
    return math.copysign(math.ceil(abs(number) / 2) * 2.0, number) + 0.0


@function("ODD", derivative=Rule.STEPS)
def odd(number: float) -> float:
    """ODD: away from zero to an odd number; 1 for 0."""
    size = max(math.ceil((abs(number) - 1) / 2), 0) * 2.0 + 1
    return -size if number < 0 else size
