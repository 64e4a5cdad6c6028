"""The XML of a sheet's blocks: one block's rows as a text with gaps for row numbers and values, filled in for each.

What a cell looks like, its style and its label, is taken from the first block, as the ordinary pipeline wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from operator import itemgetter
from typing import TYPE_CHECKING

from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.tree import Node
from sheetgen.sheet import Address, column_letters, column_number
from sheetgen.values import Scalar, shortest
from sheetgen.workbook.relative import relative_form
from sheetgen.workbook.stamp import encode
from sheetgen.workbook.stored_formula import stored_formula

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    #: The numbers of a cell of the table in some blocks; NaN where there is none. Gets the place of the first of them,
    #: counted from the first that is written, and how many rows further down each stands.
    Numbers = Callable[[Address, int, NDArray[np.int64]], NDArray[np.float64]]
    #: The value of one cell that is no number.
    Odd = Callable[[Address], Scalar]

_ROW = re.compile(r'<row r="([0-9]+)"([^>]*)>(.*?)</row>', re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)[0-9]+"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_STYLE = re.compile(r' s="[0-9]+"')
#: A formula cell whose value is no number: the gap was filled with its place among the values.
_ODD_CELL = re.compile(r'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)>(<f>[^<]*</f>)<v>\0([0-9]+)</v>')
#: So many blocks are written at a time.
_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Pattern:
    """One block as a text with gaps (`%s`).

    `rows` are the rows of the table whose numbers it needs and `values` the cells whose values it needs; `gaps` says
    for each gap which of the two, one list behind the other, fills it.
    """

    text: str
    rows: tuple[int, ...]
    values: tuple[Address, ...]
    gaps: tuple[int, ...]

    def filled(self, down: NDArray[np.int64], numbers: Numbers, odd: Odd) -> Iterator[str]:
        """The text of the blocks that stand so many rows further down, some blocks at a time."""
        take = itemgetter(*self.gaps)
        for start in range(0, len(down), _CHUNK):
            some = down[start : start + _CHUNK]
            values = [self._texts(numbers(address, start, some), index) for index, address in enumerate(self.values)]
            texts = []
            for distance, own in zip(some.tolist(), zip(*values, strict=True), strict=True):
                block = self.text % take([*(str(row + distance) for row in self.rows), *own])
                texts.append(self._with_odd(block, distance, odd) if "\0" in block else block)
            yield "".join(texts)

    @staticmethod
    def _texts(found: NDArray[np.float64], index: int) -> list[str]:
        """A cell's values in some blocks as a file holds them; where there is no number, the cell's place."""
        texts = list(map(repr, found.tolist()))
        for block in (found == found.round()).nonzero()[0].tolist():
            texts[block] = shortest(found[block])
        for block in (found != found).nonzero()[0].tolist():
            texts[block] = f"\0{index}"
        return texts

    def _with_odd(self, block: str, distance: int, odd: Odd) -> str:
        """A block with error values, texts and booleans where a formula's value is no number."""

        def cell(match: re.Match[str]) -> str:
            address = self.values[int(match[3])]
            kind, text = encode(odd(Address(address.row + distance, address.column)))
            space = ' xml:space="preserve"' if text != text.strip() else ""
            return f'{match[1]} t="{kind}">{match[2]}<v{space}>{escape(text, quote=False)}</v>'

        return _ODD_CELL.sub(cell, block)


class PatternBuilder:
    """Makes a block's pattern from the XML of the sheet that holds the first block.

    `cells` are what a block repeats; `trees` the formulas among them, as syntax trees that move along; `inputs` the
    numbers among them that each block has its own of. A `bare` pattern is for calculation only: it has no styles
    and no values of formulas.
    """

    def __init__(
        self, cells: list[Address], trees: Mapping[Address, Node], inputs: set[Address], *, bare: bool
    ) -> None:
        self.cells = set(cells)
        self.trees = trees
        self.inputs = inputs
        self.bare = bare
        self.text: list[str] = []
        self.gaps: list[int | Address] = []

    def build(self, sheet_xml: str) -> Pattern:
        """The pattern of the rows in a sheet's XML that hold repeated cells."""
        repeated = {address.row for address in self.cells}
        for match in _ROW.finditer(sheet_xml):
            row = int(match[1])
            if row not in repeated:
                continue
            self._add('<row r="', row, f'"{match[2]}>')
            for cell in _CELL.finditer(match[3]):
                address = Address(row, column_number(cell[1]))
                if address in self.cells:
                    self._cell(address, cell[2], cell[3] or "")
            self._add("</row>")
        rows = sorted({gap for gap in self.gaps if isinstance(gap, int)})
        values = sorted({gap for gap in self.gaps if isinstance(gap, Address)})
        index = {filler: place for place, filler in enumerate([*rows, *values])}
        return Pattern("".join(self.text), tuple(rows), tuple(values), tuple(index[gap] for gap in self.gaps))

    def _cell(self, address: Address, attributes: str, content: str) -> None:
        letters, row = column_letters(address.column), address.row
        style = _STYLE.search(attributes)
        start = '"' + (style[0] if style and not self.bare else "")
        if address in self.trees:
            self._add(f'<c r="{letters}', row, f"{start}><f>")
            self._formula(address)
            if self.bare:
                self._add("</f></c>")
            else:
                self._add("</f><v>", address, "</v></c>")
        elif address in self.inputs:
            self._add(f'<c r="{letters}', row, f"{start}><v>", address, "</v></c>")
        else:
            # Labels too, which formulas may read.
            self._add(f'<c r="{letters}', row, f'"{attributes}>{content}</c>')

    def _formula(self, address: Address) -> None:
        """The formula, with a gap for the number of each row that moves."""
        text, distances, _ = relative_form(stored_formula(print_a1(self.trees[address], address)), *address)
        pieces = escape(text, quote=False).split("\0")
        self._add(pieces[0])
        for distance, piece in zip(distances, pieces[1:], strict=True):
            self._add(address.row + distance, piece)

    def _add(self, *parts: str | int | Address) -> None:
        """Text, and gaps: a row of the table, or a cell for its value."""
        for part in parts:
            if isinstance(part, str):
                self.text.append(part.replace("%", "%%"))
            else:
                self.text.append("%s")
                self.gaps.append(part)
