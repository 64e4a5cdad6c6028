"""Excel's distributions of whole numbers: counts are cut to whole ones."""

from __future__ import annotations

import math

from sheetgen.recalc.coerce import to_number
from sheetgen.recalc.functions.distributions import require, scipy
from sheetgen.recalc.functions.registry import function
from sheetgen.values import Scalar

#: The largest count that is taken.
_MOST = (1 << 31) - 1


def _binomial(successes: int, trials: int, probability: float, name: str) -> float:
    return float(scipy("stats", name).binom.pmf(float(successes), float(trials), probability))


@function("BINOM.DIST", "BINOMDIST")
def binom_dist(successes: float, trials: float, probability: float, cumulative: bool) -> float:
    """BINOM.DIST: the probability of so many successes, or of at most so many."""
    k, n = int(successes), int(trials)
    require(0 <= k <= n <= _MOST and 0 <= probability <= 1)
    if not cumulative:
        return _binomial(k, n, probability, "BINOM.DIST")
    if n > 1000 >= k and n * probability < 600:
        return _few(k, n, probability)
    return float(scipy("stats", "BINOM.DIST").binom.cdf(float(k), float(n), probability))


def _few(successes: int, trials: int, probability: float) -> float:
    """The probability of at most so many successes where few are expected of many trials: `1 - probability`, rounded,
    would show in its power."""
    chance = total = math.exp(trials * math.log1p(-probability))
    for k in range(successes):
        chance *= (trials - k) / (k + 1) * probability / (1 - probability)
        total += chance
    return min(total, 1.0)


@function("BINOM.DIST.RANGE", most=4)
def binom_dist_range(trials: float, probability: float, least: float, *largest: Scalar) -> float:
    """BINOM.DIST.RANGE: the probability of a number of successes, or of one between two numbers."""
    n, low = int(trials), int(least)
    high = int(to_number(largest[0])) if largest else low
    require(0 <= probability <= 1 and 0 <= low <= high <= n <= _MOST)
    if high - low < 1000:
        return math.fsum(_binomial(k, n, probability, "BINOM.DIST.RANGE") for k in range(low, high + 1))
    distribution = scipy("stats", "BINOM.DIST.RANGE").binom(float(n), probability)
    return float(distribution.cdf(high) - distribution.cdf(low - 1))


@function("BINOM.INV", "CRITBINOM")
def binom_inv(trials: float, probability: float, alpha: float) -> float:
    """BINOM.INV: the smallest number of successes whose cumulative probability reaches alpha."""
    n = int(trials)
    require(0 <= n <= _MOST and 0 < probability < 1 and 0 < alpha < 1)
    return max(float(scipy("stats", "BINOM.INV").binom.ppf(alpha, float(n), probability)), 0.0)


@function("NEGBINOM.DIST")
def negbinom_dist(failures: float, successes: float, probability: float, cumulative: bool) -> float:
    """NEGBINOM.DIST: the probability of so many failures, or at most so many, before a number of successes."""
    k, n = int(failures), int(successes)
    require(k >= 0 and n >= 1 and 0 < probability < 1)
    if cumulative:
        return float(scipy("special", "NEGBINOM.DIST").betainc(float(n), float(k + 1), probability))
    return _binomial(k, n + k, 1 - probability, "NEGBINOM.DIST") * n / (n + k)


@function("HYPGEOM.DIST")
def hypgeom_dist(successes: float, size: float, available: float, population: float, cumulative: bool) -> float:
    """HYPGEOM.DIST: the probability of so many successes, or at most so many, in a sample that is not put back."""
    k, n, m, whole = int(successes), int(size), int(available), int(population)
    least = max(0, n - whole + m)
    require(0 < n <= whole and 0 < m <= whole and least <= k <= min(n, m))
    ways = range(least if cumulative else k, k + 1)
    return sum(math.comb(m, i) * math.comb(whole - m, n - i) for i in ways) / math.comb(whole, n)


@function("POISSON.DIST", "POISSON")
def poisson_dist(events: float, mean: float, cumulative: bool) -> float:
    """POISSON.DIST: the probability of so many events, or at most so many."""
    k = int(events)
    require(events >= 0 and mean >= 0)
    if cumulative:
        return float(scipy("special", "POISSON.DIST").pdtr(float(k), mean))
    if mean == 0:
        return float(k == 0)
    if k <= 20:
        return mean**k / math.factorial(k) * math.exp(-mean)
    return float(scipy("stats", "POISSON.DIST").poisson.pmf(float(k), mean))
