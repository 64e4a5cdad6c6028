"""Excel's Bessel functions of whole orders.

Excel computes orders 0 and 1 from the polynomials of Abramowitz and Stegun (9.8, for I and K) and the rational
approximations of Hart et al. (for J and Y), which have about 8 digits, and the other orders from these by recurrence.
So does this file: the true functions differ from Excel's from the eighth digit on.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions import toolpak
from sheetgen.recalc.functions.registry import function
from sheetgen.values import ErrorValue, Scalar

#: Coefficients, of the constant term first. I below 3.75, of (x/3.75)²; above, of 3.75/x.
_I0 = (1.0, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.360768e-1, 0.45813e-2)
_I0_FAR = (
    *(0.39894228, 0.1328592e-1, 0.225319e-2, -0.157565e-2, 0.916281e-2),
    *(-0.2057706e-1, 0.2635537e-1, -0.1647633e-1, 0.392377e-2),
)
_I1 = (0.5, 0.87890594, 0.51498869, 0.15084934, 0.2658733e-1, 0.301532e-2, 0.32411e-3)
_I1_FAR = (
    *(0.39894228, -0.3988024e-1, -0.362018e-2, 0.163801e-2, -0.1031555e-1),
    *(0.2282967e-1, -0.2895312e-1, 0.1787654e-1, -0.420059e-2),
)
#: K up to 2, of (x/2)²; above, of 2/x.
_K0 = (-0.57721566, 0.42278420, 0.23069756, 0.3488590e-1, 0.262698e-2, 0.10750e-3, 0.74e-5)
_K0_FAR = (1.25331414, -0.7832358e-1, 0.2189568e-1, -0.1062446e-1, 0.587872e-2, -0.251540e-2, 0.53208e-3)
_K1 = (1.0, 0.15443144, -0.67278579, -0.18156897, -0.1919402e-1, -0.110404e-2, -0.4686e-4)
_K1_FAR = (1.25331414, 0.23498619, -0.3655620e-1, 0.1504268e-1, -0.780353e-2, 0.325614e-2, -0.68245e-3)
#: J and Y below 8: numerators and denominators, of x²; above, amplitudes of the cosine and of the sine, of (8/x)².
_J0 = (57568490574.0, -13362590354.0, 651619640.7, -11214424.18, 77392.33017, -184.9052456)
_J0_BELOW = (57568490411.0, 1029532985.0, 9494680.718, 59272.64853, 267.8532712, 1.0)
_J1 = (72362614232.0, -7895059235.0, 242396853.1, -2972611.439, 15704.48260, -30.16036606)
_J1_BELOW = (144725228442.0, 2300535178.0, 18583304.74, 99447.43394, 376.9991397, 1.0)
_Y0 = (-2957821389.0, 7062834065.0, -512359803.6, 10879881.29, -86327.92757, 228.4622733)
_Y0_BELOW = (40076544269.0, 745249964.8, 7189466.438, 47447.26470, 226.1030244, 1.0)
_Y1 = (-0.4900604943e13, 0.1275274390e13, -0.5153438139e11, 0.7349264551e9, -0.4237922726e7, 0.8511937935e4)
_Y1_BELOW = (
    *(0.2499580570e14, 0.4244419664e12, 0.3733650367e10, 0.2245904002e8),
    *(0.1020426050e6, 0.3549632885e3, 1.0),
)
_COSINE = (
    (1.0, -0.1098628627e-2, 0.2734510407e-4, -0.2073370639e-5, 0.2093887211e-6),
    (1.0, 0.183105e-2, -0.3516396496e-4, 0.2457520174e-5, -0.240337019e-6),
)
#: Excel's for J have a misprint each, two digits the wrong way round and one coefficient twice: its J0(10) and J1(10)
#: show them.
_COSINE_J = (
    (1.0, -0.1098628267e-2, 0.2734510407e-4, -0.2073370639e-5, 0.2093887211e-6),
    (1.0, 0.183105e-2, -0.3516396496e-4, -0.3516396496e-4, 0.2457520174e-5, -0.240337019e-6),
)
_SINE = (
    (-0.1562499995e-1, 0.1430488765e-3, -0.6911147651e-5, 0.7621095161e-6, -0.934945152e-7),
    (0.04687499995, -0.2002690873e-3, 0.8449199096e-5, -0.88228987e-6, 0.105787412e-6),
)
#: The phases, π/4 and 3π/4, and 2/π, with the digits of the approximations.
_PHASES = (0.785398164, 2.356194491)
_TWO_BY_PI = 0.636619772
#: How far above an order a recurrence downwards begins, and what it is scaled down at.
_ACCURACY, _BIG = 40.0, 1e10


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    result = 0.0
    for coefficient in reversed(coefficients):
        result = result * x + coefficient
    return result


def _i(order: int, x: float) -> float:
    """I of order 0 or 1."""
    size = abs(x)
    if size < 3.75:
        inner = _polynomial(_I1 if order else _I0, (x / 3.75) * (x / 3.75))
        return x * inner if order else inner
    value = math.exp(size) / math.sqrt(size) * _polynomial(_I1_FAR if order else _I0_FAR, 3.75 / size)
    return -value if order and x < 0 else value


def _k(order: int, x: float) -> float:
    """K of order 0 or 1, of a positive number."""
    if x > 2:
        return math.exp(-x) / math.sqrt(x) * _polynomial(_K1_FAR if order else _K0_FAR, 2 / x)
    y = x * x / 4
    if order:
        return math.log(x / 2) * _i(1, x) + _polynomial(_K1, y) / x
    return -math.log(x / 2) * _i(0, x) + _polynomial(_K0, y)


def _far(cosine: tuple[float, ...], sine: tuple[float, ...], x: float) -> tuple[float, float, float]:
    """From 8 on: the factor before J and Y, the cosine's part and the sine's."""
    z = 8 / x
    return math.sqrt(_TWO_BY_PI / x), _polynomial(cosine, z * z), z * _polynomial(sine, z * z)


def _j(order: int, x: float) -> float:
    """J of order 0 or 1."""
    size = abs(x)
    if size < 8:
        if order:
            return x * _polynomial(_J1, x * x) / _polynomial(_J1_BELOW, x * x)
        return _polynomial(_J0, x * x) / _polynomial(_J0_BELOW, x * x)
    scale, cosine, sine = _far(_COSINE_J[order], _SINE[order], size)
    angle = size - _PHASES[order]
    value = scale * (math.cos(angle) * cosine - math.sin(angle) * sine)
    return -value if order and x < 0 else value


def _y(order: int, x: float) -> float:
    """Y of order 0 or 1, of a positive number."""
    if x < 8:
        if order:
            near = x * _polynomial(_Y1, x * x) / _polynomial(_Y1_BELOW, x * x)
            return near + _TWO_BY_PI * (_j(1, x) * math.log(x) - 1 / x)
        return _polynomial(_Y0, x * x) / _polynomial(_Y0_BELOW, x * x) + _TWO_BY_PI * _j(0, x) * math.log(x)
    scale, cosine, sine = _far(_COSINE[order], _SINE[order], x)
    angle = x - _PHASES[order]
    return scale * (math.sin(angle) * cosine + math.cos(angle) * sine)


def _upwards(base: Callable[[int, float], float], sign: int, order: int, x: float) -> float:
    """Orders from 0 and 1 upwards: f(n+1) = 2n/x f(n) + sign f(n-1)."""
    before, value = base(0, x), base(1, x)
    for n in range(1, order):
        before, value = value, n * (2 / x) * value + sign * before
    return value if order else before


def _downwards(sign: int, order: int, x: float, start: int) -> tuple[float, float, float]:
    """From far above down to an order and to 0: both, and the sum of the even orders below the start, all by the same
    unknown factor."""
    after, value, wanted, total = 0.0, 1.0, 0.0, 0.0
    for n in range(start, 0, -1):
        after, value = value, n * (2 / x) * value + sign * after
        if abs(value) > _BIG:
            after, value, wanted, total = after / _BIG, value / _BIG, wanted / _BIG, total / _BIG
        if n % 2 == 1:
            total += value
        if n == order:
            wanted = after
    return wanted, value, total


def _arguments(x: Scalar, order: Scalar, *, positive: bool) -> tuple[float, int]:
    """A number and a whole order from 0 on."""
    number, n = toolpak.number(x), toolpak.number(order)
    if n < 0 or (positive and number <= 0):
        raise Raised(ErrorValue.NUM)
    return number, int(n)


def _signed(value: float, order: int, x: float) -> float:
    """I and J of a negative number, of that of its size."""
    return -value if x < 0 and order % 2 == 1 else value


@function("BESSELI")
def besseli(x: Scalar, order: Scalar) -> float:
    """BESSELI: the modified Bessel function I; #NUM! for an order below 0."""
    number, n = _arguments(x, order, positive=False)
    if n < 2:
        return _i(n, number)
    if number == 0:
        return 0.0
    size = abs(number)
    wanted, value, _ = _downwards(1, n, size, 2 * (n + int(math.sqrt(_ACCURACY * n))))
    return _signed(wanted * (_i(0, size) / value), n, number)


@function("BESSELJ")
def besselj(x: Scalar, order: Scalar) -> float:
    """BESSELJ: the Bessel function J; #NUM! for an order below 0."""
    number, n = _arguments(x, order, positive=False)
    if n < 2:
        return _j(n, number)
    if number == 0:
        return 0.0
    size = abs(number)
    if size > n:
        return _signed(_upwards(_j, -1, n, size), n, number)
    # The even orders, doubled but for order 0, add up to 1.
    wanted, value, total = _downwards(-1, n, size, 2 * ((n + int(math.sqrt(_ACCURACY * n))) // 2))
    return _signed(wanted / (2 * total - value), n, number)


@function("BESSELK")
def besselk(x: Scalar, order: Scalar) -> float:
    """BESSELK: the modified Bessel function K; #NUM! for an order below 0, or a number up to 0."""
    number, n = _arguments(x, order, positive=True)
    return _upwards(_k, 1, n, number)


@function("BESSELY")
def bessely(x: Scalar, order: Scalar) -> float:
    """BESSELY: the Bessel function Y; #NUM! for an order below 0, or a number up to 0."""
    number, n = _arguments(x, order, positive=True)
    return _upwards(_y, -1, n, number)
