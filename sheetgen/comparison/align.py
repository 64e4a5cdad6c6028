"""Which items of one sequence are which of another: rows and columns that were inserted or deleted leave the rest in
its order.

Unique items in common are anchors (patience diff: Bram Cohen's rule, the longest increasing subsequence of them); what
lies between two anchors is compared by ever weaker keys, and at last by likeness.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from typing import NamedTuple

#: Two items less alike than this are not the same one.
_LEAST_LIKENESS = 0.3
#: Up to so many pairs of items are compared by likeness; in a larger gap items are paired in their order.
_MOST_PAIRS = 40_000

Pair = tuple[int, int]
#: How alike item i of the one and item j of the other are, from 0 to 1.
Likeness = Callable[[int, int], float]


class Gap(NamedTuple):
    """Items `a` to `b` of the one sequence, without `b`, that are still to be compared with `c` to `d` of the other."""

    a: int
    b: int
    c: int
    d: int

    @property
    def is_open(self) -> bool:
        """Whether there is anything to pair."""
        return self.a < self.b and self.c < self.d


def align(keys: Sequence[tuple[Sequence[Hashable], Sequence[Hashable]]], likeness: Likeness) -> list[Pair]:
    """The pairs of items that correspond, in increasing order in both sequences.

    `keys` are pairs of sequences, a key for each item, the most telling keys first: items with equal keys are the same
    unless the order forbids it. What no key pairs is paired by likeness.
    """
    old, new = keys[0]
    pairs: list[Pair] = []
    gaps = [Gap(0, len(old), 0, len(new))]
    for left, right in keys:
        remaining: list[Gap] = []
        for gap in gaps:
            found, rest = _by_key(left, right, gap)
            pairs.extend(found)
            remaining.extend(rest)
        gaps = remaining
    for gap in gaps:
        pairs.extend(_by_likeness(gap, likeness))
    return sorted(pairs)


def _by_key(old: Sequence[Hashable], new: Sequence[Hashable], gap: Gap) -> tuple[list[Pair], list[Gap]]:
    """What equal keys pair in a gap, and the gaps that remain."""
    pairs: list[Pair] = []
    rest: list[Gap] = []
    waiting = [gap]
    while waiting:
        a, b, c, d = waiting.pop()
        while a < b and c < d and old[a] == new[c]:
            pairs.append((a, c))
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
            pairs.append((b, d))
        gap = Gap(a, b, c, d)
        if not gap.is_open:
            continue
        anchors = _increasing(_unique(old, new, gap))
        if not anchors:
            rest.append(gap)
            continue
        # An anchor is paired where the gap that it begins is looked at.
        for (i, j), (k, m) in pairwise([(a, c), *anchors, (b, d)]):
            waiting.append(Gap(i, k, j, m))
    return pairs, rest


def _unique(old: Sequence[Hashable], new: Sequence[Hashable], gap: Gap) -> list[Pair]:
    """The items whose key stands once in either part of a gap, by their place in the old one."""
    places: dict[Hashable, int] = {}
    for index in range(gap.a, gap.b):
        places[old[index]] = -1 if old[index] in places else index
    found: dict[Hashable, int] = {}
    for index in range(gap.c, gap.d):
        if places.get(new[index], -1) >= 0:
            found[new[index]] = -1 if new[index] in found else index
    return sorted((places[key], index) for key, index in found.items() if index >= 0)


def _increasing(pairs: list[Pair]) -> list[Pair]:
    """The longest part of pairs, which increase in the first number, that increases in the second too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, number) in enumerate(pairs):
        length = bisect_left(ends, number)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(number)
            last.append(index)
        else:
            ends[length], last[length] = number, index
    found: list[Pair] = []
    index = last[-1] if last else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _by_likeness(gap: Gap, likeness: Likeness) -> list[Pair]:
    """The pairing of a gap whose likenesses have the largest sum (Needleman and Wunsch); between paired items, as many
    others as stand on either side are each other's."""
    rows, columns = gap.b - gap.a, gap.d - gap.c
    if rows * columns > _MOST_PAIRS:
        return [(gap.a + index, gap.c + index) for index in range(min(rows, columns))]
    like = [[likeness(gap.a + i, gap.c + j) for j in range(columns)] for i in range(rows)]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            both = best[i + 1][j + 1] + like[i][j] if like[i][j] >= _LEAST_LIKENESS else -1.0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < rows and j < columns:
        if like[i][j] >= _LEAST_LIKENESS and best[i][j] == best[i + 1][j + 1] + like[i][j]:
            pairs.append((gap.a + i, gap.c + j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs + _replaced(gap, pairs)


def _replaced(gap: Gap, pairs: list[Pair]) -> list[Pair]:
    """Items that nothing pairs, where as many are left on either side: they were replaced one by one."""
    found: list[Pair] = []
    a, c = gap.a, gap.c
    for b, d in [*pairs, (gap.b, gap.d)]:
        if b - a == d - c:
            found.extend((a + index, c + index) for index in range(b - a))
        a, c = b + 1, d + 1
    return found
