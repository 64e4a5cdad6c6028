"""Which cells of references fit criteria: found by their values, and remembered, as whole columns of formulas ask."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Area
from sheetgen.recalc.functions.criteria import Criterion, Key, identity, reads
from sheetgen.recalc.functions.remembered import Remembered
from sheetgen.recalc.work import spend_reading
from sheetgen.values import Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

#: Of each reference so many scans are remembered.
_MOST_KNOWN = 64


class Contents:
    """The values that are not blank in some columns, from a row down, by their places: counted from 0, row by row.

    References that begin alike share it, for many a column asks of `A$1:A2`, `A$1:A3` and so on.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.values: dict[int, Scalar] = {}
        self._rows = 0
        #: Where each value is, and places that are not entered there yet.
        self._places: dict[Key | None, list[int]] = {}
        self._new_places: list[int] = []
        #: The texts that read as a number, and texts that are not entered there yet.
        self._readable: dict[float, list[str]] = {}
        self._new_texts: list[str] = []
        self._scans: dict[tuple[str, Key | None, int], list[int]] = {}

    def read(self, evaluator: Evaluator, area: Area) -> None:
        """Reads on to the end of a reference."""
        if area.is_whole:
            area = evaluator.resolver.clip(area)
        top = area.top + self._rows
        if top > area.bottom:
            return
        rows = evaluator.array(Area(area.sheet, top, area.left, area.bottom, area.right)).rows
        for i, row in enumerate(rows, self._rows):
            for j, value in enumerate(row):
                if value is not None:
                    self.values[i * self.width + j] = value
                    self._new_places.append(i * self.width + j)
        self._rows = area.height

    def equal(self, wanted: Key) -> list[int]:
        """Where a value is."""
        for place in self._new_places:
            name = identity(self.values[place])
            places = self._places.setdefault(name, [])
            if not places and isinstance(name, tuple) and isinstance(name[1], str):
                self._new_texts.append(name[1])
            places.append(place)
        self._new_places.clear()
        return self._places.get(wanted, [])

    def reading(self, evaluator: Evaluator, number: float) -> list[int]:
        """Where a number is, or a text that reads as it."""
        places = self.equal((0, number))
        for text in self._new_texts:
            found = reads(evaluator, text)
            if found is not None:
                self._readable.setdefault(found, []).append(text)
        self._new_texts.clear()
        for text in self._readable.get(number, []):
            places = sorted(places + self._places[1, text])
        return places

    def scan(self, evaluator: Evaluator, criterion: Criterion, size: int) -> list[int]:
        """The first places, up to a size, that fit a criterion; where blanks do, those that do not."""
        name = criterion.operator, identity(criterion.operand), size
        if name not in self._scans:
            if len(self._scans) >= _MOST_KNOWN:
                self._scans.clear()
            blanks = criterion.fits_blanks
            spend_reading(len(self.values))
            self._scans[name] = [
                place
                for place, value in self.values.items()
                if place < size and criterion.fits(evaluator, value) is not blanks
            ]
        return self._scans[name]


#: What was read, by its sheet, top, left and right.
_CONTENTS: Remembered[Contents] = Remembered()


def contents(evaluator: Evaluator, area: Area) -> Contents:
    """The values of a reference, and perhaps of rows below it."""
    name = area.sheet, area.top, area.left, area.right
    found = _CONTENTS.get(evaluator, name, lambda: Contents(area.width))
    found.read(evaluator, area)
    return found


class Condition:
    """A criterion for the cells of a reference."""

    def __init__(self, evaluator: Evaluator, area: Area, criterion: Criterion) -> None:
        self.evaluator = evaluator
        self.contents = contents(evaluator, area)
        self.size = area.size()
        self.criterion = criterion
        self.blanks = criterion.fits_blanks

    def holds(self, place: int) -> bool:
        """Whether the cell at a place fits."""
        value = self.contents.values.get(place)
        return self.blanks if value is None else self.criterion.fits(self.evaluator, value)

    def listed(self) -> Sequence[int]:
        """The places of all cells that fit, in order; where blank cells do, of those that do not."""
        wanted, operand = self.criterion.exact(), self.criterion.operand
        if wanted is None:
            return self.contents.scan(self.evaluator, self.criterion, self.size)
        if isinstance(operand, float) and self.criterion.operator != "<>":
            places = self.contents.reading(self.evaluator, operand)
        else:
            places = self.contents.equal(wanted)
        return places if not places or places[-1] < self.size else places[: bisect_left(places, self.size)]


@dataclass(frozen=True, slots=True)
class Selection:
    """Some places in a reference of a size: those that are listed, in order, or all but those."""

    size: int
    listed: Collection[int]
    others: bool = False

    def __len__(self) -> int:
        return self.size - len(self.listed) if self.others else len(self.listed)

    def values(self, evaluator: Evaluator, area: Area) -> Iterator[Scalar]:
        """The values that are not blank at these places of a reference."""
        values = contents(evaluator, area).values
        if not self.others:
            return (values[place] for place in self.listed if place in values)
        return (value for place, value in values.items() if place < self.size and place not in self.listed)


def select(conditions: Sequence[Condition]) -> Selection:
    """The places where all conditions hold, which are about references of the same size."""
    size = conditions[0].size
    listing = [condition for condition in conditions if not condition.blanks]
    if not listing:
        return Selection(size, frozenset().union(*(condition.listed() for condition in conditions)), others=True)
    # Equal values are found at once, whatever else there is.
    exact = [condition for condition in listing if condition.criterion.exact() is not None]
    first = min(exact, key=lambda condition: len(condition.listed())) if exact else listing[0]
    others = [condition for condition in conditions if condition is not first]
    places = first.listed()
    spend_reading(len(places) * len(others))
    return Selection(size, [place for place in places if all(c.holds(place) for c in others)] if others else places)
