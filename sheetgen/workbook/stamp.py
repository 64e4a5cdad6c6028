"""Puts values into the cells of a finished .xlsx, and changes nothing else in it.

A formula's value goes into its `<v>`, with the shortest decimal that reads back to the same double, so that viewers,
pandas and previews show numbers. A cell that holds the value already is left byte for byte as it is.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from pathlib import Path

from sheetgen.errors import WorkbookError
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue, Scalar, shortest
from sheetgen.workbook import xml
from sheetgen.workbook.package import Package

_START_TAG = re.compile(rb"""<([^\s/>]+)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>""")
_TYPE = re.compile(rb"""\s+t\s*=\s*(?:"[^"]*"|'[^']*')""")

#: What XML cannot hold, and the underscore of what would read back as such, are written as Excel does: `_x000D_`.
_CONTROL = r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
_ESCAPED = re.compile(rf"{_CONTROL}|_(?=x[0-9A-Fa-f]{{4}}(?:_|{_CONTROL}))")

#: From so many bytes of XML on, the formulas of a sheet are found by pattern where that is safe.
LARGE = 200_000

#: What `stamp` takes: for each sheet, the value of each cell to fill.
SheetValues = Mapping[str, Mapping[Address, Scalar]]


def stamp(source: Path | bytes, values: SheetValues, name: str | None = None) -> bytes:
    """The workbook with those values in those cells. Every other part, and every other byte of the sheets, stays."""
    with Package(source, name) as package:
        changed: dict[str, bytes] = {}
        for entry in package.sheets():
            if values.get(entry.name):
                with package.naming():
                    changed[entry.part.lower()] = stamp_sheet(package.read(entry.part), entry.part, values[entry.name])
        return _copy(package, changed)


def _copy(package: Package, changed: Mapping[str, bytes]) -> bytes:
    """The same archive, entry by entry, with some parts' contents replaced."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.comment = package.zip.comment
        for info in package.zip.infolist():
            data = changed.get(info.filename.lower())
            archive.writestr(
                info, package.read(info.filename) if data is None else data, compress_type=info.compress_type
            )
    return output.getvalue()


def stamp_sheet(data: bytes, part: str, values: Mapping[Address, Scalar]) -> bytes:
    """One worksheet's XML with the values filled in."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise WorkbookError(f"its part {part} is UTF-16: save the workbook again in a spreadsheet program")
    if len(data) >= LARGE:
        from sheetgen.workbook.scan.spans import Irregular
        from sheetgen.workbook.stamp_rows import stamp_rows

        with suppress(Irregular):
            return stamp_rows(data, values)
    finder = _CellFinder(data, part, values)
    pieces: list[bytes] = []
    position = 0
    for start, end, text in finder.find():
        pieces += [data[position:start], text]
        position = end
    pieces.append(data[position:])
    return b"".join(pieces)


class _CellFinder:
    """Finds each cell to change, as a span of bytes, with a real parser's positions."""

    def __init__(self, data: bytes, part: str, values: Mapping[Address, Scalar]) -> None:
        self.data = data
        self.part = part
        self.values = values
        self.parser = xml.new_parser()
        self.spans: list[tuple[int, int, bytes]] = []
        self.row = self.column = 0
        self.address = Address(1, 1)
        self.cell: int | None = None
        self.kind = ""
        self.value: list[str] = []
        self.has_value = False
        #: Characters outside ASCII are safe in UTF-8, the default; in other encodings they become references.
        declared = re.match(rb"""<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)""", data)
        self.utf8 = declared is None or declared[1].lower() == b"utf-8"
        #: Spans of the children to keep (all but the value), and the start of the child that is open.
        self.kept: list[tuple[int, int]] = []
        self.child = 0
        self.depth = 0
        self.in_value = False

    def find(self) -> list[tuple[int, int, bytes]]:
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        xml.run(self.parser, self.data, self.part)
        return self.spans

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = xml.local(name)
        if self.cell is not None:
            if self.depth == 0:
                self.child = self.parser.CurrentByteIndex
            self.depth += 1
            self.in_value = tag == "v"
            self.has_value = self.has_value or self.in_value
        elif tag == "row":
            number = xml.whole_number(attributes.get("r"))
            self.row = self.row + 1 if number is None else number
            self.column = 0
        elif tag == "c":
            try:
                self.address = Address.parse(attributes.get("r", str(Address(self.row, self.column + 1))))
            except ValueError as error:
                raise WorkbookError(str(error)) from None
            self.column = self.address.column
            if self.address in self.values:
                self.cell = self.parser.CurrentByteIndex
                self.kind = attributes.get("t", "n")
                self.value, self.kept, self.depth, self.has_value = [], [], 0, False

    def text(self, data: str) -> None:
        if self.in_value:
            self.value.append(data)

    def end(self, name: str) -> None:
        if self.cell is None:
            return
        tag = xml.local(name)
        if self.depth > 0:
            self.in_value = False
            self.depth -= 1
            if self.depth == 0 and tag not in ("v", "is"):
                self.kept.append((self.child, self.element_end(self.child)))
            return
        self.finish(self.cell)
        self.cell = None

    def element_end(self, start: int) -> int:
        """The byte after the element that ends here: after its end tag, or after itself if it is empty."""
        match = _START_TAG.match(self.data, start)
        if match and match[3]:
            return match.end()
        return self.data.index(b">", self.parser.CurrentByteIndex) + 1

    def finish(self, start: int) -> None:
        kind, text = encode(self.values[self.address])
        if self.kind == kind and self.has_value and same_value("".join(self.value), text, kind):
            return
        match = _START_TAG.match(self.data, start)
        if match is None:
            raise WorkbookError(f"its part {self.part} has a cell {self.address} that cannot be rewritten")
        tag = match[1]
        prefix = tag[: tag.index(b":") + 1] if b":" in tag else b""
        attributes = _TYPE.sub(b"", match[2]) + (b' t="' + kind.encode() + b'"' if kind != "n" else b"")
        space = b' xml:space="preserve"' if text != text.strip() else b""
        children = [self.data[first:last] for first, last in self.kept]
        # The schema's order: the formula, the value, extensions.
        before = [child for child in children if not child.startswith(b"<" + prefix + b"extLst")]
        after = children[len(before) :]
        escaped = escape(text, quote=False)
        content = escaped.encode() if self.utf8 else escaped.encode("ascii", "xmlcharrefreplace")
        value = b"<" + prefix + b"v" + space + b">" + content + b"</" + prefix + b"v>"
        body = b"".join([*before, value, *after])
        self.spans.append((start, self.element_end(start), b"<" + tag + attributes + b">" + body + b"</" + tag + b">"))


def same_value(old: str, new: str, kind: str) -> bool:
    """Whether a stored text says the value already, if perhaps in other digits."""
    try:
        return old == new or (kind == "n" and float(old) == float(new))
    except ValueError:
        return False


def encode(value: Scalar) -> tuple[str, str]:
    """A value as its cell type and text (ECMA-376, part 1, 18.18.11)."""
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, ErrorValue):
        return "e", str(value)
    if isinstance(value, str):
        return "str", _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", value)
    number = 0.0 if value is None else value
    if not math.isfinite(number):
        raise ValueError(f"a cell holds finite numbers only, not {number}")
    return "n", shortest(number)
