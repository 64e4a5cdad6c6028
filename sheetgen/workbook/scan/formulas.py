"""Formulas grouped by their relative form: `B2*C2` in row 2 and `B3*C3` in row 3 of one column are the same.

Two formulas of a column are the same if their texts are, once every row number that moves with the cell is taken out,
and each of these numbers lies as far from the cell's own row in one as in the other. What is not plainly such a number
stays part of the text: a formula then merely has a group of its own. Where that is not safe - `5:5` means other rows
in another row though the text is equal - the formula is left to `relative_form`, which looks at it in Python.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheetgen.sheet import MAX_COLUMN, MAX_ROW
from sheetgen.workbook.scan.spans import (
    PADDING,
    Bytes,
    Places,
    Words,
    group,
    hash_spans,
    mixed,
    same_spans,
    short_numbers,
    within,
    words_of,
)

#: More digits than this in a row are no row, and do not fit into the arithmetic here.
_MOST_DIGITS = 18

#: What bytes mean within a formula.
_LETTER, _DIGIT, _WORD, _QUOTE, _HARD, _LOWER = 1, 2, 4, 8, 16, 32


def _classes() -> NDArray[np.uint8]:
    table = np.zeros(256, np.uint8)
    table[[*range(65, 91)]] = _LETTER | _WORD
    table[[*range(97, 123)]] = _WORD | _LOWER
    table[[*range(48, 58)]] = _DIGIT | _WORD
    # A name goes on over these; beyond ASCII every byte may be part of one.
    table[[*b"_.?\\", *range(128, 256)]] = _WORD
    table[ord('"')] = _QUOTE
    # Sheet names in quotes, tables' columns in brackets, whole rows: numbers in them are not what they seem.
    table[[*b"'[]"]] = _HARD
    return table


_CLASSES = _classes()
_DOLLAR, _COLON, _BANG, _PAREN = ord("$"), ord(":"), ord("!"), ord("(")
#: In the text that is compared, a row number is one byte, and so is any other number.
_ROW_MARK, _NUMBER_MARK = 1, 2


#: Yes or no for each byte, number or formula.
Flags = NDArray[np.bool_]

#: A formula's relative form: its text without numbers, the numbers, what kind each is, and the column.
Key = tuple[bytes, bytes, bytes, int]


@dataclass(slots=True)
class Grouped:
    """Which formulas are the same: for each its group, and of each group its first formula; those left out are -1."""

    groups: Places
    firsts: Places
    #: Of each first formula its text without row numbers, and the numbers: equal in another piece, if these are.
    keys: list[Key]


def group_formulas(
    data: Bytes, words: Words, starts: Places, lengths: Places, rows: Places, columns: Places
) -> Grouped:
    """Groups formulas, the spans of `data`, that stand in those rows and columns."""
    # One byte more of each, its `<`, keeps the digits of neighbours apart.
    places, begins = within(starts, lengths + 1)
    text = data[places]
    classes = _CLASSES[text]
    hard = np.zeros(len(starts), bool)
    digit = (classes & _DIGIT) != 0
    runs, run_ends = _runs(digit)
    # How many numbers each formula has, and which formula has each number.
    how_many = np.diff(np.searchsorted(runs, np.append(begins, len(text))))
    owner = np.repeat(np.arange(len(starts)), how_many)
    moves = _moves_with_row(text, classes, runs, run_ends, begins[owner])
    if (classes & _QUOTE).any():
        quotes = np.cumsum((classes & _QUOTE) != 0, dtype=np.int32)
        inside = (quotes[runs] - quotes[begins[owner]] + ((classes[begins[owner]] & _QUOTE) != 0)) % 2 == 1
        moves &= ~inside
        hard[owner[~inside & _is_whole_row(text, runs, run_ends, moves)]] = True
    else:
        hard[owner[_is_whole_row(text, runs, run_ends, moves)]] = True
    hard[owner[_may_be_lower_case(classes, runs, run_ends, text, moves)]] = True
    for places_of_hard in (np.flatnonzero(classes & _HARD), _unusual_entities(text)):
        if len(places_of_hard):
            hard[np.searchsorted(begins, places_of_hard, side="right") - 1] = True
    digits = run_ends - runs
    hard[owner[digits > _MOST_DIGITS]] = True
    numbers = _numbers(text, runs, np.minimum(digits, _MOST_DIGITS))
    moves &= (numbers >= 1) & (numbers <= MAX_ROW)
    numbers = np.where(moves, numbers - rows[owner], numbers)

    # The text to compare: of each number one byte, which says what kind of number it is.
    text[runs] = np.where(moves, _ROW_MARK, _NUMBER_MARK)
    kept = ~digit
    kept[runs] = True
    shorter = np.concatenate((text[kept], np.zeros(PADDING, np.uint8)))
    # How many bytes are kept up to each, the last of each formula's span among them.
    counts = np.cumsum(kept, dtype=np.int32).astype(np.int64)
    short_starts = counts[begins] - 1
    short_starts[~kept[begins]] += 1
    short_lengths = counts[begins + lengths] - 1 - short_starts
    marks = np.where(moves, 0, digits)
    return _grouped(shorter, short_starts, short_lengths, (owner, how_many), numbers, marks, columns, hard)


def _grouped(
    text: Bytes,
    starts: Places,
    lengths: Places,
    owners: tuple[Places, Places],
    numbers: Places,
    marks: Places,
    columns: Places,
    hard: Flags,
) -> Grouped:
    """Groups by text, numbers and column, and makes sure that what is in one group is equal in all of them."""
    words = words_of(text)
    count = len(starts)
    owner, how_many = owners
    first_number = np.cumsum(how_many) - how_many
    hashes = hash_spans(words, starts, lengths, columns.astype(np.uint64))
    for index in range(int(how_many.max(initial=0))):
        active = np.flatnonzero(how_many > index)
        place = first_number[active] + index
        hashes[active] = mixed(hashes[active], numbers[place] ^ (marks[place] << 40))
    groups, firsts = group(hashes)
    first = firsts[groups]
    equal = np.array_equal(columns, columns[first]) and np.array_equal(how_many, how_many[first])
    equal = equal and same_spans(words, starts, lengths, starts[first], lengths[first])
    if equal and len(owner):
        of_first = first_number[first[owner]] + np.arange(len(owner)) - first_number[owner]
        equal = np.array_equal(numbers, numbers[of_first]) and np.array_equal(marks, marks[of_first])
    if not equal:
        # Two different formulas have one hash, which never happens by chance.
        return Grouped(np.full(count, -1), np.empty(0, np.int64), [])
    keys: list[Key] = []
    for index in firsts.tolist():
        start, number = int(starts[index]), int(first_number[index])
        upto = number + int(how_many[index])
        form = text[start : start + int(lengths[index])].tobytes()
        keys.append((form, numbers[number:upto].tobytes(), marks[number:upto].tobytes(), int(columns[index])))
    return Grouped(np.where(hard, -1, groups), firsts, keys)


def _runs(digit: Flags) -> tuple[Places, Places]:
    """Where runs of digits begin and end. The last byte is never a digit."""
    change = np.flatnonzero(digit[1:] != digit[:-1]) + 1
    if len(digit) and digit[0]:
        change = np.concatenate(([0], change))
    return change[0::2], change[1::2]


def _moves_with_row(text: Bytes, classes: Bytes, runs: Places, ends: Places, begins: Places) -> Flags:
    """Which numbers are rows of relative references: one to three capitals before them, which are a column, and
    nothing on either side that would make them part of a name, a function or a sheet's name."""
    letters = np.zeros(len(runs), np.int64)
    column = np.zeros(len(runs), np.int64)
    power = 1
    for distance in range(1, 4):
        place = runs - distance
        more = (letters == distance - 1) & (place >= begins) & ((classes[place] & _LETTER) != 0)
        column = np.where(more, column + power * (text[place].astype(np.int64) - 64), column)
        letters = letters + more
        power *= 26
        if not more.any():
            break
    before = runs - letters - 1
    free = (before < begins) | ((classes[before] & _WORD) == 0)
    following, after = classes[ends], text[ends]
    closed = ((following & _WORD) == 0) & (after != _BANG) & (after != _PAREN)
    result: Flags = (letters > 0) & (column <= MAX_COLUMN) & free & closed
    return result


