"""How far numbers spread: variances, deviations, skewness and kurtosis, and the means that are not arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Area, Areas, Array, Value
from sheetgen.recalc.coerce import Raised, finite, to_number
from sheetgen.recalc.functions import elementary
from sheetgen.recalc.functions.registry import Numbers, Rule, function
from sheetgen.values import ErrorValue

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def total(numbers: list[float]) -> float:
    """A plain sum from left to right, as Excel's."""
    result = 0.0
    for number in numbers:
        result += number
    return result


def mean(numbers: list[float]) -> float:
    """The arithmetic mean; #DIV/0! where there is no number."""
    if not numbers:
        raise Raised(ErrorValue.DIV0)
    return total(numbers) / len(numbers)


def squares(numbers: list[float]) -> float:
    """The sum of squared distances from the mean, in a second pass, as in Excel since 2003; #NUM! if it overflows."""
    middle = mean(numbers)
    return finite(total([(number - middle) * (number - middle) for number in numbers]))


#: Below this share of the sum of squares, the textbook's variance has lost too many digits to subtraction.
CANCELLED = 1e-3


def variance(numbers: list[float], *, sample: bool) -> float:
    """The variance; #DIV/0! for no number, and of a sample for one; #NUM! where squares overflow: whatever was divided
    by such a variance would be 0.

    It is the textbook's, in one pass: Excel's last digits are this formula's, of a sample and of a population each in
    its own form. Where the mean is large beside the distances, it is taken in two passes, as Excel documents.
    """
    count = len(numbers)
    divisor = count - sample
    if divisor < 1:
        raise Raised(ErrorValue.DIV0)
    whole, square = total(numbers), total([number * number for number in numbers])
    if sample:
        result = (square - whole * whole / count) / divisor
    else:
        result = (count * square - whole * whole) / (count * count)
    # Not where the squares overflowed: infinity is no more than itself.
    return result if result * count > CANCELLED * square else squares(numbers) / divisor


def everything(evaluator: Evaluator, arguments: tuple[Value, ...]) -> list[float]:
    """What VARA and its kin count: in references and arrays TRUE is 1, FALSE and texts are 0."""
    return list(chain.from_iterable(_counted(evaluator, argument) for argument in arguments))


def _counted(evaluator: Evaluator, argument: Value) -> Iterator[float]:
    if not isinstance(argument, Area | Areas | Array):
        yield from evaluator.numbers(argument)
        return
    for item in evaluator.items(argument):
        if item is not None:
            yield 0.0 if isinstance(item, str) else to_number(item)


def _root(square: float) -> float:
    """A square root that derivatives pass through."""
    root: float = elementary.sqrt(square)
    return root


# Variances and standard deviations


@function("VAR.S", "VAR", least=1, derivative=Rule.BY_ITS_CODE)
def var_s(*arguments: Numbers) -> float:
    """VAR.S: the variance of a sample; #DIV/0! for fewer than two numbers."""
    return variance(list(chain(*arguments)), sample=True)


@function("VAR.P", "VARP", least=1, derivative=Rule.BY_ITS_CODE)
def var_p(*arguments: Numbers) -> float:
    """VAR.P: the variance of a whole population; #DIV/0! where there is no number."""
    return variance(list(chain(*arguments)), sample=False)


@function("STDEV.S", "STDEV", least=1, derivative=Rule.BY_ITS_CODE)
def stdev_s(*arguments: Numbers) -> float:
    """STDEV.S: the standard deviation of a sample; #DIV/0! for fewer than two numbers."""
    return _root(variance(list(chain(*arguments)), sample=True))


@function("STDEV.P", "STDEVP", least=1, derivative=Rule.BY_ITS_CODE)
def stdev_p(*arguments: Numbers) -> float:
    """STDEV.P: the standard deviation of a whole population; #DIV/0! where there is no number."""
    return _root(variance(list(chain(*arguments)), sample=False))


@function("VARA", least=1, derivative=Rule.BY_ITS_CODE)
def vara(evaluator: Evaluator, *arguments: Value) -> float:
    """VARA: the variance of a sample in which TRUE is 1, FALSE and texts are 0."""
    return variance(everything(evaluator, arguments), sample=True)


@function("VARPA", least=1, derivative=Rule.BY_ITS_CODE)
def varpa(evaluator: Evaluator, *arguments: Value) -> float:
    """VARPA: the variance of a whole population in which TRUE is 1, FALSE and texts are 0."""
    return variance(everything(evaluator, arguments), sample=False)


@function("STDEVA", least=1, derivative=Rule.BY_ITS_CODE)
def stdeva(evaluator: Evaluator, *arguments: Value) -> float:
    """STDEVA: the standard deviation of a sample in which TRUE is 1, FALSE and texts are 0."""
    return _root(variance(everything(evaluator, arguments), sample=True))


