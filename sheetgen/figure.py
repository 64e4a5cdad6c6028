"""A published figure: the number as printed, and what its digits promise.

The printed digits decide two things: the number format that shows the same text again, and how far the true value may
lie from it (half a unit of the last digit, if it was rounded correctly).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from sheetgen.values import ERROR_BY_TEXT, ErrorValue, Scalar, shortest, show

_NUMBER = re.compile(
    r"(?P<minus>[-−]?)"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)"
    r"(?:\.(?P<decimals>[0-9]+))?"
    r"(?:(?P<e>[eE])(?P<esign>[-−+]?)(?P<exponent>[0-9]{1,3}))?"
    r"(?P<percent>%?)"
)

#: The pattern of a figure at the beginning of a cell, for the cell grammar.
PREFIX = re.compile(
    r"(?:[-−]?(?:[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-−+]?[0-9]+)?%?|TRUE|FALSE|"
    + "|".join(re.escape(text) for text in ERROR_BY_TEXT)
    + r")(?=\s|\(|$)"
)

#: Excel's General format shows a number of up to ten digits whole in a column of our width.
_GENERAL_DIGITS = 10

#: A figure with more characters than this is shown as it is given, whatever the published one looks like.
_SHORT = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed. `value` is the double nearest to it; `unit` is one unit of its last printed digit."""

    text: str
    value: float | bool | ErrorValue
    exact: Decimal | None = None
    unit: Decimal | None = None

    @classmethod
    def parse(cls, text: str) -> Figure:
        """`-0.0080`, `−0.5`, `1,234.5`, `1e-6`, `5%`, `TRUE` or `#N/A` as a figure; ValueError for anything else."""
        if text in ("TRUE", "FALSE"):
            return cls(text, text == "TRUE")
        if text in ERROR_BY_TEXT:
            return cls(text, ERROR_BY_TEXT[text])
        match = _NUMBER.fullmatch(text)
        if not match or not (match["whole"] or match["decimals"]):
            raise ValueError(f"{text!r} is not a figure")
        digits = (match["whole"].replace(",", "") or "0") + (match["decimals"] or "")
        exponent = int((match["esign"] or "").replace("−", "-") + (match["exponent"] or "0"))
        scale = exponent - len(match["decimals"] or "") - (2 if match["percent"] else 0)
        exact = Decimal((1 if match["minus"] else 0, tuple(map(int, digits)), scale))
        value = float(exact)
        if value in (float("inf"), float("-inf")):
            raise ValueError(f"{text!r} is larger than a spreadsheet can hold (about 1.8e308)")
        return cls(text, value, exact, Decimal((0, (1,), scale)))

    def holds(self, value: Scalar) -> bool:
        """Whether a value rounds to this figure: it lies within half a unit of the last printed digit."""
        if self.exact is None or self.unit is None:
            return type(value) is type(self.value) and value == self.value
        if isinstance(value, bool) or not isinstance(value, float) or value - value != 0:
            return False
        # Fractions are exact; Decimal arithmetic would round to whatever precision the caller's context has.
        return abs(Fraction(value) - Fraction(self.exact)) <= Fraction(self.unit) / 2

    def written(self, number: Decimal) -> str:
        """A number with all its digits as this figure is written: with its percent sign, exponent, commas and minus."""
        match = _NUMBER.fullmatch(self.text)
        if match is None:
            return f"{number:f}"
        tail = ""
        shown = number.scaleb(2 if match["percent"] else 0, Context(prec=400))
        if match["e"] and number:
            # One digit before the point, whatever the exponent was.
            exponent = shown.adjusted()
            shown = shown.scaleb(-exponent, Context(prec=400))
            sign = "-" if exponent < 0 else (match["esign"] or "").strip("-−")
            tail = f"{match['e']}{sign}{abs(exponent):0{len(match['exponent'])}d}"
        text = f"{shown:,f}" if "," in match["whole"] else f"{shown:f}"
        return (text.replace("-", "−") if match["minus"] == "−" else text) + tail + match["percent"]

    def like(self, other: Figure) -> Figure:
        """The same number as `other` is written: with its percent sign, commas, and no fewer decimals.

        Who writes `9%` or `1e-6` has chosen a way of writing, which stays; `0.07` in the place of `5%` is `7%`.
        """
        if self.exact is None or other.exact is None or re.search("[eE%]", self.text):
            return self
        match = _NUMBER.fullmatch(other.text)
        short = len(self.text) < _SHORT and self.exact.adjusted() < _SHORT
        if match is None or other.unit is None or not short or len(other.text) > _SHORT:
            return self
        exact, unit = self.exact, other.unit
        padded = exact if match["e"] else exact.quantize(min(exact, unit, key=_exponent), context=Context(prec=400))
        return Figure.parse(other.written(padded))

    def number_format(self, decimals: int = 0) -> str:
        """The Excel number format that shows a value with this figure's digits (ECMA-376, part 1, 18.8.31), and with
        so many decimals at least."""
        match = _NUMBER.fullmatch(self.text)
        if self.exact is None or match is None:
            return "General"
        if match["whole"].startswith("0"):
            whole = re.sub("[0-9]", "0", match["whole"])
        elif "," in match["whole"]:
            whole = "#,##0"
        else:
            whole = "0" if match["whole"] else "#"
        decimals = max(decimals, len(match["decimals"] or ""))
        code = whole + ("." + "0" * decimals if decimals else "")
        if match["e"]:
            # `E-` shows a sign for negative exponents only, `E+` for both.
            code += match["e"] + ("+" if match["esign"] == "+" else "-") + "0" * len(match["exponent"])
        code += match["percent"]
        # A format's second section is for negative numbers: there the article's own minus sign can stand.
        return f'{code};"−"{code}' if match["minus"] == "−" else code

    def cell_format(self, value: Scalar, *, published: bool = True) -> str:
        """The format for a cell that holds `value`: General wherever that shows the figure anyway, so that a sheet
        stays readable when a reader changes an input; the figure's own digits otherwise.

        With `published` false the figure no longer applies. Its kind of format does, percent as percent, with as many
        more decimals as show a short value whole; long values keep the figure's own.
        """
        if self.exact is None or isinstance(value, bool) or not isinstance(value, float):
            return self.number_format()
        if not published:
            return self.number_format(self._decimals(value))
        plain = shortest(value)
        return "General" if plain == self.text and _shown_whole(value, plain) else self.number_format()

    def width(self, value: Scalar) -> int:
        """How many characters a value takes that is shown in its format though the figure no longer applies."""
        match = _NUMBER.fullmatch(self.text)
        if match is None or isinstance(value, bool) or not isinstance(value, float):
            # A text runs over its neighbour instead.
            return 0 if isinstance(value, str) else len(show(value))
        kind = "e" if match["e"] else "%" if match["percent"] else "f"
        comma = "," if "," in match["whole"] else ""
        decimals = max(self._decimals(value), len(match["decimals"] or ""))
        return len(f"{value:{comma}.{decimals}{kind}}")

    def _decimals(self, value: float) -> int:
        """How many decimals show a value whole in this figure's kind of format; 0 for a value too long for that."""
        match = _NUMBER.fullmatch(self.text)
        if match is None or not math.isfinite(value):
            return 0
        # A spreadsheet shows 15 digits: the 0.07500000000000001 of a calculation is 0.075 to its reader.
        number = Decimal(f"{value:.15g}").scaleb(2 if match["percent"] else 0).normalize()
        digits = len(number.as_tuple().digits)
        exponent = _exponent(number)
        if match["e"]:
            return digits - 1 if digits <= _GENERAL_DIGITS else 0
        # The zeros before a point and behind it take room too.
        return -exponent if exponent < 0 and max(digits, 1 - exponent) <= _GENERAL_DIGITS else 0

    def free_format(self) -> str:
        """The format for cells whose values nobody can foresee: General, and percent as such with two decimals."""
        return "0.00%" if self.text.endswith("%") else "General"


def _shown_whole(value: float, plain: str) -> bool:
    """Whether General shows every digit of a value, without an exponent."""
    # The zeros of 0.001 take room too: General shows 0.1234567891 as 0.123456789.
    digits = len(plain.replace("-", "").replace(".", ""))
    return "e" not in plain and digits <= _GENERAL_DIGITS and (value == 0 or 1e-4 <= abs(value) < 1e10)


def _exponent(number: Decimal) -> int:
    """The power of ten that the last digit of a number stands for."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent
