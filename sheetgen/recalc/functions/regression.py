"""How two series of numbers go together: correlation, covariance and the straight line of least squares."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sheetgen.recalc import operators
from sheetgen.recalc.arrays import Array
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.registry import function
from sheetgen.recalc.functions.spread import mean, total
from sheetgen.values import ErrorValue


def paired(first: Array, second: Array) -> list[tuple[float, float]]:
    """The places where both arrays have a number; #N/A where they have different numbers of elements."""
    one, other = list(first.items()), list(second.items())
    if len(one) != len(other):
        raise Raised(ErrorValue.NA)
    for item in (*one, *other):
        if isinstance(item, ErrorValue):
            raise Raised(item)
    return [(a, b) for a, b in zip(one, other, strict=True) if isinstance(a, float) and isinstance(b, float)]


@dataclass(frozen=True, slots=True)
class Moments:
    """What two paired series are described by: their means, and the sums of squares and products around them."""

    count: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float

    def slope(self) -> float:
        """The line's slope; #DIV/0! where all x are equal."""
        return operators.divide(self.xy, self.xx)

    def at(self, x: float) -> float:
        """The line's height at x."""
        return self.y + self.slope() * (x - self.x)


def _moments(xs: Array, ys: Array) -> Moments:
    """The moments of two series, in two passes; #DIV/0! without any pair."""
    pairs = paired(xs, ys)
    x, y = mean([a for a, _ in pairs]), mean([b for _, b in pairs])
    return Moments(
        len(pairs),
        x,
        y,
        total([(a - x) * (a - x) for a, _ in pairs]),
        total([(b - y) * (b - y) for _, b in pairs]),
        total([(a - x) * (b - y) for a, b in pairs]),
    )


@function("CORREL", "PEARSON")
def correl(first: Array, second: Array) -> float:
    """CORREL: the correlation coefficient; #DIV/0! where one series does not vary."""
    moments = _moments(first, second)
    return operators.divide(moments.xy, math.sqrt(moments.xx * moments.yy))


@function("RSQ")
def rsq(ys: Array, xs: Array) -> float:
    """RSQ: the square of the correlation coefficient; #DIV/0! where one series does not vary."""
    moments = _moments(xs, ys)
    return operators.divide(moments.xy * moments.xy, moments.xx * moments.yy)


@function("COVARIANCE.P", "COVAR")
def covariance_p(first: Array, second: Array) -> float:
    """COVARIANCE.P: the mean product of distances from the means; #DIV/0! without any pair."""
    moments = _moments(first, second)
    return moments.xy / moments.count


@function("COVARIANCE.S")
def covariance_s(first: Array, second: Array) -> float:
    """COVARIANCE.S: a sample's covariance; #DIV/0! for fewer than two pairs."""
    moments = _moments(first, second)
    return operators.divide(moments.xy, moments.count - 1)


@function("SLOPE")
def slope(ys: Array, xs: Array) -> float:
    """SLOPE: the slope of the line of least squares; #DIV/0! where all x are equal."""
    return _moments(xs, ys).slope()


@function("INTERCEPT")
def intercept(ys: Array, xs: Array) -> float:
    """INTERCEPT: where the line of least squares crosses x = 0; #DIV/0! where all x are equal."""
    moments = _moments(xs, ys)
    return moments.y - moments.slope() * moments.x


@function("STEYX")
def steyx(ys: Array, xs: Array) -> float:
    """STEYX: the standard error of y around the line of least squares; #DIV/0! for fewer than three pairs."""
    moments = _moments(xs, ys)
    if moments.count < 3:
        raise Raised(ErrorValue.DIV0)
    # Where the line fits exactly, rounding can leave a trace below 0.
    rest = max(moments.yy - moments.xy * moments.slope(), 0.0)
    return math.sqrt(rest / (moments.count - 2))


@function("FORECAST", "FORECAST.LINEAR")
def forecast(x: float, ys: Array, xs: Array) -> float:
    """FORECAST.LINEAR: the height at x of the line of least squares; #DIV/0! where all known x are equal."""
    return _moments(xs, ys).at(x)


@function("FISHER")
def fisher(x: float) -> float:
    """FISHER: Fisher's transformation of a correlation coefficient; #NUM! unless it lies between -1 and 1."""
    return math.log((1 + x) / (1 - x)) / 2


@function("FISHERINV")
def fisherinv(y: float) -> float:
    """FISHERINV: the correlation coefficient of a transformed one."""
    # Past 20 it is 1 to the last bit, and the exponential soon too large.
    return math.expm1(2 * y) / (math.exp(2 * y) + 1) if y < 20 else 1.0
