"""What the cells of a sheet say, as numbers that are the same for the same, so that rows and columns compare fast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sheetgen.comparison.forms import Forms
from sheetgen.comparison.side import Side
from sheetgen.sheet import Address
from sheetgen.values import Scalar

#: What a cell says: the skeleton of its formula, or its constant; and the same with its value.
Said = tuple[int, int]


class Words:
    """Numbers for skeletons and values, the same for both workbooks."""

    def __init__(self) -> None:
        self.texts: set[int] = set()
        #: By type, since 1 and TRUE are equal to Python.
        self._values: dict[type, dict[Scalar, int]] = defaultdict(dict)
        self._formulas: dict[str, int] = {}
        self._both: dict[Said, int] = {}
        self._count = 0

    def of_value(self, value: Scalar) -> int:
        """The number of a value."""
        known = self._values[type(value)]
        number = known.get(value)
        if number is None:
            number = known[value] = self._next()
            if isinstance(value, str):
                self.texts.add(number)
        return number

    def of_formula(self, skeleton: str, value: Scalar) -> Said:
        """The numbers of a formula, and of the formula with its value."""
        first = self._formulas.get(skeleton)
        if first is None:
            first = self._formulas[skeleton] = self._next()
        pair = first, self.of_value(value)
        both = self._both.get(pair)
        if both is None:
            both = self._both[pair] = self._next()
        return first, both

    def _next(self) -> int:
        self._count += 1
        return self._count


class Content:
    """What the cells of a sheet say."""

    def __init__(self, side: Side, name: str, forms: Forms, words: Words) -> None:
        self.words = words
        values, formulas = side.values(name), side.formulas(name)
        self.cells: dict[Address, Said] = {}
        for address, value in values.items():
            if value is not None and address not in formulas:
                number = words.of_value(value)
                self.cells[address] = number, number
        for address, source in formulas.items():
            self.cells[address] = words.of_formula(forms.of(source).skeleton, values.get(address))

    def rows(self, columns: Mapping[int, int]) -> dict[int, dict[int, Said]]:
        """What each row says in some columns, which are called as `columns` has it."""
        found: dict[int, dict[int, Said]] = defaultdict(dict)
        for address, said in self.cells.items():
            column = columns.get(address.column)
            if column is not None:
                found[address.row][column] = said
        return found

    def columns(self) -> dict[int, list[Said]]:
        """What each column says, in no order."""
        found: dict[int, list[Said]] = defaultdict(list)
        for address, said in self.cells.items():
            found[address.column].append(said)
        return found
