"""A formula's text as tokens."""

from __future__ import annotations

import re
from typing import NamedTuple

from sheetgen.errors import FormulaError
from sheetgen.values import ERROR_BY_TEXT

#: What is plain and frequent comes first. After a sheet no other comes: of `Data!A1:Data!B2` the middle is no span of
#: sheets.
_TOKEN = re.compile(
    rf"""
      (?P<operator><=|>=|<>|[-+*/^&=<>])
    | (?P<error>{"|".join(re.escape(text) for text in ERROR_BY_TEXT)})
    | (?P<punctuation>[(){{}},;:%@\#])
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.:$!]))
    | (?P<space>[ \t\r\n\xa0]+)
    | (?P<string>"(?:[^"]|"")*")
    | (?P<sheet>(?<!!)(?:'(?:[^']|'')+'|\[\d+\][^\W\d]?[\w.]*|[\w.]+(?::[\w.]+)?)!)
    | (?P<rows>\$?[0-9]+:\$?[0-9]+(?![\w.]))
    | (?P<columns>\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}(?![\w.(!]))
    | (?P<cell>\$?[A-Za-z]{{1,3}}\$?[0-9]+(?![\w.(!]))
    | (?P<function>[^\W\d][\w.]*(?=\())
    | (?P<table>(?:[^\W\d][\w.\\]*)?\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
    | (?P<name>[^\W\d\\?][\w.\\?]*|\\[\w.\\?]*)
    | (?P<other>[\s\S])
    """,
    re.VERBOSE,
)


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
    for match in _TOKEN.finditer(formula):
        text, kind = match[0], match.lastgroup
        assert kind is not None
        if kind == "space":
            spaced = True
        elif kind == "other":
            raise FormulaError(f"{formula[position : position + 12]!r} is not part of a formula")
        else:
            found.append(Token(kind, text, position, spaced))
            spaced = False
        position += len(text)
    found.append(Token("end", "", len(formula), spaced))
    return found
