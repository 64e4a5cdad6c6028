"""What cells and formulas in columns share: kinds of arrays, and how much room these may take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheetgen.sheet import MAX_ROW

Numbers = NDArray[np.float64]
Ids = NDArray[np.int32]
Rows = NDArray[np.int64]

#: How much room arrays may take: so many elements in any case, and so many for each cell that they hold.
_FREE_ROOM = 4_000_000
_ROOM_PER_CELL = 16


def has_room(arrays: Mapping[int, Sized], column: int, last: int, cells: int) -> bool:
    """Whether a column may reach down to a row as an array, among the arrays of a sheet with so many cells."""
    length = len(arrays.get(column, ()))
    taken = sum(map(len, arrays.values()))
    return last < length or taken + last - length <= _FREE_ROOM + _ROOM_PER_CELL * cells


def grown(ids: Ids | None, last: int) -> Ids:
    """An array of numbers that reaches down to a row."""
    if ids is None:
        return np.zeros(last + 1, np.int32)
    if len(ids) > last:
        return ids
    return np.concatenate((ids, np.zeros(max(last + 1, min(2 * len(ids), MAX_ROW + 1)) - len(ids), np.int32)))


def by_column(columns: Ids) -> Iterator[tuple[int, NDArray[Any]]]:
    """Which cells are in each column."""
    present = np.flatnonzero(np.bincount(columns))
    if len(present) <= 32:
        for column in present.tolist():
            yield column, np.flatnonzero(columns == column)
        return
    order = np.argsort(columns, kind="stable")
    starts = np.searchsorted(columns[order], present)
    for column, chosen in zip(present.tolist(), np.split(order, starts[1:]), strict=True):
        yield column, chosen
