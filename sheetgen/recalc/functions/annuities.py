"""Excel's category "Financial": loans and savings with equal payments.

All solve `pv·(1+rate)^nper + pmt·(1+rate·type)·((1+rate)^nper − 1)/rate + fv = 0`; money paid is negative.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sheetgen.recalc import operators
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions import toolpak
from sheetgen.recalc.functions.registry import function
from sheetgen.values import ErrorValue, Scalar


def _grown(rate: float, periods: float) -> float:
    """What 1 grows to."""
    if rate == -1 and periods <= 0:
        raise Raised(ErrorValue.NUM)
    return math.pow(1 + rate, periods)


@function("PMT")
def pmt(rate: float, periods: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    """PMT: the payment of each period; with a type other than 0 it is due at the period's beginning. A rate of −1 or
    less is #NUM!."""
    if periods == 0 or rate <= -1:
        raise Raised(ErrorValue.NUM)
    if rate == 0:
        return -(present + future) / periods
    grown = _grown(rate, periods)
    return -(present * grown + future) * rate / ((1 + rate * (due != 0)) * (grown - 1))


@function("FV")
def fv(rate: float, periods: float, payment: float, present: float = 0.0, due: float = 0.0) -> float:
    """FV: the value after the last payment."""
    if rate == 0:
        return -(present + payment * periods)
    grown = _grown(rate, periods)
    return -(present * grown + payment * (1 + rate * (due != 0)) * (grown - 1) / rate)


@function("PV")
def pv(rate: float, periods: float, payment: float, future: float = 0.0, due: float = 0.0) -> float:
    """PV: what all payments are worth now."""
    if rate == 0:
        return -(future + payment * periods)
    grown = _grown(rate, periods)
    return -(future + payment * ((grown - 1) / rate) * (1 + rate * (due != 0))) / grown


