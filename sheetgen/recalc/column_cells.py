"""Cells of a column together, and the trees of formulas by their numbers: what plans of large sheets are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from sheetgen.formula.tree import Node, Reference
from sheetgen.sheet import MAX_ROW, Address, Place
from sheetgen.workbook.formula_columns import FormulaColumns

Rows = NDArray[np.int64]


class ColumnCells(Sequence[Place]):
    """Cells of one column, as a sequence of places."""

    def __init__(self, sheet: str, column: int, rows: Rows) -> None:
        self.sheet = sheet
        self.column = column
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Place: ...
    @overload
    def __getitem__(self, index: slice) -> ColumnCells: ...
    def __getitem__(self, index: int | slice) -> Place | ColumnCells:
        if isinstance(index, slice):
            return ColumnCells(self.sheet, self.column, self.rows[index])
        return Place(self.sheet, Address(int(self.rows[index]), self.column))

    def __iter__(self) -> Iterator[Place]:
        # Whole numbers all at once: one by one they take three times as long.
        return (Place(self.sheet, Address(row, self.column)) for row in self.rows.tolist())


class Trees(Mapping[Place, Node]):
    """The tree of every formula cell, by way of the number that its sheet has for the formula."""

    def __init__(self, formulas: dict[str, FormulaColumns], trees: dict[str, list[Node | None]]) -> None:
        self.formulas = formulas
        self.trees = trees

    def __getitem__(self, place: Place) -> Node:
        formulas = self.formulas.get(place.sheet)
        number = formulas.number(place.address) if formulas is not None else 0
        tree = self.trees[place.sheet][number - 1] if number else None
        if tree is None:
            raise KeyError(place)
        return tree

    def distinct(self) -> list[Node]:
        """Every tree once."""
        return list({id(tree): tree for trees in self.trees.values() for tree in trees if tree is not None}.values())

    def __iter__(self) -> Iterator[Place]:
        for sheet, formulas in self.formulas.items():
            trees = self.trees[sheet]
            for address in sorted(formulas):
                if trees[formulas.number(address) - 1] is not None:
                    yield Place(sheet, address)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def rows_of(reference: Reference, rows: Rows) -> Rows | int:
    """The row that a reference means for each row of a column: one for all where it is absolute."""
    if reference.row.absolute:
        return reference.row.number
    moved = rows + reference.row.number
    if len(moved) and not (moved[0] >= 1 and moved[-1] <= MAX_ROW):
        moved = (moved - 1) % MAX_ROW + 1
    return moved
