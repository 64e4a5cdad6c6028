"""Excel's complex numbers: texts such as "3+4i", with 15 digits."""

from __future__ import annotations

import cmath
import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Area, Array, Value
from sheetgen.recalc.coerce import Raised, general
from sheetgen.recalc.functions import toolpak
from sheetgen.recalc.functions.registry import function
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_COMPLEX = re.compile(rf"(?P<real>[-+]?{_NUMBER})?(?:(?P<imaginary>[-+]?(?:{_NUMBER})?)(?P<suffix>[ij]))?", re.ASCII)


def _read(value: Scalar) -> tuple[complex, str]:
    """A number, or a text that reads as a complex one, with its suffix ("" where there is none)."""
    if not isinstance(value, str):
        return complex(toolpak.number(value)), ""
    match = _COMPLEX.fullmatch(value)
    if not value or match is None:
        raise Raised(ErrorValue.NUM)
    imaginary = match["imaginary"] or ""
    if match["suffix"] and match["real"] and imaginary[:1] not in ("+", "-"):
        if imaginary:
            raise Raised(ErrorValue.NUM)
        # "4i": what looks like the real part is the imaginary one.
        return complex(0, float(match["real"])), match["suffix"]
    if match["suffix"] and imaginary in ("", "+", "-"):
        imaginary += "1"
    return complex(float(match["real"] or 0), float(imaginary or 0)), match["suffix"] or ""


def _write(number: complex, suffix: str) -> str:
    real, imaginary = number.real, number.imag
    if not cmath.isfinite(number):
        raise Raised(ErrorValue.NUM)
    if imaginary == 0:
        return general(real)
    written = {1.0: "", -1.0: "-"}.get(imaginary, general(imaginary)) + (suffix or "i")
    if real == 0:
        return written
    return general(real) + ("" if imaginary < 0 else "+") + written


@function("COMPLEX")
def complex_(real: Scalar, imaginary: Scalar, suffix: Scalar = "i") -> str:
    """COMPLEX: a complex number from its parts; its suffix is i or j."""
    number = complex(toolpak.number(real), toolpak.number(imaginary))
    if suffix not in (None, "", "i", "j"):
        raise Raised(ErrorValue.VALUE)
    return _write(number, str(suffix or "i"))


@function("IMREAL")
def imreal(number: Scalar) -> float:
    """IMREAL: the real part."""
    return _read(number)[0].real


@function("IMAGINARY")
def imaginary(number: Scalar) -> float:
    """IMAGINARY: the imaginary part."""
    return _read(number)[0].imag


@function("IMABS")
def imabs(number: Scalar) -> float:
    """IMABS: the absolute value."""
    return abs(_read(number)[0])


@function("IMARGUMENT")
def imargument(number: Scalar) -> float:
    """IMARGUMENT: the angle; #DIV/0! for 0."""
    value = _read(number)[0]
    if value == 0:
        raise Raised(ErrorValue.DIV0)
    return math.atan2(value.imag, value.real)


def _of_one(name: str, description: str, call: Callable[[complex], complex]) -> None:
    """Registers a function from one complex number to another."""

    def apply(number: Scalar) -> str:
        value, suffix = _read(number)
        return _write(call(value), suffix)

    apply.__doc__ = f"{name}: {description}"
    function(name)(apply)


def _log(value: complex) -> complex:
    return complex(math.log(abs(value)), math.atan2(value.imag, value.real))


_of_one("IMCONJUGATE", "the conjugate.", lambda value: value.conjugate())
_of_one("IMEXP", "e to that power.", cmath.exp)
_of_one("IMLN", "the natural logarithm; #NUM! for 0.", _log)
_of_one("IMLOG10", "the logarithm to base 10; #NUM! for 0.", lambda value: _log(value) / math.log(10))
_of_one("IMLOG2", "the logarithm to base 2; #NUM! for 0.", lambda value: _log(value) / math.log(2))
_of_one(
    "IMSQRT",
    "the square root, by half the angle.",
    lambda value: cmath.rect(math.sqrt(abs(value)), math.atan2(value.imag, value.real) / 2),
)
_of_one("IMSIN", "the sine.", cmath.sin)
_of_one("IMCOS", "the cosine.", cmath.cos)
_of_one("IMTAN", "the tangent.", cmath.tan)
_of_one("IMSINH", "the hyperbolic sine.", cmath.sinh)
_of_one("IMCOSH", "the hyperbolic cosine.", cmath.cosh)
_of_one("IMSEC", "the secant.", lambda value: 1 / cmath.cos(value))
_of_one("IMCSC", "the cosecant; #NUM! for 0.", lambda value: 1 / cmath.sin(value))
_of_one("IMCOT", "the cotangent; #NUM! for 0.", lambda value: 1 / cmath.tan(value))
_of_one("IMSECH", "the hyperbolic secant.", lambda value: 1 / cmath.cosh(value))
_of_one("IMCSCH", "the hyperbolic cosecant; #NUM! for 0.", lambda value: 1 / cmath.sinh(value))


@function("IMPOWER")
def impower(number: Scalar, exponent: Scalar) -> str:
    """IMPOWER: a real power, by angle and absolute value; #NUM! for 0 to the power of 0 or less."""
    value, suffix = _read(number)
    power = toolpak.number(exponent)
    if value == 0:
        if power <= 0:
            raise Raised(ErrorValue.NUM)
        return "0"
    return _write(cmath.rect(abs(value) ** power, power * math.atan2(value.imag, value.real)), suffix)


def _pair(first: Scalar, second: Scalar) -> tuple[complex, complex, str]:
    (one, suffix), (other, other_suffix) = _read(first), _read(second)
    return one, other, _common(suffix, other_suffix)


def _common(suffix: str, other: str) -> str:
    """The suffix of numbers together: i and j do not mix."""
    if suffix and other and suffix != other:
        raise Raised(ErrorValue.VALUE)
    return suffix or other


@function("IMSUB")
def imsub(first: Scalar, second: Scalar) -> str:
    """IMSUB: the difference of two complex numbers."""
    one, other, suffix = _pair(first, second)
    return _write(one - other, suffix)


@function("IMDIV")
def imdiv(first: Scalar, second: Scalar) -> str:
    """IMDIV: the quotient of two complex numbers; #NUM! by 0."""
    one, other, suffix = _pair(first, second)
    return _write(one / other, suffix)


def _all(evaluator: Evaluator, arguments: tuple[Value, ...]) -> tuple[list[complex], str]:
    """The numbers of all arguments, and their suffix. One blank cell is 0, blanks within a range are nothing."""
    numbers, common = [], ""
    for argument in arguments:
        single = isinstance(argument, Area) and argument.is_cell
        for item in evaluator.array(argument).items() if single else evaluator.items(argument):
            if item is None and isinstance(argument, Array):
                continue
            number, suffix = _read(item)
            numbers.append(number)
            common = _common(common, suffix)
    return numbers, common


@function("IMSUM", least=1)
def imsum(evaluator: Evaluator, *numbers: Value) -> str:
    """IMSUM: the sum of complex numbers; blanks within a range do not count."""
    values, suffix = _all(evaluator, numbers)
    return _write(sum(values, 0j), suffix)


@function("IMPRODUCT", least=1)
def improduct(evaluator: Evaluator, *numbers: Value) -> str:
    """IMPRODUCT: the product of complex numbers; blanks within a range do not count."""
    values, suffix = _all(evaluator, numbers)
    return _write(math.prod(values) if values else 0j, suffix)
