"""The tags of a piece of sheet XML, and the spans between them; every sequence of tags is checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheetgen.workbook.scan.spans import Bytes, Irregular, Places

(
    NONE,
    ROW,
    ROW_END,
    CELL,
    CELL_END,
    VALUE,
    VALUE_END,
    FORMULA,
    FORMULA_END,
    INLINE,
    INLINE_END,
    TEXT,
    TEXT_END,
    EMPTY_ROW,
    EMPTY_CELL,
    EMPTY_VALUE,
    EMPTY_FORMULA,
) = range(17)

#: What each tag begins with, after `<`. A name must end there, or go on with `>`, a space or a slash.
_NAMES = {
    b"row": ROW,
    b"/row": ROW_END,
    b"c": CELL,
    b"/c": CELL_END,
    b"v": VALUE,
    b"/v": VALUE_END,
    b"f": FORMULA,
    b"/f": FORMULA_END,
    b"is": INLINE,
    b"/is": INLINE_END,
    b"t": TEXT,
    b"/t": TEXT_END,
}
_EMPTY = {ROW: EMPTY_ROW, CELL: EMPTY_CELL, VALUE: EMPTY_VALUE, FORMULA: EMPTY_FORMULA}

#: Which tag may follow which; a piece begins and ends between rows.
_FOLLOWS = {
    ROW: (CELL, EMPTY_CELL, ROW_END),
    EMPTY_ROW: (ROW, EMPTY_ROW),
    ROW_END: (ROW, EMPTY_ROW),
    CELL: (FORMULA, EMPTY_FORMULA, VALUE, EMPTY_VALUE, INLINE, CELL_END),
    EMPTY_CELL: (CELL, EMPTY_CELL, ROW_END),
    CELL_END: (CELL, EMPTY_CELL, ROW_END),
    FORMULA: (FORMULA_END,),
    EMPTY_FORMULA: (VALUE, EMPTY_VALUE, CELL_END),
    FORMULA_END: (VALUE, EMPTY_VALUE, CELL_END),
    VALUE: (VALUE_END,),
    VALUE_END: (CELL_END,),
    EMPTY_VALUE: (CELL_END,),
    INLINE: (TEXT,),
    TEXT: (TEXT_END,),
    TEXT_END: (INLINE_END,),
    INLINE_END: (CELL_END,),
}
_COUNT = 17
#: The same as a table: 0 where the second may not follow the first, 1 where it must at once, 2 with text between them.
_ALLOWED = np.zeros(_COUNT * _COUNT, np.uint8)
for _kind, _next in _FOLLOWS.items():
    for _item in _next:
        _ALLOWED[_kind * _COUNT + _item] = 2 if _kind in (VALUE, FORMULA, TEXT) else 1


def _table() -> NDArray[np.uint8]:
    """The kind of a tag by its first two bytes, as a little-endian number."""
    table = np.zeros(65536, np.uint8)
    for name, kind in _NAMES.items():
        for following in (name[1:2],) if len(name) > 1 else (b">", b" ", b"/"):
            table[int.from_bytes(name[:1] + following, "little")] = kind
    return table


_KINDS = _table()


#: How far the `>` of an end tag is from its `<`; 0 for tags that may have attributes.
_WHOLE = np.zeros(_COUNT, np.int64)
for _name, _kind in _NAMES.items():
    if _name.startswith(b"/"):
        _WHOLE[_kind] = len(_name) + 1


#: The kinds of which the first two bytes are not all there is.
_LONG = np.zeros(_COUNT, bool)
_LONG[[ROW, ROW_END, INLINE, INLINE_END]] = True


@dataclass(slots=True)
class Tags:
    """All tags of a piece: what each is, and the places of its `<` and its `>`."""

    kinds: NDArray[np.uint8]
    starts: Places
    ends: Places


def find_tags(data: Bytes, pairs_of: NDArray[np.uint16]) -> Tags:
    """Every tag of a piece of whole rows; `Irregular` unless they are those of plain cells in their usual order."""
    starts = np.flatnonzero(data == 60)
    ends = np.flatnonzero(data == 62)
    if len(starts) != len(ends) or not len(starts):
        raise Irregular("the brackets do not alternate")
    lengths = ends - starts
    gaps = starts[1:] - ends[:-1]
    # A `>` is allowed in texts and attributes: then they do not alternate with `<`.
    if lengths.min() < 1 or gaps.min(initial=1) < 1:
        raise Irregular("the brackets do not alternate")
    kinds = _KINDS[pairs_of[starts + 1]]
    _check_names(data, starts, lengths, kinds)
    if ((data[1:] == 62) & (data[:-1] == 47)).any():
        before_end = data[ends - 1] == 47
        for full, empty in _EMPTY.items():
            kinds[before_end & (kinds == full)] = empty
        if (before_end & (kinds < EMPTY_ROW)).any():
            raise Irregular("a tag is empty that cannot be")
    allowed = _ALLOWED[kinds[:-1].astype(np.uint16) * _COUNT + kinds[1:]]
    if not allowed.all() or kinds[0] not in (ROW, EMPTY_ROW) or kinds[-1] not in (ROW_END, EMPTY_ROW):
        raise Irregular("the tags come in another order")
    if ((gaps != 1) & (allowed == 1)).any() or starts[0] != 0 or ends[-1] != len(data) - 1:
        raise Irregular("there is text between tags")
    return Tags(kinds, starts, ends)


def _check_names(data: Bytes, starts: Places, lengths: Places, kinds: NDArray[np.uint8]) -> None:
    """Two bytes decide what a tag is; here the rest of its name is looked at, and what may come after it."""
    if not kinds.all():
        raise Irregular("a tag is not known")
    whole = _WHOLE[kinds]
    if ((whole > 0) & (lengths != whole)).any():
        raise Irregular("an end tag has more than its name")
    long = np.flatnonzero(_LONG[kinds])
    for name, kind in _NAMES.items():
        if not _LONG[kind]:
            continue
        at = starts[long[kinds[long] == kind]]
        for index, byte in enumerate(name[2:], start=3):
            if (data[at + index] != byte).any():
                raise Irregular("a tag is not known")
        after = data[at + len(name) + 1]
        if not ((after == 62) | (after == 32) | (after == 47)).all():
            raise Irregular("a tag is not known")
