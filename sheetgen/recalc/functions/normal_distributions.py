"""Excel's normal and lognormal distributions, which need no SciPy."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

from sheetgen.recalc.functions import elementary
from sheetgen.recalc.functions.distributions import require
from sheetgen.recalc.functions.registry import function

_STANDARD = NormalDist()


def normal(z: float) -> float:
    """The standard normal distribution up to z."""
    x = z / math.sqrt(2)
    # Each half by the function that keeps its digits: erf near 0, erfc in the tails.
    return 0.5 + math.erf(x) / 2 if abs(x) < 0.5 else math.erfc(-x) / 2


@function("PHI", derivative=lambda z, value: -z * value)
def phi(z: float) -> float:
    """PHI: the standard normal density."""
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


@function("GAUSS", derivative=lambda z, value: elementary.density(z))
def gauss(z: float) -> float:
    """GAUSS: the standard normal distribution from 0 to z."""
    return math.erf(z / math.sqrt(2)) / 2


def _standard_slopes(z: Any, cumulative: bool, value: Any) -> tuple[Any, ...]:
    return (elementary.density(z) if cumulative else -z * value,)


def _normal_slopes(x: Any, mean: Any, deviation: Any, cumulative: bool, value: Any) -> tuple[Any, ...]:
    z = (x - mean) / deviation
    if cumulative:
        slope = elementary.density(z) / deviation
        return slope, -slope, -z * slope
    slope = -z * value / deviation
    return slope, -slope, (z * z - 1.0) * value / deviation


@function("NORM.S.DIST", derivative=_standard_slopes)
def norm_s_dist(z: float, cumulative: bool) -> float:
    """NORM.S.DIST: the standard normal distribution or its density."""
    return normal(z) if cumulative else phi(z)


@function("NORMSDIST", derivative=lambda z, value: elementary.density(z))
def normsdist(z: float) -> float:
    """NORMSDIST: the standard normal distribution."""
    return normal(z)


@function("NORM.S.INV", "NORMSINV", derivative=lambda probability, value: 1.0 / elementary.density(value))
def norm_s_inv(probability: float) -> float:
    """NORM.S.INV: where the standard normal distribution has a probability between 0 and 1."""
    require(0 < probability < 1)
    return _STANDARD.inv_cdf(probability)


@function("NORM.DIST", "NORMDIST", derivative=_normal_slopes)
def norm_dist(x: float, mean: float, deviation: float, cumulative: bool) -> float:
    """NORM.DIST: the normal distribution or its density; #NUM! unless the deviation is positive."""
    require(deviation > 0)
    z = (x - mean) / deviation
    return normal(z) if cumulative else phi(z) / deviation


def _normal_inverse_slopes(probability: Any, mean: Any, deviation: Any, value: Any) -> tuple[Any, ...]:
    z = (value - mean) / deviation
    return deviation / elementary.density(z), 1.0, z


@function("NORM.INV", "NORMINV", derivative=_normal_inverse_slopes)
def norm_inv(probability: float, mean: float, deviation: float) -> float:
    """NORM.INV: where a normal distribution has a probability between 0 and 1."""
    require(deviation > 0)
    return mean + deviation * norm_s_inv(probability)


@function("LOGNORM.DIST")
def lognorm_dist(x: float, mean: float, deviation: float, cumulative: bool) -> float:
    """LOGNORM.DIST: of numbers whose logarithms are normally distributed."""
    require(x > 0 and deviation > 0)
    z = (math.log(x) - mean) / deviation
    return normal(z) if cumulative else phi(z) / (x * deviation)


@function("LOGNORM.INV", "LOGINV")
def lognorm_inv(probability: float, mean: float, deviation: float) -> float:
    """LOGNORM.INV: where a lognormal distribution has a probability."""
    return math.exp(norm_inv(probability, mean, deviation))


@function("CONFIDENCE.NORM", "CONFIDENCE")
def confidence_norm(alpha: float, deviation: float, size: float) -> float:
    """CONFIDENCE.NORM: half the width of the confidence interval of a mean, the deviation known."""
    require(0 < alpha < 1 and deviation > 0 and size >= 1)
    return -norm_s_inv(alpha / 2) * deviation / math.sqrt(int(size))
