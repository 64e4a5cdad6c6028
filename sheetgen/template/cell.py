"""The cell grammar: what a cell's text is, tried in the order that docs/templates.md lists. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sheetgen.errors import NotationError
from sheetgen.figure import PREFIX, Figure
from sheetgen.notation import translate
from sheetgen.sheet import Address, Cell

_LOOKS_LIKE_NUMBER = re.compile(r"[-−+]?[.,]?[0-9]")

#: A number with emphasis, a currency or “about” before it, and what stands in parentheses behind it.
_DECORATED = re.compile(
    r"[*_~$£€¥≈±<>≤≥\s]+(?P<number>[-−+]?[.,]?[0-9][0-9.,]*(?:[eE][-+]?[0-9]+)?%?)[*_~$£€¥\s]*(?P<formula>\(.*\))"
)

#: Characters that a row of a table cannot hold, or not at the end of a cell, as Markdown writes any character by its
#: number: tab, line break, space, and the & that would begin such a number.
_CHARACTER = re.compile("&#(9|10|32|38);")


def read_cell(text: str, address: Address, line: int, names: Mapping[str, str]) -> Cell:
    """A cell of the table as a constant, a text or a formula. NotationError says how to write what was meant."""
    if text.startswith("'"):
        return Cell(address, value=_CHARACTER.sub(lambda match: chr(int(match[1])), text[1:]), line=line)
    body = _unquote(text)
    if body.startswith("="):
        return _formula(body[1:], None, address, line, names, text)
    if body.startswith("("):
        inner = _parenthesised(body)
        if inner is None:
            raise NotationError(f"{text!r} begins like a formula and goes on after it; quote a text: '{text}")
        return _formula(inner, None, address, line, names, text)
    prefix = PREFIX.match(body)
    if prefix:
        rest = body[prefix.end() :].strip()
        figure = _figure(prefix[0], text)
        if not rest:
            return Cell(address, value=figure.value, figure=figure, line=line)
        inner = _parenthesised(_unquote(rest))
        if inner is None:
            raise NotationError(
                f"{text!r} begins like a figure; only a formula may follow, 0.8 (B*C+D); quote a text: '{text}"
            )
        return _formula(inner, figure, address, line, names, text)
    if _LOOKS_LIKE_NUMBER.match(body):
        raise NotationError(
            f"{text!r} begins like a figure and is none (1,234.5, -0.0080, 1e-6, 5%); quote a text: '{text}"
        )
    _refuse_decorated(body, address, names, text)
    return Cell(address, value=text, line=line)


def _refuse_decorated(body: str, address: Address, names: Mapping[str, str], text: str) -> None:
    """NotationError for a figure that has a currency or emphasis about it, and a formula behind it: as a text, neither
    would be checked."""
    match = _DECORATED.fullmatch(body)
    inner = match and _parenthesised(match["formula"])
    # Without a letter it is an amount and its share, $5 (10%).
    if match is None or inner is None or not re.search("[A-Za-z]", inner):
        return
    try:
        translate(_unquote(inner.strip()).strip(), row=address.row, names=names)
    except NotationError:
        return
    plain = f"{match['number'].strip()} {match['formula']}"
    raise NotationError(f"{text!r} begins like a figure and is none: write {plain}; quote a text: '{text}")


def _formula(
    inner: str,
    figure: Figure | None,
    address: Address,
    line: int,
    names: Mapping[str, str],
    text: str,
) -> Cell:
    notation = _unquote(inner.strip()).strip()
    try:
        formula = translate(notation, row=address.row, names=names)
    except NotationError as error:
        raise NotationError(f"the formula ({notation}) does not read: {error}; quote a text: '{text}") from None
    return Cell(address, formula=formula, notation=notation, figure=figure, line=line)


def _figure(text: str, cell: str) -> Figure:
    try:
        return Figure.parse(text)
    except ValueError as error:
        raise NotationError(f"{error}; quote a text: '{cell}") from None


def _unquote(text: str) -> str:
    """Text without the backticks around it, which keep renderers from taking asterisks for emphasis."""
    fence = "`" * (len(text) - len(text.lstrip("`")))
    inner = text[len(fence) : len(text) - len(fence)]
    return inner.strip() if fence and inner and text.endswith(fence) and "`" not in inner else text


def _parenthesised(text: str) -> str | None:
    """What stands in the parentheses that enclose the whole text, without an equals sign; None if they do not."""
    if not (text.startswith("(") and text.endswith(")")):
        return None
    depth = 0
    # Parentheses in a string or in a sheet's quoted name are text: ")", 'Costs (old'!B.
    quote = ""
    for index, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in ("'", '"'):
            quote = character
        elif character in "()":
            depth += 1 if character == "(" else -1
            if depth == 0 and index < len(text) - 1:
                return None
    return text[1:-1].strip().removeprefix("=")
