"""A comparison in the terminal: what someone changed first, what follows from it last."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from sheetgen.comparison.model import CellChange, Diff
from sheetgen.report.aligned import Column, Entry, aligned
from sheetgen.report.diff_lines import Shown, by_sheet, changed, following, looks, name_change, total
from sheetgen.report.terminal import console
from sheetgen.values import brief

#: So many lines of a kind are shown.
_MOST = 30
#: Values that follow are shown as examples only.
_MOST_FOLLOWERS = 8

_COLUMNS = [Column("Cell"), Column("Old"), Column(""), Column("New"), Column("Where", dim=True, spare=True)]
_OLD, _NEW = "red", "green"


def print_diff(result: Diff) -> None:
    """Prints what differs, sheet by sheet, and a count of it all."""
    out = console()
    if not result:
        out.print(Text(f"{result.old} → {result.new}\n", style="bold"))
    for sheet in result.sheets:
        out.print(Text(str(sheet), style=_NEW if sheet.kind == "added" else _OLD if sheet.kind == "removed" else ""))
    for sheet_name, lines, cells in by_sheet(result):
        out.print(Text(sheet_name, style="bold"))
        for line in lines:
            sign, style = ("+", _NEW) if line.kind == "inserted" else ("−", _OLD)
            out.print(Text(f"{sign} {line}  {' | '.join(line.texts)}".rstrip(), style=style), soft_wrap=True)
        _print_cells(out, cells)
    if result.names:
        out.print(Text("Names", style="bold"))
        for change in result.names:
            out.print(Text(f"{change.name}  {name_change(change)}"), soft_wrap=True)
        out.print()
    out.print(Text(total(result), style="bold red" if not result else "bold green"))
    out.print(Text(result.bound, style="dim"))


def _print_cells(out: Console, cells: Sequence[CellChange]) -> None:
    rows = changed(cells)
    _print_rows(out, rows, _MOST)
    consequences = following(cells)
    if consequences:
        out.print(Text("and what follows from them" if rows else "values that follow from other sheets", style="dim"))
        _print_rows(out, consequences, _MOST_FOLLOWERS)
    for line in looks(cells)[:_MOST]:
        out.print(Text(line, style="dim"), soft_wrap=True)
    out.print()


def _print_rows(out: Console, rows: Sequence[Shown], most: int) -> None:
    entries: list[list[Entry]] = [
        [(row.cells, ""), (brief(row.old), _OLD), ("→", ""), (brief(row.new), _NEW), (row.label, "")]
        for row in rows[:most]
    ]
    if entries:
        out.print(aligned(_COLUMNS, entries, out.width), soft_wrap=True)
    if len(rows) > most:
        out.print(Text(f"… and {len(rows) - most:,} more: --json has all", style="dim"))
