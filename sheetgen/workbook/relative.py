"""The relative form of a formula's text, without parsing it: equal forms in one column mean equal trees."""

from __future__ import annotations

import re

from sheetgen.sheet import MAX_COLUMN, MAX_ROW, column_number

#: What a number can be part of, longest first: texts, quoted sheet names and brackets, in which nothing moves; names,
#: functions and sheets; whole rows; references.
_PART = re.compile(
    r"""
    (?P<fixed> "[^"]*" | '[^']*' | \[[^\[\]]*\] )
    | (?P<rows> (?<![\w.?\\$:]) \$?[0-9]+ : \$?[0-9]+ (?![\w.]) )
    | (?<![\w.?\\]) \$? (?P<column> [A-Za-z]{1,3} ) (?P<row> [1-9][0-9]{0,6} ) (?![\w.?\\!(])
    | [\w.?\\]+
    """,
    re.VERBOSE,
)

#: A text without the rows that move, those rows as distances from the formula's own, and its column.
Form = tuple[str, tuple[int, ...], int]


def moved_down(text: str, distance: int) -> str | None:
    """A formula as it reads so many rows further down; None where the text alone does not tell."""
    rows: list[int] = []

    def moved(match: re.Match[str]) -> str:
        if match["rows"] is not None:
            rows.append(0)
        if not _is_reference(match):
            return match[0]
        rows.append(int(match["row"]) + distance)
        return f"{match[0][: -len(match['row'])]}{rows[-1]}"

    result = _PART.sub(moved, text)
    return result if not distance or all(1 <= row <= MAX_ROW for row in rows) else None


def relative_form(text: str, row: int, column: int) -> Form:
    """The form of a formula that stands in a row and a column."""
    distances: list[int] = []

    def moved(match: re.Match[str]) -> str:
        if _is_reference(match):
            distances.append(int(match["row"]) - row)
            return match[0][: -len(match["row"])] + "\0"
        if match["rows"] is not None:
            # Kept as it is, and told apart by the row that it is seen from.
            distances.append(row)
        return match[0]

    return _PART.sub(moved, text), tuple(distances), column


def _is_reference(match: re.Match[str]) -> bool:
    """Whether a part is a cell's address: past the last column or row it is a name."""
    return match["row"] is not None and int(match["row"]) <= MAX_ROW and column_number(match["column"]) <= MAX_COLUMN
