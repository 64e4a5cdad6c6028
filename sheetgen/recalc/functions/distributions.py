"""Excel's distributions. What is not elementary comes from SciPy, which is imported when it is needed."""

from __future__ import annotations

import importlib
import math
from statistics import NormalDist
from typing import Any

from sheetgen.errors import UnsupportedError
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions import elementary
from sheetgen.recalc.functions.registry import function
from sheetgen.values import ErrorValue

_STANDARD = NormalDist()


def scipy(module: str, name: str) -> Any:
    """A module of SciPy's, for the function of that name."""
    try:
        return importlib.import_module(f"scipy.{module}")
    except ImportError:
        raise UnsupportedError(f"{name} needs SciPy: pip install 'sheetgen[statistics]'") from None


def require(condition: bool) -> None:
    """#NUM! unless a condition holds."""
    if not condition:
        raise Raised(ErrorValue.NUM)


def freedom(number: float) -> int:
    """Degrees of freedom: cut to a whole number, 1 to 10^10."""
    require(1 <= number <= 1e10)
    return int(number)


# Normal


def normal(z: float) -> float:
    """The standard normal distribution up to z."""
    tail = math.erfc(abs(z) / math.sqrt(2)) / 2
    # In Excel too, what lies above 0 is 1 less the tail: it shows in the last bit.
    return 1 - tail if z > 0 else tail


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


@function("CONFIDENCE.T")
def confidence_t(alpha: float, deviation: float, size: float) -> float:
    """CONFIDENCE.T: the same by Student's t; #DIV/0! for a sample of 1."""
    require(0 < alpha < 1 and deviation > 0 and size >= 1)
    count = int(size)
    if count == 1:
        raise Raised(ErrorValue.DIV0)
    return t_inv_2t(alpha, count - 1.0) * deviation / math.sqrt(count)


# Student's t


def two_tails(t: float, freedom: float) -> float:
    """The probability of values at least as far from 0."""
    return float(scipy("special", "T.DIST").betainc(freedom / 2, 0.5, freedom / (freedom + t * t)))


@function("T.DIST")
def t_dist(x: float, degrees: float, cumulative: bool) -> float:
    """T.DIST: Student's t distribution or its density; degrees of freedom are cut to a whole number from 1 on."""
    n = freedom(degrees)
    if cumulative:
        tail = two_tails(x, n) / 2
        return 1 - tail if x > 0 else tail
    scale = math.exp(-math.log1p(x * x / n) * (n + 1) / 2) / math.sqrt(n)
    return scale / float(scipy("special", "T.DIST").beta(0.5, n / 2))


@function("T.DIST.2T")
def t_dist_2t(x: float, degrees: float) -> float:
    """T.DIST.2T: both tails; #NUM! for a negative x."""
    require(x >= 0)
    return two_tails(x, freedom(degrees))


@function("T.DIST.RT")
def t_dist_rt(x: float, degrees: float) -> float:
    """T.DIST.RT: the right tail."""
    tail = two_tails(x, freedom(degrees)) / 2
    return tail if x >= 0 else 1 - tail


@function("TDIST")
def tdist(x: float, degrees: float, tails: float) -> float:
    """TDIST: one tail or two of Student's t distribution, for x from 0 on."""
    require(x >= 0 and int(tails) in (1, 2))
    return two_tails(x, freedom(degrees)) * int(tails) / 2


@function("T.INV")
def t_inv(probability: float, degrees: float) -> float:
    """T.INV: where Student's t distribution has a probability between 0 and 1."""
    require(0 < probability < 1)
    return float(scipy("special", "T.INV").stdtrit(freedom(degrees), probability))


@function("T.INV.2T", "TINV")
def t_inv_2t(probability: float, degrees: float) -> float:
    """T.INV.2T: where both tails have a probability."""
    require(0 < probability <= 1)
    return abs(float(scipy("special", "T.INV.2T").stdtrit(freedom(degrees), probability / 2)))


# F


@function("F.DIST")
def f_dist(x: float, degrees1: float, degrees2: float, cumulative: bool) -> float:
    """F.DIST: the F distribution or its density; degrees of freedom are cut to whole numbers from 1 on."""
    require(x >= 0)
    m, n = freedom(degrees1), freedom(degrees2)
    special = scipy("special", "F.DIST")
    if cumulative:
        return float(special.fdtr(m, n, x))
    if x == 0:
        require(m > 1)
        return 1.0 if m == 2 else 0.0
    share = m * x / (m * x + n)
    return float(math.exp(m / 2 * math.log(share) + n / 2 * math.log1p(-share) - special.betaln(m / 2, n / 2)) / x)


@function("F.DIST.RT", "FDIST")
def f_dist_rt(x: float, degrees1: float, degrees2: float) -> float:
    """F.DIST.RT: the right tail of the F distribution."""
    require(x >= 0)
    return float(scipy("special", "F.DIST.RT").fdtrc(freedom(degrees1), freedom(degrees2), x))


