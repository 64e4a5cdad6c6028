"""Excel's tests of hypotheses: how probable samples are by chance. They use SciPy, imported when it is needed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Array
from sheetgen.recalc.coerce import Raised, to_number
from sheetgen.recalc.functions.distributions import chisq_dist_rt, require, scipy, two_tails
from sheetgen.recalc.functions.normal_distributions import normal
from sheetgen.recalc.functions.registry import Numbers, function
from sheetgen.recalc.functions.regression import paired
from sheetgen.recalc.functions.spread import mean, variance
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


@function("T.TEST", "TTEST")
def t_test(evaluator: Evaluator, first: Array, second: Array, tails: float, kind: float) -> float:
    """T.TEST: the probability that two samples have the same mean, by Student's t, with one tail or two. Type 1 takes
    them in pairs, 2 with equal variance, 3 with unequal."""
    count, chosen = int(tails), int(kind)
    require(count in (1, 2) and chosen in (1, 2, 3))
    if chosen == 1:
        differences = [a - b for a, b in paired(first, second)]
        error, degrees = variance(differences, sample=True) / len(differences), len(differences) - 1.0
        distance = mean(differences)
    else:
        one, other = list(evaluator.numbers(first)), list(evaluator.numbers(second))
        m, n, v, w = len(one), len(other), variance(one, sample=True), variance(other, sample=True)
        distance = mean(one) - mean(other)
        if chosen == 2:
            degrees = m + n - 2.0
            error = ((m - 1) * v + (n - 1) * w) / degrees * (1 / m + 1 / n)
        else:
            error = v / m + w / n
            if error == 0:
                raise Raised(ErrorValue.DIV0)
            degrees = error**2 / ((v / m) ** 2 / (m - 1) + (w / n) ** 2 / (n - 1))
    if error == 0:
        raise Raised(ErrorValue.DIV0)
    return two_tails(distance / math.sqrt(error), degrees) * count / 2


@function("F.TEST", "FTEST")
def f_test(first: Numbers, second: Numbers) -> float:
    """F.TEST: the probability that two samples have the same variance, with two tails; #DIV/0! for fewer than two
    numbers or none that differ."""
    v, w = variance(first, sample=True), variance(second, sample=True)
    if v == 0 or w == 0:
        raise Raised(ErrorValue.DIV0)
    special = scipy("special", "F.TEST")
    m, n = len(first) - 1, len(second) - 1
    return 2 * min(float(special.fdtr(m, n, v / w)), float(special.fdtrc(m, n, v / w)))


@function("CHISQ.TEST", "CHITEST")
def chisq_test(actual: Array, expected: Array) -> float:
    """CHISQ.TEST: the probability that counts differ so from the expected ones by chance; #N/A for different shapes or
    a single count."""
    height, width = actual.height, actual.width
    if (height, width) != (expected.height, expected.width) or height == width == 1:
        raise Raised(ErrorValue.NA)
    total = 0.0
    for found, wanted in paired(actual, expected):
        if wanted == 0:
            raise Raised(ErrorValue.DIV0)
        require(wanted > 0)
        total += (found - wanted) ** 2 / wanted
    degrees = (height - 1) * (width - 1) if height > 1 and width > 1 else height * width - 1
    return chisq_dist_rt(total, float(degrees))


@function("Z.TEST", "ZTEST", most=3)
def z_test(numbers: Numbers, x: float, *deviation: Scalar) -> float:
    """Z.TEST: the probability of a mean above the sample's, if the true one is x; the deviation is the sample's own
    where none is given."""
    if not numbers:
        raise Raised(ErrorValue.NA)
    sigma = to_number(deviation[0]) if deviation else math.sqrt(variance(numbers, sample=True))
    if sigma == 0 and not deviation:
        raise Raised(ErrorValue.DIV0)
    require(sigma > 0)
    return normal(-(mean(numbers) - x) / (sigma / math.sqrt(len(numbers))))
