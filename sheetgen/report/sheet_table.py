"""A template's sheets as tables in a terminal, rows and columns as in the spreadsheet: values, formulas, or both."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from sheetgen.recalc import Values
from sheetgen.report.aligned import Column, Entry, aligned
from sheetgen.report.terminal import console
from sheetgen.sheet import Address, Cell, Place, Sheet, Template, column_letters
from sheetgen.values import Scalar, show

#: Longer texts are cut: labels of rows, and other texts, which would push the numbers apart.
_LONGEST_LABEL, _LONGEST = 40, 16


def print_sheets(template: Template, values: Values, *, formulas: bool, by_value: bool) -> None:
    """Every sheet; a table wider than the terminal goes on below itself, its row numbers and labels repeated."""
    out = console()
    out.print(Text(template.title, style="bold"), Text(f"  {template.source}", style="dim"), sep="")
    for sheet in template.sheets:
        if len(template.sheets) > 1:
            out.print(Text(f"\n{sheet.name}", style="bold"))
        out.print()
        texts = {
            address: _text(cell, values.at(Place(sheet.name, address)), formulas=formulas, by_value=by_value)
            for address, cell in sheet.cells.items()
        }
        for columns in _bands(sheet, texts, out.width):
            out.print(_band(sheet, texts, columns, out.width), soft_wrap=True)
            out.print()


def _text(cell: Cell, value: Scalar, *, formulas: bool, by_value: bool) -> str:
    """What stands in a cell: a constant as printed, a formula by its value to six digits, its text, or both."""
    if not cell.is_formula:
        longest = _LONGEST_LABEL if cell.address.column == 1 else _LONGEST
        text = cell.figure.text if cell.figure else show(value)
        return text if cell.figure or len(text) <= longest else text[: longest - 1] + "…"
    shown = f"{value:.6g}" if isinstance(value, float) and not isinstance(value, bool) else show(value)
    parts = [shown] if by_value else []
    return "  ".join([*parts, f"={cell.formula}"] if formulas else parts)


def _bands(sheet: Sheet, texts: dict[Address, str], width: int) -> list[list[int]]:
    """The columns that fit side by side, band by band; the first column, which labels the rows, leads each."""
    widths: dict[int, int] = {}
    for address, text in texts.items():
        widths[address.column] = max(widths.get(address.column, 1), cell_len(text))
    columns = sorted(widths)
    labels = columns[:1] if all(_is_label(sheet, address) for address in texts if address.column == columns[0]) else []
    room = width - len(str(max(address.row for address in texts))) - 2 - sum(widths[column] + 2 for column in labels)
    bands: list[list[int]] = []
    left = 0
    for column in columns[len(labels) :]:
        if not bands or widths[column] + 2 > left:
            bands.append(list(labels))
            left = room
        bands[-1].append(column)
        left -= widths[column] + 2
    return bands or [columns]


def _is_label(sheet: Sheet, address: Address) -> bool:
    return isinstance(sheet.cells[address].value, str)


def _band(sheet: Sheet, texts: dict[Address, str], columns: list[int], width: int) -> Text:
    """The rows of some columns. Numbers stand to the right, texts to the left."""
    numeric = {
        column: any(
            not isinstance(cell.value, str) for address, cell in sheet.cells.items() if address.column == column
        )
        for column in columns
    }
    headings = [
        Column("", right=True, dim=True),
        *(Column(column_letters(column), right=numeric[column]) for column in columns),
    ]
    rows: list[list[Entry]] = []
    for row in sorted({address.row for address in texts}):
        entries: list[Entry] = [(str(row), "dim")]
        for column in columns:
            cell = sheet.cells.get(Address(row, column))
            style = "blue" if cell and cell.figure and not cell.is_formula else ""
            entries.append((texts.get(Address(row, column), ""), style))
        rows.append(entries)
    return aligned(headings, rows, width)
