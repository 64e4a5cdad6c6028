"""Which sheets, rows and columns of one workbook are which of the other."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sheetgen.comparison.align import Pair, align
from sheetgen.comparison.content import Content, Said, Words
from sheetgen.comparison.forms import Forms
from sheetgen.comparison.side import Side
from sheetgen.errors import WorkbookError

#: A sheet with at least this share of its rows in common with another, which no name pairs, was renamed.
_RENAMED = 0.5


@dataclass(slots=True)
class Lines:
    """The rows, or the columns, of two sheets: which correspond, which were deleted and which inserted."""

    pairs: list[Pair]
    deleted: list[int]
    inserted: list[int]
    _new: dict[int, int] = field(default_factory=dict)
    _ends: Pair = (0, 0)

    def __post_init__(self) -> None:
        self._new = dict(self.pairs)
        self._ends = (
            max([old for old, _ in self.pairs] + self.deleted, default=0),
            max([new for _, new in self.pairs] + self.inserted, default=0),
        )

    @property
    def same(self) -> bool:
        """Whether every line is where it was."""
        return not self.deleted and not self.inserted

    def new(self, old: int) -> int | None:
        """Where a line is now; None where it was deleted. Past the last one, lines move with the end."""
        if self.same:
            return old
        end_old, end_new = self._ends
        return old + end_new - end_old if old > end_old else self._new.get(old)

    def first_from(self, old: int) -> int | None:
        """The line that the first of a range from an old one became: deleted ones are passed over."""
        found = self.new(old)
        if found is not None:
            return found
        index = bisect_left(self.pairs, (old, 0))
        return self.pairs[index][1] if index < len(self.pairs) else None

    def last_until(self, old: int) -> int | None:
        """The line that the last of a range up to an old one became."""
        found = self.new(old)
        if found is not None:
            return found
        index = bisect_left(self.pairs, (old, 0))
        return self.pairs[index - 1][1] if index else None


@dataclass(slots=True)
class SheetPair:
    """Two sheets that are the same one, with their rows and columns."""

    old: str
    new: str
    rows: Lines
    columns: Lines


@dataclass(slots=True)
class Structure:
    """The whole of two workbooks: sheets that correspond, in the order of the new one, and those that do not."""

    pairs: list[SheetPair]
    removed: list[str]
    added: list[str]

    @property
    def same(self) -> bool:
        """Whether every sheet, row and column is where it was."""
        renamed = any(pair.old != pair.new for pair in self.pairs)
        return not renamed and all(pair.rows.same and pair.columns.same for pair in self.pairs)

    def pair(self, old: str) -> SheetPair | None:
        """What became of a sheet, by its name in any case."""
        return next((pair for pair in self.pairs if pair.old.lower() == old.lower()), None)


#: Rows may be as many as this, and so many for each cell: each is held against others, also where it is empty.
_ROWS, _EACH_CELL = 400_000, 10


def _require_near(side: Side, content: Mapping[str, Content]) -> None:
    """WorkbookError where a few cells stand so far apart that it is the empty rows that would be compared."""
    rows = sum(side.sheets[name].extent()[0] for name in content)
    cells = sum(len(one.cells) for one in content.values())
    if rows > _ROWS + _EACH_CELL * cells:
        raise WorkbookError(
            f"{side.grid.path} has {rows:,} rows and {cells:,} cells in them: move the last cells up to compare it"
        )


def structure(old: Side, new: Side, forms: Forms) -> Structure:
    """Pairs the sheets of two workbooks, and the rows and columns of each pair."""
    words = Words()
    old_content = {name: Content(old, name, forms, words) for name in old.sheets}
    new_content = {name: Content(new, name, forms, words) for name in new.sheets}
    _require_near(old, old_content)
    _require_near(new, new_content)
    partner = _partners(old_content, new_content)
    pairs = [
        _sheet_pair(partner[name], name, old_content[partner[name]], content)
        for name, content in new_content.items()
        if name in partner
    ]
    kept = set(partner.values())
    return Structure(
        pairs, [name for name in old_content if name not in kept], [name for name in new_content if name not in partner]
    )


def _partners(old: dict[str, Content], new: dict[str, Content]) -> dict[str, str]:
    """The old name of each new sheet that was there before: under the same name, or with most of the same rows."""
    found = {name: name for name in new if name in old}
    for name in [name for name in new if name not in found]:
        candidates = [other for other in old if other not in found.values()]
        likeness = {other: _overlap(_whole_rows(old[other]), _whole_rows(new[name])) for other in candidates}
        best = max(candidates, key=lambda other: likeness[other], default=None)
        if best is not None and likeness[best] >= _RENAMED:
            found[name] = best
    return found


def _whole_rows(content: Content) -> Counter[Hashable]:
    identity = {address.column: address.column for address in content.cells}
    return Counter(frozenset((c, said[0]) for c, said in row.items()) for row in content.rows(identity).values())


def _overlap(one: Counter[Any], other: Counter[Any]) -> float:
    """The share that two collections have in common, from 0 to 1."""
    most = max(one.total(), other.total())
    return (one & other).total() / most if most else 1.0


def _sheet_pair(old: str, new: str, old_content: Content, new_content: Content) -> SheetPair:
    columns = _columns(old_content, new_content)
    # Both sheets' rows are looked at in the columns that they have in common, by the old column's number.
    left = old_content.rows({a: a for a, _ in columns.pairs})
    right = new_content.rows({b: a for a, b in columns.pairs})
    for row in {address.row for address in old_content.cells}:
        left.setdefault(row, {})
    for row in {address.row for address in new_content.cells}:
        right.setdefault(row, {})
    return SheetPair(old, new, _rows(left, right), columns)


def _columns(old: Content, new: Content) -> Lines:
    """Columns are told by the collection of what their cells say: rows may have been inserted between these."""
    left, right = _Columns(old), _Columns(new)

    def likeness(i: int, j: int) -> float:
        return (_overlap(left.said[0][i], right.said[0][j]) + _overlap(left.said[1][i], right.said[1][j])) / 2

    pairs = align([(left.keys(), right.keys()), (left.texts(), right.texts())], likeness)
    return _lines((left.numbers, right.numbers), pairs)


class _Columns:
    """The columns of a sheet that hold something, and how often each says what: without values, and with them."""

    def __init__(self, content: Content) -> None:
        self.words = content.words
        columns = content.columns()
        self.numbers = sorted(columns)
        self.said = [[Counter(said[index] for said in columns[number]) for number in self.numbers] for index in (0, 1)]

    def keys(self) -> list[Hashable]:
        return [frozenset(said.items()) for said in self.said[1]]

    def texts(self) -> list[Hashable]:
        found = [frozenset(word for word in said if word in self.words.texts) for said in self.said[0]]
        # A column without texts is like no other.
        return [texts or object() for texts in found]


def _rows(old: dict[int, dict[int, Said]], new: dict[int, dict[int, Said]]) -> Lines:
    numbers = sorted(old), sorted(new)

    def keys(rows: dict[int, dict[int, Said]], index: int) -> list[Hashable]:
        return [frozenset((column, said[index]) for column, said in rows[row].items()) for row in sorted(rows)]

    weak = keys(old, 0), keys(new, 0)

    def likeness(i: int, j: int) -> float:
        one, other = weak[0][i], weak[1][j]
        assert isinstance(one, frozenset)
        assert isinstance(other, frozenset)
        return len(one & other) / max(len(one), len(other), 1)

    return _lines(numbers, align([(keys(old, 1), keys(new, 1)), weak], likeness))


def _lines(numbers: tuple[Sequence[int], Sequence[int]], pairs: Sequence[Pair]) -> Lines:
    """Alignment of the lines that hold something, with the blank ones between them."""
    found: list[Pair] = []
    deleted: list[int] = []
    inserted: list[int] = []
    old_before = new_before = 0
    paired = [(numbers[0][i], numbers[1][j]) for i, j in pairs]
    held = set(numbers[0]), set(numbers[1])
    # The last pair stands for what follows the last line.
    ends = (max(numbers[0], default=0) + 1, max(numbers[1], default=0) + 1)
    for old, new in [*paired, ends]:
        between = range(old_before + 1, old), range(new_before + 1, new)
        if len(between[0]) == len(between[1]) and (old, new) != ends:
            # Lines were filled or cleared where they stand.
            found.extend(zip(*between, strict=True))
        else:
            blank_old = [line for line in between[0] if line not in held[0]]
            blank_new = [line for line in between[1] if line not in held[1]]
            common = min(len(blank_old), len(blank_new))
            found.extend(zip(blank_old, blank_new, strict=False))
            deleted.extend([*(line for line in between[0] if line in held[0]), *blank_old[common:]])
            inserted.extend([*(line for line in between[1] if line in held[1]), *blank_new[common:]])
        found.append((old, new))
        old_before, new_before = old, new
    return Lines(found[:-1], sorted(deleted), sorted(inserted))
