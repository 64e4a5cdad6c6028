"""What formulas read: cells, ranges, and the values and numbers in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sized
from itertools import chain

from sheetgen.formula.tree import External, Range, SheetSpan
from sheetgen.recalc.arrays import Area, Areas, Array, Lambda, References, Value
from sheetgen.recalc.coerce import Raised, to_number
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.waiting import Waiting
from sheetgen.recalc.work import spend, spend_reading
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue, Scalar
from sheetgen.workbook.grid import Grid

#: A reference larger than this is cut to the sheet's data before it becomes an array.
MOST_ELEMENTS = 1_000_000
#: So many cells are read in a step.
_READ_AT_ONCE = 3
#: To count a sheet's cells takes as long as to read so many.
_SMALL = 256


#: The values known so far, sheet by sheet.
Cells = Mapping[str, MutableMapping[Address, Scalar]]


def most_read(area: Area, cells: Sized) -> int:
    """How many cells there may be to read in an area, or in all of a sheet if that has fewer."""
    size = area.size()
    return size if size <= _SMALL else min(size, len(cells))


class Pending(Exception):
    """A cell is read whose formula is not evaluated yet: it must come first."""

    def __init__(self, place: Place) -> None:
        # No message: nobody sees it, and a long chain would make as many.
        super().__init__()
        self.place = place


class Reader:
    """Reads the cells of a grid, as far as they are evaluated, for the formula at a place."""

    def __init__(self, grid: Grid, cells: Cells) -> None:
        """`cells` holds the values known so far, sheet by sheet."""
        self.grid = grid
        self.cells = cells
        self.resolver = Resolver(grid)
        self.place = Place("", Address(1, 1))
        #: Formula cells without a value yet, sheet by sheet, with the cell whose formula gives it.
        self.pending: dict[str, Waiting] = {}

    def read_cell(self, sheet: str, address: Address) -> Scalar:
        """A cell's value; `Pending` where its formula must be evaluated first."""
        waiting = self.pending.get(sheet)
        first = waiting.get(address) if waiting else None
        if first is not None:
            raise Pending(first)
        return self.cells[sheet].get(address)

    def read(self, area: Area) -> Iterator[Scalar]:
        """The non-blank cells of an area, row by row."""
        cells, waiting = self.cells[area.sheet], self.pending.get(area.sheet)
        if area.is_whole:
            area = self.resolver.clip(area)
        first = waiting.first_in(area) if waiting else None
        if first is not None:
            raise Pending(first)
        spend_reading(most_read(area, cells) // _READ_AT_ONCE + 1)
        within = getattr(cells, "within", None)
        if within is not None:
            yield from within(area.top, area.left, area.bottom, area.right)
        elif area.size() <= len(cells):
            yield from (value for address in area.addresses() if (value := cells.get(address)) is not None)
        else:
            yield from (cells[address] for address in sorted(address for address in cells if address in area))

    def array(self, value: Value) -> Array:
        """A value as an array: of a reference, its cells with None for blanks; of a scalar, one element."""
        if isinstance(value, Array):
            return value
        if isinstance(value, Area):
            if value.is_whole or value.size() > MOST_ELEMENTS:
                value = self.resolver.clip(value)
            spend_reading(value.size())
            rows = range(value.top, value.bottom + 1)
            columns = range(value.left, value.right + 1)
            return Array(tuple(tuple(self.read_cell(value.sheet, Address(row, c)) for c in columns) for row in rows))
        if isinstance(value, Areas | Lambda):
            raise Raised(ErrorValue.VALUE)
        return Array(((value,),))

    def intersect(self, area: Area) -> Scalar:
        """Implicit intersection ("Implicit intersection operator: @"): #VALUE! where no single cell is meant."""
        row, column = self.place.address
        if area.is_cell:
            row, column = area.top, area.left
        elif area.left == area.right and area.top <= row <= area.bottom:
            column = area.left
        elif area.top == area.bottom and area.left <= column <= area.right:
            row = area.top
        else:
            return ErrorValue.VALUE
        return self.read_cell(area.sheet, Address(row, column))

    def on_sheets(self, tree: SheetSpan) -> Value:
        """A 3-D reference: the areas on its sheets."""
        areas = [self.resolver.area(leaf, self.place) for leaf in self.resolver.on_each_sheet(tree)]
        return Areas(tuple(area for area in areas if area is not None)) if areas else ErrorValue.REF

    def external(self, tree: External) -> Value:
        """A reference to another workbook: the values that this file remembers of it. The other file is not opened."""
        reference = tree.reference
        first = reference.first if isinstance(reference, Range) else reference
        known = self.grid.external.get((tree.book, (first.sheet or "").lower()))
        if known is None:
            return ErrorValue.REF
        start = first.at(self.place.address)
        end = reference.last.at(self.place.address) if isinstance(reference, Range) else start
        rows = range(min(start.row, end.row), max(start.row, end.row) + 1)
        columns = range(min(start.column, end.column), max(start.column, end.column) + 1)
        spend(len(rows) * len(columns))
        array = Array(tuple(tuple(known.get(Address(row, column)) for column in columns) for row in rows))
        return array.rows[0][0] if len(rows) == len(columns) == 1 else array

    def single(self, value: Value) -> Scalar:
        """A value that is no reference, as one scalar."""
        if isinstance(value, Array):
            return value.rows[0][0]
        if isinstance(value, Areas):
            return ErrorValue.VALUE
        if isinstance(value, Lambda):
            return ErrorValue.CALC
        assert not isinstance(value, Area)
        return value

    def single_or_cell(self, value: Value) -> Scalar:
        """A value as one scalar, of a reference the one cell that is meant."""
        return self.intersect(value) if isinstance(value, Area) else self.single(value)

    def first(self, value: Value) -> Scalar:
        """A value that one element of an array gave, as one scalar: of a reference, its first cell."""
        if isinstance(value, Area):
            return self.read_cell(value.sheet, Address(value.top, value.left))
        return self.single(value)

    def firsts(self, references: References) -> Array:
        """The first cell of each of several references."""
        return Array(
            tuple(
                tuple(self.first(area) if isinstance(area, Area) else area for area in row) for row in references.areas
            )
        )

    def numbers(self, argument: Value, *, strict: bool = True) -> Iterable[float]:
        """The numbers that SUM and its kin see: in references and arrays numbers alone, elsewhere what coerces.

        Error values are raised; with `strict` false, errors and texts are passed over, as COUNT does.
        """
        if isinstance(argument, Array):
            numbers = list(chain.from_iterable(argument.rows))
            # Most arrays hold nothing else, and are seen to in a fraction of the time.
            if set(map(type, numbers)) == {float}:
                return numbers  # type: ignore[return-value]
        return self._each_number(argument, strict)

    def _each_number(self, argument: Value, strict: bool) -> Iterator[float]:
        if isinstance(argument, Area | Areas | Array):
            for item in self.items(argument):
                if isinstance(item, float):
                    yield item
                elif isinstance(item, ErrorValue) and strict:
                    raise Raised(item)
            return
        if isinstance(argument, Lambda):
            raise Raised(ErrorValue.VALUE)
        try:
            number = to_number(argument, self.grid.date1904)
        except Raised:
            if strict:
                raise
            return
        yield number

    def items(self, argument: Value) -> Iterator[Scalar]:
        """Every value of a reference that is not blank, every value of an array, or the scalar itself."""
        if isinstance(argument, Area):
            yield from self.read(argument)
        elif isinstance(argument, Areas):
            for area in argument.areas:
                yield from self.read(area)
        elif isinstance(argument, Array):
            yield from argument.items()
        elif not isinstance(argument, Lambda):
            yield argument