@function("F.INV")
def f_inv(probability: float, degrees1: float, degrees2: float) -> float:
    """F.INV: where the F distribution has a probability."""
    require(0 <= probability <= 1)
    m, n = freedom(degrees1), freedom(degrees2)
    share = float(scipy("special", "F.INV").betaincinv(m / 2, n / 2, probability))
    return n * share / (m * (1 - share))


@function("F.INV.RT", "FINV")
def f_inv_rt(probability: float, degrees1: float, degrees2: float) -> float:
    """F.INV.RT: where the right tail of the F distribution has a probability."""
    require(0 <= probability <= 1)
    m, n = freedom(degrees1), freedom(degrees2)
    share = float(scipy("special", "F.INV.RT").betaincinv(n / 2, m / 2, probability))
    return n * (1 - share) / (m * share)


# Chi-squared and gamma


@function("CHISQ.DIST")
def chisq_dist(x: float, degrees: float, cumulative: bool) -> float:
    """CHISQ.DIST: the chi-squared distribution or its density."""
    return gamma_dist(x, freedom(degrees) / 2, 2.0, cumulative)


@function("CHISQ.DIST.RT", "CHIDIST")
def chisq_dist_rt(x: float, degrees: float) -> float:
    """CHISQ.DIST.RT: the right tail of the chi-squared distribution."""
    require(x >= 0)
    return float(scipy("special", "CHISQ.DIST.RT").gammaincc(freedom(degrees) / 2, x / 2))


@function("CHISQ.INV")
def chisq_inv(probability: float, degrees: float) -> float:
    """CHISQ.INV: where the chi-squared distribution has a probability."""
    return gamma_inv(probability, freedom(degrees) / 2, 2.0)


@function("CHISQ.INV.RT", "CHIINV")
def chisq_inv_rt(probability: float, degrees: float) -> float:
    """CHISQ.INV.RT: where the right tail of the chi-squared distribution has a probability."""
    require(0 <= probability <= 1)
    return 2 * float(scipy("special", "CHISQ.INV.RT").gammainccinv(freedom(degrees) / 2, probability))


@function("GAMMA.DIST", "GAMMADIST")
def gamma_dist(x: float, alpha: float, beta: float, cumulative: bool) -> float:
    """GAMMA.DIST: the gamma distribution or its density; #NUM! where the density at 0 has no bounds."""
    require(x >= 0 and alpha > 0 and beta > 0)
    if cumulative:
        return float(scipy("special", "GAMMA.DIST").gammainc(alpha, x / beta))
    if x == 0:
        require(alpha >= 1)
        return 1 / beta if alpha == 1 else 0.0
    return math.exp((alpha - 1) * math.log(x / beta) - x / beta - math.lgamma(alpha)) / beta


@function("GAMMA.INV", "GAMMAINV")
def gamma_inv(probability: float, alpha: float, beta: float) -> float:
    """GAMMA.INV: where the gamma distribution has a probability."""
    require(0 <= probability <= 1 and alpha > 0 and beta > 0)
    return beta * float(scipy("special", "GAMMA.INV").gammaincinv(alpha, probability))


# Other continuous ones


@function("EXPON.DIST", "EXPONDIST")
def expon_dist(x: float, rate: float, cumulative: bool) -> float:
    """EXPON.DIST: the exponential distribution or its density."""
    require(x >= 0 and rate > 0)
    return -math.expm1(-rate * x) if cumulative else rate * math.exp(-rate * x)


@function("WEIBULL.DIST", "WEIBULL")
def weibull_dist(x: float, alpha: float, beta: float, cumulative: bool) -> float:
    """WEIBULL.DIST: Weibull's distribution or its density."""
    require(x >= 0 and alpha > 0 and beta > 0)
    power = (x / beta) ** alpha
    if cumulative:
        return -math.expm1(-power)
    return alpha / beta * math.pow(x / beta, alpha - 1) * math.exp(-power)


@function("BETA.DIST")
def beta_dist(x: float, alpha: float, beta: float, cumulative: bool, low: float = 0.0, high: float = 1.0) -> float:
    """BETA.DIST: the beta distribution between two bounds, or its density."""
    require(alpha > 0 and beta > 0 and low <= x <= high and low != high)
    special = scipy("special", "BETA.DIST")
    share = (x - low) / (high - low)
    if cumulative:
        return float(special.betainc(alpha, beta, share))
    return float(share ** (alpha - 1) * (1 - share) ** (beta - 1) / special.beta(alpha, beta) / (high - low))


@function("BETA.INV", "BETAINV")
def beta_inv(probability: float, alpha: float, beta: float, low: float = 0.0, high: float = 1.0) -> float:
    """BETA.INV: where the beta distribution has a probability between 0 and 1."""
    require(0 < probability < 1 and alpha > 0 and beta > 0 and low < high)
    return low + (high - low) * float(scipy("special", "BETA.INV").betaincinv(alpha, beta, probability))
