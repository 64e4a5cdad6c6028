"""Excel's category "Text": numbers become texts and texts numbers. Separators and currency are those of the US."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetgen.errors import UnsupportedError
from sheetgen.recalc.arrays import Array
from sheetgen.recalc.coerce import Raised, general, plain_number, text_to_number, to_number, to_text
from sheetgen.recalc.dates import text_to_serial
from sheetgen.recalc.functions.registry import Anything, function
from sheetgen.recalc.functions.text import fitting
from sheetgen.recalc.functions.text_digits import fifteen_digits, rounded
from sheetgen.recalc.functions.text_format import format_number, format_text
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

#: A date whose day and month change places with the user's settings.
_TWO_WAYS = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})\b(.*)", re.DOTALL)
_NO_TIME = re.compile(r"[-/]|[A-Za-z]{3}")


@function("VALUE")
def value(evaluator: Evaluator, text: Scalar) -> float:
    """VALUE: the number that a text reads as, with signs of currency and percent, dates and times; #VALUE! otherwise,
    for booleans too."""
    if isinstance(text, bool):
        raise Raised(ErrorValue.VALUE)
    return read_number(evaluator, text) if isinstance(text, str) else to_number(text)


def read_number(evaluator: Evaluator, text: str) -> float:
    """A text as a number; #VALUE! where it is none, UnsupportedError where that depends on the user's settings."""
    try:
        return text_to_number(text)
    except Raised:
        return _read_date(evaluator, text.strip(" "))


def _read_date(evaluator: Evaluator, text: str) -> float:
    """A text that reads as a date or a time, whatever order of day and month the user's settings say."""
    both = _TWO_WAYS.fullmatch(text)
    first = _serial(evaluator, text)
    second = _serial(evaluator, f"{both[3]}{both[2]}{both[1]}{both[4]}") if both else first
    if first is None and second is None:
        raise Raised(ErrorValue.VALUE)
    if first is None or first != second or (_NO_TIME.search(text) and not re.search(r"[0-9]{4}", text)):
        what = f'the text "{text}" as a date, which depends on the user\'s settings, is not supported'
        raise UnsupportedError(what, evaluator.place, evaluator.grid.path)
    return first


def _serial(evaluator: Evaluator, text: str) -> float | None:
    try:
        return text_to_serial(text, evaluator.grid.date1904)
    except Raised:
        return None


@function("TEXT")
def text(evaluator: Evaluator, value: Scalar, code: str) -> str:
    """TEXT: a number in a number format; a text that reads as a number counts as one, any other text by the format's
    text section. #VALUE! for a format that Excel does not read."""
    if isinstance(value, bool):
        return to_text(value)
    try:
        if isinstance(value, str):
            try:
                value = read_number(evaluator, value)
            except Raised:
                return format_text(to_text(value), code)
        return format_number(to_number(value), code, evaluator.grid.date1904)
    except UnsupportedError as error:
        raise UnsupportedError(error.message, evaluator.place, evaluator.grid.path) from None


def _decimals(number: float) -> int:
    if int(number) > 127:
        raise Raised(ErrorValue.VALUE)
    return max(int(number), -400)


def _fixed(number: float, decimals: float, code: str) -> str:
    """A number rounded to places, then in a format whose digits come last."""
    places = _decimals(decimals)
    value = float(rounded(fifteen_digits(number), places)) if places < 0 else number
    zeros = "." + "0" * places if places > 0 else ""
    return format_number(value, code.replace("0", "0" + zeros))


@function("FIXED")
def fixed(number: float, decimals: float = 2.0, no_commas: bool = False) -> str:
    """FIXED: a number rounded to decimals, as text, with commas unless told not to; #VALUE! past 127 decimals."""
    return _fixed(number, decimals, "0" if no_commas else "#,##0")


@function("DOLLAR")
def dollar(number: float, decimals: float = 2.0) -> str:
    """DOLLAR: a number as dollars, rounded to decimals; negative ones in parentheses."""
    return _fixed(number, decimals, "$#,##0_);($#,##0)").rstrip(" ")


@function("NUMBERVALUE")
def numbervalue(text: str, decimal: str = ".", group: str = ",") -> float:
    """NUMBERVALUE: a text as a number by the separators that are said; an empty text is 0, percent signs add up.

    #VALUE! for two decimal separators, and for a group separator behind one.
    """
    if not decimal or not group:
        raise Raised(ErrorValue.VALUE)
    found = re.sub(r"[ \t\r\n\xa0]", "", text)
    if not found:
        return 0.0
    bare = found.rstrip("%")
    whole, point, rest = bare.partition(decimal[0])
    if group[0] in rest and group[0] != decimal[0]:
        raise Raised(ErrorValue.VALUE)
    whole = whole.replace(group[0], "")
    if not re.fullmatch(r"[-+]?[0-9]*", whole.partition("E")[0].partition("e")[0]):
        raise Raised(ErrorValue.VALUE)
    number = plain_number(whole + ("." if point else "") + rest)
    for _ in range(len(found) - len(bare)):
        number /= 100
    return number


def _format(number: float) -> int:
    if int(number) not in (0, 1):
        raise Raised(ErrorValue.VALUE)
    return int(number)


def _written(value: Scalar, strict: bool) -> str:
    if isinstance(value, str) and strict:
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, float) and not isinstance(value, bool):
        return general(value)
    return str(value) if isinstance(value, ErrorValue) else to_text(value)


@function("VALUETOTEXT")
def valuetotext(value: Anything, form: float = 0.0) -> str:
    """VALUETOTEXT: a value as text, error values too; in form 1, texts stand in quotes."""
    return _written(value, _format(form) == 1)


@function("ARRAYTOTEXT")
def arraytotext(array: Array, form: float = 0.0) -> str:
    """ARRAYTOTEXT: values separated by commas, or in form 1 as an array constant."""
    strict = _format(form) == 1
    rows = [[_written(item, strict) for item in row] for row in array.rows]
    if strict:
        return fitting("{" + ";".join(",".join(row) for row in rows) + "}")
    return fitting(", ".join(item for row in rows for item in row))
