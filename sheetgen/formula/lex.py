"""A formula's text as tokens."""

from __future__ import annotations

import re
from typing import NamedTuple

from sheetgen.errors import FormulaError
from sheetgen.values import ERROR_BY_TEXT

_SHEET = r"(?P<sheet>(?:'(?:[^']|'')+'|\[\d+\][^\W\d]?[\w.]*|[\w.]+(?::[\w.]+)?)!)"
_REST = rf"""
      (?P<space>[ \t\r\n\xa0]+)
    | (?P<string>"(?:[^"]|"")*")
    | (?P<error>{"|".join(re.escape(text) for text in ERROR_BY_TEXT)})
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.:$]))
    | (?P<rows>\$?[0-9]+:\$?[0-9]+(?![\w.]))
    | (?P<columns>\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}(?![\w.(!]))
    | (?P<cell>\$?[A-Za-z]{{1,3}}\$?[0-9]+(?![\w.(!]))
    | (?P<function>[^\W\d][\w.]*(?=\())
    | (?P<table>(?:[^\W\d][\w.\\]*)?\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
    | (?P<name>[^\W\d\\?][\w.\\?]*|\\[\w.\\?]*)
    | (?P<operator><=|>=|<>|[-+*/^&=<>])
    | (?P<punctuation>[(){{}},;:%@\#])
    """
_TOKEN = re.compile(f"{_SHEET} | {_REST}", re.VERBOSE)
#: After a sheet: of `Data!A1:Data!B2` the middle is no span of sheets.
_ON_SHEET = re.compile(_REST, re.VERBOSE)


class Token(NamedTuple):
    """A token: its kind (the group's name above), its text, where it starts, and whether a space stands before it."""

    kind: str
    text: str
    start: int
    spaced: bool


def tokens(formula: str) -> list[Token]:
    """The tokens of a formula without its equals sign, closed by an `end` token."""
    found: list[Token] = []
    position = 0
    spaced = False
    while position < len(formula):
        match = (_ON_SHEET if found and found[-1].kind == "sheet" else _TOKEN).match(formula, position)
        if match is None or match.lastgroup is None:
            raise FormulaError(f"{formula[position : position + 12]!r} is not part of a formula")
        if match.lastgroup == "space":
            spaced = True
        else:
            found.append(Token(match.lastgroup, match[0], position, spaced))
            spaced = False
        position = match.end()
    found.append(Token("end", "", len(formula), spaced))
    return found
