"""How a workbook's cells look: number format, font, fill, borders, alignment (ECMA-376, part 1, 18.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.styles.numbers import BUILTIN_FORMATS

from sheetgen.sheet import Address, column_letters, column_number
from sheetgen.workbook import xml
from sheetgen.workbook.package import Package, SheetEntry

#: What fonts, fills and borders are made of: the elements of each in order, as text.
_LISTS = {"fonts": "font", "fills": "fill", "borders": "border"}


#: A cell with its address and the number of its style, as nearly every program writes it.
_STYLED = re.compile(rb'<c (?=[^>]*?(?<=\s)r="([A-Z]{1,3})([0-9]{1,7})")[^>]*?(?<=\s)s="([0-9]{1,9})"')


@dataclass(frozen=True, slots=True)
class Format:
    """A cell's look. The number format is its code, `0.00`; the rest is as the file writes it, to be compared."""

    number_format: str = "General"
    font: str = ""
    fill: str = ""
    border: str = ""
    alignment: str = ""


@dataclass(slots=True)
class Formats:
    """The formats of one sheet's cells, blank ones included: those that are not the workbook's usual one."""

    usual: Format = Format()
    others: dict[Address, Format] = field(default_factory=dict)

    def of(self, address: Address) -> Format:
        """The format of a cell."""
        return self.others.get(address, self.usual)


def read_formats(source: Path | bytes, name: str | None = None) -> dict[str, Formats]:
    """The formats of every sheet's cells; WorkbookError for a file that is no workbook."""
    with Package(source, name) as package:
        styles = _read_styles(package)
        return {entry.name: _read_cells(package, entry, styles) for entry in package.sheets()}


def _read_cells(package: Package, entry: SheetEntry, styles: list[Format]) -> Formats:
    found = Formats(styles[0])
    data = package.read(entry.part)
    # A parser's events take ten times as long; it is asked where cells may be written in another way.
    plain = b"<sheetData>" in data and b"<!--" not in data and b"<![CDATA[" not in data
    letters: dict[bytes, int] = {}
    for column, row, style in _scan(data) if plain else _parsed(package, entry):
        index = int(style)
        if 0 < index < len(styles):
            number = letters.get(column)
            if number is None:
                number = letters[column] = column_number(column.decode())
            found.others[Address(int(row), number)] = styles[index]
    return found


def _scan(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    return ((match[1], match[2], match[3]) for match in _STYLED.finditer(data))


def _parsed(package: Package, entry: SheetEntry) -> Iterator[tuple[bytes, bytes, bytes]]:
    found: list[tuple[bytes, bytes, bytes]] = []
    row = column = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        if tag == "row":
            number = xml.whole_number(attributes.get("r"))
            row, column = (row + 1 if number is None else number), 0
        elif tag == "c":
            reference = attributes.get("r")
            address = Address(row, column + 1) if reference is None else Address.parse(reference)
            column = address.column
            style = xml.whole_number(attributes.get("s")) or 0
            found.append((column_letters(column).encode(), b"%d" % address.row, b"%d" % style))

    package.parse(entry.part, start)
    return iter(found)


def _read_styles(package: Package) -> list[Format]:
    """The formats that cells refer to by number."""
    part = next(
        (target for kind, target in package.relationships(package.workbook_part).values() if kind == "styles"), None
    )
    if part is None or not package.has(part):
        return [Format()]
    reader = _StyleReader()
    package.parse(part, reader.start, reader.end)
    return reader.formats()


class _StyleReader:
    """Collects the styles' part: the lists of fonts, fills and borders, and the combinations that cells refer to."""

    def __init__(self) -> None:
        #: Of each font, fill and border what is said of it, element by element.
        self.lists: dict[str, list[list[str]]] = {element: [] for element in _LISTS.values()}
        self.codes: dict[int, str] = dict(BUILTIN_FORMATS)
        self.combinations: list[tuple[dict[str, str], list[str]]] = []
        self.path: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.path.append(tag)
        if tag == "numFmt" and self.path[-2:-1] == ["numFmts"]:
            self.codes[xml.whole_number(attributes.get("numFmtId")) or 0] = attributes.get("formatCode", "")
        elif tag == "xf" and self.path[-2:-1] == ["cellXfs"]:
            self.combinations.append((attributes, []))
        elif tag == "alignment" and self.path[-3:-1] == ["cellXfs", "xf"]:
            self.combinations[-1][1].append(_spelled(attributes))
        elif len(self.path) >= 3 and _LISTS.get(self.path[1]) == self.path[2]:
            if len(self.path) == 3:
                self.lists[tag].append([_spelled(attributes)])
            else:
                self.lists[self.path[2]][-1].append(f"{'/'.join(self.path[3:])}({_spelled(attributes)})")

    def end(self, tag: str) -> None:
        self.path.pop()

    def formats(self) -> list[Format]:
        said = {element: [" ".join(one) for one in listed] for element, listed in self.lists.items()}

        def of(element: str, number: str | None) -> str:
            index, listed = xml.whole_number(number) or 0, said[element]
            return listed[index] if index < len(listed) else ""

        return [
            Format(
                self.codes.get(xml.whole_number(attributes.get("numFmtId")) or 0, "General"),
                of("font", attributes.get("fontId")),
                of("fill", attributes.get("fillId")),
                of("border", attributes.get("borderId")),
                " ".join(alignment),
            )
            for attributes, alignment in self.combinations
        ] or [Format()]


def _spelled(attributes: dict[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(attributes.items()))
