"""CSV, TSV and Markdown as a template: figures, formulas that begin with =, and texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sheetgen.delimited import each_row
from sheetgen.errors import NotationError
from sheetgen.importing.extent import Extent
from sheetgen.importing.model import Imported, ImportedSheet
from sheetgen.importing.names import names_of, unknown_names
from sheetgen.importing.notation import shorthand, text
from sheetgen.importing.printed import Printed, is_about, printed
from sheetgen.sheet import Address, column_number
from sheetgen.template.cell import read_cell
from sheetgen.template.code_blocks import without_code
from sheetgen.template.headings import heading
from sheetgen.template.table import split_row

#: A table as a file has it: its caption, and its cells row by row.
Table = tuple[str, list[list[str]]]


def csv_table(content: str, name: str) -> Table:
    """The cells of a CSV file with commas, semicolons or tabs."""
    extent = Extent(name)
    rows: list[list[str]] = []
    for row in each_row(content, name):
        extent.take(len(rows) + 1, len(row), max(len(row), 1))
        rows.append([cell.strip() for cell in row])
    return "", rows


def markdown_tables(content: str, name: str) -> list[Table]:
    """The tables of a Markdown document, each with the heading above it; code blocks have none."""
    extent = Extent(name)
    found: list[Table] = []
    title = ""
    rows: list[list[str]] = []
    # A last line without a bar ends a table at the end of the document too.
    for line in [*without_code(content.split("\n")), ""]:
        if line.lstrip().startswith("|"):
            row = split_row(line)
            extent.take(len(rows) + 1, len(row), len(row))
            rows.append(row)
            continue
        if rows:
            found.append((title, [row for row in rows if not _is_rule(row)]))
            rows = []
        if (here := heading(line)) is not None:
            title = here[1]
    return found


def _is_rule(row: list[str]) -> bool:
    return all(re.fullmatch(r":?-+:?", cell) for cell in row)


def from_table(
    table: Table, title: str, *, a1: bool = False, names: Mapping[str, str] | None = None, accounts: bool = False
) -> Imported:
    """A table of texts in the template's notation; `names` are defined names and their cells.

    A table that has column letters in its first row and row numbers in its first column keeps them; any other gets
    them, and its header is the first row. Of `accounts`, (5) is a negative number and $5 a number, as Excel reads them.
    """
    caption, rows = table
    result = Imported(caption or title)
    sheet = ImportedSheet("Sheet")
    result.sheets.append(sheet)
    cells = [
        (address, printed(" ".join(cell.split()), accounts=accounts)) for address, cell in _addressed(rows) if cell
    ]
    result.names = names_of([(address, cell.notation) for address, cell in cells], names or {})
    for address, cell in cells:
        sheet.cells[address] = _cell(cell, address, result, a1=a1)
    return result


def _addressed(rows: list[list[str]]) -> list[tuple[Address, str]]:
    header = rows[0] if rows else []
    lettered = (
        len(header) > 1 and header[0] in ("", "#") and all(re.fullmatch("[A-Z]{1,3}", cell) for cell in header[1:])
    )
    numbers = _row_numbers(rows[1:]) if lettered else None
    if numbers is None:
        return [(Address(r, c), cell) for r, row in enumerate(rows, 1) for c, cell in enumerate(row, 1)]
    columns = [column_number(letters) for letters in header[1:]]
    return [
        (Address(number, column), cell)
        for number, row in zip(numbers, rows[1:], strict=True)
        for column, cell in zip(columns, row[1:], strict=False)
    ]


def _row_numbers(rows: list[list[str]]) -> list[int] | None:
    """The numbers in the first column; a row without one comes after the row above it. None where they do not rise."""
    numbers: list[int] = []
    for row in rows:
        text = row[0] if row else ""
        if numbers and not text:
            numbers.append(numbers[-1] + 1)
        elif re.fullmatch("[1-9][0-9]{0,6}", text) and (not numbers or int(text) > numbers[-1]):
            numbers.append(int(text))
        else:
            return None
    return numbers


def _cell(cell: Printed, address: Address, result: Imported, *, a1: bool) -> str:
    names = {name.lower(): name for name in result.names}
    about = is_about(cell.text)
    try:
        found = read_cell(cell.notation, address, 1, names)
    except NotationError:
        found = None
    if found is None or about:
        result.lost[_why_text(cell, result.names, about=about)].append(f"{address} {cell.text!r}")
        return text(cell.text) or ""
    if cell.is_amount:
        result.lost["amounts became plain numbers: parentheses are a minus, currency signs are left out"].append(
            f"{address} {cell.text!r}"
        )
    if found.formula is not None and found.figure is None and cell.notation.startswith("=") and not a1:
        return f"= {shorthand(found.formula, address, names)}"
    return cell.notation


def _why_text(cell: Printed, names: Iterable[str], *, about: bool) -> str:
    """Why a cell that looks like something else is read as a text."""
    if about:
        return "read as text, for a figure has no sign such as ~ before it: leave it out"
    unknown = unknown_names(cell.notation, names)
    if unknown:
        return f"read as text, for {unknown[0]} is not defined (--name {unknown[0]}=CELL defines it)"
    return "read as text, for it is no figure and no formula of the notation"
