"""A cell as a document prints it, in the template's notation: without emphasis, currency signs, and the = that people
write before a formula in parentheses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sheetgen.figure import PREFIX

#: `$1,234.50`, `-€5`, `(5)`, and the same before a formula in parentheses.
_AMOUNT = re.compile(
    r"(?P<sign>[-−+]?)(?P<open>\()?(?P<currency>[$€£¥]?) ?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?%?)(?(open)\))(?P<formula>\s*\(.*\))?"
)
#: `**5**`, `_5_`, each of them before a formula in parentheses, and `**5 (B*C)**`. A cell can be long: marks are
#: taken whole (`++`), so that nothing here tries every place in it with every other.
_EMPHASIS = re.compile(
    r"(?P<marks>\*{1,3}+|_{1,3}+|`++)(?:(?P<figure>[^(]*?)(?P=marks)(?P<formula>\s*\(.*\))|(?P<all>.*)(?P=marks))"
)
_EQUALS = re.compile(r"(?P<figure>[^(]*)\((?P<quote>`*) *= *(?P<formula>[^ =].*)\)")
#: `~12 (B*C)`: about so much.
_ABOUT = re.compile(r"[~∼≈≃≅≤≥<>±] ?(?P<figure>[^\s(]+)\s*\(.*\)")
#: Marks within marks: `**_5_**`.
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell: as it is printed, in the notation, and whether it is an amount of which a sign was left out."""

    text: str
    notation: str
    is_amount: bool = False


def printed(text: str, *, accounts: bool) -> Printed:
    """A cell's text. Of `accounts`, (5) is a negative number, as Excel reads it."""
    plain = text
    for _ in range(_DEEPEST):
        plain = _without_emphasis(plain)
    if plain != text and not _says_figure(_without_equals(_without_currency(plain, accounts=accounts))):
        # Words are left as they are.
        plain = text
    notation = _without_currency(plain, accounts=accounts)
    return Printed(text, _without_equals(notation), notation != plain)


def is_about(text: str) -> bool:
    """Whether a text says what a formula gives but for a sign before it that no figure has, as `~12 (B*C)` does."""
    match = _ABOUT.fullmatch(text)
    return match is not None and _is_figure(_without_currency(match["figure"], accounts=False))


def _without_emphasis(text: str) -> str:
    match = _EMPHASIS.fullmatch(text)
    if match is None:
        return text
    return match["all"].strip() if match["figure"] is None else match["figure"].strip() + match["formula"]


def _says_figure(text: str) -> bool:
    """Whether a text is a figure, or one with something in parentheses after it."""
    figure = PREFIX.match(text)
    rest = "" if figure is None else text[figure.end() :].strip()
    return figure is not None and (not rest or (rest[0] == "(" and rest[-1] == ")"))


def _without_currency(text: str, *, accounts: bool) -> str:
    match = _AMOUNT.fullmatch(text)
    if match is None or not (match["currency"] or (accounts and match["open"])):
        return text
    formula = match["formula"] or ""
    # `$5 (10%)` may be a share, or the change since last year.
    if formula and not re.search("[A-Za-z]", formula):
        return text
    return ("-" if match["open"] else match["sign"].replace("+", "")) + match["number"] + formula


def _without_equals(text: str) -> str:
    match = _EQUALS.fullmatch(text)
    if match is None or not (not match["figure"] or _is_figure(match["figure"].strip())):
        return text
    return f"{match['figure']}({match['quote']}{match['formula']})"


def _is_figure(text: str) -> bool:
    return PREFIX.fullmatch(text) is not None
