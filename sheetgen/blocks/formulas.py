"""The formulas of a block: the template's, with every reference to the block's own cells moved along."""

from __future__ import annotations

from sheetgen.blocks.layout import Layout
from sheetgen.errors import FormulaError, TemplateError
from sheetgen.formula.parse import parse
from sheetgen.formula.tree import (
    Call,
    Coordinate,
    Name,
    Node,
    Range,
    Reference,
    TableReference,
    WholeColumns,
    WholeRows,
)
from sheetgen.formula.walk import replaced, walk
from sheetgen.recalc.precedents import variables
from sheetgen.sheet import Address, Cell

#: Functions that say something else further down, and why.
_OF_PLACES = {
    "INDIRECT": "names its cells by text, which cannot be moved",
    "OFFSET": "calculates which cells it means, which may lie in another block",
    **dict.fromkeys(("ROW", "CELL", "FORMULATEXT", "SHEET", "SHEETS"), "gives another result in every block"),
}


class BlockFormulas:
    """The syntax tree of each formula as any block of a sheet holds it.

    References to cells of the block are relative, with or without dollar signs; those to what all blocks share are
    absolute, and from a `further` sheet they name the first. A defined name of a cell in the block becomes that cell.
    """

    def __init__(self, layout: Layout) -> None:
        """TemplateError names the line of a formula that cannot be moved."""
        self.layout = layout

    def tree(self, cell: Cell, *, further: bool) -> Node:
        """The tree of a formula cell, relative to its place."""
        assert cell.formula is not None
        template, own = self.layout.template, cell.address
        bound: set[str] = set()

        def change(node: Node) -> Node | None:
            match node:
                case Reference() | Range():
                    return self._moved(node, own, further=further)
                case Name(name=name) if name.lower() in bound:
                    return node
                case Name(name=name):
                    behind = self._behind(name, own)
                    return None if behind is None else self._moved(behind, own, further=further, name=node)
                case WholeColumns() | WholeRows() | TableReference():
                    raise FormulaError("a reference to whole rows, columns or tables cannot be moved")
                case Call(function=function) if function in _OF_PLACES:
                    raise FormulaError(f"{function} {_OF_PLACES[function]}")
            return None

        try:
            tree = parse(cell.formula, own)
            bound |= variables(walk(tree))
            return replaced(tree, change)
        except FormulaError as error:
            message = f"{template.path}:{cell.line}: cell {own} cannot be repeated for rows of data: {error.message}"
            raise TemplateError(message) from None

    def _behind(self, name: str, own: Address) -> Reference | Range | None:
        """What a defined name stands for."""
        for known, text in self.layout.template.names.items():
            if known.lower() == name.lower():
                tree = parse(text, own)
                return tree if isinstance(tree, Reference | Range) else None
        return None

    def _moved(self, node: Reference | Range, own: Address, *, further: bool, name: Name | None = None) -> Node:
        corners = (node.first, node.last) if isinstance(node, Range) else (node,)
        places = [corner.at(own) for corner in corners]
        (top, bottom), (left, right) = (sorted(ends) for ends in zip(places[0], places[-1], strict=True))
        kinds = {self._kind(row) for row in range(top, bottom + 1)}
        if any(top <= shared.row <= bottom and left <= shared.column <= right for shared in self.layout.shared):
            # One shared cell may stand in a row that is repeated.
            kinds = {"shared"} if places[0] == places[-1] else kinds | {"shared"}
        if "outside" in kinds:
            raise FormulaError(f"it refers to row {bottom}, below the table, where the next blocks stand")
        if len(kinds) > 1:
            raise FormulaError("a range reaches from the block's own cells to cells that stand once")
        if kinds == {"own"}:
            moved = [
                Reference(None, Coordinate(place.row - own.row, absolute=False), corner.column)
                for corner, place in zip(corners, places, strict=True)
            ]
        elif name is not None:
            return name
        else:
            # A header row stands at the top of every sheet, what is shared on the first one only.
            sheet = self.layout.table.name if further and kinds == {"shared"} else None
            moved = [
                Reference(
                    sheet if corner is corners[0] else None,
                    Coordinate(place.row, absolute=True),
                    Coordinate(place.column, absolute=True),
                )
                for corner, place in zip(corners, places, strict=True)
            ]
        return moved[0] if len(moved) == 1 else Range(*moved)

    def _kind(self, row: int) -> str:
        """Whose a row is: a blank one between the block's own rows is the block's too."""
        if row <= self.layout.headers:
            return "header"
        if row > self.layout.last:
            return "outside"
        inside = self.layout.rows[0] <= row <= self.layout.rows[-1]
        return "own" if inside and row not in self.layout.once else "shared"
