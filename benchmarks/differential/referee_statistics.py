"""Exact values of functions of samples, for referee.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mpmath import mp, mpf

from sheetgen.values import Scalar

#: The operands of a function and the cells of each range among them.
Cells = Sequence[Sequence[Scalar]]


def _all(operands: Sequence[Scalar], cells: Cells) -> list[Any]:
    """The numbers of one or more ranges and of numbers beside them."""
    if any(isinstance(value, str) and not value.startswith("\0") for value in operands):
        raise TypeError
    if any(isinstance(value, bool) for value in operands):
        raise TypeError
    found = [mpf(value) for value in operands if isinstance(value, float)]
    return found + [mpf(value) for one in cells for value in one if isinstance(value, float)]


def _pairs(cells: Cells) -> tuple[list[Any], list[Any]]:
    first, second = cells
    both = [(a, b) for a, b in zip(first, second, strict=True) if type(a) is float and type(b) is float]
    return [mpf(a) for a, _ in both], [mpf(b) for _, b in both]


def _mean(sample: list[Any]) -> Any:
    return mp.fsum(sample) / len(sample)


def _moment(sample: list[Any], power: int) -> Any:
    mean = _mean(sample)
    return mp.fsum((x - mean) ** power for x in sample)


def _variance(sample: list[Any]) -> Any:
    return _moment(sample, 2) / (len(sample) - 1)


def _skewness(sample: list[Any]) -> Any:
    n = len(sample)
    return mpf(n) / ((n - 1) * (n - 2)) * _moment(sample, 3) / mp.sqrt(_variance(sample)) ** 3


def _population_skewness(sample: list[Any]) -> Any:
    n = len(sample)
    return _moment(sample, 3) / n / mp.sqrt(_moment(sample, 2) / n) ** 3


def _kurtosis(sample: list[Any]) -> Any:
    n = mpf(len(sample))
    first = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * _moment(sample, 4) / _variance(sample) ** 2
    return first - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))


def _products(cells: Cells) -> tuple[Any, Any, Any, Any, Any, int]:
    """The sums of squares and products of deviations of two samples, and their means."""
    xs, ys = _pairs(cells)
    a, b = _mean(xs), _mean(ys)
    xy = mp.fsum((x - a) * (y - b) for x, y in zip(xs, ys, strict=True))
    return _moment(xs, 2), _moment(ys, 2), xy, a, b, len(xs)


def _correlation(cells: Cells) -> Any:
    xx, yy, xy, *_ = _products(cells)
    return xy / mp.sqrt(xx * yy)


def _slope(cells: Cells) -> Any:
    """Of the first range on the second."""
    _, xx, xy, *_ = _products(cells)
    return xy / xx


def _intercept(cells: Cells) -> Any:
    *_, y, x, _ = _products(cells)
    return y - _slope(cells) * x


def _standard_error(cells: Cells) -> Any:
    yy, xx, xy, _, _, n = _products(cells)
    return mp.sqrt((yy - xy * xy / xx) / (n - 2))


def _f_test(operands: Sequence[Scalar], cells: Cells) -> Any:
    first, second = (_all((), [one]) for one in cells)
    ratio = _variance(first) / _variance(second)
    m, n = mpf(len(first) - 1), mpf(len(second) - 1)
    right = mp.betainc(n / 2, m / 2, 0, n / (n + m * ratio), regularized=True)
    return 2 * min(right, 1 - right)


def _t_test(operands: Sequence[Scalar], cells: Cells) -> Any:
    tails, kind = int(float(str(operands[2]))), int(float(str(operands[3])))
    first, second = (_all((), [one]) for one in cells)
    m, n = len(first), len(second)
    if kind == 1:
        apart = [a - b for a, b in zip(first, second, strict=True)]
        t, freedom = _mean(apart) / mp.sqrt(_variance(apart) / m), mpf(m - 1)
    elif kind == 2:
        pooled = (_moment(first, 2) + _moment(second, 2)) / (m + n - 2)
        t, freedom = (_mean(first) - _mean(second)) / mp.sqrt(pooled * (mpf(1) / m + mpf(1) / n)), mpf(m + n - 2)
    else:
        a, b = _variance(first) / m, _variance(second) / n
        t = (_mean(first) - _mean(second)) / mp.sqrt(a + b)
        freedom = (a + b) ** 2 / (a * a / (m - 1) + b * b / (n - 1))
    return tails * mp.betainc(freedom / 2, mpf(1) / 2, 0, freedom / (freedom + t * t), regularized=True) / 2


def _chi_squared_test(operands: Sequence[Scalar], cells: Cells) -> Any:
    actual, expected = _pairs(cells)
    chi = mp.fsum((a - e) ** 2 / e for a, e in zip(actual, expected, strict=True))
    return mp.gammainc(mpf(len(actual) - 1) / 2, chi / 2, mp.inf, regularized=True)


def _z_test(operands: Sequence[Scalar], cells: Cells) -> Any:
    sample = _all((), cells)
    deviation = mpf(operands[2]) if len(operands) > 2 else mp.sqrt(_variance(sample))  # type: ignore[arg-type]
    return mp.ncdf(-(_mean(sample) - mpf(operands[1])) * mp.sqrt(len(sample)) / deviation)  # type: ignore[arg-type]


def _determinant(operands: Sequence[Scalar], cells: Cells) -> Any:
    size = round(len(cells[0]) ** 0.5)
    return mp.det(mp.matrix([list(cells[0][row * size : (row + 1) * size]) for row in range(size)]))


def _net_present_value(operands: Sequence[Scalar], cells: Cells) -> Any:
    if any(isinstance(value, str) and not value.startswith("\0") for value in operands) or len(operands) > 2:
        raise TypeError
    rate = mpf(operands[0])  # type: ignore[arg-type]
    return mp.fsum(value / (1 + rate) ** (i + 1) for i, value in enumerate(_all((), cells)))


def _of_sample(call: Callable[[list[Any]], Any]) -> Callable[[Sequence[Scalar], Cells], Any]:
    return lambda operands, cells: call(_all(operands, cells))


def _of_pairs(call: Callable[[Cells], Any]) -> Callable[[Sequence[Scalar], Cells], Any]:
    return lambda operands, cells: call(cells)


def _percentile(operands: Sequence[Scalar], cells: Cells) -> Any:
    sample = sorted(_all((), cells))
    at = (len(sample) - 1) * mpf(operands[1])  # type: ignore[arg-type]
    low = int(mp.floor(at))
    high = min(low + 1, len(sample) - 1)
    return sample[low] + (at - low) * (sample[high] - sample[low])


#: By function, the exact value of its operands and of the cells of its ranges.
OF_SAMPLES: dict[str, Callable[[Sequence[Scalar], Cells], Any]] = {
    "SUM": _of_sample(mp.fsum),
    "AVERAGE": _of_sample(_mean),
    "SUMSQ": _of_sample(lambda sample: mp.fsum(x * x for x in sample)),
    "PRODUCT": _of_sample(mp.fprod),
    "AVEDEV": _of_sample(lambda sample: _mean([abs(x - _mean(sample)) for x in sample])),
    "DEVSQ": _of_sample(lambda sample: _moment(sample, 2)),
    "GEOMEAN": _of_sample(lambda sample: mp.exp(_mean([mp.log(x) for x in sample]))),
    "HARMEAN": _of_sample(lambda sample: len(sample) / mp.fsum(1 / x for x in sample)),
    "VAR": _of_sample(_variance),
    "VAR.S": _of_sample(_variance),
    "STDEV": _of_sample(lambda sample: mp.sqrt(_variance(sample))),
    "STDEV.S": _of_sample(lambda sample: mp.sqrt(_variance(sample))),
    "VARP": _of_sample(lambda sample: _moment(sample, 2) / len(sample)),
    "VAR.P": _of_sample(lambda sample: _moment(sample, 2) / len(sample)),
    "STDEVP": _of_sample(lambda sample: mp.sqrt(_moment(sample, 2) / len(sample))),
    "STDEV.P": _of_sample(lambda sample: mp.sqrt(_moment(sample, 2) / len(sample))),
    "SKEW": _of_sample(_skewness),
    "SKEW.P": _of_sample(_population_skewness),
    "KURT": _of_sample(_kurtosis),
    "CORREL": _of_pairs(_correlation),
    "PEARSON": _of_pairs(_correlation),
    "RSQ": _of_pairs(lambda cells: _correlation(cells) ** 2),
    "COVAR": _of_pairs(lambda cells: _products(cells)[2] / _products(cells)[5]),
    "COVARIANCE.P": _of_pairs(lambda cells: _products(cells)[2] / _products(cells)[5]),
    "COVARIANCE.S": _of_pairs(lambda cells: _products(cells)[2] / (_products(cells)[5] - 1)),
    "SLOPE": _of_pairs(_slope),
    "INTERCEPT": _of_pairs(_intercept),
    "STEYX": _of_pairs(_standard_error),
    "FORECAST": lambda operands, cells: _intercept(cells) + _slope(cells) * mpf(operands[0]),  # type: ignore[arg-type]
    "FORECAST.LINEAR": lambda operands, cells: _intercept(cells) + _slope(cells) * mpf(operands[0]),  # type: ignore[arg-type]
    "F.TEST": _f_test,
    "FTEST": _f_test,
    "T.TEST": _t_test,
    "TTEST": _t_test,
    "CHISQ.TEST": _chi_squared_test,
    "CHITEST": _chi_squared_test,
    "Z.TEST": _z_test,
    "ZTEST": _z_test,
    "MDETERM": _determinant,
    "NPV": _net_present_value,
    "PERCENTILE": _percentile,
    "PERCENTILE.INC": _percentile,
}
