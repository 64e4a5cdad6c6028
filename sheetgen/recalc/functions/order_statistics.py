"""Statistics of numbers in order: medians, modes, ranks, percentiles and frequencies."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Area, Areas, Array, Value
from sheetgen.recalc.coerce import Raised, to_number
from sheetgen.recalc.functions.registry import Numbers, Rule, Table, function
from sheetgen.recalc.functions.regression import paired
from sheetgen.recalc.functions.remembered import Remembered
from sheetgen.recalc.functions.spread import mean, total
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def _require(condition: bool) -> None:
    """#NUM! unless a condition holds."""
    if not condition:
        raise Raised(ErrorValue.NUM)


_ORDERED: Remembered[list[float]] = Remembered()


def _ordered(evaluator: Evaluator, value: Value) -> list[float]:
    """The numbers of an argument, as SUM sees them, in ascending order."""
    if not isinstance(value, Area | Areas):
        return sorted(evaluator.numbers(value))
    return _ORDERED.get(evaluator, value, lambda: sorted(evaluator.numbers(value)))


@function("MEDIAN", least=1, derivative=Rule.BY_ITS_CODE)
def median(*arguments: Numbers) -> float:
    """MEDIAN: the middle number, or the mean of the middle two; #NUM! where there is none."""
    ordered = sorted(number for numbers in arguments for number in numbers)
    _require(bool(ordered))
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


# Modes


def _modes(evaluator: Evaluator, arguments: tuple[Value, ...]) -> list[float]:
    """The most frequent numbers in the order of their first places; #N/A where none is there twice."""
    counts: dict[float, int] = {}
    for argument in arguments:
        for number in evaluator.numbers(argument):
            counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    if most < 2:
        raise Raised(ErrorValue.NA)
    return [number for number, count in counts.items() if count == most]


@function("MODE", "MODE.SNGL", least=1, derivative=Rule.STEPS)
def mode(evaluator: Evaluator, *arguments: Table) -> float:
    """MODE.SNGL: the most frequent number, the first of several; #N/A where no number is there twice."""
    return _modes(evaluator, arguments)[0]


@function("MODE.MULT", least=1, derivative=Rule.STEPS)
def mode_mult(evaluator: Evaluator, *arguments: Table) -> Value:
    """MODE.MULT: a column of all the most frequent numbers; #N/A where no number is there twice."""
    return Array(tuple((number,) for number in _modes(evaluator, arguments)))


# The k-th number, and a number's rank


@function("SMALL", derivative=Rule.BY_ITS_CODE)
def small(evaluator: Evaluator, numbers: Value, k: float) -> float:
    """SMALL: the k-th smallest number; #NUM! where there are fewer. A fraction of k is cut."""
    ordered, place = _ordered(evaluator, numbers), math.floor(k)
    _require(1 <= place <= len(ordered))
    return ordered[place - 1]


@function("LARGE", derivative=Rule.BY_ITS_CODE)
def large(evaluator: Evaluator, numbers: Value, k: float) -> float:
    """LARGE: the k-th largest number; #NUM! where there are fewer. A fraction of k counts as a whole."""
    ordered, place = _ordered(evaluator, numbers), math.ceil(k)
    _require(1 <= place <= len(ordered))
    return ordered[-place]


def _rank(evaluator: Evaluator, number: float, reference: Value, ascending: bool) -> tuple[int, int]:
    """How many numbers come before one, and how often it is there itself; #N/A where it is not."""
    if isinstance(reference, ErrorValue):
        raise Raised(reference)
    if not isinstance(reference, Area | Areas):
        raise Raised(ErrorValue.VALUE)
    ordered = _ordered(evaluator, reference)
    below, not_above = bisect_left(ordered, number), bisect_right(ordered, number)
    if below == not_above:
        raise Raised(ErrorValue.NA)
    return below if ascending else len(ordered) - not_above, not_above - below


@function("RANK", "RANK.EQ", derivative=Rule.STEPS)
def rank_eq(evaluator: Evaluator, number: float, reference: Value, ascending: bool = False) -> float:
    """RANK.EQ: a number's place among those of a reference, from the largest down or with a third argument up; equal
    numbers share the best place."""
    before, _ = _rank(evaluator, number, reference, ascending)
    return before + 1.0


@function("RANK.AVG", derivative=Rule.STEPS)
def rank_avg(evaluator: Evaluator, number: float, reference: Value, ascending: bool = False) -> float:
    """RANK.AVG: the same, but equal numbers share the mean of their places."""
    before, equal = _rank(evaluator, number, reference, ascending)
    return before + (equal + 1) / 2


# Percentiles


def _between(ordered: list[float], place: float) -> float:
    """The number at a place from 1 on, between two numbers by linear interpolation."""
    below = math.floor(place)
    if below == len(ordered):
        return ordered[-1]
    return ordered[below - 1] + (place - below) * (ordered[below] - ordered[below - 1])


def _inclusive(ordered: list[float], k: float) -> float:
    _require(bool(ordered) and 0 <= k <= 1)
    return _between(ordered, k * (len(ordered) - 1) + 1)


def _exclusive(ordered: list[float], k: float) -> float:
    place = k * (len(ordered) + 1)
    _require(1 <= place <= len(ordered))
    return _between(ordered, place)


