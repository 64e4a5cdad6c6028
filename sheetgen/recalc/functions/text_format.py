"""Number formats, as TEXT applies them: sections, digits, percent, exponents, dates and times. What is not known for
certain raises UnsupportedError with the format in it.

Source: "Number format codes" and "TEXT function".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.text_dates import date_text
from sheetgen.recalc.functions.text_digits import Digits, Piece, fifteen_digits, rounded, unsupported
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
_DATES = ("date", "elapsed", "half")
#: Characters of a format ("Excel specifications and limits": a cell's number format).
_LONGEST = 255


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
            raise unsupported(code, "a negative number in an empty section")
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
        raise unsupported(code, "@ among digits")
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


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    """A format's sections, at most four."""
    if len(code) > _LONGEST:
        raise unsupported(f"{code[:20]}…", f"more than {_LONGEST} characters")
    found: list[_Section] = []
    pieces: list[Piece] = []
    condition, foreign = None, False
    position = 0
    while position <= len(code):
        match = _PIECE.match(code, position)
        if position < len(code) and (match is None or match.lastgroup is None):
            raise unsupported(code, f"{code[position]} at {position + 1}")
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
                raise unsupported(code, text)
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
        raise unsupported(code, "a negative number under conditions")
    value = Decimal(number)
    for section in sections:
        if section.condition is None:
            if section is sections[-1]:
                return section, True
            raise unsupported(code, "sections with and without conditions")
        sign, limit = section.condition
        order = value.compare(limit)
        if (order < 0 and sign in ("<", "<=", "<>")) or (order > 0 and sign in (">", ">=", "<>")):
            return section, True
        if order == 0 and sign in ("=", "<=", ">="):
            return section, True
    raise unsupported(code, "no condition holds")


def _apply(section: _Section, number: float, auto: bool, code: str, date1904: bool) -> str:
    """A number in one section; with `auto`, a minus sign before a negative one."""
    minus = "-" if auto and number < 0 else ""
    if section.has(*_DATES):
        if section.foreign:
            raise unsupported(code, "another language's dates")
        if section.has("general", "percent", "exponent", "text"):
            raise unsupported(code, "numbers among dates")
        kinds = [kind for kind, _ in section.pieces]
        if any(kinds[index : index + 5] == ["point", *["digit"] * 4] for index in range(len(kinds))):
            raise unsupported(code, "more than thousandths of a second")
        if number < 0 and date1904:
            raise unsupported(code, "a negative date")
        return date_text(section.pieces, number + 1462 if date1904 else number)
    if section.has("general", "text"):
        if section.has("digit", "percent", "exponent", "point", "comma"):
            raise unsupported(code, "General among digits")
        shown = general_in_cell(abs(number))
        return minus + "".join(shown if kind in ("general", "text") else piece for kind, piece in section.pieces)
    if not section.has("digit"):
        if section.has("point", "comma", "percent", "exponent"):
            raise unsupported(code, "no digits")
        return (minus if section.pieces else "") + "".join(piece for _, piece in section.pieces)
    digits, zero = Digits(section.pieces, code).render(fifteen_digits(abs(number)))
    return digits if zero else minus + digits
