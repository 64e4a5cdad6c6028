"""The result of a recalculation: the value of every cell, by place, by range, or as a table."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING

from sheetgen.errors import UsageError
from sheetgen.sheet import Address, Place, column_letters, quote_sheet
from sheetgen.values import Scalar
from sheetgen.workbook.grid import Grid

if TYPE_CHECKING:
    import numpy
    import pandas

    from sheetgen.recalc.plan import Plan


class Values:
    """Calculated values of formulas and the constants between them.

    `values["Sheet!K10"]` is a scalar, `values["Sheet!A1:K10"]` an object array of rows by columns (None for blanks),
    `values.frame("Sheet")` a DataFrame. The sheet's name may be left out where there is only one.
    """

    def __init__(self, grid: Grid, plan: Plan, cells: Mapping[str, MutableMapping[Address, Scalar]]) -> None:
        """`cells` holds every non-empty cell of every sheet of the grid; `plan` is how they came about."""
        self.grid = grid
        self.plan = plan
        self.cells = cells

    def at(self, place: Place) -> Scalar:
        """The value at a place; None for a blank."""
        return self.cells[place.sheet].get(place.address)

    def formulas(self) -> dict[Place, Scalar]:
        """The values of the formula cells alone."""
        return {place: self.at(place) for place in self.grid.formula_places()}

    def __getitem__(self, reference: str) -> Scalar | numpy.ndarray:
        """The scalar of a cell, or of a name that stands for one; the array of a range."""
        rows = self.places(reference)
        if ":" not in reference and len(rows) == len(rows[0]) == 1:
            return self.at(rows[0][0])
        import numpy

        array = numpy.empty((len(rows), len(rows[0])), dtype=object)
        for i, row in enumerate(rows):
            for j, place in enumerate(row):
                array[i, j] = self.at(place)
        return array

    def places(self, reference: str, most: int | None = None) -> list[list[Place]]:
        """The cells of `Sheet!B2`, `B2:D9` or a defined name for one of these, row by row; UsageError where they are
        more than `most`."""
        definition = self.grid.names.get((None, reference.lower()))
        sheet, first, last = self._split(reference if definition is None else definition.replace("$", ""))
        last = last or first
        rows = range(min(first.row, last.row), max(first.row, last.row) + 1)
        columns = range(min(first.column, last.column), max(first.column, last.column) + 1)
        if most is not None and len(rows) * len(columns) > most:
            raise UsageError(f"{reference} has {len(rows) * len(columns):,} cells: name at most {most:,}")
        return [[Place(sheet, Address(row, column)) for column in columns] for row in rows]

    def numbers(self, sheet: str, column: int, rows: numpy.ndarray) -> numpy.ndarray:
        """The numbers of a column in the given rows (1-based, of any shape) as doubles; NaN where there is none."""
        import numpy

        cells = self.cells[sheet]
        whole = getattr(cells, "column", None)
        if whole is not None:
            return numpy.asarray(whole(column, int(rows.max(initial=0)))[rows])
        found = [cells.get(Address(int(row), column)) for row in rows.flat]
        numbers = [value if type(value) is float else numpy.nan for value in found]
        return numpy.array(numbers, float).reshape(rows.shape)

    def frame(self, sheet: str | None = None) -> pandas.DataFrame:
        """A sheet as a DataFrame with row numbers as its index and column letters as its columns."""
        import numpy
        import pandas

        name = self._sheet(sheet)
        grid_sheet = self.grid.sheets[name]
        rows, columns = (max(last, 1) for last in grid_sheet.extent())
        array = self[f"'{name.replace(chr(39), chr(39) * 2)}'!A1:{column_letters(columns)}{rows}"]
        letters = [column_letters(column) for column in range(1, columns + 1)]
        return pandas.DataFrame(numpy.asarray(array), index=range(1, rows + 1), columns=letters)

    def _split(self, reference: str) -> tuple[str, Address, Address | None]:
        name, bang, cells = reference.rpartition("!")
        first, colon, last = cells.partition(":")
        sheet = self._sheet(name.strip("'").replace("''", "'") if bang else None)
        try:
            return sheet, Address.parse(first), Address.parse(last) if colon else None
        except ValueError as error:
            raise UsageError(f"{reference!r} names no cell or range: {error}") from None

    def _sheet(self, name: str | None) -> str:
        if name is None:
            shown = [sheet.name for sheet in self.grid.sheets.values() if sheet.formulas] or list(self.grid.sheets)
            if len(shown) == 1:
                return shown[0]
            visible = [sheet.name for sheet in self.grid.sheets.values() if sheet.state == "visible"]
            raise UsageError(f"name the sheet, such as {quote_sheet(shown[0])}!A1; there are {', '.join(visible)}")
        sheet = self.grid.find_sheet(name)
        if sheet is None:
            raise UsageError(f"there is no sheet {name!r}; there are {', '.join(self.grid.sheets)}")
        return sheet.name
