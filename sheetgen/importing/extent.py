"""How much of a file becomes a template: no more than a sheet can hold, and than a limit of cells."""

from __future__ import annotations

from sheetgen.errors import UsageError
from sheetgen.sheet import MAX_COLUMN, MAX_ROW
from sheetgen.workbook.limits import most_imported


class Extent:
    """Counts the cells of a file's tables, blank ones too, while they are read; `name` is what messages call it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.most = most_imported()
        self.cells = 0

    def take(self, row: int, width: int, cells: int) -> None:
        """So many further cells in a row, which is now so wide; UsageError where that is too much."""
        if row > MAX_ROW:
            raise UsageError(f"{self.name} has a table of more than {MAX_ROW:,} rows, which no sheet has: divide it")
        if width > MAX_COLUMN:
            raise UsageError(
                f"{self.name}: row {row:,} has more than {MAX_COLUMN:,} cells, which no row of a sheet has: divide it"
            )
        self.cells += cells
        if self.cells > self.most:
            raise UsageError(
                f"{self.name} has more than {self.most:,} cells: import a part of it;"
                " sheetgen --max-cells N import … allows more"
            )
