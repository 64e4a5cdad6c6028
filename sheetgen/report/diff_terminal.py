"""A comparison in the terminal: what someone changed first, what follows from it last."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from sheetgen.comparison.model import CellChange, Diff
from sheetgen.report.aligned import Column, Entry, aligned
from sheetgen.report.diff_lines import (
    by_sheet,
    constants,
    content,
    followers,
    format_change,
    format_runs,
    formula_runs,
    name_change,
    total,
    value,
)
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
    changed = dict(by_sheet(result))
    for sheet_name in dict.fromkeys([*(line.sheet for line in result.lines), *changed]):
        out.print(Text(sheet_name, style="bold"))
        for line in result.lines:
            if line.sheet == sheet_name:
                sign, style = ("+", _NEW) if line.kind == "inserted" else ("−", _OLD)
                out.print(Text(f"{sign} {line}  {' | '.join(line.texts)}".rstrip(), style=style), soft_wrap=True)
        _print_cells(out, changed.get(sheet_name, []))
    if result.names:
        out.print(Text("Names", style="bold"))
        for change in result.names:
            out.print(Text(f"{change.name}  {name_change(change)}"), soft_wrap=True)
        out.print()
    out.print(Text(total(result), style="bold red" if not result else "bold green"))
    out.print(Text(result.bound, style="dim"))


def _print_cells(out: Console, cells: Sequence[CellChange]) -> None:
    rows = [_row(_where(cell), value(cell.old_value), value(cell.new_value), cell.label) for cell in constants(cells)]
    for run in formula_runs(cells):
        first = run.first
        old, new = content(first.old_formula, first.old_value), content(first.new_formula, first.new_value)
        rows.append(_row(run.cells, old, new, first.label))
    _print_rows(out, rows, _MOST)
    following = followers(cells)
    if following:
        out.print(Text("and what follows from them" if rows else "values that follow from other sheets", style="dim"))
        rows = [_row(_where(cell), value(cell.old_value), value(cell.new_value), cell.label) for cell in following]
        _print_rows(out, rows, _MOST_FOLLOWERS)
    for run in format_runs(cells)[:_MOST]:
        out.print(Text(f"{run.cells} looks different: {format_change(run.first.formats)}", style="dim"), soft_wrap=True)
    out.print()


def _where(cell: CellChange) -> str:
    return str(cell.new) if cell.new == cell.old else f"{cell.old} → {cell.new}"


def _row(where: str, old: str, new: str, label: str) -> list[Entry]:
    return [(where, ""), (brief(old), _OLD), ("→", ""), (brief(new), _NEW), (label, "")]


def _print_rows(out: Console, rows: Sequence[list[Entry]], most: int) -> None:
    if rows:
        out.print(aligned(_COLUMNS, rows[:most], out.width), soft_wrap=True)
    if len(rows) > most:
        out.print(Text(f"… and {len(rows) - most:,} more: --json has all", style="dim"))
