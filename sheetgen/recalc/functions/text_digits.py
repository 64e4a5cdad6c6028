"""Digits in number formats: `#,##0.00`, percent, thousands and exponents."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from sheetgen.errors import UnsupportedError

#: For the largest double behind as many percent signs and decimals as a format can have: 308 + 2·255 + 255 digits.
_WIDE = Context(prec=1_200)

#: A piece of a format: its kind (the group's name above; `literal` for what stands for itself) and its text.
Piece = tuple[str, str]


def fifteen_digits(number: float) -> Decimal:
    """A number as Excel sees it when it writes digits: 15 of them."""
    return Decimal(f"{number:.14e}")


def rounded(value: Decimal, places: int) -> Decimal:
    """Half away from zero, at any number of places."""
    return value.quantize(Decimal((0, (1,), -places)), ROUND_HALF_UP, context=_WIDE)


def unsupported(code: str, what: str) -> UnsupportedError:
    """The error for what is not known for certain of a format."""
    return UnsupportedError(f'the number format "{code}" ({what}) is not supported')


class Digits:
    """A section of digits, taken apart."""

    def __init__(self, pieces: tuple[Piece, ...], code: str) -> None:
        self.pieces = pieces
        self.code = code
        kinds = [kind for kind, _ in pieces]
        places = [index for index, kind in enumerate(kinds) if kind == "digit"]
        self.exponent = kinds.index("exponent") if "exponent" in kinds else len(pieces)
        self.point = kinds.index("point") if "point" in kinds else self.exponent
        if kinds.count("point") > 1 or kinds.count("exponent") > 1 or self.point > self.exponent:
            raise self.wrong("two decimal points or exponents")
        self.whole = [index for index in places if index < self.point]
        self.decimals = [index for index in places if self.point < index < self.exponent]
        self.power = [index for index in places if index > self.exponent]
        signs = {index: pieces[index][1] for index in places}
        self.signs = signs
        if any(pieces[index] == ("plain", "/") for index in range(places[0], places[-1])):
            raise self.wrong("a fraction")
        marks = "".join(signs[index] for index in self.decimals)
        if not re.fullmatch(r"0*(\?*|#*)", marks):
            raise self.wrong("digits after the point")
        self.percents = kinds.count("percent")
        self.thousands, self.scale = False, 0
        for index, kind in enumerate(kinds):
            if kind == "comma":
                self.comma(index)

    def wrong(self, what: str) -> UnsupportedError:
        return unsupported(self.code, what)

    def comma(self, index: int) -> None:
        """Between digits of the whole number a comma groups by thousands; right behind the digits it divides."""
        if self.whole and self.whole[0] < index < self.whole[-1]:
            self.thousands = True
            return
        before = index
        while before >= 0 and self.pieces[before][0] == "comma":
            before -= 1
        if before < 0 or before not in (self.whole[-1:] + self.decimals[-1:]):
            raise self.wrong("a comma")
        self.scale += 1

    def render(self, value: Decimal) -> tuple[str, bool]:
        """The digits with what stands between them, and whether they are all zero."""
        value = value.scaleb(2 * self.percents - 3 * self.scale, context=_WIDE)
        power = 0
        if self.exponent < len(self.pieces):
            value, power = self.mantissa(value)
        value = rounded(value, len(self.decimals))
        whole, _, decimals = f"{value:f}".partition(".")
        shown = self.whole_digits(whole.lstrip("0"))
        shown.update(self.decimal_digits(decimals))
        sign, power_digits = "-" if power < 0 else "+", str(abs(power)).zfill(len(self.power))
        for index, (kind, piece) in enumerate(self.pieces):
            if index in self.power:
                shown[index] = power_digits if index == self.power[0] else ""
            elif kind == "exponent":
                shown[index] = "E" + (sign if piece[1] == "+" or power < 0 else "")
            elif kind == "comma":
                shown[index] = ""
        text = "".join(shown.get(index, piece) for index, (_, piece) in enumerate(self.pieces))
        return text, value == 0

    def mantissa(self, value: Decimal) -> tuple[Decimal, int]:
        """The number before the E and the power of ten behind it, which `##0` makes a multiple of three."""
        marks = "".join(self.signs[index] for index in self.whole)
        after = self.pieces[self.exponent + 1 : self.exponent + 1 + len(self.power)]
        if marks not in ("0", "#", "?", "##0") or not self.power or any(piece != ("digit", "0") for piece in after):
            raise self.wrong("this exponent")
        if value == 0:
            return value, 0
        step = len(marks)
        power = value.adjusted() // step * step
        if rounded(value.scaleb(-power), len(self.decimals)) >= 10**step:
            power += step
        return value.scaleb(-power), power

    def whole_digits(self, digits: str) -> dict[int, str]:
        """What each place before the point shows; the first takes all digits that are left."""
        shown: dict[int, str] = {}
        count = len(self.whole)
        padding = False
        for order, index in enumerate(self.whole):
            right = count - 1 - order
            padding = padding or self.signs[index] == "0"
            end = len(digits) - right
            taken = digits[: max(end, 0)] if order == 0 else digits[end - 1 : end] if end > 0 else ""
            blank = "0" if padding else " " if self.signs[index] == "?" else ""
            text = ""
            for offset, digit in enumerate(taken or blank):
                position = right + max(len(taken), 1) - 1 - offset
                text += digit
                if self.thousands and position and position % 3 == 0:
                    text += " " if digit == " " else ","
            shown[index] = text
        return shown

    def decimal_digits(self, digits: str) -> dict[int, str]:
        """What each place after the point shows."""
        significant = len(digits.rstrip("0"))
        blanks = {"0": "0", "?": " ", "#": ""}
        return {
            index: digits[order] if order < significant else blanks[self.signs[index]]
            for order, index in enumerate(self.decimals)
        }
