"""An .xlsx file becomes a `Grid`: stored values, formulas, defined names. Nothing of it is calculated or followed."""

from __future__ import annotations

import math
from pathlib import Path

from sheetgen.errors import WorkbookError
from sheetgen.sheet import Address
from sheetgen.values import ERROR_BY_TEXT, ErrorValue, Scalar
from sheetgen.workbook import xml
from sheetgen.workbook.grid import Grid, GridSheet, SourceFormula
from sheetgen.workbook.package import Package, SheetEntry
from sheetgen.workbook.read_parts import read_external, read_tables
from sheetgen.workbook.text import unescape


def read(source: Path | bytes, name: str | None = None) -> Grid:
    """Reads a workbook from a file or its bytes; WorkbookError, in one sentence, for everything that is none."""
    with Package(source, name) as package:
        grid = Grid(package.name)
        _read_workbook(package, grid)
        strings = _shared_strings(package)
        for entry in package.sheets():
            reader = _SheetReader(entry, strings)
            with package.naming():
                package.parse(entry.part, reader.start, reader.end, reader.text)
            grid.sheets[entry.name] = reader.sheet
            grid.tables.update((table.name.lower(), table) for table in read_tables(package, entry))
        grid.external = read_external(package)
        return grid


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


class _SheetReader:
    """Collects one sheet's cells from the events of its part."""

    def __init__(self, entry: SheetEntry, strings: list[str]) -> None:
        self.sheet = GridSheet(entry.name, entry.state)
        self.strings = strings
        self.shared: dict[str, SourceFormula] = {}
        self.row = 0
        self.column = 0
        self.address = Address(1, 1)
        self.kind = "n"
        self.dynamic = False
        self.formula: dict[str, str] | None = None
        self.formula_text: list[str] = []
        self.value: list[str] = []
        self.has_value = False
        self.into: list[str] | None = None
        self.phonetic = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "v":
            self.has_value = True
            self.into = self.value
        elif tag == "f":
            self.formula = attributes
            self.into = self.formula_text
        elif tag == "t" and not self.phonetic:
            self.has_value = True
            self.into = self.value
        elif tag == "row":
            number = xml.whole_number(attributes.get("r"))
            self.row = self.row + 1 if number is None else number
            self.column = 0
        elif tag == "rPh":
            self.phonetic += 1

    def end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
        elif tag == "rPh":
            self.phonetic -= 1
        elif tag in ("v", "f", "t"):
            self.into = None

    def text(self, data: str) -> None:
        if self.into is not None:
            self.into.append(data)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        try:
            self.address = Address.parse(attributes.get("r", str(Address(self.row, self.column + 1))))
        except ValueError as error:
            raise WorkbookError(f"in sheet {self.sheet.name}, {error}") from None
        self.column = self.address.column
        self.kind = attributes.get("t", "n")
        # Cell metadata in practice says one thing: that this array formula spills by itself.
        self.dynamic = attributes.get("cm", "0") != "0"
        self.formula = None
        self.formula_text = []
        self.value = []
        self.has_value = False

    def _end_cell(self) -> None:
        if self.formula is not None:
            self._add_formula(self.formula, "".join(self.formula_text))
        if self.has_value:
            value = self._scalar("".join(self.value))
            if value is not None:
                self.sheet.values[self.address] = value

    def _add_formula(self, attributes: dict[str, str], text: str) -> None:
        kind = attributes.get("t", "normal")
        if kind == "shared":
            index = attributes.get("si", "")
            if text:
                self.shared[index] = SourceFormula(text, self.address)
            if index not in self.shared:
                raise WorkbookError(
                    f"in sheet {self.sheet.name}, {self.address} shares formula {index}, which no cell before it has"
                )
            self.sheet.formulas[self.address] = self.shared[index]
        elif kind == "array":
            reference = attributes.get("ref", str(self.address))
            self.sheet.formulas[self.address] = SourceFormula(text, self.address, reference, self.dynamic)
        elif text:
            self.sheet.formulas[self.address] = SourceFormula(text, self.address)

    def _scalar(self, text: str) -> Scalar:
        if self.kind == "s":
            index = xml.whole_number(text)
            if index is None or index >= len(self.strings):
                raise WorkbookError(
                    f"in sheet {self.sheet.name}, {self.address} names a shared text that does not exist"
                )
            return self.strings[index]
        if self.kind in ("str", "inlineStr", "d"):
            return unescape(text)
        if self.kind == "b":
            return text.strip() in ("1", "true")
        if self.kind == "e":
            return ERROR_BY_TEXT.get(text.strip(), ErrorValue.UNKNOWN)
        if not text.strip():
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        # Python also reads nan, inf and 1_000, and 1e999 as infinite; no cell holds such a number.
        if not math.isfinite(number) or "_" in text:
            raise WorkbookError(f"in sheet {self.sheet.name}, {self.address} holds {text!r} where a number must be")
        return number