def _is_whole_row(text: Bytes, runs: Places, ends: Places, moves: Flags) -> Flags:
    """Which numbers may be whole rows, `5:7`: at a colon, and no row of a cell, nor fixed by a dollar sign."""
    before = text[np.maximum(runs - 1, 0)]
    at_colon = (text[ends] == _COLON) | (before == _COLON)
    result: Flags = at_colon & ~moves & (before != _DOLLAR)
    return result


def _may_be_lower_case(classes: Bytes, runs: Places, ends: Places, text: Bytes, moves: Flags) -> Flags:
    """Which numbers may be rows of references in small letters, which Excel reads and never writes."""
    # Before the first byte there is nothing: there the number's own first digit, which is no letter, is looked at.
    last, second, third = (classes[np.maximum(runs - distance, 0)] for distance in (1, 2, 3))
    small = (last & (_LETTER | _LOWER)) != 0
    small &= ((last | second | third) & _LOWER) != 0
    small &= ~moves & (text[ends] != _BANG) & (text[ends] != _PAREN)
    result: Flags = small
    return result


def _unusual_entities(text: Bytes) -> Places:
    """Where an ampersand begins anything but `&lt;`, `&gt;` and `&amp;`: it may stand for a quote."""
    places = np.flatnonzero(text == ord("&"))
    first, second = (text[np.minimum(places + distance, len(text) - 1)] for distance in (1, 2))
    usual = ((first == ord("l")) | (first == ord("g"))) & (second == ord("t"))
    usual |= (first == ord("a")) & (second == ord("m"))
    result: Places = places[~usual]
    return result


def _numbers(text: Bytes, runs: Places, digits: Places) -> Places:
    """Runs of digits as whole numbers."""
    numbers = short_numbers(words_of(np.concatenate((text, np.zeros(8, np.uint8)))), runs, np.minimum(digits, 8))
    for index in range(8, int(digits.max(initial=0))):
        active = np.flatnonzero(digits > index)
        numbers[active] = numbers[active] * 10 + (text[runs[active] + index].astype(np.int64) - 48)
    return numbers
