"""Excel's operators on two scalars. Arithmetic is IEEE double arithmetic, one operation at a time, left to right."""

from __future__ import annotations

import math
from collections.abc import Callable

from sheetgen.recalc.coerce import Raised, finite, to_number, to_text
from sheetgen.recalc.work import spend_text
from sheetgen.values import ErrorValue, Scalar

#: The characters that a cell can hold, and no more can come of a formula.
LONGEST_TEXT = 32_767


def power(base: float, exponent: float) -> float:
    """`^` and POWER. Squares are one multiplication, which is correctly rounded, so that one cell and a column of
    cells agree to the bit; all else is the C library's pow. 0^0 is #NUM!, as POWER's documentation has it."""
    if exponent == 2:
        return finite(base * base)
    if base == 0 and exponent <= 0:
        raise Raised(ErrorValue.NUM if exponent == 0 else ErrorValue.DIV0)
    try:
        return finite(math.pow(base, exponent))
    except (OverflowError, ValueError):
        raise Raised(ErrorValue.NUM) from None


def divide(dividend: float, divisor: float) -> float:
    """`/`: #DIV/0! by zero, #NUM! past the largest double, also where the divisor is: nothing divided by an overflow
    is 0."""
    if divisor == 0:
        raise Raised(ErrorValue.DIV0)
    quotient = finite(dividend / divisor)
    if quotient == 0 and math.isinf(divisor):
        raise Raised(ErrorValue.NUM)
    return quotient


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: finite(a + b),
    "-": lambda a, b: finite(a - b),
    "*": lambda a, b: finite(a * b),
    "/": divide,
    "^": power,
}


def binary(operator: str, left: Scalar, right: Scalar, date1904: bool | None = None) -> Scalar:
    """One binary operation on scalars; the left operand's error comes first. Raises `Raised` for an error value.

    Texts that read as dates are numbers in arithmetic where the date system is told.
    """
    arithmetic = _ARITHMETIC.get(operator)
    if arithmetic is not None:
        if type(left) is float and type(right) is float:
            return arithmetic(left, right)
        return arithmetic(to_number(left, date1904), to_number(right, date1904))
    if operator == "&":
        text = to_text(left) + to_text(right)
        spend_text(len(text))
        if len(text) > LONGEST_TEXT:
            raise Raised(ErrorValue.VALUE)
        return text
    order = 0 if _look_alike(left, right) else compare(left, right)
    return {
        "=": order == 0,
        "<>": order != 0,
        "<": order < 0,
        ">": order > 0,
        "<=": order <= 0,
        ">=": order >= 0,
    }[operator]


#: Numbers further apart than this, relative, differ within their first 15 digits.
NEAR = 2e-14


def _look_alike(left: Scalar, right: Scalar) -> bool:
    """Whether two numbers are the same to 15 significant digits, which is what a comparison sees of them: 0.1+0.2=0.3
    is TRUE. The functions that look values up compare all digits.

    Source: answers on Microsoft Q&A about comparisons that are TRUE where MATCH finds nothing.
    """
    if type(left) is not float or type(right) is not float or left == right:
        return False
    return abs(left - right) <= NEAR * abs(left) and f"{left:.14e}" == f"{right:.14e}"


def compare(left: Scalar, right: Scalar) -> int:
    """-1, 0 or 1. Numbers come before texts and texts before booleans; capitals do not matter; a blank is the other
    side's nothing: 0, an empty text or FALSE."""
    for value in (left, right):
        if isinstance(value, ErrorValue):
            raise Raised(value)
    left = _blank_like(right) if left is None else left
    right = _blank_like(left) if right is None else right
    ranks = _rank(left), _rank(right)
    if ranks[0] != ranks[1]:
        return -1 if ranks[0] < ranks[1] else 1
    if isinstance(left, str) and isinstance(right, str):
        left, right = left.casefold(), right.casefold()
        return (left > right) - (left < right)
    assert isinstance(left, float | bool)
    assert isinstance(right, float | bool)
    return (left > right) - (left < right)


def _blank_like(other: Scalar) -> Scalar:
    if isinstance(other, str):
        return ""
    return False if isinstance(other, bool) else 0.0


def _rank(value: Scalar) -> int:
    if isinstance(value, bool):
        return 2
    return 1 if isinstance(value, str) else 0


def negate(value: Scalar, date1904: bool | None = None) -> float:
    """The sign before a value."""
    return -to_number(value, date1904)


def percent(value: Scalar, date1904: bool | None = None) -> float:
    """The percent sign after a value."""
    return to_number(value, date1904) / 100
