"""Values for the formulas of a large sheet, by pattern: only where every tag of the sheet's rows is known.

The scan of `sheetgen.workbook.scan` looks at each piece of rows first, so that no comment or CDATA section can pass for
a cell; what the pattern does not find as often as the scan sees it makes it `Irregular`, and a parser does the work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

import numpy as np

from sheetgen.sheet import Address, column_number
from sheetgen.values import Scalar
from sheetgen.workbook.scan import tags as kind
from sheetgen.workbook.scan.sheet import PIECE, known_beginning
from sheetgen.workbook.scan.spans import PADDING, Irregular, pairs_of
from sheetgen.workbook.scan.tags import find_tags
from sheetgen.workbook.stamp import encode, same_value

_FORMULA_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^<>]*)>(<f(?:[^<>]*/>|[^<>]*>[^<]*</f>))(?:<v>([^<]*)</v>|<v/>)?</c>'
)
_TYPE = re.compile(rb' t="([^"]*)"')
_DATA, _DATA_END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"


def stamp_rows(data: bytes, values: Mapping[Address, Scalar]) -> bytes:
    """A worksheet's XML with the values of its formulas filled in; `Irregular` where a parser must do it."""
    begin, end = data.find(_DATA) + len(_DATA), data.rfind(_DATA_END)
    if begin < len(_DATA) or end < begin or not known_beginning(data[:begin]):
        raise Irregular("the beginning is not known")
    columns: dict[bytes, int] = {}
    filled = 0

    def cell(match: re.Match[bytes]) -> bytes:
        nonlocal filled
        letters, row, attributes, formula, old = match.groups()
        column = columns.get(letters)
        if column is None:
            column = columns[letters] = column_number(letters.decode())
        address = Address(int(row), column)
        if address not in values:
            return match[0]
        filled += 1
        type_, text = encode(values[address])
        known = _TYPE.search(attributes)
        same_type = type_.encode() == (known[1] if known else b"n")
        if old is not None and same_type and same_value(old.decode(errors="replace"), text, type_):
            return match[0]
        if known:
            attributes = attributes[: known.start()] + attributes[known.end() :]
        attributes = attributes.rstrip()
        if type_ != "n":
            attributes += b' t="' + type_.encode() + b'"'
        space = b' xml:space="preserve"' if text != text.strip() else b""
        content = escape(text, quote=False).encode()
        return b"".join(
            (b'<c r="', letters, row, b'"', attributes, b">", formula, b"<v", space, b">", content, b"</v></c>")
        )

    pieces = [data[:begin]]
    while begin < end:
        cut = data.rfind(_ROW_END, begin, min(begin + PIECE, end))
        # A row may be longer than a piece.
        cut = cut if cut >= 0 else data.find(_ROW_END, begin, end)
        stop = end if cut < 0 else cut + len(_ROW_END)
        piece = data[begin:stop]
        text, found = _FORMULA_CELL.subn(cell, piece)
        if found != _formulas_in(piece):
            raise Irregular("a formula's cell is not known")
        pieces.append(text)
        begin = stop
    if filled != len(values):
        raise Irregular("there are values for cells without formulas")
    return b"".join((*pieces, data[end:]))


def _formulas_in(piece: bytes) -> int:
    """How many formulas stand in a piece of whole rows, all of whose tags are known."""
    if not piece.strip():
        return 0
    array = np.frombuffer(piece + bytes(PADDING), np.uint8)
    kinds = find_tags(array[: len(piece)], pairs_of(array)).kinds
    return int(np.isin(kinds, (kind.FORMULA, kind.EMPTY_FORMULA)).sum())