@function("STDEVPA", least=1, derivative=Rule.BY_ITS_CODE)
def stdevpa(evaluator: Evaluator, *arguments: Value) -> float:
    """STDEVPA: the standard deviation of a whole population in which TRUE is 1, FALSE and texts are 0."""
    return _root(variance(everything(evaluator, arguments), sample=False))


# Other distances


@function("DEVSQ", least=1, derivative=Rule.BY_ITS_CODE)
def devsq(*arguments: Numbers) -> float:
    """DEVSQ: the sum of squared distances from the mean; #NUM! where there is no number."""
    return squares(_some(arguments))


@function("AVEDEV", least=1, derivative=Rule.BY_ITS_CODE)
def avedev(*arguments: Numbers) -> float:
    """AVEDEV: the mean distance from the mean; #NUM! where there is no number."""
    numbers = _some(arguments)
    middle = mean(numbers)
    return mean([abs(number - middle) for number in numbers])


@function("STANDARDIZE", derivative=Rule.BY_ITS_CODE)
def standardize(x: float, middle: float, deviation: float) -> float:
    """STANDARDIZE: how many standard deviations x lies above the mean; #NUM! unless the deviation is positive."""
    if deviation <= 0:
        raise Raised(ErrorValue.NUM)
    return (x - middle) / deviation


def _some(arguments: tuple[Numbers, ...]) -> list[float]:
    """All numbers; #NUM! where there is none."""
    numbers = list(chain(*arguments))
    if not numbers:
        raise Raised(ErrorValue.NUM)
    return numbers


# Skewness and kurtosis


def _scores(numbers: list[float], least: int, *, sample: bool) -> list[float]:
    """The distances from the mean in standard deviations; #DIV/0! for too few numbers or none that differ."""
    if len(numbers) < least:
        raise Raised(ErrorValue.DIV0)
    middle, deviation = mean(numbers), _root(variance(numbers, sample=sample))
    if deviation == 0:
        raise Raised(ErrorValue.DIV0)
    return [(number - middle) / deviation for number in numbers]


@function("SKEW", least=1, derivative=Rule.BY_ITS_CODE)
def skew(*arguments: Numbers) -> float:
    """SKEW: a sample's skewness; #DIV/0! for fewer than three numbers or none that differ."""
    numbers = list(chain(*arguments))
    cubes, n = total([z * z * z for z in _scores(numbers, 3, sample=True)]), len(numbers)
    return n / ((n - 1) * (n - 2)) * cubes


@function("SKEW.P", least=1, derivative=Rule.BY_ITS_CODE)
def skew_p(*arguments: Numbers) -> float:
    """SKEW.P: a whole population's skewness; #DIV/0! for fewer than three numbers or none that differ."""
    numbers = list(chain(*arguments))
    return total([z * z * z for z in _scores(numbers, 3, sample=False)]) / len(numbers)


@function("KURT", least=1, derivative=Rule.BY_ITS_CODE)
def kurt(*arguments: Numbers) -> float:
    """KURT: a sample's kurtosis above a normal distribution's; #DIV/0! for fewer than four numbers or none that
    differ."""
    numbers = list(chain(*arguments))
    fourths, n = total([(z * z) * (z * z) for z in _scores(numbers, 4, sample=True)]), len(numbers)
    scale = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3))
    return scale * fourths - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))


# Means that are not arithmetic


def _positive(arguments: tuple[Numbers, ...]) -> list[float]:
    """All numbers; #NUM! unless there are some and all are positive."""
    numbers = _some(arguments)
    if min(numbers) <= 0:
        raise Raised(ErrorValue.NUM)
    return numbers


def _geomean_slopes(*arguments: Numbers, value: float) -> tuple[list[float], ...]:
    count = sum(map(len, arguments))
    return tuple([value / (count * number) for number in numbers] for numbers in arguments)


@function("GEOMEAN", least=1, derivative=_geomean_slopes)
def geomean(*arguments: Numbers) -> float:
    """GEOMEAN: the n-th root of the product; #NUM! unless all numbers are positive."""
    numbers = _positive(arguments)
    product = math.prod(numbers)
    if 1e-300 < product < math.inf:
        return math.pow(product, 1 / len(numbers))
    # The product leaves the range of doubles, although the mean does not.
    return math.exp(mean([math.log(number) for number in numbers]))


@function("HARMEAN", least=1, derivative=Rule.BY_ITS_CODE)
def harmean(*arguments: Numbers) -> float:
    """HARMEAN: the reciprocal of the reciprocals' mean; #NUM! unless all numbers are positive."""
    numbers = _positive(arguments)
    return len(numbers) / total([1 / number for number in numbers])
