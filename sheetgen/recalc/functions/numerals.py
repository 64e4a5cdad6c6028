"""Excel's category "Math & Trig": numbers written in other ways, in any base and in Roman numerals."""

from __future__ import annotations

from sheetgen.recalc.coerce import Raised, to_number
from sheetgen.recalc.functions.registry import function
from sheetgen.values import ErrorValue, Scalar

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Roman digits.
_ROMAN = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
#: The pairs that subtract, those that each form adds to the forms before it.
_PAIRS = ("CM CD XC XL IX IV", "LM LD VC VL", "XM XD IC IL", "VM VD", "IM ID")


def _require(condition: bool) -> None:
    """#NUM! unless a condition holds."""
    if not condition:
        raise Raised(ErrorValue.NUM)


@function("BASE")
def base(number: float, radix: float, length: float = 0.0) -> str:
    """BASE: a whole number from 0 below 2^53 in a base from 2 to 36, zeros before it up to a length."""
    value, size = int(number), int(radix)
    _require(0 <= number < 1 << 53 and 2 <= size <= 36 and 0 <= int(length) <= 255)
    digits = ""
    while value:
        value, digit = divmod(value, size)
        digits = _DIGITS[digit] + digits
    return (digits or "0").rjust(int(length), "0")


@function("DECIMAL")
def decimal(text: str, radix: float) -> float:
    """DECIMAL: the number that a text of at most 255 digits has in a base from 2 to 36."""
    size = int(radix)
    digits = [_DIGITS.find(digit) for digit in text.lstrip(" ").upper()]
    _require(2 <= size <= 36 and len(digits) <= 255 and all(0 <= digit < size for digit in digits))
    value = 0
    for digit in digits:
        value = value * size + digit
    return float(value)


@function("ROMAN")
def roman(number: float, form: Scalar = 0.0) -> str:
    """ROMAN: a number from 0 to 3999, cut to a whole one, in Roman numerals; the larger the form, to 4, the shorter.
    TRUE is form 0, FALSE form 4."""
    value = int(number)
    kind = (0 if form else 4) if isinstance(form, bool) else int(to_number(form))
    if not 0 <= value <= 3999 or not 0 <= kind <= 4:
        raise Raised(ErrorValue.VALUE)
    parts = dict(_ROMAN)
    for pair in " ".join(_PAIRS[: kind + 1]).split():
        parts[pair] = _ROMAN[pair[1]] - _ROMAN[pair[0]]
    written = ""
    for part, worth in sorted(parts.items(), key=lambda item: -item[1]):
        count, value = divmod(value, worth)
        written += part * count
    return written


@function("ARABIC")
def arabic(text: str) -> float:
    """ARABIC: what Roman numerals mean, a minus before them; 0 for an empty text, #VALUE! for any other."""
    written = text.strip().upper()
    digits = written.removeprefix("-")
    if len(written) > 255 or not set(digits) <= set(_ROMAN) or written == "-":
        raise Raised(ErrorValue.VALUE)
    worth = [_ROMAN[digit] for digit in digits]
    total = 0
    for value, following in zip(worth, [*worth[1:], 0], strict=False):
        total += -value if value < following else value
    return float(-total if written != digits else total)
