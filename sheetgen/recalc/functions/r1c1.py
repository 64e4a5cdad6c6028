"""References in R1C1 style, which INDIRECT reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Area
from sheetgen.recalc.coerce import Raised
from sheetgen.sheet import MAX_COLUMN, MAX_ROW
from sheetgen.values import ErrorValue

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!(.*)", re.DOTALL)
_NUMBER = r"([0-9]+|\[-?[0-9]+\])?"
_PART = re.compile(rf"(?:(R){_NUMBER})?(?:(C){_NUMBER})?", re.ASCII | re.IGNORECASE)


def r1c1_area(evaluator: Evaluator, text: str) -> Area | None:
    """The cells that a text like `R1C2`, `Sheet2!R[-1]C:R5C3` or `C[1]` means; None where it is nothing of the kind.

    #REF! is raised where the sheet does not exist or ends before.
    """
    place = evaluator.place
    match = _SHEET.fullmatch(text)
    sheet_name = (match[1] or match[2]).replace("''", "'") if match else place.sheet
    ends = [_ends(part, place.address) for part in (match[3] if match else text).split(":")]
    if len(ends) > 2 or None in ends:
        return None
    sheet = evaluator.grid.find_sheet(sheet_name)
    known = [end for end in ends if end is not None]
    top, left = min(end[0] for end in known), min(end[1] for end in known)
    bottom, right = max(end[2] for end in known), max(end[3] for end in known)
    if sheet is None or top < 1 or left < 1 or bottom > MAX_ROW or right > MAX_COLUMN:
        raise Raised(ErrorValue.REF)
    return Area(sheet.name, top, left, bottom, right)


def _ends(part: str, own: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The first and last row and column of one reference: of `R2` all columns."""
    match = _PART.fullmatch(part)
    if not part or match is None:
        return None
    row, column = _number(match[2], own[0]), _number(match[4], own[1])
    top, bottom = (row, row) if match[1] else (1, MAX_ROW)
    left, right = (column, column) if match[3] else (1, MAX_COLUMN)
    return top, left, bottom, right


def _number(text: str | None, own: int) -> int:
    """A row or column number, in brackets counted from the formula's own."""
    if text is None:
        return own
    return own + int(text[1:-1]) if text.startswith("[") else int(text)
