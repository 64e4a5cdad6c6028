"""Formula cells that have no value yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Area
from sheetgen.sheet import Address, Place

if TYPE_CHECKING:
    from sheetgen.workbook.formula_columns import FormulaColumns


class Waiting(dict[Address, Place]):
    """The waiting cells of one sheet, each with the cell whose formula gives its value."""

    def first_in(self, area: Area) -> Place | None:
        """The formula of some waiting cell in an area, or None."""
        if area.size() <= len(self):
            return next((self[address] for address in area.addresses() if address in self), None)
        top, bottom, left, right = area.top, area.bottom, area.left, area.right
        for (row, column), place in self.items():
            if top <= row <= bottom and left <= column <= right:
                return place
        return None


class WaitingColumns(Waiting):
    """The same of a large sheet: plain formulas as columns of flags, the cells of array formulas as before."""

    def __init__(self, sheet: str, formulas: FormulaColumns) -> None:
        super().__init__()
        self.sheet = sheet
        #: For each column whether a row waits.
        self.flags = {column: ids != 0 for column, ids in formulas.ids.items()}
        self.update((address, Place(sheet, address)) for address in formulas.scattered)

    def _flagged(self, address: Address) -> bool:
        flags = self.flags.get(address.column)
        return flags is not None and address.row < len(flags) and bool(flags[address.row])

    def get(self, address: Address, default: object = None) -> Place | None:  # type: ignore[override]
        """The cell whose formula gives a cell its value, if it waits."""
        place = super().get(address)
        return Place(self.sheet, address) if place is None and self._flagged(address) else place

    def __contains__(self, address: object) -> bool:
        return super().__contains__(address) or (isinstance(address, Address) and self._flagged(address))

    def __getitem__(self, address: Address) -> Place:
        if super().__contains__(address):
            return super().__getitem__(address)
        if self._flagged(address):
            return Place(self.sheet, address)
        raise KeyError(address)

    def __delitem__(self, address: Address) -> None:
        if super().__contains__(address):
            super().__delitem__(address)
        flags = self.flags.get(address.column)
        if flags is not None and address.row < len(flags):
            flags[address.row] = False

    def pop(self, address: Address, default: object = None) -> Place | None:  # type: ignore[override]
        """Lets a cell wait no more."""
        if address not in self:
            return None
        place = self[address]
        del self[address]
        return place

    def __bool__(self) -> bool:
        return True

    def first_in(self, area: Area) -> Place | None:
        """The formula of some waiting cell in an area, or None."""
        if len(self):
            found = super().first_in(area)
            if found is not None:
                return found
        for column, flags in self.flags.items():
            if area.left <= column <= area.right:
                part = flags[area.top : area.bottom + 1]
                if part.any():
                    return Place(self.sheet, Address(area.top + int(part.argmax()), column))
        return None