@function("PERCENTILE.INC", "PERCENTILE", derivative=Rule.BY_ITS_CODE)
def percentile_inc(evaluator: Evaluator, numbers: Value, k: float) -> float:
    """PERCENTILE.INC: the number below which a share k of all lies, 0 and 1 included; #NUM! for any other k."""
    return _inclusive(_ordered(evaluator, numbers), k)


@function("PERCENTILE.EXC", derivative=Rule.BY_ITS_CODE)
def percentile_exc(evaluator: Evaluator, numbers: Value, k: float) -> float:
    """PERCENTILE.EXC: the same for k from 1/(n+1) to n/(n+1)."""
    return _exclusive(_ordered(evaluator, numbers), k)


@function("QUARTILE.INC", "QUARTILE", derivative=Rule.BY_ITS_CODE)
def quartile_inc(evaluator: Evaluator, numbers: Value, quarter: float) -> float:
    """QUARTILE.INC: the minimum, the quartiles and the maximum, for 0 to 4; a fraction is cut."""
    return _inclusive(_ordered(evaluator, numbers), math.floor(quarter) / 4)


@function("QUARTILE.EXC", derivative=Rule.BY_ITS_CODE)
def quartile_exc(evaluator: Evaluator, numbers: Value, quarter: float) -> float:
    """QUARTILE.EXC: the quartiles 1 to 3 by PERCENTILE.EXC; a fraction is cut."""
    _require(1 <= quarter < 4)
    return _exclusive(_ordered(evaluator, numbers), math.floor(quarter) / 4)


#: The largest significance that PERCENTRANK takes, of Microsoft's notes on Office's formulas (MS-OI29500).
MOST_DIGITS = 308


def _share(ordered: list[float], x: float, significance: float, *, inclusive: bool) -> float:
    """PERCENTRANK.INC and PERCENTRANK.EXC."""
    _require(bool(ordered) and significance >= 1)
    if significance >= MOST_DIGITS + 1:
        raise Raised(ErrorValue.DIV0)
    if not ordered[0] <= x <= ordered[-1]:
        raise Raised(ErrorValue.NA)
    place = float(bisect_left(ordered, x))
    if ordered[int(place)] != x:
        below, above = ordered[int(place) - 1], ordered[int(place)]
        place += (x - below) / (above - below) - 1
    if not inclusive:
        return _cut((place + 1) / (len(ordered) + 1), int(significance))
    return _cut(place / (len(ordered) - 1), int(significance)) if len(ordered) > 1 else 1.0


def _cut(number: float, digits: int) -> float:
    """A number from 0 to 1, cut after so many digits of the 15 that a reader sees."""
    if digits >= 15:
        return number
    whole, _, fraction = f"{number:.15f}".partition(".")
    return float(f"{whole}.{fraction[:digits]}")


@function("PERCENTRANK.INC", "PERCENTRANK")
def percentrank_inc(evaluator: Evaluator, numbers: Value, x: float, significance: float = 3.0) -> float:
    """PERCENTRANK.INC: the share of the numbers below x, from 0 to 1, cut after 3 digits or as many as are asked for;
    between two numbers by interpolation, #N/A outside all."""
    return _share(_ordered(evaluator, numbers), x, significance, inclusive=True)


@function("PERCENTRANK.EXC")
def percentrank_exc(evaluator: Evaluator, numbers: Value, x: float, significance: float = 3.0) -> float:
    """PERCENTRANK.EXC: the same, from 1/(n+1) to n/(n+1)."""
    return _share(_ordered(evaluator, numbers), x, significance, inclusive=False)


# Parts of the numbers


@function("TRIMMEAN", derivative=Rule.BY_ITS_CODE)
def trimmean(numbers: Numbers, share: float) -> float:
    """TRIMMEAN: the mean without a share of the numbers, half of them at each end: rounded down to an even count; #NUM!
    unless the share is from 0 to below 1."""
    _require(bool(numbers) and 0 <= share < 1)
    cut = int(len(numbers) * share / 2)
    return mean(sorted(numbers)[cut : len(numbers) - cut])


@function("FREQUENCY", derivative=Rule.STEPS)
def frequency(numbers: Numbers, bins: Numbers) -> Value:
    """FREQUENCY: a column of how many numbers lie in each bin, up to its limit and above the next lower one, and how
    many above all; bins keep their order, of equal ones the first counts."""
    ordered = sorted(numbers)
    counts = [0.0] * len(bins)
    passed = 0
    for place in sorted(range(len(bins)), key=bins.__getitem__):
        reached = bisect_right(ordered, bins[place])
        counts[place] = float(reached - passed)
        passed = reached
    return Array(tuple((count,) for count in (*counts, float(len(ordered) - passed))))


@function("PROB", most=4)
def prob(xs: Array, probabilities: Array, low: float, *high: Scalar) -> float:
    """PROB: the probability of values from a lower limit to an upper one, or of one value alone; #NUM! unless the
    probabilities lie above 0 and sum to 1, #N/A for different numbers of elements."""
    limits = low, to_number(high[0]) if high else low
    pairs = paired(xs, probabilities)
    if not pairs:
        raise Raised(ErrorValue.DIV0)
    _require(all(0 < probability <= 1 for _, probability in pairs))
    _require(math.isclose(total([probability for _, probability in pairs]), 1.0, rel_tol=1e-10))
    return total([probability for x, probability in pairs if limits[0] <= x <= limits[1]])
