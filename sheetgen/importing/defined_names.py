"""A workbook's defined names: those that a template can have, and the cells of the others in their place.

A template's names stand for the same cells in every formula, and none of them can be taken for a column or an address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sheetgen.errors import FormulaError
from sheetgen.formula.parse import parse
from sheetgen.formula.tree import (
    Coordinate,
    Intersection,
    Name,
    Node,
    Range,
    Reference,
    Span,
    Union,
    WholeColumns,
    WholeRows,
)
from sheetgen.formula.walk import replaced, walk
from sheetgen.importing.model import Imported
from sheetgen.recalc.precedents import variables
from sheetgen.recalc.resolver import Resolver
from sheetgen.sheet import Address, Place, quote_sheet
from sheetgen.workbook.grid import Grid

#: Names that Excel keeps for itself: print areas, filters.
_INTERNAL = "_xl"

Cells = Reference | Range | WholeColumns | WholeRows


class DefinedNames:
    """The names of a workbook, for formulas on some of its sheets."""

    def __init__(self, grid: Grid, sheets: Sequence[str], result: Imported) -> None:
        """Tells `result` which names it has, and what becomes of the others."""
        self.grid = grid
        self.sheets = sheets
        self.resolver = Resolver(grid)
        for (sheet, name), definition in grid.names.items():
            if name.startswith(_INTERNAL):
                continue
            spelled = grid.spelling.get((sheet, name), name)
            lost = self._lost(sheet, name, definition)
            if lost is not None:
                result.lost[lost].append(spelled if sheet is None else f"{quote_sheet(sheet)}!{spelled}")
                continue
            prefix = f"{quote_sheet(self._target(_cells(definition)) or '')}!"
            result.names[spelled] = definition.replace("$", "").removeprefix(prefix if len(sheets) == 1 else "\0")
        self.kept = {name.lower() for name in result.names}

    def _lost(self, sheet: str | None, name: str, definition: str) -> str | None:
        """What becomes of a name that a template cannot have, and why; None for one that it can."""
        cells = _cells(definition)
        target = self._target(cells)
        if cells is None or target is None or sheet is not None:
            return "names that stand for no cell, or for a sheet only, are left out"
        if target not in self.sheets:
            return "names that stand for cells of a sheet that is not imported are left out"
        instead = "are left out, and the addresses of their cells take their place, for a template's names"
        if isinstance(cells, WholeColumns | WholeRows):
            return f"names of whole columns or rows {instead} stand for a cell or a range"
        if not _is_absolute(cells):
            return f"names that stand for other cells in each formula {instead} stand for the same"
        if re.fullmatch("[a-z]{1,3}", name):
            return f"names that could be a column {instead} have four letters or more"
        if re.fullmatch(r"[a-z]{1,3}\d+|r\d*c\d*", name):
            return f"names that could be a cell's address {instead} cannot be one"
        if not re.fullmatch(r"[^\W\d][\w.]*", name):
            return f"names with other characters {instead} have letters, digits, _ and . only"
        return None

    def _target(self, cells: Cells | None) -> str | None:
        """The sheet that a name's cells are on."""
        place = cells.first if isinstance(cells, Range) else cells
        sheet = None if place is None or place.sheet is None else self.grid.find_sheet(place.sheet)
        return None if sheet is None else sheet.name

    def written_out(self, tree: Node, place: Place) -> Node | None:
        """A formula with cells in the place of names that the template does not have; None where a name has none."""
        if not self.grid.names:
            return tree
        nodes = list(walk(tree))
        bound = variables(nodes)
        instead: dict[Node, Node] = {}
        for node in nodes:
            if isinstance(node, Name) and not self._stays(node, place, bound):
                cells = self._instead(node, place)
                if cells is None:
                    return None
                instead[node] = cells
        # `Rate:B9` is a range that begins on Rate's sheet; `Summary!B2:B9` is one that lies on it.
        joined = (part for node in nodes if isinstance(node, Intersection | Span | Union) for part in node.parts)
        if any(part in instead for part in joined):
            return None
        return replaced(tree, instead.get) if instead else tree

    def _stays(self, node: Name, place: Place, bound: set[str]) -> bool:
        """Whether a name means in the template what it means here: a variable, or the workbook's own name."""
        name = node.name.lower()
        if node.sheet is not None:
            return False
        return name in bound or (name in self.kept and (place.sheet, name) not in self.grid.names)

    def _instead(self, node: Name, place: Place) -> Node | None:
        try:
            cells = self.resolver.name(node, place)
        except FormulaError:
            return None
        if not isinstance(cells, Cells) or self._target(cells) not in self.sheets:
            return None
        if self._target(cells) != place.sheet:
            return cells
        if isinstance(cells, Range):
            return replace(cells, first=replace(cells.first, sheet=None))
        return replace(cells, sheet=None)


def _cells(definition: str) -> Cells | None:
    """The cells that a name stands for; None where it is defined as something else."""
    try:
        tree = parse(definition, Address(1, 1))
    except FormulaError:
        return None
    return tree if isinstance(tree, Cells) else None


def _is_absolute(cells: Reference | Range) -> bool:
    """Whether cells are the same for every formula."""
    corners = (cells.first, cells.last) if isinstance(cells, Range) else (cells,)
    ends: list[Coordinate] = [end for corner in corners for end in (corner.row, corner.column)]
    return all(end.absolute for end in ends)