@function("NPER")
def nper(rate: float, payment: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    """NPER: the number of payments."""
    if rate == 0:
        return operators.divide(-(present + future), payment)
    each = payment * (1 + rate * (due != 0))
    return math.log((each - future * rate) / (each + present * rate)) / math.log1p(rate)


@function("RATE")
def rate_(
    periods: float, payment: float, present: float, future: float = 0.0, due: float = 0.0, guess: float = 0.1
) -> float:
    """RATE: the interest of a period, sought from a guess; #NUM! where none is found."""
    if periods <= 0 or guess <= -1:
        raise Raised(ErrorValue.NUM)

    def at_first(rate: float) -> float:
        """What is left over, in the money of the beginning."""
        discount = 1 / _grown(rate, periods)
        return present + payment * (1 + rate * (due != 0)) * _payments(rate, periods) * discount + future * discount

    def at_last(rate: float) -> float:
        """The same in the money of the end."""
        return present * _grown(rate, periods) + payment * (1 + rate * (due != 0)) * _payments(rate, periods) + future

    # Their roots are the same; from a guess that is too low the first is nearly straight, from one too high the other.
    try:
        return solve(at_first, guess)
    except (Raised, OverflowError, ZeroDivisionError):
        return solve(at_last, guess)


def _payments(rate: float, periods: float) -> float:
    """What 1 in each period grows to, without losing digits at small rates."""
    return periods if rate == 0 else math.expm1(periods * math.log1p(rate)) / rate


def solve(call: Callable[[float], float], guess: float) -> float:
    """A rate above −1 at which a function is 0, by the secant method from a guess; #NUM! where it is not found."""
    x0, x1 = guess, guess * 1.01 + 1e-4
    y0 = call(x0)
    # What counts as 0 is told by the values at the guess: near −1 they may be larger by any power of ten.
    scale = max(abs(y0), abs(call(x1)))
    for _ in range(100):
        y1 = call(x1)
        if not math.isfinite(y1):
            x1 = (x0 + x1) / 2
            continue
        if y1 == y0:
            break
        x2 = x1 - y1 * (x1 - x0) / (y1 - y0)
        if x2 <= -1:
            x2 = (min(x0, x1) - 1) / 2
        x0, y0, x1 = x1, y1, x2
        if abs(x1 - x0) <= 1e-15 * max(1.0, abs(x1)):
            break
    # Where it is flat or runs away the last steps are still long; a root that was found has other signs beside it.
    near = 1e-9 * max(1.0, abs(x1))
    found = abs(call(x1)) <= 1e-10 * scale or call(x1 - near) * call(x1 + near) <= 0
    if not found or x1 < -0.999_999_999 or abs(x1 - x0) > 1e-6 * max(1.0, abs(x1)):
        raise Raised(ErrorValue.NUM)
    return x1


def bracketed(call: Callable[[float], float], guess: float) -> float:
    """The root of a function that falls all the way from −1 up, by halving; #NUM! where there is none."""
    low, high = guess, guess
    while call(low) < 0:
        low = (low - 1) / 2
        if low < -0.999_999_999:
            raise Raised(ErrorValue.NUM)
    while call(high) > 0:
        high = 2 * high + 1
        if high > 1e12:
            raise Raised(ErrorValue.NUM)
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if call(middle) > 0 else (low, middle)
    return low


@function("IPMT")
def ipmt(rate: float, period: float, periods: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    """IPMT: the interest within a period's payment; #NUM! outside the periods."""
    if not 1 <= period < periods + 1:
        raise Raised(ErrorValue.NUM)
    payment = pmt(rate, periods, present, future, due)
    return _interest(rate, period, payment, present, due)


def _interest(rate: float, period: float, payment: float, present: float, due: float) -> float:
    if due == 0:
        return fv(rate, period - 1, payment, present) * rate
    if period == 1:
        return 0.0
    return (fv(rate, period - 2, payment, present, 1) - payment) * rate


@function("PPMT")
def ppmt(rate: float, period: float, periods: float, present: float, future: float = 0.0, due: float = 0.0) -> float:
    """PPMT: what a period's payment pays back; #NUM! outside the periods."""
    if not 1 <= period < periods + 1:
        raise Raised(ErrorValue.NUM)
    return _principal(rate, period, periods, present, future, due)


def _principal(rate: float, period: float, periods: float, present: float, future: float, due: float) -> float:
    """Directly, not as payment less interest, which would lose digits where nearly all is interest."""
    payment = pmt(rate, periods, present, future, due)
    if rate == 0 or (due != 0 and period == 1):
        return payment
    # The first payment's share, grown since.
    return -rate * (present + future) * _grown(rate, period - (2 if due else 1)) / (_grown(rate, periods) - 1)


@function("CUMIPMT")
def cumipmt(rate: Scalar, periods: Scalar, present: Scalar, start: Scalar, end: Scalar, due: Scalar) -> float:
    """CUMIPMT: the interest within several payments; #NUM! unless rate, periods and present value are positive, the
    periods in order and the type 0 or 1."""
    return _cumulated(rate, periods, present, start, end, due)[0]


@function("CUMPRINC")
def cumprinc(rate: Scalar, periods: Scalar, present: Scalar, start: Scalar, end: Scalar, due: Scalar) -> float:
    """CUMPRINC: what several payments pay back; errors as in CUMIPMT."""
    return _cumulated(rate, periods, present, start, end, due)[1]


def _cumulated(
    rate: Scalar, periods: Scalar, present: Scalar, start: Scalar, end: Scalar, due: Scalar
) -> tuple[float, float]:
    interest, count, value, kind = (toolpak.number(item) for item in (rate, periods, present, due))
    begin, last = toolpak.number(start), toolpak.number(end)
    if min(interest, count, value) <= 0 or begin < 1 or not begin <= last <= count or kind not in (0, 1):
        raise Raised(ErrorValue.NUM)
    payment = pmt(interest, count, value, 0.0, kind)
    span = range(math.ceil(begin), math.floor(last) + 1)
    return (
        sum(_interest(interest, float(period), payment, value, kind) for period in span),
        sum(_principal(interest, float(period), count, value, 0.0, kind) for period in span),
    )


@function("ISPMT")
def ispmt(rate: float, period: float, periods: float, present: float) -> float:
    """ISPMT: a period's interest where the same sum is paid back in each, counted from period 0."""
    return present * rate * (operators.divide(period, periods) - 1)
