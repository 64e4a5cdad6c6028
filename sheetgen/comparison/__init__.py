"""What differs between two workbooks, with rows and columns aligned: an inserted row is one insertion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from sheetgen.comparison.cells import Aspects, CellComparison, mark_followers
from sheetgen.comparison.equality import Equality
from sheetgen.comparison.forms import Forms
from sheetgen.comparison.model import Diff, LineChange, SheetChange
from sheetgen.comparison.moved import Moved
from sheetgen.comparison.names import name_changes
from sheetgen.comparison.side import Side, side
from sheetgen.comparison.structure import SheetPair, Structure, structure
from sheetgen.errors import UsageError
from sheetgen.sheet import Address, Template
from sheetgen.values import brief, show

__all__ = ["Aspects", "Diff", "compare", "diff"]

#: Of an inserted or deleted line so many cells are named.
_MOST_TEXTS = 6


def diff(
    old: str | Path | Template,
    new: str | Path | Template,
    *,
    ulp: int | None = None,
    digits: int | None = None,
    aspects: Aspects | None = None,
    sheet: str | None = None,
    changes: Mapping[str, object] | None = None,
) -> Diff:
    """How two workbooks or templates differ; each by path, a template also by short name or loaded.

    `ulp` or `digits` say when numbers count as equal, instead of the bounds that are derived; `sheet` restricts it to
    one sheet; `changes` are inputs of the new template.
    """
    return compare(side(old), side(new, changes), ulp=ulp, digits=digits, aspects=aspects, sheet=sheet)


def compare(
    old: Side,
    new: Side,
    *,
    ulp: int | None = None,
    digits: int | None = None,
    aspects: Aspects | None = None,
    sheet: str | None = None,
) -> Diff:
    """How two workbooks differ."""
    aspects, forms = aspects or Aspects(), Forms()
    equality = Equality(old, new, ulp, digits)
    whole = structure(old, new, forms)
    moved = Moved(whole, forms)
    result = Diff(old.name, new.name, bound=equality.bound)
    cells = CellComparison(old, new, moved, forms, equality, aspects)
    chosen = _chosen(whole, sheet)
    for pair in chosen.pairs:
        if pair.old != pair.new:
            result.sheets.append(SheetChange("renamed", pair.old, pair.new))
        result.lines.extend(_line_changes(old, new, pair))
        result.cells.extend(cells.changes(pair))
    result.sheets.extend(SheetChange("removed", name, None) for name in chosen.removed)
    result.sheets.extend(SheetChange("added", None, name) for name in chosen.added)
    if result.cells:
        result.cells = mark_followers(result.cells, new)
    if aspects.formulas and sheet is None:
        result.names = name_changes(old, new, moved)
    return result


def _chosen(whole: Structure, sheet: str | None) -> Structure:
    """The sheets to compare: all, or the one that was named."""
    if sheet is None:
        return whole
    chosen = Structure(
        [pair for pair in whole.pairs if sheet.lower() in (pair.old.lower(), pair.new.lower())],
        [name for name in whole.removed if name.lower() == sheet.lower()],
        [name for name in whole.added if name.lower() == sheet.lower()],
    )
    if not (chosen.pairs or chosen.removed or chosen.added):
        there = dict.fromkeys([pair.new for pair in whole.pairs] + whole.removed + whole.added)
        raise UsageError(f"there is no sheet {sheet!r}; there are {', '.join(there)}")
    return chosen


def _line_changes(old: Side, new: Side, pair: SheetPair) -> list[LineChange]:
    """Rows and columns that were deleted and inserted, neighbours as one."""
    found: list[LineChange] = []
    for axis, lines in (("row", pair.rows), ("column", pair.columns)):
        for kind, numbers, own, name in (
            ("deleted", lines.deleted, old, pair.old),
            ("inserted", lines.inserted, new, pair.new),
        ):
            runs = _runs(numbers)
            texts = _texts(own, name, axis, {first for first, _ in runs})
            found += [LineChange(kind, axis, name, first, last, texts.get(first, ())) for first, last in runs]
    return found


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in increasing order as runs without gaps."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _texts(own: Side, sheet: str, axis: str, lines: Set[int]) -> dict[int, tuple[str, ...]]:
    """The first values of some rows or columns."""
    at = 0 if axis == "row" else 1
    values = own.values(sheet)
    found: dict[int, list[Address]] = {}
    for address in values:
        if address[at] in lines:
            found.setdefault(address[at], []).append(address)
    return {
        line: tuple(brief(show(values[address])) for address in sorted(cells)[:_MOST_TEXTS])
        for line, cells in found.items()
    }
