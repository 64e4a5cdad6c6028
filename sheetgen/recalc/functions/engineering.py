"""Excel's category "Engineering": number systems, bits, steps, the error function; and the gamma function."""

from __future__ import annotations

import math
from typing import Any

from sheetgen.recalc.coerce import Raised, to_text
from sheetgen.recalc.functions import elementary, toolpak
from sheetgen.recalc.functions.registry import Rule, function
from sheetgen.values import ErrorValue, Scalar

_DIGITS = "0123456789ABCDEF"
#: How many bits ten digits of each base have: the highest is the sign.
_BITS = {2: 10, 8: 30, 16: 40}


def _read(value: Scalar, base: int) -> int:
    """Up to ten digits of a base, in two's complement."""
    if isinstance(value, bool):
        raise Raised(ErrorValue.VALUE)
    text = to_text(value).upper() or "0"
    if len(text) > 10 or set(text) - set(_DIGITS[:base]):
        raise Raised(ErrorValue.NUM)
    number = int(text, base)
    half = 1 << (_BITS[base] - 1)
    return number - 2 * half if number >= half else number


def _write(number: int, base: int, places: Scalar) -> str:
    """A number in a base, filled with zeros to a number of places; negative ones have all ten digits."""
    width = None if places is None else toolpak.whole(places)
    if width is not None and not 1 <= width <= 10:
        raise Raised(ErrorValue.NUM)
    half = 1 << (_BITS[base] - 1)
    if not -half <= number < half:
        raise Raised(ErrorValue.NUM)
    if number < 0:
        width, number = None, number + 2 * half
    text = ""
    while number or not text:
        number, digit = divmod(number, base)
        text = _DIGITS[digit] + text
    if width is not None and len(text) > width:
        raise Raised(ErrorValue.NUM)
    return text.rjust(width or 0, "0")


@function("BIN2DEC")
def bin2dec(number: Scalar) -> float:
    """BIN2DEC: ten binary digits at most, the tenth the sign."""
    return float(_read(number, 2))


@function("OCT2DEC")
def oct2dec(number: Scalar) -> float:
    """OCT2DEC: ten octal digits at most, in two's complement of 30 bits."""
    return float(_read(number, 8))


@function("HEX2DEC")
def hex2dec(number: Scalar) -> float:
    """HEX2DEC: ten hexadecimal digits at most, in two's complement of 40 bits."""
    return float(_read(number, 16))


@function("BIN2OCT", most=2)
def bin2oct(number: Scalar, *places: Scalar) -> str:
    """BIN2OCT: with zeros in front up to a number of places."""
    return _write(_read(number, 2), 8, _places(places))


@function("BIN2HEX", most=2)
def bin2hex(number: Scalar, *places: Scalar) -> str:
    """BIN2HEX: with zeros in front up to a number of places."""
    return _write(_read(number, 2), 16, _places(places))


@function("OCT2BIN", most=2)
def oct2bin(number: Scalar, *places: Scalar) -> str:
    """OCT2BIN: with zeros in front up to a number of places; #NUM! outside −512 to 511."""
    return _write(_read(number, 8), 2, _places(places))


@function("OCT2HEX", most=2)
def oct2hex(number: Scalar, *places: Scalar) -> str:
    """OCT2HEX: with zeros in front up to a number of places."""
    return _write(_read(number, 8), 16, _places(places))


@function("HEX2BIN", most=2)
def hex2bin(number: Scalar, *places: Scalar) -> str:
    """HEX2BIN: with zeros in front up to a number of places; #NUM! outside −512 to 511."""
    return _write(_read(number, 16), 2, _places(places))


@function("HEX2OCT", most=2)
def hex2oct(number: Scalar, *places: Scalar) -> str:
    """HEX2OCT: with zeros in front up to a number of places; #NUM! past 30 bits."""
    return _write(_read(number, 16), 8, _places(places))


@function("DEC2BIN", most=2)
def dec2bin(number: Scalar, *places: Scalar) -> str:
    """DEC2BIN: with zeros in front up to a number of places; #NUM! outside −512 to 511."""
    return _write(toolpak.whole(number), 2, _places(places))


@function("DEC2OCT", most=2)
def dec2oct(number: Scalar, *places: Scalar) -> str:
    """DEC2OCT: with zeros in front up to a number of places; #NUM! past 30 bits."""
    return _write(toolpak.whole(number), 8, _places(places))


@function("DEC2HEX", most=2)
def dec2hex(number: Scalar, *places: Scalar) -> str:
    """DEC2HEX: with zeros in front up to a number of places; #NUM! past 40 bits."""
    return _write(toolpak.whole(number), 16, _places(places))


