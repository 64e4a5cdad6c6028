"""A comparison's findings in words, for every report that shows them to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sheetgen.comparison.model import CellChange, Diff, LineChange, NameChange
from sheetgen.sheet import Address
from sheetgen.values import Scalar, show


class Shown(NamedTuple):
    """A change as a report's row has it: which cells, what they held and hold, and their headings."""

    cells: str
    old: str
    new: str
    label: str


def changed(cells: Sequence[CellChange]) -> list[Shown]:
    """What someone changed: constants, then formulas, those filled down a column as one."""
    rows = [_shown(cell) for cell in constants(cells)]
    for run in formula_runs(cells):
        cell = run.first
        old, new = content(cell.old_formula, cell.old_value), content(cell.new_formula, cell.new_value)
        rows.append(Shown(run.cells, old, new, cell.label))
    return rows


def following(cells: Sequence[CellChange]) -> list[Shown]:
    """The values that changed because other cells did."""
    return [_shown(cell) for cell in followers(cells)]


def looks(cells: Sequence[CellChange]) -> list[str]:
    """The cells whose published figure is another, and those that look different, and in what."""
    figures = []
    for cell in cells:
        if cell.published:
            old, new = (figure or "nothing" for figure in cell.published)
            figures.append(f"{_shown(cell).cells} was published as {old}, now as {new}")
    return figures + [f"{run.cells} looks different: {format_change(run.first.formats)}" for run in format_runs(cells)]


def _shown(cell: CellChange) -> Shown:
    where = str(cell.new) if cell.new == cell.old else f"{cell.old} → {cell.new}"
    return Shown(where, content(None, cell.old_value), content(None, cell.new_value), cell.label)


class Run(NamedTuple):
    """Cells below one another that changed in the same way: the first, the last, and the change of the first."""

    first: CellChange
    last: CellChange
    size: int

    @property
    def cells(self) -> str:
        """The new addresses, `E2` or `E2:E9`, with the old ones where these are others."""
        new, old = _area(self.first.new, self.last.new), _area(self.first.old, self.last.old)
        return new if new == old else f"{old} → {new}"


def _area(first: Address, last: Address) -> str:
    return str(first) if first == last else f"{first}:{last}"


def formula_runs(cells: Sequence[CellChange]) -> list[Run]:
    """The changed formulas; one filled down a column, before and after, is one run."""
    return _runs([cell for cell in cells if cell.formula_differs], lambda cell: cell.form)


def format_runs(cells: Sequence[CellChange]) -> list[Run]:
    """The cells that look different; neighbours with the same change are one run."""
    return _runs([cell for cell in cells if cell.formats], lambda cell: cell.formats)


def constants(cells: Sequence[CellChange]) -> list[CellChange]:
    """The changed constants, and the values that changed though nothing that they are calculated from did."""
    return [cell for cell in cells if cell.value_differs and not cell.formula_differs and not cell.follows]


def followers(cells: Sequence[CellChange]) -> list[CellChange]:
    """The values that changed because other cells did."""
    return [cell for cell in cells if cell.value_differs and cell.follows]


def _runs(cells: Sequence[CellChange], key: Callable[[CellChange], object]) -> list[Run]:
    runs: list[Run] = []
    for cell in sorted(cells, key=lambda cell: (cell.new.column, cell.new.row)):
        last = runs[-1] if runs else None
        if last and _below(last.last, cell) and key(last.last) is not None and key(last.last) == key(cell):
            runs[-1] = Run(last.first, cell, last.size + 1)
        else:
            runs.append(Run(cell, cell, 1))
    return sorted(runs, key=lambda run: run.first.new)


def _below(upper: CellChange, lower: CellChange) -> bool:
    return (
        (lower.new.row, lower.new.column) == (upper.new.row + 1, upper.new.column)
        and (lower.old.row, lower.old.column) == (upper.old.row + 1, upper.old.column)
    )  # fmt: skip


def content(formula: str | None, value: Scalar) -> str:
    """What a cell holds: its formula, or its constant; a text in quotes."""
    if formula is not None:
        return formula
    if value is None:
        return "(blank)"
    return f'"{value}"' if type(value) is str else show(value)


def format_change(formats: Sequence[tuple[str, str, str]]) -> str:
    """What looks different: a number format by its code, the rest by its name."""
    return ", ".join(
        f"{aspect} {old or 'none'} → {new or 'none'}" if aspect == "number format" else aspect
        for aspect, old, new in formats
    )


def name_change(change: NameChange) -> str:
    """`Tiny: Sheet!$B$12 → Sheet!$B$13`."""
    return f"{change.old or '(none)'} → {change.new or '(deleted)'}"


def by_sheet(result: Diff) -> Iterator[tuple[str, list[LineChange], list[CellChange]]]:
    """The inserted and deleted rows and columns and the changed cells, sheet by sheet."""
    for sheet in dict.fromkeys([*(line.sheet for line in result.lines), *(cell.sheet for cell in result.cells)]):
        lines = [line for line in result.lines if line.sheet == sheet]
        yield sheet, lines, [cell for cell in result.cells if cell.sheet == sheet]


def total(result: Diff) -> str:
    """All findings counted, in one line."""
    inserted = {axis: _count(result, "inserted", axis) for axis in ("row", "column")}
    deleted = {axis: _count(result, "deleted", axis) for axis in ("row", "column")}
    counts = [
        *((number, f"{axis}{{s}} inserted") for axis, number in inserted.items()),
        *((number, f"{axis}{{s}} deleted") for axis, number in deleted.items()),
        (len(result.sheets), "sheet{s} added, removed or renamed"),
        (sum(cell.formula_differs for cell in result.cells), "formula{s} changed"),
        (len(constants(result.cells)), "value{s} changed"),
        (len(followers(result.cells)), "value{s} that follow{S}"),
        (sum(cell.published is not None for cell in result.cells), "published figure{s} changed"),
        (sum(bool(cell.formats) for cell in result.cells), "format{s} changed"),
        (len(result.names), "name{s} changed"),
    ]
    parts = [
        f"{number:,} {text.format(s='' if number == 1 else 's', S='s' if number == 1 else '')}"
        for number, text in counts
        if number
    ]
    return ", ".join(parts) or "no differences"


def _count(result: Diff, kind: str, axis: str) -> int:
    return sum(line.count for line in result.lines if (line.kind, line.axis) == (kind, axis))
