"""Exact values of distributions and of their inverses, for referee.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mpmath import mp, mpf


def _binomial(k: Any, n: Any, p: Any) -> Any:
    return mp.binomial(n, k) * p**k * (1 - p) ** (n - k)


def _binomial_sum(k: Any, n: Any, p: Any) -> Any:
    return mp.fsum(_binomial(i, n, p) for i in range(int(k) + 1))


def _hypergeometric(k: Any, n: Any, successes: Any, size: Any) -> Any:
    return mp.binomial(successes, k) * mp.binomial(size - successes, n - k) / mp.binomial(size, n)


def _gamma(x: Any, shape: Any, scale: Any, cumulative: Any) -> Any:
    if cumulative:
        return mp.gammainc(shape, 0, x / scale, regularized=True)
    return (x / scale) ** (shape - 1) * mp.exp(-x / scale) / (scale * mp.gamma(shape))


def _gamma_right(x: Any, shape: Any, scale: Any) -> Any:
    return mp.gammainc(shape, x / scale, mp.inf, regularized=True)


def _beta(x: Any, a: Any, b: Any, cumulative: Any) -> Any:
    if cumulative:
        return mp.betainc(a, b, 0, x, regularized=True)
    return x ** (a - 1) * (1 - x) ** (b - 1) / mp.beta(a, b)


def _f_right(x: Any, first: Any, second: Any) -> Any:
    first, second = mp.floor(first), mp.floor(second)
    return mp.betainc(second / 2, first / 2, 0, second / (second + first * x), regularized=True)


def _f(x: Any, first: Any, second: Any, cumulative: Any) -> Any:
    first, second = mp.floor(first), mp.floor(second)
    if cumulative:
        return mp.betainc(first / 2, second / 2, 0, first * x / (second + first * x), regularized=True)
    ratio = first / second
    density = ratio ** (first / 2) * x ** (first / 2 - 1) * (1 + ratio * x) ** (-(first + second) / 2)
    return density / mp.beta(first / 2, second / 2)


def _t_tail(x: Any, freedom: Any) -> Any:
    freedom = mp.floor(freedom)
    tail = mp.betainc(freedom / 2, mpf(1) / 2, 0, freedom / (freedom + x * x), regularized=True) / 2
    return tail if x >= 0 else 1 - tail


def _t(x: Any, freedom: Any, cumulative: Any) -> Any:
    if cumulative:
        return _t_tail(-x, freedom)
    freedom = mp.floor(freedom)
    power = (1 + x * x / freedom) ** (-(freedom + 1) / 2)
    return power / (mp.sqrt(freedom) * mp.beta(freedom / 2, mpf(1) / 2))


def _normal_inverse(p: Any) -> Any:
    return mp.sqrt(2) * mp.erfinv(2 * p - 1)


def _normal(x: Any, mean: Any, deviation: Any, cumulative: Any) -> Any:
    return mp.ncdf(x, mean, deviation) if cumulative else mp.npdf(x, mean, deviation)


def _lognormal(x: Any, mean: Any, deviation: Any, cumulative: Any) -> Any:
    z = (mp.log(x) - mean) / deviation
    return mp.ncdf(z) if cumulative else mp.npdf(z) / (x * deviation)


def _weibull(x: Any, shape: Any, scale: Any, cumulative: Any) -> Any:
    power = (x / scale) ** shape
    return -mp.expm1(-power) if cumulative else shape / x * power * mp.exp(-power)


def _exponential(x: Any, rate: Any, cumulative: Any) -> Any:
    return -mp.expm1(-rate * x) if cumulative else rate * mp.exp(-rate * x)


def _poisson(k: Any, mean: Any, cumulative: Any) -> Any:
    k = mp.floor(k)
    if cumulative:
        return mp.gammainc(k + 1, mean, mp.inf, regularized=True)
    return mean**k * mp.exp(-mean) / mp.factorial(k)


def _binomial_distribution(k: Any, n: Any, p: Any, cumulative: Any) -> Any:
    k, n = mp.floor(k), mp.floor(n)
    return _binomial_sum(k, n, p) if cumulative else _binomial(k, n, p)


def _negative_binomial(failures: Any, successes: Any, p: Any, cumulative: Any) -> Any:
    failures, successes = mp.floor(failures), mp.floor(successes)
    if cumulative:
        return mp.betainc(successes, failures + 1, 0, p, regularized=True)
    return mp.binomial(failures + successes - 1, failures) * p**successes * (1 - p) ** failures


def _hypergeometric_distribution(k: Any, n: Any, successes: Any, size: Any, cumulative: Any) -> Any:
    k, n, successes, size = (mp.floor(value) for value in (k, n, successes, size))
    first = 0 if cumulative else int(k)
    return mp.fsum(_hypergeometric(i, n, successes, size) for i in range(first, int(k) + 1))


def _erf(low: Any, high: Any = None) -> Any:
    return mp.erf(low) if high is None else mp.erf(high) - mp.erf(low)


#: The distributions and what belongs to them.
DISTRIBUTIONS: dict[str, Callable[..., Any]] = {
    "ERF": _erf,
    "GAUSS": lambda z: mp.erf(z / mp.sqrt(2)) / 2,
    "PHI": mp.npdf,
    "NORMSDIST": mp.ncdf,
    "NORM.S.DIST": lambda z, cumulative: _normal(z, 0, 1, cumulative),
    "NORM.S.INV": _normal_inverse,
    "NORM.DIST": _normal,
    "NORM.INV": lambda p, mean, deviation: mean + deviation * _normal_inverse(p),
    "LOGNORM.DIST": _lognormal,
    "LOGNORM.INV": lambda p, mean, deviation: mp.exp(mean + deviation * _normal_inverse(p)),
    "CONFIDENCE.NORM": lambda alpha, deviation, n: -_normal_inverse(alpha / 2) * deviation / mp.sqrt(mp.floor(n)),
    "GAMMA.DIST": _gamma,
    "CHISQ.DIST": lambda x, freedom, cumulative: _gamma(x, mp.floor(freedom) / 2, mpf(2), cumulative),
    "CHISQ.DIST.RT": lambda x, freedom: _gamma_right(x, mp.floor(freedom) / 2, mpf(2)),
    "EXPON.DIST": _exponential,
    "WEIBULL.DIST": _weibull,
    "BETA.DIST": _beta,
    "F.DIST": _f,
    "F.DIST.RT": _f_right,
    "T.DIST": _t,
    "T.DIST.RT": _t_tail,
    "T.DIST.2T": lambda x, freedom: 2 * _t_tail(x, freedom),
    "TDIST": lambda x, freedom, tails: mp.floor(tails) * _t_tail(x, freedom),
    "POISSON.DIST": _poisson,
    "BINOM.DIST": _binomial_distribution,
    "NEGBINOM.DIST": _negative_binomial,
    "HYPGEOM.DIST": _hypergeometric_distribution,
    "BINOM.DIST.RANGE": lambda n, p, low, high=None: mp.fsum(
        _binomial(k, mp.floor(n), p) for k in range(int(low), int(low if high is None else high) + 1)
    ),
}

#: Of an inverse, the distribution of a value and the other arguments that it is the inverse of.
INVERSES: dict[str, Callable[..., Any]] = {
    "GAMMA.INV": lambda x, p, shape, scale: _gamma(x, shape, scale, True) - p,
    "CHISQ.INV": lambda x, p, freedom: _gamma(x, mp.floor(freedom) / 2, mpf(2), True) - p,
    "CHISQ.INV.RT": lambda x, p, freedom: _gamma_right(x, mp.floor(freedom) / 2, mpf(2)) - p,
    "BETA.INV": lambda x, p, a, b, low=0, high=1: _beta((x - low) / (high - low), a, b, True) - p,
    "F.INV": lambda x, p, first, second: _f(x, first, second, True) - p,
    "F.INV.RT": lambda x, p, first, second: _f_right(x, first, second) - p,
    "T.INV": lambda x, p, freedom: _t_tail(-x, freedom) - p,
    "T.INV.2T": lambda x, p, freedom: 2 * _t_tail(x, freedom) - p,
    "CONFIDENCE.T": lambda x, alpha, deviation, n: (
        2 * _t_tail(x * mp.sqrt(mp.floor(n)) / deviation, mp.floor(n) - 1) - alpha
    ),
}

#: Older names of the same functions.
OLD_NAMES = {
    "NORMDIST": "NORM.DIST",
    "NORMINV": "NORM.INV",
    "NORMSINV": "NORM.S.INV",
    "LOGINV": "LOGNORM.INV",
    "CONFIDENCE": "CONFIDENCE.NORM",
    "GAMMADIST": "GAMMA.DIST",
    "GAMMAINV": "GAMMA.INV",
    "CHIDIST": "CHISQ.DIST.RT",
    "CHIINV": "CHISQ.INV.RT",
    "EXPONDIST": "EXPON.DIST",
    "WEIBULL": "WEIBULL.DIST",
    "BETAINV": "BETA.INV",
    "FDIST": "F.DIST.RT",
    "FINV": "F.INV.RT",
    "TINV": "T.INV.2T",
    "POISSON": "POISSON.DIST",
    "BINOMDIST": "BINOM.DIST",
}
