"""The exact value of a part of a formula where mathematics defines one: mpmath, to forty digits.

The operands are the doubles that the calculators had. Excel's documentation says what each function means.
"""

from __future__ import annotations

import math
import re
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

from mpmath import mp, mpf

from benchmarks.differential.referee_distributions import DISTRIBUTIONS, INVERSES, OLD_NAMES
from benchmarks.differential.referee_statistics import OF_SAMPLES
from sheetgen.values import ErrorValue, Scalar

DIGITS = 40
_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\d{1,3}(,\d{3})+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
#: Seconds of processor time for one value. Series for extreme parameters may take hours: their value is not known then.
PATIENCE = 20.0
#: How far from where both calculators are a root is looked for, in steps of the secant method.
_STEPS = 60


def _future_value(rate: Any, periods: Any, payment: Any, present: Any = 0, due: Any = 0) -> Any:
    due = 1 if due else 0
    if rate == 0:
        return -(present + payment * periods)
    growth = (1 + rate) ** periods
    return -(present * growth + payment * (1 + rate * due) * (growth - 1) / rate)


def _present_value(rate: Any, periods: Any, payment: Any, future: Any = 0, due: Any = 0) -> Any:
    due = 1 if due else 0
    if rate == 0:
        return -(future + payment * periods)
    growth = (1 + rate) ** periods
    return -(future + payment * (1 + rate * due) * (growth - 1) / rate) / growth


def _payment(rate: Any, periods: Any, present: Any, future: Any = 0, due: Any = 0) -> Any:
    due = 1 if due else 0
    if rate == 0:
        return -(present + future) / periods
    growth = (1 + rate) ** periods
    return -(present * growth + future) * rate / ((1 + rate * due) * (growth - 1))


def _interest(rate: Any, period: Any, periods: Any, present: Any, future: Any = 0, due: Any = 0) -> Any:
    payment = _payment(rate, periods, present, future, due)
    if due and period == 1:
        return mpf(0)
    interest = _future_value(rate, period - 1, payment, present, due) * rate
    return interest / (1 + rate) if due else interest


def _periods(rate: Any, payment: Any, present: Any, future: Any = 0, due: Any = 0) -> Any:
    payment = payment * (1 + rate * (1 if due else 0))
    return mp.log((payment - future * rate) / (payment + present * rate)) / mp.log(1 + rate)


#: Functions of numbers.
_EXACT: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "POWER": lambda a, b: a**b,
    "PERMUT": lambda n, k: mp.ff(mp.floor(n), mp.floor(k)),
    "COMBIN": lambda n, k: mp.binomial(mp.floor(n), mp.floor(k)),
    "MOD": lambda a, b: a - b * mp.floor(a / b),
    "EXP": mp.exp,
    "LN": mp.log,
    "LOG": lambda x, base=10: mp.log(x, base),
    "LOG10": mp.log10,
    "SIN": mp.sin,
    "COS": mp.cos,
    "TAN": mp.tan,
    "COT": mp.cot,
    "SEC": mp.sec,
    "CSC": mp.csc,
    "SINH": mp.sinh,
    "COSH": mp.cosh,
    "TANH": mp.tanh,
    "COTH": mp.coth,
    "SECH": mp.sech,
    "CSCH": mp.csch,
    "ASIN": mp.asin,
    "ACOS": mp.acos,
    "ATAN": mp.atan,
    "ACOT": lambda x: mp.pi / 2 - mp.atan(x),
    "ASINH": mp.asinh,
    "ACOSH": mp.acosh,
    "ATANH": mp.atanh,
    "ACOTH": mp.acoth,
    "FISHER": mp.atanh,
    "FISHERINV": mp.tanh,
    "SQRTPI": lambda x: mp.sqrt(x * mp.pi),
    "GAMMA": mp.gamma,
    "GAMMALN": mp.loggamma,
    "GAMMALN.PRECISE": mp.loggamma,
    "ERF.PRECISE": mp.erf,
    "ERFC": mp.erfc,
    "ERFC.PRECISE": mp.erfc,
    "BESSELI": lambda x, n: mp.besseli(mp.floor(n), x),
    "BESSELJ": lambda x, n: mp.besselj(mp.floor(n), x),
    "BESSELK": lambda x, n: mp.besselk(mp.floor(n), x),
    "BESSELY": lambda x, n: mp.bessely(mp.floor(n), x),
    "FV": _future_value,
    "PV": _present_value,
    "PMT": _payment,
    "IPMT": _interest,
    "PPMT": lambda rate, period, periods, *rest: (
        _payment(rate, periods, *rest) - _interest(rate, period, periods, *rest)
    ),
    "NPER": _periods,
    "PDURATION": lambda rate, present, future: mp.log(future / present) / mp.log(1 + rate),
    "RRI": lambda periods, present, future: (future / present) ** (1 / periods) - 1,
    "EFFECT": lambda rate, n: (1 + rate / mp.floor(n)) ** mp.floor(n) - 1,
    "NOMINAL": lambda rate, n: mp.floor(n) * ((1 + rate) ** (1 / mp.floor(n)) - 1),
    "ISPMT": lambda rate, period, periods, present: present * rate * (period / periods - 1),
    "SLN": lambda cost, salvage, life: (cost - salvage) / life,
}

#: What the root of a rate is 0 of.
_ROOTS: dict[str, Callable[..., Any]] = {
    "RATE": lambda x, periods, payment, present, future=0, due=0, guess=None: (
        _future_value(x, periods, payment, present, due) - future
    ),
}


def exact(name: str, operands: Sequence[Scalar], cells: Sequence[Sequence[Scalar]], near: float) -> Any:
    """The exact value of a function or an operator of these operands, or None where none is known here.

    `cells` are the cells of each range among the operands; `near` is a value near which an inverse is looked for.
    """
    with mp.workdps(DIGITS):
        try:
            return _exact(name, operands, cells, near)
        except (ValueError, TypeError, IndexError, ArithmeticError, TimeoutError, mp.NoConvergence):
            return None


def _exact(name: str, operands: Sequence[Scalar], cells: Sequence[Sequence[Scalar]], near: float) -> Any:
    with _patience():
        if cells:
            return OF_SAMPLES[name](operands, cells) if name in OF_SAMPLES else None
        numbers = [mpf(float(value)) for value in map(_number, operands)]
        known = OLD_NAMES.get(name, name)
        root = INVERSES.get(known) or _ROOTS.get(known)
        call = DISTRIBUTIONS.get(known) or _EXACT.get(known)
        if root:
            found = mp.findroot(lambda x: root(x, *numbers), near, maxsteps=_STEPS)
        elif call:
            found = call(*numbers)
        else:
            return None
        return found if isinstance(found, mpf) else None


@contextmanager
def _patience() -> Iterator[None]:
    """TimeoutError after so much processor time; in a process's main thread."""

    def over(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _number(value: Scalar) -> float:
    """What a calculator has for an operand. Of texts those alone that every program reads alike: who reads "7%" or a
    date in which way is not for sheetgen's own reader to judge."""
    if value is None:
        return 0.0
    if isinstance(value, ErrorValue) or (isinstance(value, str) and not _PLAIN.fullmatch(value)):
        raise TypeError
    return float(value.replace(",", "") if isinstance(value, str) else value)


def error_in_ulps(value: float, truth: Any) -> float:
    """How far a double is from the exact value, in units of the last place of the exact value."""
    with mp.workdps(DIGITS):
        return float(abs(mpf(value) - truth) / mpf(math.ulp(float(truth))))
