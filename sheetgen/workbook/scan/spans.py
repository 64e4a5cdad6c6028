"""Spans of bytes within a buffer: compared and grouped eight bytes at a time, exactly."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Places = NDArray[np.int64]

#: How many bytes must follow the last span in its buffer, so that a word can be read anywhere in it.
PADDING = 16

#: An odd constant with bits all over, to mix words into a hash (2⁶⁴ divided by the golden ratio).
_MIX = np.uint64(0x9E3779B97F4A7C15)
_FOLD = np.uint64(29)

#: Eight characters 0, and the mask for every other pair of digits.
_ZEROS = np.uint64(0x3030303030303030)
_PAIRS = np.uint64(0x000000FF000000FF)

#: The first so many bytes of a little-endian word.
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(9)], np.uint64)


class Irregular(Exception):
    """A piece of XML has something that the scan does not know."""


def words_of(data: bytes | bytearray | Bytes) -> Words:
    """The eight bytes that begin at each byte, as one number: `words_of(b)[i]` holds `b[i]` to `b[i + 7]`."""
    buffer = np.frombuffer(data, np.uint8) if not isinstance(data, np.ndarray) else data
    return np.ndarray((len(buffer) - 7,), "<u8", buffer, 0, (1,))


def pairs_of(data: Bytes) -> NDArray[np.uint16]:
    """The two bytes that begin at each byte, as one number."""
    return np.ndarray((len(data) - 1,), "<u2", data, 0, (1,))


def mixed(hashes: Words, values: NDArray[Any]) -> Words:
    """Hashes with one more value each in them."""
    hashes = (hashes ^ values.astype(np.uint64, copy=False)) * _MIX
    return hashes ^ (hashes >> _FOLD)


def group(hashes: Words) -> tuple[Places, Places]:
    """Equal hashes: for each the number of its group, and of each group one member."""
    order = np.argsort(hashes)
    in_order = hashes[order]
    begins = np.concatenate((np.ones(min(len(order), 1), bool), in_order[1:] != in_order[:-1]))
    groups = np.empty(len(order), np.int64)
    groups[order] = np.cumsum(begins) - 1
    return groups, order[begins]


def hash_spans(words: Words, starts: Places, lengths: Places, hashes: Words) -> Words:
    """Mixes the spans' bytes into hashes."""
    hashes = mixed(hashes, lengths)
    for offset in range(0, int(lengths.max(initial=0)), 8):
        rest = lengths - offset
        if offset and (rest <= 0).any():
            active = np.flatnonzero(rest > 0)
            word = words[starts[active] + offset] & _MASKS[np.minimum(rest[active], 8)]
            hashes[active] = mixed(hashes[active], word)
        else:
            hashes = mixed(hashes, words[starts + offset] & _MASKS[np.clip(rest, 0, 8)])
    return hashes


def same_spans(words: Words, starts: Places, lengths: Places, as_starts: Places, as_lengths: Places) -> bool:
    """Whether every span is equal, byte for byte, to the one that it is held against."""
    if not np.array_equal(lengths, as_lengths):
        return False
    for offset in range(0, int(lengths.max(initial=0)), 8):
        active = np.flatnonzero(lengths > offset)
        mask = _MASKS[np.minimum(lengths[active] - offset, 8)]
        if ((words[starts[active] + offset] ^ words[as_starts[active] + offset]) & mask).any():
            return False
    return True


def group_spans(words: Words, starts: Places, lengths: Places) -> tuple[Places, Places]:
    """Groups equal spans: for each the number of its group, and of each group one member."""
    groups, firsts = group(hash_spans(words, starts, lengths, np.zeros(len(starts), np.uint64)))
    if not same_spans(words, starts, lengths, starts[firsts[groups]], lengths[firsts[groups]]):
        raise Irregular("two different spans have one hash")
    return groups, firsts


def short_numbers(words: Words, starts: Places, digits: Places) -> Places:
    """The whole numbers of one to eight digits at each place, all digits of one at once.

    Source: D. Lemire, "Quickly parsing eight digits" (2018): neighbouring digits are added up as 10 a + b, neighbouring
    pairs as 100 a + b, and these as 10,000 a + b, each for all of them in one multiplication.
    """
    unused = ((8 - digits) * 8).astype(np.uint64)
    # The digits end in the highest byte; below the first there are zeros.
    value = (words[starts] - _ZEROS) << unused
    value = (value * np.uint64(10)) + (value >> np.uint64(8))
    high = (value & _PAIRS) * np.uint64(0x000F424000000064)
    low = ((value >> np.uint64(16)) & _PAIRS) * np.uint64(0x0000271000000001)
    return ((high + low) >> np.uint64(32)).astype(np.int64)


def within(starts: Places, lengths: Places) -> tuple[Places, Places]:
    """The places of all bytes of spans, one span after another, and where each span begins among them."""
    ends = np.cumsum(lengths)
    begins = ends - lengths
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - begins, lengths), begins
