"""The cells of a large sheet as a dict: for who asks for each of them, that is several times as fast as the columns."""

from __future__ import annotations

from collections.abc import Mapping

from sheetgen.sheet import Address
from sheetgen.values import Scalar
from sheetgen.workbook.grid import SourceFormula


def plain_values(cells: Mapping[Address, Scalar]) -> dict[Address, Scalar]:
    """Every non-blank cell with its value."""
    columns = getattr(cells, "numbers", None)
    if columns is None:
        return dict(cells)
    found: dict[Address, Scalar] = {}
    for column, numbers in columns.items():
        found.update({Address(row, column): n for row, n in enumerate(numbers.tolist()) if n == n})
        codes = cells.codes.get(column)  # type: ignore[attr-defined]
        if codes is not None:
            others = cells.others  # type: ignore[attr-defined]
            found.update({Address(row, column): others[code - 1] for row, code in enumerate(codes.tolist()) if code})
    found.update(cells.scattered)  # type: ignore[attr-defined]
    return found


def plain_formulas(formulas: Mapping[Address, SourceFormula]) -> dict[Address, SourceFormula]:
    """Every formula cell with its formula."""
    columns = getattr(formulas, "ids", None)
    if columns is None:
        return dict(formulas)
    sources = formulas.sources  # type: ignore[attr-defined]
    found = {
        Address(row, column): sources[number - 1]
        for column, ids in columns.items()
        for row, number in enumerate(ids.tolist())
        if number
    }
    found.update((address, sources[number - 1]) for address, number in formulas.scattered.items())  # type: ignore[attr-defined]
    return found
