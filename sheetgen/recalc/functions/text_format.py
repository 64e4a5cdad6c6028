"""Number formats, as TEXT applies them: sections, digits, percent, exponents, dates and times. What is not known for
certain raises UnsupportedError with the format in it.

Source: "Number format codes" and "TEXT function".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from sheetgen.errors import UnsupportedError
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.text_dates import date_text
from sheetgen.values import ErrorValue

_PIECE = re.compile(
    r"""
      (?P<quoted>"[^"]*")
    | (?P<escaped>\\.)
    | (?P<space>_.)
    | (?P<elapsed>\[(?:h+|m+|s+)\])
    | (?P<bracket>\[[^\]]*\])
    | (?P<general>General)
    | (?P<half>AM/PM|A/P)
    | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|h+|s+)
    | (?P<digit>[0\#?])
    | (?P<point>\.)
    | (?P<comma>,)
    | (?P<percent>%)
    | (?P<text>@)
    | (?P<end>;)
    | (?P<plain>[-$+/():!^&'~{}<>=\ ]|[^\x00-\x7f])
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_COLOURS = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?[1-9][0-9]?", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)")
_CURRENCY = re.compile(r"\$([^-]*)(?:-([0-9A-Fa-f]{1,4}))?")
_WIDE = Context(prec=700)
_DATES = ("date", "elapsed", "half")

#: A piece of a format: its kind (the group's name above; `literal` for what stands for itself) and its text.
Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Section:
    pieces: tuple[Piece, ...]
    #: What brackets say the number must be, `(">=", 100)`.
    condition: tuple[str, Decimal] | None = None
    #: A locale that is not English, which would name months its own way.
    foreign: bool = False

    def has(self, *kinds: str) -> bool:
        return any(kind in kinds for kind, _ in self.pieces)


def format_number(number: float, code: str, date1904: bool = False) -> str:
    """A number in a format; #VALUE! where Excel has it, UnsupportedError for what is not sure."""
    sections = _numeric(_sections(code))
    if any(section.condition for section in sections):
        section, auto = _by_condition(sections, number, code)
    elif number < 0 and len(sections) > 1:
        section, auto = sections[1], False
        if not section.pieces and len(sections) == 2:
            raise _unsupported(code, "a negative number in an empty section")
    else:
        section, auto = sections[2 if number == 0 and len(sections) > 2 else 0], True
    return _apply(section, number, auto, code, date1904)


def format_text(text: str, code: str) -> str:
    """A text in a format: by its text section, or as it is."""
    sections = _sections(code)
    last = sections[-1]
    if len(sections) < 4 and not last.has("text"):
        return text
    if last.has("digit", "general", "percent", "exponent", *_DATES):
        raise _unsupported(code, "@ among digits")
    return "".join(text if kind == "text" else piece for kind, piece in last.pieces)


def general_in_cell(number: float) -> str:
    """A number in General format in a cell that is wide enough: at most 11 characters besides the sign."""
    if number == 0:
        return "0"
    sign, value = "-" if number < 0 else "", fifteen_digits(abs(number))
    exponent = value.adjusted()
    if -9 <= exponent <= -5:
        plain = _strip(f"{value:f}")
    elif -4 <= exponent <= 10:
        plain = _strip(f"{rounded(value, max(0, min(9, 9 - exponent))):f}")
    else:
        plain = ""
    if plain and len(plain) <= 11:
        return sign + plain
    digits, _, power = f"{rounded(value.scaleb(-exponent), 5).scaleb(exponent):e}".lower().partition("e")
    return f"{sign}{_strip(digits)}E{power[0]}{power[1:].zfill(2)}"


def _strip(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def fifteen_digits(number: float) -> Decimal:
    """A number as Excel sees it when it writes digits: 15 of them."""
    return Decimal(f"{number:.14e}")


def rounded(value: Decimal, places: int) -> Decimal:
    """Half away from zero, at any number of places."""
    return value.quantize(Decimal((0, (1,), -places)), ROUND_HALF_UP, context=_WIDE)


def _unsupported(code: str, what: str) -> UnsupportedError:
    return UnsupportedError(f'the number format "{code}" ({what}) is not supported')


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    """A format's sections, at most four."""
    found: list[_Section] = []
    pieces: list[Piece] = []
    condition, foreign = None, False
    position = 0
    while position <= len(code):
        match = _PIECE.match(code, position)
        if position < len(code) and (match is None or match.lastgroup is None):
            raise _unsupported(code, f"{code[position]} at {position + 1}")
        kind, text = (match.lastgroup or "", match[0]) if match else ("end", ";")
        position += len(text)
        if kind == "end":
            found.append(_Section(tuple(pieces), condition, foreign))
            pieces, condition, foreign = [], None, False
        elif kind == "bracket":
            currency, compared = _CURRENCY.fullmatch(text[1:-1]), _CONDITION.fullmatch(text[1:-1])
            if currency:
                pieces.extend([("literal", currency[1])] if currency[1] else [])
                foreign = foreign or bool(currency[2] and int(currency[2], 16) & 0xFF != 9)
            elif compared and condition is None:
                condition = (compared[1], Decimal(compared[2]))
            elif not _COLOURS.fullmatch(text[1:-1]):
                raise _unsupported(code, text)
        elif kind in ("quoted", "escaped", "space", "plain"):
            shown = text[1:-1] if kind == "quoted" else text[1:] if kind == "escaped" else text
            pieces.append(("plain" if text == "/" else "literal", " " if kind == "space" else shown))
        else:
            pieces.append((kind, text))
    if len(found) > 4:
        raise Raised(ErrorValue.VALUE)
    return tuple(found)


def _numeric(sections: tuple[_Section, ...]) -> tuple[_Section, ...]:
    """The sections for numbers: a last one with @ is for texts, unless it stands alone."""
    if len(sections) == 4 or (len(sections) > 1 and sections[-1].has("text")):
        return sections[:-1]
    return sections


def _by_condition(sections: tuple[_Section, ...], number: float, code: str) -> tuple[_Section, bool]:
    """The first section whose condition holds; whose sign is shown beyond that is sure for positive numbers only."""
    if number < 0:
        raise _unsupported(code, "a negative number under conditions")
    value = Decimal(number)
    for section in sections:
        if section.condition is None:
            if section is sections[-1]:
                return section, True
            raise _unsupported(code, "sections with and without conditions")
        sign, limit = section.condition
        order = value.compare(limit)
        if (order < 0 and sign in ("<", "<=", "<>")) or (order > 0 and sign in (">", ">=", "<>")):
            return section, True
        if order == 0 and sign in ("=", "<=", ">="):
            return section, True
    raise _unsupported(code, "no condition holds")


def _apply(section: _Section, number: float, auto: bool, code: str, date1904: bool) -> str:
    """A number in one section; with `auto`, a minus sign before a negative one."""
    minus = "-" if auto and number < 0 else ""
    if section.has(*_DATES):
        if section.foreign:
            raise _unsupported(code, "another language's dates")
        if section.has("general", "percent", "exponent", "text"):
            raise _unsupported(code, "numbers among dates")
        if number < 0 and date1904:
            raise _unsupported(code, "a negative date")
        return date_text(section.pieces, number + 1462 if date1904 else number)
    if section.has("general", "text"):
        if section.has("digit", "percent", "exponent", "point", "comma"):
            raise _unsupported(code, "General among digits")
        shown = general_in_cell(abs(number))
        return minus + "".join(shown if kind in ("general", "text") else piece for kind, piece in section.pieces)
    if not section.has("digit"):
        if section.has("point", "comma", "percent", "exponent"):
            raise _unsupported(code, "no digits")
        return (minus if section.pieces else "") + "".join(piece for _, piece in section.pieces)
    digits, zero = _Digits(section.pieces, code).render(fifteen_digits(abs(number)))
    return digits if zero else minus + digits


class _Digits:
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
        return _unsupported(self.code, what)

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
