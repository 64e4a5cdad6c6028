"""How much work a formula, and a whole workbook, may make: whatever can grow says what it takes before it does it.

A step is about a microsecond of work, or an element of an array. What a formula makes is counted apart from what it
reads: every formula of a workbook may read every cell, as running totals and look-ups do, so that reading may grow with
the square of a workbook's size, but with nothing that a few letters can say.
"""

from __future__ import annotations

import copy
import threading

from sheetgen.errors import WorkError
from sheetgen.workbook import limits
from sheetgen.workbook.grid import Grid

#: One formula may take so many steps for each formula and each value of the workbook, if that is more than the usual
#: ones; all together may take so many besides these.
_EACH_CELL, _ALL_EACH_CELL = 10, 50
#: How often every formula may read every cell, besides the usual steps.
_READ = 4
#: What array formulas may fill, and how much more for each cell of the workbook.
_FILLED, _FILLED_EACH_CELL = 100_000, 10
#: A text takes a step for so many characters.
_CHARACTERS = 64


class Work:
    """The steps that are left for one evaluation of a workbook, and for the formula that is evaluated now."""

    def __init__(self, grid: Grid) -> None:
        usual = limits.limit(limits.STEPS)
        formulas = sum(len(sheet.formulas) for sheet in grid.sheets.values())
        cells = formulas + sum(len(sheet.values) for sheet in grid.sheets.values())
        self.cells = cells
        self.all = self.most = usual + cells * _ALL_EACH_CELL
        self.each = max(usual, cells * _EACH_CELL)
        self.reading = self.most_reading = usual + _READ * formulas * cells
        self.to_fill = _FILLED + cells * _FILLED_EACH_CELL
        self.left = self.room = 0

    def anew(self) -> Work:
        """The same for another evaluation of the workbook, whose cells need not be counted again."""
        return copy.copy(self)

    def begin(self) -> None:
        """Another formula begins."""
        self.all -= self.room - self.left
        self.left = self.room = max(min(self.each, self.all), 0)
        _now.work = self

    def fill(self, cells: int) -> None:
        """Takes so many cells from what array formulas may fill."""
        self.to_fill -= cells
        if self.to_fill < 0:
            raise WorkError("the workbook's array formulas fill too many cells for its size")


class _Now(threading.local):
    """The evaluation that a thread is busy with."""

    work: Work | None = None


_now = _Now()


def spend(steps: int) -> None:
    """Takes steps from what is left for the formula; WorkError where there are no more."""
    work = _now.work
    if work is None:
        return
    work.left -= steps
    if work.left < 0:
        # What it did not do need not be paid.
        work.left = 0
        what = f"it takes more than {work.each:,}"
        if work.room < work.each:
            what = f"all formulas together take more than {work.most:,}"
        raise WorkError(f"{what} steps: sheetgen --max-steps N allows more")


def spend_reading(steps: int) -> None:
    """Takes steps from what all formulas together may read; what is more than twice the workbook is made, not read."""
    work = _now.work
    if work is None:
        return
    if steps > 2 * work.cells:
        spend(steps)
        return
    work.reading -= steps
    if work.reading < 0:
        what = f"all formulas together take more than {work.most_reading:,} steps to read other cells"
        raise WorkError(f"{what}: sheetgen --max-steps N allows more")


def spend_text(length: int) -> None:
    """The same for a text of so many characters."""
    spend(length // _CHARACTERS)
