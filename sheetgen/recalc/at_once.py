"""Evaluates the cells of a step at once, on arrays: the same double arithmetic, operation by operation.

Only finite numbers are worked with here. A cell that meets anything else on its way, a blank, a text, an error, a
result that is not finite, is left to the evaluator, which knows what Excel makes of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import Reference
from sheetgen.recalc.array_arithmetic import ArrayArithmetic, NotAtOnce, Numbers
from sheetgen.recalc.column_cells import ColumnCells, rows_of
from sheetgen.recalc.plan import Step
from sheetgen.recalc.reader import Cells
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.waiting import Waiting, WaitingColumns
from sheetgen.sheet import MAX_COLUMN, Address, Place
from sheetgen.workbook.cell_columns import CellColumns
from sheetgen.workbook.grid import Grid

#: Fewer cells than this are evaluated faster one by one.
_FEW = 8


class AtOnce(ArrayArithmetic):
    """Evaluates steps whose cells and precedents lie in columns."""

    def __init__(self, grid: Grid, cells: Cells, waiting: Mapping[str, Waiting]) -> None:
        super().__init__(Resolver(grid))
        self.grid = grid
        self.cells = cells
        self.waiting = waiting
        #: The cells of the step that is being evaluated.
        self.own = ColumnCells("", 1, np.empty(0, np.int64))

    def step(self, step: Step) -> Sequence[Place]:
        """Evaluates what it can, and gives back the cells that are left."""
        own = step.places
        if not isinstance(own, ColumnCells) or len(own) < _FEW:
            return own
        cells, waiting = self.cells[own.sheet], self.waiting[own.sheet]
        if not isinstance(cells, CellColumns) or not isinstance(waiting, WaitingColumns):
            return own
        flags = waiting.flags.get(own.column)
        if flags is None or not flags[own.rows].all():
            # Some were needed earlier, or belong to array formulas.
            return own
        self.own = own
        self.first, self.last, self.count = own[0], own[-1], len(own)
        try:
            with np.errstate(all="ignore"):
                value = self.value(step.tree)
        except (NotAtOnce, FormulaError):
            return own
        result = np.full(len(own), value) if isinstance(value, float) else value
        done = ~np.isnan(result)
        if not done.all():
            rows = own.rows[done]
            cells.make_column(own.column, int(own.rows[-1]))[rows] = result[done]
            flags[rows] = False
            return ColumnCells(own.sheet, own.column, own.rows[~done])
        cells.make_column(own.column, int(own.rows[-1]))[own.rows] = result
        flags[own.rows] = False
        return ()

    def reference(self, tree: Reference) -> Numbers | float:
        """The numbers of the cells that a reference means."""
        sheet = self.grid.find_sheet(tree.sheet or self.own.sheet)
        if sheet is None:
            raise NotAtOnce
        cells = self.cells[sheet.name]
        rows, column = rows_of(tree, self.own.rows), tree.column.at(self.own.column, MAX_COLUMN)
        if isinstance(rows, int):
            value = cells.get(Address(rows, column))
            return value if type(value) is float else np.nan
        if not isinstance(cells, CellColumns) or column not in cells.numbers:
            raise NotAtOnce
        numbers = cells.numbers[column]
        if int(rows.max()) < len(numbers):
            return numbers[rows]
        return cells.column(column, int(rows.max()))[rows]
