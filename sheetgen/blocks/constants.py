"""A workbook of blocks beside its formulas: labels and constants are the template's, and no block is left out."""

from __future__ import annotations

from collections.abc import Container, Iterator

from sheetgen.blocks.layout import BlockSheet, Layout
from sheetgen.errors import UsageError
from sheetgen.recalc import Values
from sheetgen.sheet import Address, Cell, Place


def changed_constants(
    layout: Layout, values: Values, judged: Container[Address]
) -> Iterator[tuple[Cell, Place, int | None]]:
    """The labels and constants that are not the template's: its cell, where that stands, and in which block.

    Inputs may have changed, and what is `judged` by another witness is left to it.
    """
    for cell in layout.table.cells.values():
        if cell.is_formula or cell.address in layout.inputs.values() or cell.address in judged:
            continue
        for sheet in layout.sheets():
            for block, row in _rows(layout, cell.address, sheet):
                place = Place(sheet.name, Address(row, cell.address.column))
                value = values.at(place)
                if type(value) is not type(cell.value) or value != cell.value:
                    yield cell, place, block


def _rows(layout: Layout, address: Address, sheet: BlockSheet) -> Iterator[tuple[int | None, int]]:
    """The rows of a sheet in which a cell of the table stands: in every block, at the top of every sheet, or once."""
    if address.row in layout.rows and address not in layout.shared:
        yield from enumerate((address.row + sheet.down).tolist(), start=sheet.first)
    elif sheet.first == 0 or address.row <= layout.headers:
        yield None, address.row


def refuse_more_blocks(layout: Layout, values: Values) -> None:
    """UsageError where another block stands after the last one: it would go unverified."""
    following = Layout(layout.template, layout.blocks + 1, layout.limit)
    formulas = [address for address in layout.repeated() if layout.table.cells[address].is_formula]
    places = [following.place(layout.blocks, address) for address in formulas]
    if places and all(place in values.plan.trees for place in places):
        raise UsageError(
            f"{values.grid.path}: another block stands after the {layout.blocks:,} that its settings count:"
            " generate it again"
        )
