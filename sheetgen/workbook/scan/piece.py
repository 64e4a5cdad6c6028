"""One piece of whole rows: its cells as arrays of rows, columns, values and formulas."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sheetgen.sheet import Address
from sheetgen.values import ERROR_BY_TEXT, ErrorValue, Scalar
from sheetgen.workbook.columns import Ids, Numbers
from sheetgen.workbook.escapes import unescape
from sheetgen.workbook.scan import tags as kind
from sheetgen.workbook.scan.addresses import addresses, attributes
from sheetgen.workbook.scan.formulas import Key, group_formulas
from sheetgen.workbook.scan.gathered import Gathered
from sheetgen.workbook.scan.spans import PADDING, Bytes, Irregular, Places, Words, pairs_of, within, words_of
from sheetgen.workbook.scan.tags import Tags, find_tags

#: Cell types (ECMA-376, part 1, 18.18.11) by their numbers here.
_TYPES = {"n": 0, "s": 1, "str": 2, "b": 3, "e": 4, "inlineStr": 5}
_NUMBER, _SHARED = 0, 1

_CELL_ATTRIBUTES = {"s", "t", "cm", "vm", "ph"}
_NUMBER_BYTES = np.zeros(256, bool)
_NUMBER_BYTES[[*b"0123456789+-.eE<"]] = True


@dataclass(slots=True)
class _Cells:
    """The cells of a piece: where each is, its type, and whether its array formula spills."""

    rows: Places
    columns: Ids
    types: NDArray[np.int64]
    dynamic: NDArray[np.bool_]


def scan_piece(piece: bytes, sheet: Gathered) -> None:
    """Adds the cells of whole rows of sheet XML; `Irregular`, and nothing added, where a real parser is needed."""
    if not piece.isascii():
        try:
            piece.decode()
        except UnicodeDecodeError:
            raise Irregular("it is not UTF-8") from None
    if b"hidden=" in piece:
        raise Irregular("rows may be hidden")
    padded = piece + bytes(PADDING)
    data = np.frombuffer(padded, np.uint8)
    below = data[: len(piece)][data[: len(piece)] < 32]
    if below.size and not np.isin(below, (9, 10, 13)).all():
        raise Irregular("there are control characters")
    words = words_of(data)
    tags = find_tags(data[: len(piece)], pairs_of(data))
    is_cell = (tags.kinds == kind.CELL) | (tags.kinds == kind.EMPTY_CELL)
    # A tag's cell is the last that began before it.
    cell_of = np.cumsum(is_cell) - 1
    cells = _read_cells(padded, data, words, tags, np.flatnonzero(is_cell))
    values = _read_values(padded, data, tags, cell_of, cells, sheet)
    formulas = _read_formulas(padded, data, words, tags, cell_of, cells, sheet)
    # Only now that all of it is known is anything kept.
    for number, master in formulas.masters:
        sheet.shared[number] = master
    at, numbers, codes = values
    sheet.cells.add(cells.rows[at], cells.columns[at], numbers, codes)
    sheet.formulas.add(cells.rows[formulas.cells], cells.columns[formulas.cells], formulas.numbers)


def _read_cells(padded: bytes, data: Bytes, words: Words, tags: Tags, which: Places) -> _Cells:
    """Addresses and attributes of all cells."""
    starts, ends = tags.starts[which], tags.ends[which]
    rows, columns, after = addresses(data, words, starts + 3)
    types = np.zeros(len(which), np.int64)
    dynamic = np.zeros(len(which), bool)
    more = np.flatnonzero(after < ends)
    if len(more):
        groups, sets = attributes(words, padded, after[more], ends[more])
        for found in sets:
            if not found.keys() <= _CELL_ATTRIBUTES or found.get("t", "n") not in _TYPES:
                raise Irregular("an attribute of a cell is not known")
        types[more] = np.array([_TYPES[found.get("t", "n")] for found in sets])[groups]
        dynamic[more] = np.array([found.get("cm", "0") != "0" for found in sets])[groups]
    return _Cells(rows, columns.astype(np.int32), types, dynamic)


def _read_values(
    padded: bytes, data: Bytes, tags: Tags, cell_of: Places, cells: _Cells, sheet: Gathered
) -> tuple[Places, Numbers, Ids]:
    """The cells that hold a value, their numbers, and the codes of what is no number."""
    opened = np.flatnonzero((tags.kinds == kind.VALUE) | (tags.kinds == kind.TEXT))
    owners = cell_of[opened]
    starts, ends = tags.ends[opened] + 1, tags.starts[opened + 1]
    # Text has its elements, and a value its own.
    types = cells.types[owners]
    inline = tags.kinds[opened] == kind.TEXT
    if ((types == _TYPES["inlineStr"]) != inline).any():
        raise Irregular("a value is not where its type has it")
    numeric = (types == _NUMBER) & (ends > starts)
    blank = (types == _NUMBER) & (ends == starts)
    numbers = np.full(len(opened), np.nan)
    codes = np.zeros(len(opened), np.int32)
    numbers[numeric] = _parse_numbers(data, starts[numeric], ends[numeric])
    known: dict[tuple[int, bytes], int] = {}
    for index in np.flatnonzero(types == _SHARED).tolist():
        codes[index] = _shared_text(padded[int(starts[index]) : int(ends[index])], sheet)
    for index in np.flatnonzero(types > _SHARED).tolist():
        content = int(types[index]), padded[int(starts[index]) : int(ends[index])]
        if content not in known:
            known[content] = sheet.cells.code(_scalar(*content))
        codes[index] = known[content]
    # An empty text element is a text; an empty element of any other type would need a closer look.
    empties = np.flatnonzero(tags.kinds == kind.EMPTY_VALUE)
    if (cells.types[cell_of[empties]] != _NUMBER).any():
        raise Irregular("an empty value of a type that has none")
    kept = ~blank
    return owners[kept], numbers[kept], codes[kept]


def _shared_text(text: bytes, sheet: Gathered) -> int:
    """The code of a shared text by its index, as the cell has it."""
    if not text.isdigit() or len(text) > 9 or int(text) >= len(sheet.strings):
        raise Irregular("a shared text does not exist")
    index = int(text)
    if index not in sheet.text_codes:
        sheet.text_codes[index] = sheet.cells.code(sheet.strings[index])
    return sheet.text_codes[index]


def _scalar(type_: int, content: bytes) -> Scalar:
    """A text, boolean or error value from its XML."""
    text = _text(content)
    if type_ == _TYPES["b"]:
        return text.strip() in ("1", "true")
    if type_ == _TYPES["e"]:
        return ERROR_BY_TEXT.get(text.strip(), ErrorValue.UNKNOWN)
    return unescape(text)


def _text(content: bytes) -> str:
    """Text as XML means it."""
    if b"\r" in content:
        raise Irregular("ends of lines need normalising")
    text = content.decode()
    if "&" not in text:
        return text
    for entity in _entities(text):
        if entity not in ("lt", "gt", "amp", "quot", "apos"):
            raise Irregular("a character reference")
    return html.unescape(text)


def _entities(text: str) -> list[str]:
    return [part.partition(";")[0] for part in text.split("&")[1:]]


def _parse_numbers(data: Bytes, starts: Places, ends: Places) -> Numbers:
    """Decimal numbers, correctly rounded."""
    lengths = ends - starts
    numbers = np.empty(len(starts))
    short = lengths == 1
    digits = data[starts[short]]
    if ((digits < 48) | (digits > 57)).any():
        raise Irregular("a number is not known")
    numbers[short] = digits - 48.0
    long = ~short
    if long.any():
        places, _ = within(starts[long], lengths[long] + 1)
        text = data[places]
        if not _NUMBER_BYTES[text].all():
            raise Irregular("a number is not known")
        try:
            parsed = [float(part) for part in text.tobytes().split(b"<")[:-1]]
        except ValueError:
            raise Irregular("a number is not known") from None
        if not all(map(math.isfinite, parsed)):
            raise Irregular("a number is not finite")
        numbers[long] = parsed
    return numbers


@dataclass(slots=True)
class _Formulas:
    """Which cells hold which formula, and the shared formulas that begin in this piece."""

    cells: Places
    numbers: Ids
    masters: list[tuple[str, int]] = field(default_factory=list)


def _read_formulas(
    padded: bytes, data: Bytes, words: Words, tags: Tags, cell_of: Places, cells: _Cells, sheet: Gathered
) -> _Formulas:
    """The formula of each cell that has one."""
    opened = np.flatnonzero((tags.kinds == kind.FORMULA) | (tags.kinds == kind.EMPTY_FORMULA))
    found = _Formulas(cell_of[opened], np.zeros(len(opened), np.int32))
    if not len(opened):
        return found
    starts, ends = tags.ends[opened] + 1, tags.starts[opened + 1]
    ends = np.where(tags.kinds[opened] == kind.EMPTY_FORMULA, starts, ends)
    name_ends = tags.starts[opened] + 2
    plain = np.ones(len(opened), bool)
    with_more = np.flatnonzero(tags.ends[opened] > name_ends)
    if len(with_more):
        _read_attributes(padded, words, tags, opened, with_more, plain, found, (starts, ends), cells, sheet)
    if (ends[plain] == starts[plain]).any():
        raise Irregular("a formula is empty")
    _read_plain(padded, data, words, np.flatnonzero(plain), found, (starts, ends), cells, sheet)
    return found


def _read_attributes(
    padded: bytes,
    words: Words,
    tags: Tags,
    opened: Places,
    which: Places,
    plain: NDArray[np.bool_],
    found: _Formulas,
    spans: tuple[Places, Places],
    cells: _Cells,
    sheet: Gathered,
) -> None:
    """Shared and array formulas: numbered here, and taken from the `plain` ones."""
    starts, ends = spans
    groups, sets = attributes(words, padded, tags.starts[opened[which]] + 2, tags.ends[opened[which]])
    kinds = np.array([_FORMULA_KINDS.get(one.get("t", "normal"), -1) for one in sets])
    if (kinds < 0).any():
        raise Irregular("a kind of formula is not known")
    kind_of = kinds[groups]
    plain[which[kind_of > 0]] = False
    begun: dict[str, int] = {}
    # The first of a shared formula has its text, and so do array formulas.
    for position in np.flatnonzero((kind_of > 0) & (ends[which] > starts[which])).tolist():
        index, one = int(which[position]), sets[int(groups[position])]
        cell = int(found.cells[index])
        address = Address(int(cells.rows[cell]), int(cells.columns[cell]))
        text = _text(padded[int(starts[index]) : int(ends[index])])
        if one["t"] == "array":
            reference = one.get("ref", str(address))
            found.numbers[index] = sheet.source(text, address, reference, dynamic=bool(cells.dynamic[cell]))
            continue
        shared = one.get("si", "")
        if shared in begun or shared in sheet.shared:
            raise Irregular("a shared formula begins twice")
        found.numbers[index] = begun[shared] = sheet.source(text, address)
    found.masters.extend(begun.items())
    children = (kind_of > 0) & (ends[which] == starts[which])
    for number, one in enumerate(sets):
        mine = which[children & (groups == number)]
        if not len(mine):
            continue
        shared = one.get("si", "")
        if one["t"] != "shared" or (shared not in begun and shared not in sheet.shared):
            raise Irregular("a formula without a text")
        found.numbers[mine] = begun[shared] if shared in begun else sheet.shared[shared]


_FORMULA_KINDS = {"normal": 0, "shared": 1, "array": 2}


def _read_plain(
    padded: bytes,
    data: Bytes,
    words: Words,
    which: Places,
    found: _Formulas,
    spans: tuple[Places, Places],
    cells: _Cells,
    sheet: Gathered,
) -> None:
    """Formulas with a text of their own, by their relative forms."""
    if not len(which):
        return
    starts, ends = spans[0][which], spans[1][which]
    own = found.cells[which]
    rows, columns = cells.rows[own], cells.columns[own].astype(np.int64)
    grouped = group_formulas(data, words, starts, ends - starts, rows, columns)
    numbers = np.zeros(len(grouped.firsts), np.int32)

    def text_of(index: int) -> str:
        return _text(padded[int(starts[index]) : int(ends[index])])

    for group, first in enumerate(grouped.firsts.tolist()):
        if grouped.groups[first] < 0:
            continue
        key: Key = grouped.keys[group]
        number = sheet.forms.get(key)
        if number is None:
            address = Address(int(rows[first]), int(columns[first]))
            number = sheet.forms[key] = sheet.source(text_of(first), address)
        numbers[group] = number
    easy = grouped.groups >= 0
    found.numbers[which[easy]] = numbers[grouped.groups[easy]]
    for index in np.flatnonzero(~easy).tolist():
        found.numbers[which[index]] = sheet.form(text_of(index), Address(int(rows[index]), int(columns[index])))
