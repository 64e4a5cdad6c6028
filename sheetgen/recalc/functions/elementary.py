"""Elementary functions for the derivatives of others: of a number, of an array, or of a number with its rounding error.

They never raise: where a function has no value, NaN comes back, and infinity at a pole.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any


def _elementary(name: str) -> Callable[[Any], Any]:
    """The function of that name, whichever kind of number it is asked for."""
    plain: Callable[[float], float] = getattr(math, name)

    def call(x: Any) -> Any:
        if type(x) is float:
            try:
                return plain(x)
            except ValueError:
                return -math.inf if name == "log" and x == 0 else math.nan
            except OverflowError:
                return math.copysign(math.inf, x) if name == "sinh" else math.inf
        own = getattr(x, name, None)
        if own is not None:
            return own()
        import numpy

        return getattr(numpy, name)(x)

    return call


cos = _elementary("cos")
cosh = _elementary("cosh")
exp = _elementary("exp")
log = _elementary("log")
sin = _elementary("sin")
sinh = _elementary("sinh")
sqrt = _elementary("sqrt")


def power(base: Any, exponent: Any) -> Any:
    """A base to an exponent; NaN for a negative base and a broken exponent, infinity for 0 and a negative one."""
    if type(base) is float and type(exponent) is float:
        try:
            return math.pow(base, exponent)
        except ValueError:
            return math.inf if base == 0 else math.nan
        except OverflowError:
            return math.inf
    if isinstance(base, float) and isinstance(exponent, float):
        return base**exponent
    import numpy

    return numpy.power(base, exponent)


def density(z: Any) -> Any:
    """The standard normal density."""
    return exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
