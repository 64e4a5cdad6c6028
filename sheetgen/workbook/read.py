"""An .xlsx file becomes a `Grid`: stored values, formulas, defined names. Nothing of it is calculated or followed."""

from __future__ import annotations

from pathlib import Path

from sheetgen.errors import WorkbookError
from sheetgen.sheet import Address
from sheetgen.workbook import limits, xml
from sheetgen.workbook.escapes import unescape
from sheetgen.workbook.grid import Grid, GridSheet
from sheetgen.workbook.package import Package, SheetEntry
from sheetgen.workbook.read_parts import read_external, read_tables
from sheetgen.workbook.read_sheet import SheetReader

#: Array formulas may fill so many cells, and so many for each cell that is in the file.
ARRAYS, _EACH_CELL = 100_000, 10
#: From so many bytes of XML on a sheet is worth NumPy, which takes a tenth of a second to import.
LARGE = 200_000


def read(source: Path | bytes, name: str | None = None) -> Grid:
    """Reads a workbook from a file or its bytes; WorkbookError, in one sentence, for everything that is none."""
    with Package(source, name) as package:
        return read_package(package)


def read_package(package: Package) -> Grid:
    """Reads a workbook whose package is open."""
    grid = Grid(package.name)
    _read_workbook(package, grid)
    strings = _shared_strings(package)
    cells = filled = 0
    for entry in package.sheets():
        sheet = grid.sheets[entry.name] = _read_sheet(package, entry, strings)
        cells += len(sheet.values)
        with package.naming():
            limits.refuse_more_cells(cells)
            filled += _filled(sheet)
            if filled > ARRAYS + _EACH_CELL * cells:
                raise WorkbookError(f"its array formulas are to fill {filled:,} cells, and it has {cells:,}")
        tables = read_tables(package, entry)
        grid.tables.update((table.name.lower(), table) for table in tables)
        sheet.filters.extend(table.filter for table in tables if table.filter is not None)
    grid.external = read_external(package)
    return grid


def _filled(sheet: GridSheet) -> int:
    """How many cells the sheet's array formulas fill; their values are in the file, unless nothing calculated them."""
    filled = 0
    for source in sheet.sources():
        if source.array is not None:
            first, _, last = source.array.partition(":")
            try:
                start, end = Address.parse(first), Address.parse(last or first)
            except ValueError:
                message = f"in sheet {sheet.name}, the array formula in {source.origin} has no valid range"
                raise WorkbookError(message) from None
            filled += (abs(end.row - start.row) + 1) * (abs(end.column - start.column) + 1)
    return filled


def _read_sheet(package: Package, entry: SheetEntry, strings: list[str]) -> GridSheet:
    """A sheet's cells: a large one is scanned, unless its XML is out of the ordinary."""
    with package.naming():
        if package.size(entry.part) >= LARGE:
            from sheetgen.workbook.scan.sheet import scan_sheet
            from sheetgen.workbook.scan.spans import Irregular

            try:
                return scan_sheet(package, entry, strings)
            except Irregular:
                pass
        reader = SheetReader(entry, strings)
        package.parse(entry.part, reader.start, reader.end, reader.text)
        return reader.sheet


def _read_workbook(package: Package, grid: Grid) -> None:
    """Defined names and calculation settings."""
    sheet_names: list[str] = []
    pending: list[tuple[str, str | None, list[str]]] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "sheet":
            sheet_names.append(attributes.get("name", ""))
        elif tag == "definedName":
            inside = True
            pending.append((attributes.get("name", ""), attributes.get("localSheetId"), []))
        elif tag == "calcPr":
            grid.iterative = attributes.get("iterate") in ("1", "true")
            grid.full_calculation_on_load = attributes.get("fullCalcOnLoad") in ("1", "true")
        elif tag == "workbookPr":
            grid.date1904 = attributes.get("date1904") in ("1", "true")

    def end(tag: str) -> None:
        nonlocal inside
        if tag == "definedName":
            inside = False

    def text(data: str) -> None:
        if inside:
            pending[-1][2].append(data)

    package.parse(package.workbook_part, start, end, text)
    for name, local, parts in pending:
        index = xml.whole_number(local)
        sheet = sheet_names[index] if index is not None and index < len(sheet_names) else None
        grid.names[sheet, name.lower()] = "".join(parts)
        grid.spelling[sheet, name.lower()] = name


def _shared_strings(package: Package) -> list[str]:
    """The texts that cells refer to by number; phonetic readings (rPh) are no part of a text."""
    part = next(
        (target for kind, target in package.relationships(package.workbook_part).values() if kind == "sharedStrings"),
        None,
    )
    strings: list[str] = []
    if part is None or not package.has(part):
        return strings
    pieces: list[str] = []
    depth_phonetic = 0
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside, depth_phonetic
        if tag == "si":
            pieces.clear()
        elif tag == "rPh":
            depth_phonetic += 1
        elif tag == "t":
            inside = depth_phonetic == 0

    def end(tag: str) -> None:
        nonlocal inside, depth_phonetic
        if tag == "si":
            strings.append(unescape("".join(pieces)))
        elif tag == "rPh":
            depth_phonetic -= 1
        elif tag == "t":
            inside = False

    def text(data: str) -> None:
        if inside:
            pieces.append(data)

    package.parse(part, start, end, text)
    return strings
