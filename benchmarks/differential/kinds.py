"""What arguments are drawn from: for each kind a sampler of constants, and a column of cells in every workbook.

A constant is a float, a str, a bool, an ErrorValue, or None for a blank.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from sheetgen.values import ErrorValue, Scalar

#: The rows of the data sheet that hold constants.
FIRST, LAST = 2, 13

Sampler = Callable[[random.Random], Scalar]

ERRORS = (ErrorValue.DIV0, ErrorValue.NA, ErrorValue.NUM, ErrorValue.REF, ErrorValue.VALUE, ErrorValue.NAME)
WORDS = ("apple", "Pear", "fig", "PLUM", "kiwi", "date", "lime 7", "été", "a-b", "x*y", "co,ma", "  two  spaces ", "")
NUMBERS_AS_TEXT = ("5", "-2.5", "1e3", "7%", " 12 ", "1,234.5", "$8", "(9)", "0", "3 1/2", "1E-2", "+4", ".5")
DATES_AS_TEXT = ("2024-03-15", "15-Mar-2024", "3/15/2024", "March 15, 2024", "2024/3/5", "31-Dec-99", "2023-02-30")
TIMES_AS_TEXT = ("12:30", "6:15:30", "11:59 PM", "0:00", "25:00", "1:02:03.5", "2024-03-15 18:00")
FORMATS = ("0", "0.00", "#,##0.0", "0%", "0.0E+00", "yyyy-mm-dd", "h:mm", "00000", "$#,##0", "0;(0)", "#.##", "?0.0")
UNITS = ("m", "ft", "in", "km", "g", "lbm", "C", "F", "hr", "sec", "l", "gal", "J", "cal", "N", "bit", "byte")
CRITERIA = (">0", "<=3", "<>0", "=5", "apple", "a*", "?ig", "<>apple", "", "=", ">m", "5", "<>", ">=-1")


def _choice(*values: Scalar) -> Sampler:
    return lambda draw: draw.choice(values)


def _uniform(low: float, high: float, digits: int = 3) -> Sampler:
    return lambda draw: round(draw.uniform(low, high), digits)


def _whole(low: int, high: int) -> Sampler:
    return lambda draw: float(draw.randint(low, high))


def number(draw: random.Random) -> float:
    """A number of everyday size, now and then a large, a small or a long one."""
    size = draw.random()
    if size < 0.35:
        return float(draw.randint(-20, 20))
    if size < 0.85:
        return round(draw.uniform(-50, 50), draw.randint(1, 4))
    if size < 0.95:
        return float(f"{draw.gauss(0, 3):.15g}")
    return draw.choice((1e300, -1e300, 1e-300, 1e15, 123456789012345.0, 0.1, 0.333333333333333, -0.5, 1e-9, 2.5, 0.0))


def positive(draw: random.Random) -> float:
    """A positive number of everyday size."""
    return draw.choice((float(draw.randint(1, 20)), round(draw.uniform(0.05, 30), draw.randint(1, 4))))


def _complex(draw: random.Random) -> str:
    real, imaginary = draw.randint(-9, 9), draw.choice((1, -1, 2, 2.5, -3, 0.5))
    return draw.choice((f"{real}{imaginary:+g}i", f"{imaginary:g}i", f"{real}", f"{real}{imaginary:+g}j", "i", "3+i"))


def any_value(draw: random.Random) -> Scalar:
    """A value of any kind."""
    kind = draw.choice(("number", "number", "number", "text", "number-text", "logical", "error", "date", "blank"))
    return KINDS[kind](draw)


#: The kinds whose cells stand in columns of the data sheet.
KINDS: dict[str, Sampler] = {
    "number": number,
    "positive": positive,
    "natural": _whole(1, 25),
    # Never an expression: from billions of degrees of freedom on IronCalc does not come to an end with T.INV.
    "freedom": _whole(1, 25),
    "integer": _whole(-4, 6),
    "probability": lambda draw: round(draw.uniform(0.001, 0.999), draw.randint(1, 4)),
    "signed-unit": _uniform(-1, 1),
    "above-one": _uniform(1, 20),
    "digit": _whole(0, 6),
    "digit-one": _whole(1, 6),
    "zero-one": _whole(0, 1),
    "one-two": _whole(1, 2),
    "one-to-three": _whole(1, 3),
    "one-to-four": _whole(1, 4),
    "rate": _uniform(0.005, 0.2, 4),
    "money": lambda draw: round(draw.uniform(-20000, 20000), draw.choice((0, 2))),
    "money-positive": lambda draw: round(draw.uniform(50, 2000), draw.choice((0, 2))),
    "frequency": _choice(1.0, 2.0, 4.0),
    "basis": _whole(0, 4),
    "radix": _choice(2.0, 8.0, 10.0, 16.0, 36.0),
    "month": _whole(1, 12),
    "year": _whole(1899, 2100),
    "day": _whole(-5, 40),
    "character": _whole(33, 126),
    "date": lambda draw: float(draw.choice((43000, draw.randint(36526, 43000)))),
    "date-later": _whole(43001, 47000),
    "date-latest": _whole(47001, 50000),
    "date-settled": _whole(42950, 43001),
    "date-soon": _whole(43002, 43300),
    "time": lambda draw: round(draw.uniform(0, 45000), 5),
    "text": _choice(*WORDS),
    "number-text": _choice(*NUMBERS_AS_TEXT),
    "date-text": _choice(*DATES_AS_TEXT),
    "time-text": _choice(*TIMES_AS_TEXT),
    "piece": _choice("a", "i", "e", "l", "P", "?i", "*", " "),
    "word": _choice("fig", "-", ", ", "Pear"),
    "logical": _choice(True, False, 1.0, 0.0),
    "condition": _choice(True, False),
    "error": _choice(*ERRORS),
    "blank": _choice(None),
    "binary": lambda draw: f"{draw.randint(0, 1023):b}",
    "octal": lambda draw: f"{draw.randint(0, 4095):o}",
    "hexadecimal": lambda draw: f"{draw.randint(0, 65535):X}",
    "roman": _choice("IV", "MCMXCIX", "xii", "MMXXIV", "IIII", "VX", "-X"),
    "complex": _complex,
    "suffix": _choice("i", "j"),
    "format": _choice(*FORMATS),
    "unit-from": _choice(*UNITS),
    "unit-to": _choice(*UNITS),
    "interval": _choice("Y", "M", "D", "MD", "YM", "YD"),
    "weekend": _choice(1.0, 2.0, 7.0, 11.0, 17.0, "0000011", "1000001"),
    "weekday-type": _choice(1.0, 2.0, 3.0, 11.0, 14.0, 17.0),
    "week-type": _choice(1.0, 2.0, 11.0, 15.0, 21.0),
    "match-type": _choice(1.0, 0.0),
    "subtotal": _choice(*map(float, (*range(1, 12), *range(101, 112)))),
    "mark": _choice(".", ",", " "),
    "criterion": lambda draw: draw.choice((number(draw), draw.choice(CRITERIA), draw.choice(CRITERIA))),
    "any": any_value,
    # These are for ranges.
    "xs": _uniform(-20, 20),
    "ys": _uniform(-20, 20),
    "positives-aligned": _uniform(0.5, 20),
    "ones": _uniform(1, 30),
    "others": _uniform(1, 30),
    "integers": _whole(1, 5),
    "flows": _uniform(-500, 900, 0),
    "dates": _whole(44000, 45000),
    "coefficients": _uniform(-2, 2),
    "rates": _uniform(0.005, 0.1),
    "sorted": _uniform(-40, 40, 1),
    "sorted-aligned": any_value,
    "keys": any_value,
    "aligned": lambda draw: draw.choice((number(draw), number(draw), number(draw), "fig", True, None, "4")),
    "mixed": any_value,
}

#: The column of each kind, from 1.
COLUMNS = {kind: index for index, kind in enumerate(KINDS, start=1)}


def column_of_constants(kind: str, draw: random.Random) -> list[Scalar]:
    """The cells of a kind's column."""
    # A workbook has no cell with an empty text in it but as the value of a formula.
    cells = [_no_empty_text(KINDS[kind](draw)) for _ in range(FIRST, LAST + 1)]
    if kind == "flows":
        cells[0], cells[1] = -abs(float(str(cells[0]))) - 1000, abs(float(str(cells[1])))
    if kind in ("sorted", "dates"):
        cells.sort(key=lambda value: value if isinstance(value, float) else 0.0)
    return cells


def _no_empty_text(value: Scalar) -> Scalar:
    return None if value == "" else value
