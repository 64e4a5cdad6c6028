"""References and names resolved: which cells a reference in a formula means, and what stands behind a name."""

from __future__ import annotations

from dataclasses import replace

from sheetgen.errors import FormulaError
from sheetgen.formula import parse
from sheetgen.formula.tree import (
    Error,
    Name,
    Node,
    Range,
    Reference,
    SheetSpan,
    TableReference,
    WholeColumns,
    WholeRows,
)
from sheetgen.formula.walk import walk
from sheetgen.recalc.arrays import Area
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address, Place
from sheetgen.values import ErrorValue
from sheetgen.workbook.grid import Grid, GridTable

#: Names in names that are compiled in line, not looked up.
_WRITTEN_OUT = 1_000


class Resolver:
    """Resolves references for one grid, and remembers the names that it parsed."""

    def __init__(self, grid: Grid) -> None:
        """Reads nothing of the grid but its sheets' names, extents and defined names."""
        self.grid = grid
        #: Definitions by the sheet that they belong to, and what a name means as it is written on a sheet.
        self._names: dict[tuple[str | None, str], Node] = {}
        self._found: dict[tuple[str, str], Node] = {}
        self._extents: dict[str, tuple[int, int]] = {}
        self._columns: dict[int, dict[str, int]] = {}

    def area(self, node: Reference | Range | WholeColumns | WholeRows, place: Place) -> Area | None:
        """The cells that a reference means in a formula at a place; None where its sheet does not exist (#REF!)."""
        own = place.address
        name = (node.first.sheet if isinstance(node, Range) else node.sheet) or place.sheet
        sheet = self.grid.find_sheet(name)
        if sheet is None:
            return None
        if isinstance(node, Reference):
            cell = node.at(own)
            return Area(sheet.name, cell.row, cell.column, cell.row, cell.column)
        if isinstance(node, Range):
            first, last = node.first.at(own), node.last.at(own)
            rows, columns = sorted((first.row, last.row)), sorted((first.column, last.column))
            return Area(sheet.name, rows[0], columns[0], rows[1], columns[1])
        if isinstance(node, WholeColumns):
            columns = sorted(end.at(own.column, MAX_COLUMN) for end in (node.first, node.last))
            return Area(sheet.name, 1, columns[0], MAX_ROW, columns[1])
        rows = sorted(end.at(own.row, MAX_ROW) for end in (node.first, node.last))
        return Area(sheet.name, rows[0], 1, rows[1], MAX_COLUMN)

    def on_each_sheet(self, node: SheetSpan) -> list[Reference | Range | WholeColumns | WholeRows]:
        """What a 3-D reference means on each of its sheets, in the workbook's order; none where its first or last sheet
        does not exist (#REF!)."""
        ends = self.grid.find_sheet(node.first), self.grid.find_sheet(node.last)
        if ends[0] is None or ends[1] is None:
            return []
        names = list(self.grid.sheets)
        first, last = sorted(names.index(end.name) for end in ends if end is not None)
        reference = node.reference
        return [
            Range(replace(reference.first, sheet=name), reference.last)
            if isinstance(reference, Range)
            else replace(reference, sheet=name)
            for name in names[first : last + 1]
        ]

    def name(self, node: Name, place: Place) -> Node:
        """The formula behind a defined name: the sheet's own name first, then the workbook's; #NAME? for neither."""
        # As it is written, on the sheet where it is.
        written = node.sheet or place.sheet, node.name
        if written not in self._found:
            self._found[written] = self._find(node, place)
        return self._found[written]

    def _find(self, node: Name, place: Place) -> Node:
        sheet = self.grid.find_sheet(node.sheet or place.sheet)
        own = sheet.name if sheet is not None else None
        for key in ((own, node.name.lower()), (None, node.name.lower())):
            if key in self._names:
                return self._names[key]
            if key in self.grid.names:
                # Relative references in a name are stored as seen from A1.
                text = self.grid.names[key]
                try:
                    self._names[key] = parse(text, Address(1, 1))
                except FormulaError as error:
                    raise FormulaError(f"the name {node.name} = {text} does not read: {error}", place) from None
                return self._names[key]
        return Error(ErrorValue.NAME)

    def is_short(self, node: Name, place: Place) -> bool:
        """Whether a name, with every name in it written out, is of a length that one might write."""
        return self._length(node, place, {}) <= _WRITTEN_OUT

    def _length(self, node: Name, place: Place, known: dict[int, int]) -> int:
        definition = self.name(node, place)
        if id(definition) not in known:
            # A name that leads back to itself is long.
            known[id(definition)] = _WRITTEN_OUT + 1
            names = [part for part in walk(definition) if isinstance(part, Name)]
            known[id(definition)] = 1 + sum(self._length(name, place, known) for name in names)
        return known[id(definition)]

    def table(self, node: TableReference, place: Place) -> Area | None:
        """The cells that a structured reference means; None for #REF!: no such table or column, or no such row.

        Source: "Using structured references with Excel tables".
        """
        table = self._table(node, place)
        if table is None:
            return None
        left, right = 0, len(table.columns) - 1
        if node.first is not None:
            columns = self._columns_of(table)
            ends = columns.get(node.first.lower()), columns.get((node.last or "").lower())
            if None in ends:
                return None
            left, right = sorted(end for end in ends if end is not None)
        first, last = table.top + table.header_rows, table.bottom - table.totals_rows
        rows = {
            "#all": (table.top, table.bottom),
            "#data": (first, last),
            "#headers": (table.top, table.top + table.header_rows - 1),
            "#totals": (table.bottom - table.totals_rows + 1, table.bottom),
            "#this row": (place.address.row, place.address.row),
        }
        spans = [rows[item] for item in node.items or ("#data",)]
        top, bottom = min(start for start, _ in spans), max(end for _, end in spans)
        if top > bottom or ("#this row" in node.items and not first <= top <= last):
            return None
        return Area(table.sheet, top, table.left + left, bottom, table.left + right)

    def _columns_of(self, table: GridTable) -> dict[str, int]:
        """A table's columns by their names in lower case; of two with one name the first."""
        if id(table) not in self._columns:
            numbered = enumerate(table.columns)
            self._columns[id(table)] = {name.lower(): number for number, name in reversed([*numbered])}
        return self._columns[id(table)]

    def _table(self, node: TableReference, place: Place) -> GridTable | None:
        """The table by its name, or the one that the formula itself stands in."""
        if node.table is not None:
            return self.grid.tables.get(node.table.lower())
        for table in self.grid.tables.values():
            row, column = place.address
            inside = table.top <= row <= table.bottom and table.left <= column < table.left + len(table.columns)
            if inside and table.sheet == place.sheet:
                return table
        return None

    def clip(self, area: Area) -> Area:
        """A reference cut to where its sheet's data ends: what lies beyond is blank."""
        if area.sheet not in self._extents:
            sheet = self.grid.sheets[area.sheet]
            corners = [Address.parse(source.array.split(":")[-1]) for source in sheet.sources() if source.array]
            rows, columns = sheet.extent()
            self._extents[area.sheet] = (
                max(rows, *(corner.row for corner in corners), 0),
                max(columns, *(corner.column for corner in corners), 0),
            )
        last_row, last_column = self._extents[area.sheet]
        bottom, right = max(area.top, min(area.bottom, last_row)), max(area.left, min(area.right, last_column))
        return Area(area.sheet, area.top, area.left, bottom, right)
