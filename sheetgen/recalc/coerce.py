"""How Excel turns a value of one kind into another: where a number is wanted, a text, or a condition."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from sheetgen.values import ErrorValue, Scalar

_NUMBER = re.compile(r"([-+]?)\$?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE]([-+]?\d+))?\s*(%?)", re.ASCII)
_FRACTION = re.compile(r"([-+]?)(\d+) (\d{1,3})/(\d{1,3})", re.ASCII)


class Raised(Exception):
    """An error value on its way up through a formula: the first that is met is the result."""

    def __init__(self, error: ErrorValue) -> None:
        super().__init__(str(error))
        self.error = error


def to_number(value: Scalar, date1904: bool | None = None) -> float:
    """A value where a number is wanted: blank is 0, TRUE is 1, a text counts if it reads as a number.

    Where the date system is told, a text that reads as a date or a time counts too, the month before the day in
    `"1/2/2024"`; spaces around it are #VALUE!, as in Excel.
    """
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if value is None:
        return 0.0
    if isinstance(value, ErrorValue):
        raise Raised(value)
    try:
        return text_to_number(value)
    except Raised:
        if date1904 is None or value != value.strip():
            raise
    from sheetgen.recalc.dates import text_to_serial

    return text_to_serial(value, date1904)


def text_to_number(text: str) -> float:
    """`"1,234.5"`, `"1e3"`, `"5%"`, `"$7"`, `"8€"`, `"3 1/2"` and `"(9)"`, which is -9, as numbers; else #VALUE!.

    A fraction needs its whole number: `"1/2"` is a date.
    """
    stripped = text.strip()
    bare = re.fullmatch(r"\((.+)\)", stripped)
    if bare and bare[1][:1] not in "+-(":
        return -plain_number(bare[1].replace("€", "", 1))
    return plain_number(stripped.replace("€", "", 1) if stripped[:1] == "€" or stripped[-1:] == "€" else stripped)


def plain_number(text: str) -> float:
    """The same without parentheses and the euro sign."""
    match = _NUMBER.fullmatch(text.strip())
    if not match:
        return _mixed(text.strip())
    number = float(match[1] + match[2].replace(",", "") + (f"e{match[3]}" if match[3] else ""))
    if number in (float("inf"), float("-inf")):
        raise Raised(ErrorValue.VALUE)
    return number / 100 if match[4] else number


def _mixed(text: str) -> float:
    """A whole number and a fraction, `3 1/2`; #VALUE! for any other text."""
    match = _FRACTION.fullmatch(text)
    if not match or not int(match[4]):
        raise Raised(ErrorValue.VALUE)
    number = int(match[2]) + int(match[3]) / int(match[4])
    return -number if match[1] == "-" else number


def to_text(value: Scalar) -> str:
    """A value where a text is wanted: numbers in General format, with at most 15 digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if value is None:
        return ""
    if isinstance(value, ErrorValue):
        raise Raised(value)
    return general(value)


def general(number: float) -> str:
    """A number as `&` writes it: 15 significant digits, an exponent from 1E+21 up and where leading zeros would push
    the text past 20 characters."""
    if number == 0:
        return "0"
    rounded = f"{number:.14e}"
    digits, _, exponent_text = rounded.partition("e")
    exponent = int(exponent_text)
    digits = digits.rstrip("0").rstrip(".")
    plain = f"{Decimal(rounded):f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    if exponent >= 21 or (exponent < 0 and len(plain.lstrip("-")) > 20):
        return f"{digits}E{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    return plain


def to_condition(value: Scalar) -> bool:
    """A value where TRUE or FALSE is wanted: any number but 0 is TRUE, a text only if it reads TRUE or FALSE."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if value.upper() in ("TRUE", "FALSE"):
            return value.upper() == "TRUE"
        raise Raised(ErrorValue.VALUE)
    return to_number(value) != 0


def finite(number: float) -> float:
    """A result that Excel can hold: #NUM! for what overflowed, for no cell is ever infinite or NaN."""
    if number - number != 0:
        raise Raised(ErrorValue.NUM)
    return number


def _checked(value: Scalar) -> Scalar:
    if isinstance(value, ErrorValue):
        raise Raised(value)
    return value


def coercions(date1904: bool) -> dict[str, Callable[[Scalar], object]]:
    """What makes of any scalar what a function wants, by the kinds of scalars (see functions/registry.py)."""
    return {
        "number": partial(to_number, date1904=date1904),
        "text": to_text,
        "condition": to_condition,
        "scalar": _checked,
        "anything": lambda value: value,
    }
