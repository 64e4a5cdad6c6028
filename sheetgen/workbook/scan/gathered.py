"""What the pieces of one sheet are gathered into."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sheetgen.sheet import Address
from sheetgen.workbook.cell_columns import CellColumns
from sheetgen.workbook.formula_columns import FormulaColumns
from sheetgen.workbook.grid import GridSheet, SourceFormula
from sheetgen.workbook.read_sheet import begins_at
from sheetgen.workbook.relative import relative_form
from sheetgen.workbook.scan.spans import Irregular


@dataclass(slots=True)
class Gathered:
    """The cells and formulas so far, and what is known of formulas that more cells may share."""

    strings: list[str]
    cells: CellColumns = field(default_factory=CellColumns)
    formulas: FormulaColumns = field(default_factory=FormulaColumns)
    hidden: set[int] = field(default_factory=set)
    #: The number of the formula that has a relative form, and of each shared formula by its index.
    forms: dict[object, int] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)
    #: The code of each shared text, once a cell has it.
    text_codes: dict[int, int] = field(default_factory=dict)

    def source(self, text: str, address: Address, array: str | None = None, *, dynamic: bool = False) -> int:
        """The number of a new formula."""
        if array is not None and not begins_at(array, address):
            raise Irregular("an array formula is to fill other cells")
        self.formulas.sources.append(SourceFormula(text, address, array, dynamic))
        return len(self.formulas.sources)

    def form(self, text: str, address: Address) -> int:
        """The number of a formula that has the same relative form, or of a new one."""
        form = relative_form(text, address.row, address.column)
        number = self.forms.get(form)
        if number is None:
            number = self.forms[form] = self.source(text, address)
        return number

    def shared_sources(self) -> dict[str, SourceFormula]:
        """The shared formulas by their indices."""
        return {index: self.formulas.sources[number - 1] for index, number in self.shared.items()}

    def add(self, sheet: GridSheet, shared: dict[str, SourceFormula]) -> None:
        """Adds cells that a parser read, with the shared formulas that are known after them."""
        self.hidden |= sheet.hidden
        rows, columns = _places(sheet.values)
        codes = [0 if type(value) is float else self.cells.code(value) for value in sheet.values.values()]
        numbers = [value if type(value) is float else math.nan for value in sheet.values.values()]
        self.cells.add(rows, columns, np.array(numbers, float), np.array(codes, np.int32))
        known = {id(self.formulas.sources[number - 1]): number for number in self.shared.values()}
        ids = []
        for source in sheet.formulas.values():
            if id(source) not in known:
                self.formulas.sources.append(source)
                known[id(source)] = len(self.formulas.sources)
            ids.append(known[id(source)])
        rows, columns = _places(sheet.formulas)
        self.formulas.add(rows, columns, np.array(ids, np.int32))
        self.shared.update((index, known[id(source)]) for index, source in shared.items() if id(source) in known)


def _places(addresses: Iterable[Address]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Rows and columns of addresses."""
    both = np.array([tuple(address) for address in addresses], np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1].astype(np.int32)
