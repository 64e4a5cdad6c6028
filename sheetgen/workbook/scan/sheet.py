"""A whole large sheet, read in pieces: each by the scan, or by a parser where the scan does not know enough."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheetgen.errors import WorkbookError
from sheetgen.workbook import limits, xml
from sheetgen.workbook.grid import GridSheet
from sheetgen.workbook.package import Package, SheetEntry
from sheetgen.workbook.read_sheet import SheetReader
from sheetgen.workbook.scan.gathered import Gathered
from sheetgen.workbook.scan.piece import scan_piece
from sheetgen.workbook.scan.spans import Irregular

#: How much XML is looked at at once: small enough for a processor's cache, large enough to be worth a NumPy call.
PIECE = 1 << 18

_UTF8 = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*(?:<\?xml\s[^>]*?(?:encoding=["'](?:utf-8|UTF-8)["'][^>]*?)?\?>)?\s*<worksheet[\s>]"""
)
_ENCODING = re.compile(rb"encoding\s*=")
#: Column widths and the like before the rows are shorter than this.
_LONGEST_HEADER = 1 << 20
_ROW_END = b"</row>"
_DATA, _DATA_END = b"<sheetData>", b"</sheetData>"


def scan_sheet(package: Package, entry: SheetEntry, strings: list[str], piece: int = PIECE) -> GridSheet:
    """The sheet, its cells in columns; `Irregular` where all of its XML needs a real parser."""
    gathered = Gathered(strings)
    chunks = package.chunks(entry.part, piece)
    header, rest = _header(chunks)
    cells = 0
    for rows in _pieces(rest, chunks):
        cells += rows.count(b"<c ")
        limits.refuse_more_cells(cells)
        if rows.startswith(_DATA_END):
            # Everything behind the rows: with the header it must still be a sheet.
            reader = SheetReader(entry, strings)
            xml.parse(header + rows, entry.part, reader.start, reader.end, reader.text)
            filters = reader.sheet.filters
            return GridSheet(entry.name, entry.state, gathered.cells, gathered.formulas, gathered.hidden, filters)
        try:
            scan_piece(rows, gathered)
        except Irregular:
            # Markup in which the end of a row may stand without being one: the pieces are not what they seem.
            if b"<!" in rows or b"<?" in rows:
                raise
            reader = SheetReader(entry, strings, gathered.shared_sources())
            document = header + rows + _DATA_END + b"</worksheet>"
            xml.parse(document, entry.part, reader.start, reader.end, reader.text)
            gathered.add(reader.sheet, reader.shared)
    raise WorkbookError(f"its part {entry.part} is not well-formed XML: it ends among the rows")


def _header(chunks: Iterator[bytes]) -> tuple[bytes, bytes]:
    """What stands before the rows, the start of their element included, and what was read behind it."""
    text = next(chunks, b"")
    while _DATA not in text and len(text) < _LONGEST_HEADER and (more := next(chunks, b"")):
        text += more
    end = text.find(_DATA)
    header = text[: end + len(_DATA)]
    if end < 0 or not known_beginning(header):
        raise Irregular("the beginning is not known")
    return header, text[len(header) :]


def known_beginning(header: bytes) -> bool:
    """Whether what stands before the rows is that of a sheet in UTF-8, without comments or a DTD."""
    declaration = header[: header.find(b"<worksheet")]
    if b"<!" in header or not _UTF8.match(header):
        return False
    return not _ENCODING.search(declaration) or b"utf-8" in declaration.lower()


def _pieces(rest: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces of whole rows, and at last everything from the end of the rows on."""
    held = [rest]
    for chunk in chunks:
        # A closing tag may be cut in two by the end of a chunk.
        tail = (held[-1][-len(_DATA_END) :] if held else b"") + chunk
        held.append(chunk)
        if _ROW_END not in tail:
            continue
        text = b"".join(held)
        end = text.find(_DATA_END)
        if end >= 0:
            held = [text]
            break
        cut = text.rfind(_ROW_END) + len(_ROW_END)
        yield text[:cut]
        held = [text[cut:]]
    text = b"".join(held)
    end = text.find(_DATA_END)
    if end < 0:
        text += b"".join(chunks)
        end = text.find(_DATA_END)
        if end < 0:
            return
    if text[:end].strip():
        yield text[:end]
    yield text[end:] + b"".join(chunks)
