"""Where the blocks stand: which rows of the table are repeated, what all blocks share, and the sheets they fill.

The first block is the template's own table, cell for cell, so that its addresses are those of the article. The others
follow below it with one blank row between them, and go on to further sheets before a sheet ends; header rows stand at
the top of every sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheetgen.blocks.datafile import shared_inputs
from sheetgen.errors import UsageError
from sheetgen.sheet import MAX_ROW, Address, Place, Sheet, Template

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: More than these nobody wrote.
_MOST = {"rows": 100_000_000, "limit": MAX_ROW}


@dataclass(frozen=True, slots=True)
class BlockSheet:
    """The blocks of one sheet: `down` is how many rows below the template's own place each of them stands."""

    name: str
    #: The number of its first block, counted from 0.
    first: int
    down: NDArray[np.int64]


class Layout:
    """The blocks of a template's table, `blocks` of them, on sheets of at most `limit` rows."""

    def __init__(self, template: Template, blocks: int, limit: int = MAX_ROW) -> None:
        """UsageError where the table cannot be repeated."""
        if len(template.sheets) != 1:
            raise UsageError(
                f"{template.name} has {len(template.sheets)} sheets: --data repeats a table that has one sheet"
            )
        self.template = template
        self.table: Sheet = template.sheets[0]
        self.blocks = blocks
        self.limit = limit
        #: The cells that stand once, in the first block, for all blocks.
        self.shared = {template.inputs[name].address for name in shared_inputs(template)}
        self.inputs = {name: place.address for name, place in template.inputs.items()}
        self.headers = len(self.table.header_rows())
        cells = sorted(self.table.cells)
        own = set(self.inputs.values()) - self.shared
        #: The rows among the block's own that stand once all the same: nothing in them is calculated.
        self.once = {
            row
            for row in {address.row for address in self.shared}
            if not any(cell.is_formula or at in own for at, cell in self.table.cells.items() if at.row == row)
        }
        #: The rows of the table that every block has.
        self.rows = sorted({address.row for address in cells if address.row > self.headers} - self.once)
        #: The table's last row.
        self.last = cells[-1].row
        if self.last > limit:
            raise UsageError(f"the table of {template.name} has {self.last:,} rows and a sheet {limit:,}")

    @classmethod
    def of(cls, template: Template) -> Layout:
        """The layout of a workbook's blocks, by what stands beside its template; UsageError where that is damaged."""
        settings = template.settings["data"]
        if not isinstance(settings, dict):
            raise UsageError(f"{template.path}: the settings beside its template are damaged: data is {settings!r}")
        return cls(template, _count(template, settings, "rows"), _count(template, settings, "limit", MAX_ROW))

    def settings(self, name: str) -> dict[str, Any]:
        """What the workbook must remember to find its blocks again; `name` is the data file's."""
        settings: dict[str, Any] = {"file": name, "rows": self.blocks}
        return settings if self.limit == MAX_ROW else {**settings, "limit": self.limit}

    def repeated(self) -> list[Address]:
        """The cells of the table that every block has, in reading order."""
        rows = set(self.rows)
        return [address for address in sorted(self.table.cells) if address.row in rows and address not in self.shared]

    def sheets(self) -> list[BlockSheet]:
        """Every sheet with its blocks."""
        import numpy as np

        height = self.rows[-1] - self.rows[0] + 2
        # The second block stands below everything in the first, shared rows included.
        second = self.last + 2 - self.rows[0]
        room = 1 + max(0, (self.limit - self.rows[-1] - second) // height + 1)
        down = np.concatenate(([0], second + height * np.arange(max(0, min(room, self.blocks) - 1), dtype=np.int64)))
        found = [BlockSheet(self.table.name, 0, down)]
        done = len(down)
        room = (self.limit - self.rows[-1]) // height + 1
        while done < self.blocks:
            count = min(room, self.blocks - done)
            found.append(BlockSheet(f"{self.table.name} {len(found) + 1}", done, height * np.arange(count)))
            done += count
        return found

    def place(self, block: int, address: Address) -> Place:
        """Where a cell of the table stands in a block, counted from 0."""
        sheet = next(sheet for sheet in reversed(self.sheets()) if sheet.first <= block)
        return Place(sheet.name, Address(address.row + int(sheet.down[block - sheet.first]), address.column))


def _count(template: Template, settings: dict[str, Any], name: str, usual: int | None = None) -> int:
    count = settings.get(name, usual)
    if type(count) is not int or not 1 <= count <= _MOST[name]:
        raise UsageError(f"{template.path}: the settings beside its template are damaged: {name} is {count!r}")
    return count
