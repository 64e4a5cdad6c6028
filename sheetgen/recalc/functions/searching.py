"""How Excel's lookup functions search: exactly, with wildcards, and by halves through what is taken to be sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Area, Array
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.remembered import Remembered
from sheetgen.recalc.functions.wildcards import wildcards
from sheetgen.recalc.work import spend_reading
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

#: What is compared of a value: its kind, and the value, of a text without case.
Key = tuple[int, float | str]


def key(value: Scalar) -> Key | None:
    """What values are compared by: equal for equal values, in order within a kind; None for blanks and errors."""
    if isinstance(value, bool):
        return 2, float(value)
    if isinstance(value, float):
        return 0, value
    if isinstance(value, str):
        return 1, value.casefold()
    return None


class Line:
    """The values of one row or column, and where each is first."""

    def __init__(self, values: Sequence[Scalar]) -> None:
        self.values = values
        self.keys = [key(value) for value in values]
        self._first: dict[Key | None, int] | None = None

    def first(self, wanted: Key | None) -> int | None:
        """Where a value is first."""
        if self._first is None:
            self._first = {}
            for index, item in enumerate(self.keys):
                self._first.setdefault(item, index)
        return self._first.get(wanted)


_LINES: Remembered[Line] = Remembered()


def line(evaluator: Evaluator, source: Area | Array) -> Line | None:
    """The values of a single row or column; None where there are several."""
    if source.height > 1 and source.width > 1:
        return None
    if isinstance(source, Array):
        return Line(list(source.items()))
    return _LINES.get(evaluator, source, lambda: Line(list(evaluator.array(source).items())))


def exactly(place: Line, wanted: Scalar, *, pattern: bool, backwards: bool = False) -> int | None:
    """Where an equal value is first, or last; a blank equals a blank. A `pattern` is a text whose wildcards count."""
    expression = wildcards(wanted) if pattern and isinstance(wanted, str) else None
    if expression is not None:
        whole = expression
        return met(place, lambda value: isinstance(value, str) and whole.fullmatch(value) is not None, backwards)
    if wanted is None:
        return met(place, lambda value: value is None, backwards)
    own = key(wanted)
    return met(place, lambda value: key(value) == own, True) if backwards else place.first(own)


def met(place: Line, fits: Callable[[Scalar], bool], backwards: bool) -> int | None:
    """The first value that fits, or the last."""
    order = range(len(place.values))
    spend_reading(len(order) // 4)
    return next((at for at in (reversed(order) if backwards else order) if fits(place.values[at])), None)


def by_halves(place: Line, wanted: Scalar, goes_on: Callable[[Key, Key], bool]) -> int | None:
    """The last value, of those met while halving, for which the search goes on behind it.

    What is of another kind is passed over.
    """
    own = key(wanted)
    if own is None:
        return None
    low, high, found = 0, len(place.keys) - 1, None
    while low <= high:
        middle = (low + high) // 2
        at = middle
        item = place.keys[at]
        while (item is None or item[0] != own[0]) and at < high:
            at += 1
            item = place.keys[at]
        if item is None or item[0] != own[0]:
            high = middle - 1
        elif goes_on(item, own):
            found, low = at, at + 1
        else:
            high = middle - 1
    return found


def not_above(place: Line, wanted: Scalar) -> int | None:
    """In ascending order, the last value that is not above the one that is looked for."""
    return by_halves(place, wanted, lambda item, own: item <= own)


def not_below(place: Line, wanted: Scalar) -> int | None:
    """In descending order, the last value that is not below it."""
    return by_halves(place, wanted, lambda item, own: item >= own)


def nearest(place: Line, wanted: Scalar, *, above: bool, backwards: bool) -> int | None:
    """Where an equal value is, or else the next smaller one, or `above` the next larger; in any order."""
    equal = exactly(place, wanted, pattern=False, backwards=backwards)
    own = key(wanted)
    if equal is not None or own is None:
        return equal
    best: int | None = None
    order = range(len(place.keys))
    for at in reversed(order) if backwards else order:
        item = place.keys[at]
        if item is None or item[0] != own[0] or (item < own if above else item > own):
            continue
        other = None if best is None else place.keys[best]
        if other is None or (item < other if above else item > other):
            best = at
    return best


def extended(evaluator: Evaluator, place: Line, wanted: Scalar, mode: int, search: int) -> int | None:
    """XMATCH's and XLOOKUP's search: match modes 0, -1, 1, 2, 3 and search modes 1, -1, 2, -2."""
    halves = abs(search) == 2
    if search not in (1, -1, 2, -2) or mode not in (0, -1, 1, 2, 3) or (mode > 1 and halves):
        raise Raised(ErrorValue.VALUE)
    if mode == 3:
        if not isinstance(wanted, str):
            return None
        return met(place, lambda value: isinstance(value, str) and _regex(evaluator, wanted, value), search < 0)
    if not halves and mode in (0, 2):
        return exactly(place, wanted, pattern=mode == 2, backwards=search < 0)
    if not halves:
        return nearest(place, wanted, above=mode == 1, backwards=search < 0)
    if mode == (-1 if search == 2 else 1):
        return (not_above if search == 2 else not_below)(place, wanted)
    # Behind everything before the value: the next one is the value itself, or what comes after it.
    before = by_halves(place, wanted, lambda item, own: item < own if search == 2 else item > own)
    own = key(wanted)
    start = 0 if before is None else before + 1
    for at in range(start, len(place.keys)):
        item = place.keys[at]
        if item is not None and own is not None and item[0] == own[0]:
            return at if mode or item == own else None
    return None


def _regex(evaluator: Evaluator, pattern: str, text: str) -> bool:
    from sheetgen.recalc.functions.text_regex import pattern_for

    return pattern_for(evaluator, text, pattern, 0.0).search(text) is not None
