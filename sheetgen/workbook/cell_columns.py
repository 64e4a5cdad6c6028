"""A large sheet's values, column by column in NumPy arrays; to everyone else they look like a dict of addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any

import numpy as np

from sheetgen.sheet import MAX_ROW, Address
from sheetgen.values import Scalar
from sheetgen.workbook.columns import Ids, Numbers, Rows, by_column, grown, has_room
from sheetgen.workbook.formula_columns import FormulaColumns

_MISSING = object()


class CellColumns(MutableMapping[Address, Scalar]):
    """The non-blank cells of a sheet: numbers as doubles, anything else by its place in `others`.

    `numbers[c][r]` is the number in column `c`, row `r` (both 1-based), NaN where there is none; `codes[c][r]` is 1
    plus the place in `others` of a text, boolean or error value, 0 where there is none. Columns with few cells far
    apart are in `scattered`.
    """

    def __init__(self) -> None:
        self.numbers: dict[int, Numbers] = {}
        self.codes: dict[int, Ids] = {}
        self.others: list[Scalar] = []
        self.scattered: dict[Address, Scalar] = {}
        self._known: dict[tuple[type, Scalar], int] = {}
        self._count = 0

    def code(self, value: Scalar) -> int:
        """The code of a value that is no number."""
        known = self._known.get((type(value), value))
        if known is None:
            self.others.append(value)
            known = self._known[type(value), value] = len(self.others)
        return known

    def column(self, column: int, height: int) -> Numbers:
        """The numbers of a column, index 0 unused, at least down to row `height`; NaN where there is none."""
        found = self.numbers.get(column)
        if found is None:
            found = np.full(height + 1, np.nan)
            for address, value in self.scattered.items():
                if address.column == column and address.row <= height and type(value) is float:
                    found[address.row] = value
        elif len(found) <= height:
            found = np.concatenate((found, np.full(height + 1 - len(found), np.nan)))
        return found

    def make_column(self, column: int, height: int) -> Numbers:
        """The same, kept, so that what is written to it is the column's: scattered cells move into it."""
        kept = self.numbers.get(column)
        if kept is None or len(kept) <= height:
            # Twice as long, so that a column that grows row by row is not copied each time.
            grown = height if kept is None else min(max(height, 2 * len(kept)), MAX_ROW)
            kept = self.numbers[column] = self.column(column, grown)
        for address in [address for address in self.scattered if address.column == column]:
            self[address] = self.scattered.pop(address)
        return self.numbers[column]

    def add(self, rows: Rows, columns: Ids, numbers: Numbers, codes: Ids) -> None:
        """Adds many cells; a code of 0 marks a number. Later cells replace earlier ones."""
        self._count += len(rows)
        for column, chosen in by_column(columns):
            own, own_codes = rows[chosen], codes[chosen]
            last = int(own.max())
            if not has_room(self.numbers, column, last, self._count):
                cells = zip(own.tolist(), numbers[chosen].tolist(), own_codes.tolist(), strict=True)
                for row, number, code in cells:
                    self.scattered[Address(row, column)] = self.others[code - 1] if code else number
                continue
            self.make_column(column, last)[own] = numbers[chosen]
            if column in self.codes or own_codes.any():
                kept = self.codes[column] = grown(self.codes.get(column), last)
                kept[own] = own_codes

    def __getitem__(self, address: Address) -> Scalar:
        value = self.get(address, _MISSING)
        if value is _MISSING:
            raise KeyError(address)
        return value  # type: ignore[no-any-return]

    def __setitem__(self, address: Address, value: Scalar) -> None:
        row, column = address
        if column not in self.numbers:
            self.scattered[address] = value
            return
        numbers = self.make_column(column, row)
        code = 0 if type(value) is float else self.code(value)
        numbers[row] = value if isinstance(value, float) else np.nan
        if code or column in self.codes:
            codes = self.codes[column] = grown(self.codes.get(column), row)
            codes[row] = code

    def __delitem__(self, address: Address) -> None:
        self[address]
        if self.scattered.pop(address, None) is None and address.column in self.numbers:
            self.numbers[address.column][address.row] = np.nan
            if address.column in self.codes and address.row < len(self.codes[address.column]):
                self.codes[address.column][address.row] = 0

    def __iter__(self) -> Iterator[Address]:
        """Every address, column by column."""
        for column, numbers in self.numbers.items():
            held = ~np.isnan(numbers)
            codes = self.codes.get(column)
            if codes is not None:
                held[: len(codes)] |= codes[: len(held)] != 0
            for row in np.flatnonzero(held).tolist():
                yield Address(row, column)
        yield from self.scattered

    def __len__(self) -> int:
        total = len(self.scattered)
        for column, numbers in self.numbers.items():
            total += int(np.count_nonzero(~np.isnan(numbers)))
            if column in self.codes:
                total += int(np.count_nonzero(self.codes[column]))
        return total

    def get(self, address: Address, default: Any = None) -> Any:
        """A cell's value, None for a blank."""
        row, column = address
        numbers = self.numbers.get(column)
        if numbers is None:
            return self.scattered.get(address, default)
        if row < len(numbers):
            number = numbers.item(row)
            if number == number:
                return number
            codes = self.codes.get(column)
            if codes is not None and row < len(codes) and codes[row]:
                return self.others[int(codes[row]) - 1]
        return default

    def within(self, top: int, left: int, bottom: int, right: int) -> Iterator[Scalar]:
        """The values in a rectangle, row by row, without the blanks."""
        columns = [column for column in sorted(self.numbers) if left <= column <= right]
        inside = [
            address for address in self.scattered if top <= address.row <= bottom and left <= address.column <= right
        ]
        if len(columns) == 1 and not inside:
            column = columns[0]
            numbers, codes = self.numbers[column][top : bottom + 1], self.codes.get(column)
            if codes is None or not codes[top : bottom + 1].any():
                yield from numbers[~np.isnan(numbers)].tolist()
                return
        rows = range(top, min(bottom, max((len(self.numbers[column]) - 1 for column in columns), default=0)) + 1)
        places = [Address(row, column) for row in rows for column in columns]
        for address in sorted([*places, *inside]) if inside else places:
            value = self.get(address)
            if value is not None:
                yield value

    def without(self, formulas: Mapping[Address, Any], owned: Iterable[Address]) -> CellColumns:
        """Another one with the same cells, apart from those that hold formulas and those that formulas fill.

        Columns without formulas are shared.
        """
        other = self.copy()
        ids = formulas.ids if isinstance(formulas, FormulaColumns) else {}
        for column, numbers in ids.items():
            other.own(column, len(numbers) - 1)
            rows = np.flatnonzero(numbers)
            other.numbers[column][rows] = np.nan
            if column in other.codes:
                codes = other.codes[column]
                codes[rows[rows < len(codes)]] = 0
        scattered = formulas.scattered if isinstance(formulas, FormulaColumns) else formulas
        for address in (*scattered, *owned):
            if other.get(address) is not None:
                kept = other.numbers.get(address.column)
                if kept is not None and kept is self.numbers.get(address.column):
                    other.own(address.column, address.row)
                del other[address]
        return other

    def copy(self) -> CellColumns:
        """Another one with the same cells; columns are shared until `own` makes them its own."""
        other = CellColumns()
        other.numbers, other.codes = dict(self.numbers), dict(self.codes)
        other.others, other._known = list(self.others), dict(self._known)
        other.scattered = dict(self.scattered)
        return other

    def own(self, column: int, height: int) -> None:
        """Makes a column's arrays its own, not shared with what it was copied from, down to a row."""
        self.make_column(column, height)
        self.numbers[column] = self.numbers[column].copy()
        if column in self.codes:
            self.codes[column] = self.codes[column].copy()

    def extent(self) -> tuple[int, int]:
        """The last row and the last column that hold a cell."""
        rows, columns = [0], [0]
        for column, numbers in self.numbers.items():
            held = ~np.isnan(numbers)
            codes = self.codes.get(column)
            if codes is not None:
                held[: len(codes)] |= codes[: len(held)] != 0
            if held.any():
                rows.append(len(held) - 1 - int(held[::-1].argmax()))
                columns.append(column)
        rows.extend(address.row for address in self.scattered)
        columns.extend(address.column for address in self.scattered)
        return max(rows), max(columns)

    def to_dict(self) -> dict[Address, Scalar]:
        """The same as a dict: for who asks for every cell, that is several times as fast."""
        found: dict[Address, Scalar] = {}
        for column, numbers in self.numbers.items():
            found.update({Address(row, column): n for row, n in enumerate(numbers.tolist()) if n == n})
            codes = self.codes.get(column, np.zeros(0, np.int32)).tolist()
            found.update({Address(row, column): self.others[code - 1] for row, code in enumerate(codes) if code})
        return found | self.scattered
