"""The addresses of cells, and the other attributes of their tags."""

from __future__ import annotations

import re

import numpy as np

from sheetgen.sheet import MAX_COLUMN, MAX_ROW
from sheetgen.workbook.scan.spans import Bytes, Irregular, Places, Words, group_spans

_ATTRIBUTE = re.compile(rb'\s+([A-Za-z_][\w:.-]*)="([^"<&]*)"')

#: `r="`, the first attribute of a cell, as the low bytes of a word.
_REFERENCE = np.uint64(int.from_bytes(b'r="', "little"))


def addresses(data: Bytes, words: Words, at: Places) -> tuple[Places, Places, Places]:
    """Rows, columns, and the place after the closing quote, of the attribute r="B2" that begins at each place."""
    if ((words[at] & np.uint64(0xFFFFFF)) != _REFERENCE).any():
        raise Irregular("a cell does not begin with its address")
    position = at + 3
    columns = np.zeros(len(at), np.int64)
    for index in range(3):
        letter = data[position].astype(np.int64) - 64
        is_letter = (letter >= 1) & (letter <= 26)
        if index == 0 and not is_letter.all():
            raise Irregular("an address is not known")
        columns = np.where(is_letter, columns * 26 + letter, columns)
        position = position + is_letter
        if not is_letter.any():
            break
    rows, position = whole_numbers(data, position, 7)
    if (data[position] != 34).any() or (rows < 1).any() or (rows > MAX_ROW).any() or (columns > MAX_COLUMN).any():
        raise Irregular("an address is not known")
    return rows, columns, position + 1


def whole_numbers(data: Bytes, position: Places, most: int) -> tuple[Places, Places]:
    """The whole number of up to `most` digits at each place, and the place behind it; 0 where there is no digit."""
    numbers = np.zeros(len(position), np.int64)
    for _ in range(most):
        digit = data[position].astype(np.int64) - 48
        is_digit = (digit >= 0) & (digit <= 9)
        if not is_digit.any():
            break
        numbers = np.where(is_digit, numbers * 10 + digit, numbers)
        position = position + is_digit
    return numbers, position


def attributes(words: Words, data: bytes, starts: Places, ends: Places) -> tuple[Places, list[dict[str, str]]]:
    """The attributes in each span, as the number of one of the few sets that are returned with it."""
    groups, firsts = group_spans(words, starts, ends - starts)
    found = []
    for first in firsts.tolist():
        text = data[int(starts[first]) : int(ends[first])]
        if text.endswith(b"/"):
            text = text[:-1]
        text = text.rstrip()
        parts = _ATTRIBUTE.findall(text)
        if _ATTRIBUTE.sub(b"", text):
            raise Irregular("an attribute is not known")
        names = [name for name, _ in parts]
        if len(set(names)) < len(names):
            raise Irregular("an attribute stands twice")
        found.append({name.decode(): value.decode() for name, value in parts})
    return groups, found
