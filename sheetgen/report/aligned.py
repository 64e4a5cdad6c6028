"""Columns of short texts, aligned: what rich's own tables do for paragraphs takes them five times as long here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.text import Text

_GAP = "  "
#: To fewer characters no entry is cut.
_LEAST = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, and how its entries stand. One that is `spare` is left out where lines get too long; of one
    that may be `cut`, long entries are told in part then."""

    heading: str
    right: bool = False
    dim: bool = False
    spare: bool = False
    cut: bool = False


#: An entry: its text and a style of its own, "" for the column's.
Entry = tuple[str, str]


def aligned(columns: Sequence[Column], rows: Sequence[Sequence[Entry] | None], width: int) -> Text:
    """The rows as one text, under bold headings and a rule; None among the rows is a blank line."""
    widths = [
        max(cell_len(column.heading), *(cell_len(row[index][0]) for row in rows if row is not None), 0)
        for index, column in enumerate(columns)
    ]
    kept = list(range(len(columns)))
    for index in [index for index in kept if columns[index].spare]:
        if sum(widths[place] + len(_GAP) for place in kept) > width:
            kept.remove(index)
    for index in [index for index in kept if columns[index].cut]:
        too_long = sum(widths[place] + len(_GAP) for place in kept) - len(_GAP) - width
        widths[index] = min(widths[index], max(widths[index] - too_long, _LEAST))
    out = Text()
    headings: list[Entry] = [(column.heading, "bold") for column in columns]
    _append(out, columns, headings, widths, kept)
    out.append("─" * (sum(widths[index] + len(_GAP) for index in kept) - len(_GAP)) + "\n")
    for row in rows:
        if row is None:
            out.append("\n")
        else:
            _append(out, columns, row, widths, kept)
    out.rstrip()
    return out


def _append(
    out: Text, columns: Sequence[Column], row: Sequence[Entry], widths: Sequence[int], kept: Sequence[int]
) -> None:
    for index in kept:
        text, style = row[index]
        if cell_len(text) > widths[index]:
            text = set_cell_size(text, widths[index] - 1).rstrip() + "…"
        space = " " * (widths[index] - cell_len(text))
        # Trailing blanks are for the columns that follow.
        padded = space + text if columns[index].right else text + (space if index != kept[-1] else "")
        out.append(padded, style or ("dim" if columns[index].dim else ""))
        out.append(_GAP if index != kept[-1] else "\n")
