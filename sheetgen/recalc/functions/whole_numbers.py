"""Excel's category "Math & Trig": division with a remainder, divisors, factorials and numbers of choices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sheetgen.recalc import operators
from sheetgen.recalc.arrays import Area, Value
from sheetgen.recalc.coerce import Raised, to_number
from sheetgen.recalc.functions import toolpak
from sheetgen.recalc.functions.registry import Rule, function
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

#: Whole numbers from here on are not all doubles: GCD and LCM end here.
_LARGEST = 1 << 53
#: The quotient from which MOD gives #NUM!, since Excel 2010.
_LARGEST_QUOTIENT = 1_125_900_000_000
#: The largest number whose factorial is a double.
_LARGEST_FACTORIAL = 170


def _require(condition: bool) -> None:
    """#NUM! unless a condition holds."""
    if not condition:
        raise Raised(ErrorValue.NUM)


@function(
    "MOD",
    derivative=lambda number, divisor, value: (1.0, -((number - value) / divisor)),
    kink=lambda number, divisor: number % divisor == 0,
)
def mod(number: float, divisor: float) -> float:
    """MOD: the rest, with the divisor's sign; #DIV/0! by 0, #NUM! where the quotient is huge."""
    _require(abs(operators.divide(number, divisor)) < _LARGEST_QUOTIENT)
    # The exact rest, as Excel gives it: not `number - divisor * INT(number / divisor)` rounded at each step.
    return number % divisor + 0.0


@function("QUOTIENT", derivative=Rule.STEPS)
def quotient(number: Scalar, divisor: Scalar) -> float:
    """QUOTIENT: the whole part of a quotient."""
    return float(int(operators.divide(toolpak.number(number), toolpak.number(divisor))))


def _whole(evaluator: Evaluator, arguments: tuple[Value, ...]) -> list[int]:
    """All numbers, cut to whole ones; #NUM! for negative ones, #VALUE! where there is none.

    A blank within a range is 0, a blank cell by itself is passed over, and an argument left out is #N/A.
    """
    numbers: list[float] = []
    for argument in arguments:
        if argument is None:
            raise Raised(ErrorValue.NA)
        for item in evaluator.array(argument).items():
            if item is not None or not (isinstance(argument, Area) and argument.is_cell):
                numbers.append(_number(evaluator, item))
    _require(all(number >= 0 for number in numbers))
    if not numbers:
        raise Raised(ErrorValue.VALUE)
    return [int(number) for number in numbers]


def _number(evaluator: Evaluator, item: Scalar) -> float:
    """A number, or a text that reads as a number or, without spaces around it, as a date."""
    if isinstance(item, bool):
        raise Raised(ErrorValue.VALUE)
    if isinstance(item, str) and item != item.strip():
        return to_number(item)
    return to_number(item, evaluator.grid.date1904)


@function("GCD", least=1, derivative=Rule.STEPS)
def gcd(evaluator: Evaluator, *arguments: Value) -> float:
    """GCD: the greatest common divisor of numbers from 0 on, cut to whole ones."""
    numbers = _whole(evaluator, arguments)
    _require(max(numbers) < _LARGEST)
    return float(math.gcd(*numbers))


@function("LCM", least=1, derivative=Rule.STEPS)
def lcm(evaluator: Evaluator, *arguments: Value) -> float:
    """LCM: the least common multiple of numbers from 0 on, cut to whole ones; 0 where one is 0."""
    numbers = _whole(evaluator, arguments)
    multiple = math.lcm(*numbers)
    _require(multiple < _LARGEST)
    return float(multiple)


@function("FACT", derivative=Rule.STEPS)
def fact(number: float) -> float:
    """FACT: the factorial of a number from 0 on, cut to a whole one."""
    _require(0 <= number < _LARGEST_FACTORIAL + 1)
    return float(math.factorial(int(number)))


@function("FACTDOUBLE", derivative=Rule.STEPS)
def factdouble(number: Scalar) -> float:
    """FACTDOUBLE: the product of every second number down from one; 1 for 0."""
    value = toolpak.number(number)
    _require(0 <= value <= 300)
    return float(math.prod(range(int(value), 0, -2)))


def _choices(items: int, chosen: int) -> float:
    # Of twice as many items or more: at least 2 to the power of what is chosen, more than a double holds.
    _require(min(chosen, items - chosen) <= 1100)
    return float(math.comb(items, chosen))


@function("COMBIN", derivative=Rule.STEPS)
def combin(items: float, chosen: float) -> float:
    """COMBIN: how many ways there are to choose so many items, each once."""
    n, k = int(items), int(chosen)
    _require(0 <= k <= n)
    return _choices(n, k)


@function("COMBINA", derivative=Rule.STEPS)
def combina(items: float, chosen: float) -> float:
    """COMBINA: how many ways there are to choose, each item as often as wanted."""
    n, k = int(items), int(chosen)
    _require(n >= 0 and k >= 0 and (n > 0 or k == 0))
    return _choices(n + k - 1, k) if n else 1.0


@function("PERMUT", derivative=Rule.STEPS)
def permut(items: float, chosen: float) -> float:
    """PERMUT: how many rows of so many items there are, each once."""
    n, k = int(items), int(chosen)
    _require(n > 0 and 0 <= k <= n and k <= _LARGEST_FACTORIAL)
    return float(math.perm(n, k))


@function("PERMUTATIONA", derivative=Rule.STEPS)
def permutationa(items: float, chosen: float) -> float:
    """PERMUTATIONA: how many rows there are, each item as often as wanted."""
    n, k = int(items), int(chosen)
    _require(n >= 0 and k >= 0 and (n > 0 or k == 0))
    return math.pow(n, k)


@function("MULTINOMIAL", least=1, derivative=Rule.STEPS)
def multinomial(evaluator: Evaluator, *arguments: Value) -> float:
    """MULTINOMIAL: the factorial of a sum over the product of the factorials."""
    ways, total = 1.0, 0
    for number in _whole(evaluator, arguments):
        total += number
        ways *= _choices(total, number)
    return ways
