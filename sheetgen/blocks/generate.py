"""A workbook with a block for every row of data: written bare, read back and recalculated, and written with values."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sheetgen.blocks.datafile import Data, read_data
from sheetgen.blocks.formulas import BlockFormulas
from sheetgen.blocks.layout import BlockSheet, Layout
from sheetgen.blocks.rows import Pattern, PatternBuilder
from sheetgen.errors import UsageError
from sheetgen.generation import build, calculate
from sheetgen.recalc import Values
from sheetgen.sheet import MAX_ROW, Address, Place, Template
from sheetgen.template import load, parse
from sheetgen.values import Scalar
from sheetgen.workbook.atomic import whole_file
from sheetgen.workbook.package import Package
from sheetgen.workbook.repack import zip_entry

if TYPE_CHECKING:
    import numpy as np
    import pandas
    from numpy.typing import NDArray

#: Deflate's level for sheets: beyond it, most of the time would go into saving a few bytes in a hundred.
_LEVEL = 2
#: From so many characters of XML on a part's entry has room for sizes past 4 GiB.
_HUGE = 1 << 31
_DIMENSION = re.compile(r'(?<=<dimension ref=)"[^"]*"')
#: How often texts are used, which is optional, and would be wrong with more blocks.
_STRING_COUNT = re.compile(rb' count="[0-9]+"')


def load_with_data(
    name: str | Path, source: str | pandas.DataFrame, changes: Mapping[str, object] | None = None, limit: int = MAX_ROW
) -> tuple[Template, Data]:
    """A template whose table is to be repeated for rows of data, and the rows: of a file ("-" for standard input), or
    of a DataFrame.

    `changes` may set what the rows do not; `limit` is how many rows a sheet may have.
    """
    loaded = load(name, changes)
    data = read_data(source, loaded)
    taken = {given.lower() for given in changes or {}}
    for column in data.columns:
        if column.lower() in taken:
            raise UsageError(f"{column} is a column of {data.name}: it cannot be set as well")
    # Of the text that was read, whatever has become of the file.
    template = parse(loaded.text, loaded.path, {**(changes or {}), **data.first()})
    template.changed = {key: text for key, text in template.changed.items() if key not in data.columns}
    template.settings["data"] = Layout(template, data.rows, limit).settings(data.name)
    return template, data


def generate_with_data(template: Template, data: Data, target: Path | IO[bytes]) -> Values:
    """Writes the workbook of a template that was loaded with data, and returns the values in it."""
    writer = _Writer(template, data)
    draft = io.BytesIO()
    writer.write(draft, None)
    values = calculate(template, draft.getvalue())
    if isinstance(target, Path):
        with whole_file(target) as file:
            writer.write(file, values)
    else:
        # In memory first: an archive's bytes are others where one cannot go back in the output.
        whole = io.BytesIO()
        writer.write(whole, values)
        target.write(whole.getbuffer())
    return values


class _Writer:
    """Puts the blocks into the sheets of the workbook that the ordinary pipeline makes of the first row."""

    def __init__(self, template: Template, data: Data) -> None:
        self.data = data
        self.layout = Layout.of(template)
        self.sheets = self.layout.sheets()
        self.base, _ = build(template, [sheet.name for sheet in self.sheets[1:]])
        self.numbers = {self.layout.inputs[name]: numbers for name, numbers in data.columns.items()}
        self.formulas = BlockFormulas(self.layout)

    def write(self, file: IO[bytes], values: Values | None) -> None:
        """The whole archive; without values it is for calculation only."""
        with Package(self.base) as package, zipfile.ZipFile(file, "w") as archive:
            parts = {entry.part: entry.name for entry in package.sheets()}
            own = {sheet.name: sheet for sheet in self.sheets}
            table = package.read(next(part for part, name in parts.items() if name == self.layout.table.name)).decode()
            for part in package.zip.namelist():
                content = package.read(part)
                sheet = own.get(parts.get(part, ""))
                if sheet is not None:
                    self._write_sheet(archive, part, content.decode(), sheet, table, values)
                    continue
                if part == "xl/sharedStrings.xml":
                    content = _STRING_COUNT.sub(b"", content, count=1)
                archive.writestr(zip_entry(part), content, compresslevel=9)

    def _write_sheet(
        self, archive: zipfile.ZipFile, part: str, xml: str, sheet: BlockSheet, table: str, values: Values | None
    ) -> None:
        first = sheet is self.sheets[0]
        pattern = self._pattern(table, further=not first, bare=values is None)
        # The first block of all is there already.
        down = sheet.down[1:] if first else sheet.down
        done = sheet.first + first

        def numbers(address: Address, start: int, some: NDArray[np.int64]) -> NDArray[np.float64]:
            own = self.numbers.get(address)
            if own is not None:
                return own[done + start : done + start + len(some)]
            assert values is not None
            return values.numbers(sheet.name, address.column, address.row + some)

        def odd(address: Address) -> Scalar:
            return values.at(Place(sheet.name, address)) if values else None

        head, tail = xml.replace("<sheetData/>", "<sheetData></sheetData>").split("</sheetData>")
        head = _DIMENSION.sub(f'"{self._extent(sheet)}"', head, count=1)
        entry = zip_entry(part)
        # The public way to choose a level takes no entry with a fixed date.
        entry._compresslevel = _LEVEL  # type: ignore[attr-defined]
        huge = len(pattern.text) * 3 * len(down) > _HUGE
        with archive.open(entry, "w", force_zip64=huge) as stream:
            stream.write(head.encode())
            for text in pattern.filled(down, numbers, odd):
                stream.write(text.encode())
            stream.write(f"</sheetData>{tail}".encode())

    def _extent(self, sheet: BlockSheet) -> str:
        """The range that a sheet's cells fill."""
        rows = max(address.row for address in self.layout.table.cells) if sheet is self.sheets[0] else 1
        columns = max(address.column for address in self.layout.table.cells)
        return f"A1:{Address(max(rows, self.layout.rows[-1] + int(sheet.down[-1])), columns)}"

    def _pattern(self, table: str, *, further: bool, bare: bool) -> Pattern:
        cells = self.layout.repeated()
        found = {address: self.layout.table.cells[address] for address in cells}
        trees = {
            address: self.formulas.tree(cell, further=further) for address, cell in found.items() if cell.is_formula
        }
        return PatternBuilder(cells, trees, set(self.numbers), bare=bare).build(table)
