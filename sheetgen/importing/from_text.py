"""CSV, TSV and Markdown as a template: figures, formulas that begin with =, and texts."""

from __future__ import annotations

import re

from sheetgen.delimited import rows_of
from sheetgen.errors import NotationError, UsageError
from sheetgen.importing.model import Imported, ImportedSheet
from sheetgen.importing.notation import shorthand, text
from sheetgen.sheet import Address, column_number
from sheetgen.template.cell import read_cell
from sheetgen.template.code_blocks import without_code
from sheetgen.template.table import split_row

#: A table as a file has it: its caption, and its cells row by row.
Table = tuple[str, list[list[str]]]


def csv_table(content: str, name: str) -> Table:
    """The cells of a CSV file with commas, semicolons or tabs."""
    return "", [[cell.strip() for cell in row] for row in rows_of(content, name)]


def markdown_tables(content: str) -> list[Table]:
    """The tables of a Markdown document, each with the heading above it; code blocks have none."""
    found: list[Table] = []
    heading = ""
    rows: list[list[str]] = []
    # A last line without a bar ends a table at the end of the document too.
    for line in [*without_code(content.split("\n")), ""]:
        if line.lstrip().startswith("|"):
            rows.append(split_row(line))
            continue
        if rows:
            found.append((heading, [row for row in rows if not _is_rule(row)]))
            rows = []
        if match := re.match(r" {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$", line):
            heading = match[1]
    return found


def _is_rule(row: list[str]) -> bool:
    return all(re.fullmatch(r":?-+:?", cell) for cell in row)


def from_table(table: Table, title: str, *, a1: bool = False) -> Imported:
    """A table of texts in the template's notation.

    A table that has column letters in its first row and row numbers in its first column keeps them; any other gets
    them, and its header is the first row.
    """
    caption, rows = table
    result = Imported(caption or title)
    sheet = ImportedSheet("Sheet")
    result.sheets.append(sheet)
    for address, cell in _addressed(rows):
        if cell:
            sheet.cells[address] = _cell(cell, address, result, a1=a1)
    if not sheet.cells:
        raise UsageError(f"{title} has no cells to import")
    return result


def _addressed(rows: list[list[str]]) -> list[tuple[Address, str]]:
    header = rows[0] if rows else []
    lettered = (
        len(header) > 1 and header[0] in ("", "#") and all(re.fullmatch("[A-Z]{1,3}", cell) for cell in header[1:])
    )
    numbered = lettered and all(re.fullmatch("[1-9][0-9]{0,6}", row[0]) for row in rows[1:] if row)
    if not numbered:
        return [(Address(r, c), cell) for r, row in enumerate(rows, 1) for c, cell in enumerate(row, 1)]
    columns = [column_number(letters) for letters in header[1:]]
    return [
        (Address(int(row[0]), column), cell)
        for row in rows[1:]
        if row
        for column, cell in zip(columns, row[1:], strict=False)
    ]


def _cell(cell: str, address: Address, result: Imported, *, a1: bool) -> str:
    one_line = " ".join(cell.split())
    try:
        found = read_cell(one_line, address, 1, {})
    except NotationError:
        result.lost["read as text, for it is no figure and no formula of the notation"].append(
            f"{address} {one_line!r}"
        )
        return text(one_line) or ""
    if found.is_formula and found.formula is not None and found.figure is None and cell.startswith("=") and not a1:
        return f"= {shorthand(found.formula, address, {})}"
    return one_line
