"""The values in a workbook that LibreOffice exported, as it stored them."""

from __future__ import annotations

import importlib
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from xml.etree.ElementTree import Element

from sheetgen.errors import EngineError
from sheetgen.sheet import Address, Place, column_number
from sheetgen.values import ERROR_BY_TEXT, ErrorValue, Scalar

#: The error codes of BIFF8.
ERROR_BY_CODE = {
    0x00: ErrorValue.NULL,
    0x07: ErrorValue.DIV0,
    0x0F: ErrorValue.VALUE,
    0x17: ErrorValue.REF,
    0x1D: ErrorValue.NAME,
    0x24: ErrorValue.NUM,
    0x2A: ErrorValue.NA,
}

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

CELL_ADDRESS = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]+)"')


def extent(workbook: Path, shown: Path) -> Address:
    """The largest row and the largest column of any cell. `shown` is the path that an EngineError names."""
    rows, columns = 1, {b"A"}
    try:
        with zipfile.ZipFile(workbook) as book:
            # All parts, since a sheet's part may have any name; in others nothing looks like a cell.
            for part in book.namelist():
                if part.endswith(".xml"):
                    for match in CELL_ADDRESS.finditer(book.read(part)):
                        columns.add(match[1])
                        rows = max(rows, int(match[2]))
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise EngineError(f"{shown}: the workbook cannot be read ({error}); give an .xlsx file") from error
    return Address(rows, max(column_number(letters.decode()) for letters in columns))


def read_xls(exported: Path, shown: Path) -> dict[Place, Scalar]:
    """The values of an .xls, read by xlrd.

    xlrd hands over the stored double of a date and the code of an error, where python-calamine makes of a
    date a time rounded to milliseconds, and of an error an empty text.
    """
    xlrd = importlib.import_module("xlrd")
    values: dict[Place, Scalar] = {}
    try:
        # Ragged: a lone cell far out would else make a rectangle. Its remarks would go to standard output.
        book = xlrd.open_workbook(exported, logfile=io.StringIO(), ragged_rows=True)
        for sheet in book.sheets():
            for row in range(sheet.nrows):
                for column, (kind, value) in enumerate(
                    zip(sheet.row_types(row), sheet.row_values(row), strict=True), start=1
                ):
                    place = Place(sheet.name, Address(row + 1, column))
                    if kind == xlrd.XL_CELL_TEXT:
                        values[place] = str(value)
                    elif kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                        values[place] = float(value)
                    elif kind == xlrd.XL_CELL_BOOLEAN:
                        values[place] = bool(value)
                    elif kind == xlrd.XL_CELL_ERROR:
                        values[place] = ERROR_BY_CODE[value]
    except Exception as error:  # A damaged file makes xlrd raise anything.
        raise EngineError(
            f"{shown}: LibreOffice exported an unreadable file ({type(error).__name__}); leave it out"
        ) from error
    return values


def read_xlsx(exported: Path, shown: Path) -> dict[Place, Scalar]:
    """The values of an .xlsx as LibreOffice writes it: every cell has an address and a type."""
    try:
        with zipfile.ZipFile(exported) as book:
            texts = _shared_texts(book)
            return {
                Place(sheet, address): value
                for sheet, part in _sheet_parts(book)
                for address, value in _cells(book, part, texts)
            }
    except Exception as error:  # As above: it may be anything but what was promised.
        raise EngineError(
            f"{shown}: LibreOffice exported an unreadable file ({type(error).__name__}); leave it out"
        ) from error


def _xml() -> ModuleType:
    """ElementTree that takes no document type, so that no entity expands."""
    return importlib.import_module("defusedxml.ElementTree")


def _parse(data: bytes) -> Element:
    root: Element = _xml().fromstring(data, forbid_dtd=True)
    return root


def _sheet_parts(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part that holds it."""
    relations = _parse(book.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.attrib["Id"]: relation.attrib["Target"] for relation in relations}
    for sheet in _parse(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
        target = targets[sheet.attrib[RELATIONSHIP_ID]]
        yield sheet.attrib["name"], posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _shared_texts(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    items = _parse(book.read("xl/sharedStrings.xml")).iter(f"{MAIN}si")
    return [_unescape("".join(text.text or "" for text in item.iter(f"{MAIN}t"))) for item in items]


def _cells(book: zipfile.ZipFile, part: str, texts: list[str]) -> Iterator[tuple[Address, Scalar]]:
    """The non-empty cells of a sheet, read as a stream, since it is large."""
    with book.open(part) as stream:
        for _, element in _xml().iterparse(stream, forbid_dtd=True):
            if element.tag == f"{MAIN}c":
                stored = element.findtext(f"{MAIN}v")
                if stored is not None:
                    kind = element.get("t", "n")
                    yield Address.parse(element.attrib["r"]), _scalar(kind, stored, texts)
            elif element.tag == f"{MAIN}row":
                element.clear()


def _scalar(kind: str, stored: str, texts: list[str]) -> Scalar:
    if kind == "s":
        return texts[int(stored)]
    if kind == "b":
        return stored == "1"
    if kind == "e":
        return ERROR_BY_TEXT[stored]
    return float(stored) if kind == "n" else _unescape(stored)


def _unescape(text: str) -> str:
    """Undo `_x000B_`, the way in which .xlsx writes characters that XML cannot hold."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