def _places(places: tuple[Scalar, ...]) -> Scalar:
    """The number of places, None where none is given: a blank cell is 0 places."""
    return (0.0 if places[0] is None else places[0]) if places else None


def _bits(number: float) -> int:
    """A whole number of at most 48 bits; anything else is #NUM!."""
    if not 0 <= number < 1 << 48 or number != int(number):
        raise Raised(ErrorValue.NUM)
    return int(number)


@function("BITAND")
def bitand(first: float, second: float) -> float:
    """BITAND: the bits that both have."""
    return float(_bits(first) & _bits(second))


@function("BITOR")
def bitor(first: float, second: float) -> float:
    """BITOR: the bits that either has."""
    return float(_bits(first) | _bits(second))


@function("BITXOR")
def bitxor(first: float, second: float) -> float:
    """BITXOR: the bits that one has and the other has not."""
    return float(_bits(first) ^ _bits(second))


@function("BITLSHIFT")
def bitlshift(number: float, shift: float) -> float:
    """BITLSHIFT: bits moved left, or right for a negative shift of up to 53; #NUM! past 48 bits."""
    count = int(shift)
    if abs(count) > 53:
        raise Raised(ErrorValue.NUM)
    bits = _bits(number)
    return float(_bits(float(bits << count if count >= 0 else bits >> -count)))


@function("BITRSHIFT")
def bitrshift(number: float, shift: float) -> float:
    """BITRSHIFT: bits moved right, or left for a negative shift."""
    return bitlshift(number, -shift)


@function("DELTA", derivative=Rule.STEPS)
def delta(first: Scalar, second: Scalar = 0.0) -> float:
    """DELTA: 1 where two numbers are equal, 0 where not."""
    return float(toolpak.number(first) == toolpak.number(second))


@function("GESTEP", derivative=Rule.STEPS)
def gestep(number: Scalar, step: Scalar = 0.0) -> float:
    """GESTEP: 1 from the step on, 0 below."""
    return float(toolpak.number(number) >= toolpak.number(step))


def _erf_slope(limit: Any, value: Any = None) -> Any:
    return 2.0 / math.sqrt(math.pi) * elementary.exp(-limit * limit)


def _erf_slopes(lower: Any, *upper: Any, value: Any) -> tuple[Any, ...]:
    return (-_erf_slope(lower), _erf_slope(upper[0])) if upper else (_erf_slope(lower),)


@function("ERF", most=2, derivative=_erf_slopes)
def erf(lower: Scalar, *upper: Scalar) -> float:
    """ERF: the error function's integral from 0 to a limit, or between two."""
    start = toolpak.number(lower)
    return math.erf(toolpak.number(upper[0])) - math.erf(start) if upper else math.erf(start)


@function("ERF.PRECISE", derivative=_erf_slope)
def erf_precise(limit: Scalar) -> float:
    """ERF.PRECISE: the error function's integral from 0 to a limit."""
    return math.erf(toolpak.number(limit))


@function("ERFC", "ERFC.PRECISE", derivative=lambda limit, value: -_erf_slope(limit))
def erfc(limit: Scalar) -> float:
    """ERFC: the error function's integral from a limit to infinity."""
    return math.erfc(toolpak.number(limit))


@function("GAMMA")
def gamma(number: float) -> float:
    """GAMMA: #NUM! at 0 and the negative whole numbers."""
    return math.gamma(number)


_EULER = 0.577_215_664_901_532_9
#: Riemann's zeta function from 2 on.
_ZETA = (
    1.644_934_066_848_226_4,
    1.202_056_903_159_594_3,
    1.082_323_233_711_138_2,
    1.036_927_755_143_369_9,
    1.017_343_061_984_449_1,
    1.008_349_277_381_922_8,
    1.004_077_356_197_944_3,
)


@function("GAMMALN", "GAMMALN.PRECISE")
def gammaln(number: float) -> float:
    """GAMMALN: the logarithm of the gamma function; #NUM! at 0 and below."""
    if number <= 0:
        raise Raised(ErrorValue.NUM)
    for root in (1.0, 2.0):
        if abs(number - root) < 0.01:
            # Around its roots the C library's lgamma has few digits; Taylor's series has all.
            z = number - root
            series = -_EULER * z + sum(zeta * (-z) ** k / k for k, zeta in enumerate(_ZETA, 2))
            return series + (math.log1p(z) if root == 2 else 0.0)
    return math.lgamma(number)
