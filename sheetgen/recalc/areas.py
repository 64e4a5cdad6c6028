"""References and names resolved: which cells a reference in a formula means, and what stands behind a name."""

from __future__ import annotations

from sheetgen.errors import FormulaError
from sheetgen.formula import parse
from sheetgen.formula.tree import Name, Node, Range, Reference, WholeColumns, WholeRows
from sheetgen.recalc.arrays import Area
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address, Place
from sheetgen.workbook.grid import Grid


class Areas:
    """Resolves references for one grid, and remembers the names that it parsed."""

    def __init__(self, grid: Grid) -> None:
        """Reads nothing of the grid but its sheets' names, extents and defined names."""
        self.grid = grid
        self._names: dict[tuple[str | None, str], Node] = {}
        self._extents: dict[str, tuple[int, int]] = {}

    def area(self, node: Reference | Range | WholeColumns | WholeRows, place: Place) -> Area | None:
        """The cells that a reference means in a formula at a place; None where its sheet does not exist (#REF!).

        Whole columns and rows end where the sheet's data ends.
        """
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
        if sheet.name not in self._extents:
            self._extents[sheet.name] = (
                max(sheet.used_rows(), own.row),
                max(sheet.used_columns(), own.column),
            )
        last_row, last_column = self._extents[sheet.name]
        if isinstance(node, WholeColumns):
            columns = sorted(end.at(own.column, MAX_COLUMN) for end in (node.first, node.last))
            return Area(sheet.name, 1, columns[0], last_row, columns[1])
        rows = sorted(end.at(own.row, MAX_ROW) for end in (node.first, node.last))
        return Area(sheet.name, rows[0], 1, rows[1], last_column)

    def name(self, node: Name, place: Place) -> Node:
        """The formula behind a defined name: the sheet's own name first, then the workbook's."""
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
                self._check_endless(node.name, place)
                return self._names[key]
        raise FormulaError(f"there is no name {node.name} in the workbook", place)

    def _check_endless(self, name: str, place: Place) -> None:
        """Names may use names, and must not come back to themselves."""
        from sheetgen.recalc.plan import walk

        stack, seen = [name.lower()], set()
        while stack:
            current = stack.pop()
            tree = next((tree for (_, key), tree in self._names.items() if key == current), None)
            for inner in walk(tree) if tree is not None else ():
                if isinstance(inner, Name) and inner.name.lower() == name.lower():
                    raise FormulaError(f"the name {name} is defined by itself", place)
                if isinstance(inner, Name) and inner.name.lower() not in seen:
                    seen.add(inner.name.lower())
                    stack.append(inner.name.lower())
