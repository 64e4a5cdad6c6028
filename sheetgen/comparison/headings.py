"""What a person calls a cell: the texts at the left of its row and at the top of its column."""

from __future__ import annotations

from collections.abc import Mapping

from sheetgen.sheet import Address
from sheetgen.values import Scalar


class Headings:
    """The first text of each row and of each column."""

    def __init__(self, values: Mapping[Address, Scalar]) -> None:
        self.rows: dict[int, tuple[int, str]] = {}
        self.columns: dict[int, tuple[int, str]] = {}
        for (row, column), value in values.items():
            if isinstance(value, str) and value.strip():
                _keep_first(self.rows, row, column, value)
                _keep_first(self.columns, column, row, value)

    def of(self, address: Address) -> str:
        """`row · column` of a cell; headings stand before the cell that they are of."""
        row = _before(self.rows, address.row, address.column)
        return " · ".join(text for text in (row, self.column(address)) if text)

    def column(self, address: Address) -> str:
        """The heading of a cell's column alone; empty where there is none."""
        return _before(self.columns, address.column, address.row)


def _before(headings: dict[int, tuple[int, str]], line: int, own: int) -> str:
    place, text = headings.get(line, (own, ""))
    return " ".join(text.split()).rstrip(":") if place < own else ""


def _keep_first(headings: dict[int, tuple[int, str]], line: int, place: int, text: str) -> None:
    if line not in headings or place < headings[line][0]:
        headings[line] = (place, text)
