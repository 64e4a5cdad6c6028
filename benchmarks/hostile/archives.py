"""Archives and XML that attack whoever unpacks or parses them."""

from __future__ import annotations

import io
import os
import random
import stat
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.hostile.books import MAIN, SHEET, formula, parts, zipped
from benchmarks.hostile.case import Case

_RECALC = ("recalc", "FILE")
_ENTRY, _HEADER = b"PK\x01\x02", b"PK\x03\x04"
_ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
#: The same on every run.
_NOISE = random.Random(7)


def archives() -> Iterator[Case]:
    """Every case of the two kinds."""
    yield from _zips()
    yield from _documents()


def _case(name: str, content: bytes, command: tuple[str, ...] = _RECALC, **others: object) -> Case:
    return Case("archive", name, "book.xlsx", content, command, **others)  # type: ignore[arg-type]


def _with(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    output = io.BytesIO(zipped(parts(_ROW)))
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return output.getvalue()


def lying(data: bytes, part: str, size: int) -> bytes:
    """The archive with another unpacked size for one part, in its directory and before its data."""
    changed = bytearray(data)
    for start, name_at, size_at, length in ((_ENTRY, 46, 24, 28), (_HEADER, 30, 22, 26)):
        at = data.find(start)
        while at >= 0:
            count = struct.unpack_from("<H", data, at + length)[0]
            if data[at + name_at : at + name_at + count] == part.encode():
                struct.pack_into("<I", changed, at + size_at, size)
            at = data.find(start, at + 4)
    return bytes(changed)


def zip64(data: bytes, part: str, size: int) -> bytes:
    """The archive whose directory names a size of one part that takes more than 32 bits, as ZIP64 writes it."""
    extra = struct.pack("<HHQ", 1, 8, size)
    at = data.find(_ENTRY)
    while at >= 0:
        count, extras = struct.unpack_from("<HH", data, at + 28)
        if data[at + 46 : at + 46 + count] == part.encode():
            changed = bytearray(data)
            struct.pack_into("<I", changed, at + 24, 0xFFFFFFFF)
            struct.pack_into("<H", changed, at + 30, extras + len(extra))
            cut = at + 46 + count + extras
            changed[cut:cut] = extra
            end = changed.rfind(b"PK\x05\x06")
            length = struct.unpack_from("<I", changed, end + 12)[0]
            struct.pack_into("<I", changed, end + 12, length + len(extra))
            return bytes(changed)
        at = data.find(_ENTRY, at + 4)
    raise LookupError(part)


def _encrypted() -> bytes:
    data = bytearray(zipped(parts(_ROW)))
    for start, offset in ((_ENTRY, 8), (_HEADER, 6)):
        at = data.find(start)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(start, at + 4)
    return bytes(data)


def _overlapping() -> bytes:
    """The directory names one large entry many times."""
    data = _with(*((f"xl/a{number}.bin", _NOISE.randbytes(50_000) if not number else b"") for number in range(900)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.getinfo("xl/a0.bin")
    changed, at = bytearray(data), data.find(_ENTRY)
    while at >= 0:
        name = data[at + 46 : at + 46 + struct.unpack_from("<H", data, at + 28)[0]]
        if name.startswith(b"xl/a"):
            struct.pack_into("<III", changed, at + 16, first.CRC, first.compress_size, first.file_size)
            struct.pack_into("<I", changed, at + 42, first.header_offset)
        at = data.find(_ENTRY, at + 4)
    return bytes(changed)


def _link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("xl/link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def _zips() -> Iterator[Case]:
    bomb = zipped(
        {**parts(), SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{" " * 50_000_000}</sheetData></worksheet>'}
    )
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{_ROW}</sheetData></worksheet>'
    yield _case("50 MB of blanks in 50 KB", bomb, says="times its size")
    yield _case("the same, verified", bomb, ("verify", "FILE"), says="times its size")
    yield _case("the same, audited", bomb, ("audit", "FILE"), says="times its size")
    yield _case("the same, compared", bomb, ("diff", "FILE", "FILE"), says="times its size")
    yield _case("the same, imported", bomb, ("import", "FILE"), says="times its size")
    yield _case("the same, explained", bomb, ("explain", "FILE", "A1"), says="times its size")
    yield _case("5,000 entries", _with(*((f"xl/{number}", b"") for number in range(5_000))), says="1,000 entries")
    yield _case("a name that leads out", _with(("xl/../../../etc/passwd", b"x")), says="leads out")
    yield _case("an absolute name", _with(("/etc/passwd", b"x")), says="leads out")
    yield _case("a drive's name", _with(("C:\\x", b"x")), says="leads out")
    yield _case("a symbolic link", _with((_link(), b"/etc/passwd")), says="symbolic link")
    yield _case("an entry twice", _with((SHEET.upper(), b"x")), says="is there twice")
    yield _case("an archive in it", _with(("xl/more.zip", zipped({"a": "a"}))), says="another archive")
    yield _case("encrypted", _encrypted(), says="encrypted")
    yield _case("entries that overlap", _overlapping(), says="overlap")
    yield _case("bzip2", zipped(parts(_ROW), zipfile.ZIP_BZIP2), says="compressed in a way")
    yield _case("LZMA", zipped(parts(_ROW), zipfile.ZIP_LZMA), says="compressed in a way")
    small, large = zipped(parts(_ROW)), zipped({**parts(), SHEET: sheet + " " * 90_000})
    yield _case("a size that is too small", lying(large, SHEET, 200), says="damaged")
    yield _case("a size that is too large", lying(small, SHEET, 0xFFFFFFF0))
    yield _case("a size of 2^62 in ZIP64", zip64(small, SHEET, 1 << 62))
    yield _case("a size too small in ZIP64", zip64(large, SHEET, 200), says="damaged")
    yield _case("a size of nothing", lying(large, SHEET, 0))
    yield _case("cut off", small[: len(small) // 2], says="truncated or damaged")
    yield _case("noise behind PK", b"PK\x03\x04" + _NOISE.randbytes(1_000_000), says="truncated or damaged")
    yield _case("noise", _NOISE.randbytes(1_000_000), says="is not an .xlsx")
    yield _case("nothing", b"", says="is not an .xlsx")
    yield Case("archive", "an endless file", "book.xlsx", _zero, _RECALC, says="is not an .xlsx")
    yield Case("archive", "a folder", "book.xlsx", Path.mkdir, _RECALC, says="is a folder")
    yield Case("archive", "a pipe that nobody writes", "book.xlsx", _pipe, _RECALC, says="cannot be read")


def _zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def _documents() -> Iterator[Case]:
    """XML that expands, fetches or nests."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{{}}</sheetData></worksheet>'
    laughs = f'<!DOCTYPE w [<!ENTITY l0 "lol">{_LAUGHS}]>' + sheet.format('<row><c t="str"><v>&l11;</v></c></row>')
    file = '<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + sheet.format(
        '<row><c t="str"><v>&f;</v></c></row>'
    )
    quadratic = f'<!DOCTYPE w [<!ENTITY a "{"a" * 60_000}">]>' + sheet.format(
        '<row><c t="str"><v>' + "&a;" * 6_000 + "</v></c></row>"
    )
    outside = f'<!DOCTYPE w SYSTEM "http://localhost:9/x.dtd">{sheet.format(_ROW)}'
    parameter = '<!DOCTYPE w [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>' + sheet.format(_ROW)
    deep = sheet.format("<a>" * 9_000 + "</a>" * 9_000)

    def case(name: str, text: str | bytes, says: str, part: str = SHEET, command: tuple[str, ...] = _RECALC) -> Case:
        return Case("XML", name, "book.xlsx", zipped({**parts(_ROW), part: text}), command, says=says)

    yield case("a billion laughs", laughs, "declares a document type")
    yield case("a billion laughs, compared", laughs, "declares a document type", command=("diff", "FILE", "FILE"))
    yield case("the same in the workbook part", laughs, "declares a document type", part="xl/workbook.xml")
    yield case("the same in the shared texts", laughs, "declares a document type", part="xl/sharedStrings.xml")
    yield case("the same in the relationships", laughs, "document type", part="xl/_rels/workbook.xml.rels")
    yield case("one entity many times", quadratic, "declares a document type")
    yield case("an entity that is a file", file, "declares a document type")
    yield case("an entity that is a file, UTF-16", file.encode("utf-16"), "declares a document type")
    yield case("a DTD from elsewhere", outside, "declares a document type")
    yield case("a parameter entity", parameter, "declares a document type")
    yield case("9,000 elements within elements", deep, "past 256 levels")
    yield case("no XML", "<worksheet", "not well-formed")
    yield case(
        "an encoding that nobody knows",
        '<?xml version="1.0" encoding="x-none"?>' + sheet.format(_ROW),
        "cannot be read",
    )
    digits = str(_NOISE.getrandbits(12_000))
    row = f'<row r="1"><c r="A1"><v>{digits}</v></c></row>'
    yield case("a number of 3,600 digits", sheet.format(row), "where a number must be")
    cell = f'<row r="1"><c r="A{"9" * 90_000}"><v>1</v></c></row>'
    yield case("an address of 90,000 digits", sheet.format(cell), "")
    shared = formula("A1", "B1", attributes=' t="shared" ref="A1:XFD1048576" si="0"')
    yield Case(
        "XML",
        "a shared formula for a whole sheet",
        "book.xlsx",
        zipped(parts(f'<row r="1">{shared}</row>')),
        _RECALC,
        (0,),
    )
    merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    rules = '<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" priority="1"><formula>A1</formula>'
    huge = zipped(parts(_ROW, after=merged + rules + "</cfRule></conditionalFormatting>"))
    yield Case("XML", "merged cells and formats for a whole sheet", "book.xlsx", huge, _RECALC, (0,))
    yield Case("XML", "the same, compared", "book.xlsx", huge, ("diff", "FILE", "FILE"), (0,))
    yield Case("XML", "the same, imported", "book.xlsx", huge, ("import", "FILE"), (0,))
