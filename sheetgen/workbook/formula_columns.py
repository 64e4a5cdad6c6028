"""The formulas of a large sheet, column by column as numbers; to everyone else they look like a dict of addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sheetgen.sheet import Address
from sheetgen.workbook.columns import Ids, Rows, by_column, grown, has_room
from sheetgen.workbook.grid import SourceFormula


class FormulaColumns(Mapping[Address, SourceFormula]):
    """The formulas of a sheet: for each cell the number of its formula, 1 plus its place in `sources`."""

    def __init__(self) -> None:
        self.sources: list[SourceFormula] = []
        self.ids: dict[int, Ids] = {}
        self.scattered: dict[Address, int] = {}
        self._count = 0

    def add(self, rows: Rows, columns: Ids, ids: Ids) -> None:
        """Adds many cells with the numbers of their formulas."""
        self._count += len(rows)
        for column, chosen in by_column(columns):
            own = rows[chosen]
            last = int(own.max())
            if not has_room(self.ids, column, last, self._count):
                self.scattered.update(
                    (Address(row, column), number)
                    for row, number in zip(own.tolist(), ids[chosen].tolist(), strict=True)
                )
                continue
            kept = self.ids[column] = grown(self.ids.get(column), last)
            for address in [address for address in self.scattered if address.column == column]:
                kept = self.ids[column] = grown(kept, address.row)
                kept[address.row] = self.scattered.pop(address)
            kept[own] = ids[chosen]

    def number(self, address: Address) -> int:
        """The number of a cell's formula; 0 where it has none."""
        ids = self.ids.get(address.column)
        if ids is None:
            return self.scattered.get(address, 0)
        return int(ids[address.row]) if address.row < len(ids) else 0

    def __getitem__(self, address: Address) -> SourceFormula:
        number = self.number(address)
        if not number:
            raise KeyError(address)
        return self.sources[number - 1]

    def __iter__(self) -> Iterator[Address]:
        """Every address, column by column."""
        for column, ids in self.ids.items():
            for row in np.flatnonzero(ids).tolist():
                yield Address(row, column)
        yield from self.scattered

    def __len__(self) -> int:
        return sum(int(np.count_nonzero(ids)) for ids in self.ids.values()) + len(self.scattered)

    def extent(self) -> tuple[int, int]:
        """The last row and the last column that hold a formula."""
        rows = [len(ids) - 1 - int((ids[::-1] != 0).argmax()) for ids in self.ids.values() if ids.any()]
        rows.extend(address.row for address in self.scattered)
        columns = [column for column, ids in self.ids.items() if ids.any()]
        columns.extend(address.column for address in self.scattered)
        return max(rows, default=0), max(columns, default=0)

    def to_dict(self) -> dict[Address, SourceFormula]:
        """The same as a dict: for who asks for every cell, that is several times as fast."""
        found = {
            Address(row, column): self.sources[number - 1]
            for column, ids in self.ids.items()
            for row, number in enumerate(ids.tolist())
            if number
        }
        return found | {address: self.sources[number - 1] for address, number in self.scattered.items()}
