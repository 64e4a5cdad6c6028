"""A workbook as calculation sees it: values, formulas and names by place. What `read` gives and `recalc` takes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import TypeVar

from sheetgen.sheet import Address, Place
from sheetgen.values import Scalar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SourceFormula:
    """A formula as the file stores it. Cells of one shared formula share one object, written as for `origin`."""

    text: str
    origin: Address
    #: The range of an array formula, `A1:B2`; None for an ordinary one.
    array: str | None = None
    #: Whether the array formula spills as far as it needs, rather than filling a range that someone selected.
    dynamic: bool = False


@dataclass(slots=True)
class GridSheet:
    """One worksheet: the stored value of every non-empty cell (for a formula, its cached value), and the formulas."""

    name: str
    state: str = "visible"
    values: MutableMapping[Address, Scalar] = field(default_factory=dict)
    formulas: Mapping[Address, SourceFormula] = field(default_factory=dict)
    #: The rows that are not shown, whether someone or a filter hid them.
    hidden: set[int] = field(default_factory=set)
    #: The first and the last row of each range that is filtered at the moment.
    filters: list[tuple[int, int]] = field(default_factory=list)

    def filtered(self) -> set[int]:
        """The hidden rows that a filter hides."""
        hidden, found, end = sorted(self.hidden), set[int](), 0
        # Each row once, however the ranges overlap.
        for first, last in sorted(self.filters):
            found.update(hidden[bisect_left(hidden, max(first, end + 1)) : bisect_right(hidden, last)])
            end = max(end, last)
        return found

    def sources(self) -> Iterable[SourceFormula]:
        """Every formula, those that cells share at least once."""
        return getattr(self.formulas, "sources", self.formulas.values())

    def extent(self) -> tuple[int, int]:
        """The last row and the last column that hold anything."""
        rows, columns = 0, 0
        for cells in (self.values, self.formulas):
            # Cells that are kept in columns know it without being asked one by one.
            own = getattr(cells, "extent", None)
            last = own() if own is not None else _extent(cells)
            rows, columns = max(rows, last[0]), max(columns, last[1])
        return rows, columns


def as_dict(cells: Mapping[Address, T]) -> dict[Address, T]:
    """Cells as a dict."""
    # Those that are kept in columns give it faster than one by one.
    own: Callable[[], dict[Address, T]] | None = getattr(cells, "to_dict", None)
    return dict(cells) if own is None else own()


def _extent(addresses: Iterable[Address]) -> tuple[int, int]:
    rows, columns = 0, 0
    for row, column in addresses:
        rows, columns = max(rows, row), max(columns, column)
    return rows, columns


@dataclass(frozen=True, slots=True)
class GridTable:
    """An Excel table: where it stands, and the names of its columns."""

    name: str
    sheet: str
    top: int
    left: int
    bottom: int
    columns: tuple[str, ...]
    header_rows: int = 1
    totals_rows: int = 0
    #: The rows of its filter, while it filters.
    filter: tuple[int, int] | None = None


@dataclass(slots=True)
class Grid:
    """A whole workbook. `names` maps (sheet or None for the workbook, lower-case name) to the formula behind it."""

    path: str
    sheets: dict[str, GridSheet] = field(default_factory=dict)
    names: dict[tuple[str | None, str], str] = field(default_factory=dict)
    #: The same names as they are written.
    spelling: dict[tuple[str | None, str], str] = field(default_factory=dict)
    #: Excel tables by their names in lower case.
    tables: dict[str, GridTable] = field(default_factory=dict)
    #: Of each link to another workbook, by number and sheet in lower case, the values that this file remembers.
    external: dict[tuple[int, str], dict[Address, Scalar]] = field(default_factory=dict)
    #: Iterative calculation is switched on: values depend on how often one pressed F9.
    iterative: bool = False
    #: Whoever opens the workbook is to calculate it: no spreadsheet program has done so and saved it.
    full_calculation_on_load: bool = False
    date1904: bool = False

    def formula_places(self) -> list[Place]:
        """Every formula cell, sheet by sheet, in reading order."""
        return [Place(sheet.name, address) for sheet in self.sheets.values() for address in sorted(sheet.formulas)]

    def cached(self, place: Place) -> Scalar:
        """The value that the file stores at a place."""
        return self.sheets[place.sheet].values.get(place.address)

    def find_sheet(self, name: str) -> GridSheet | None:
        """A sheet by its name, in any case, as formulas name it."""
        sheet = self.sheets.get(name)
        if sheet is not None:
            return sheet
        return next((sheet for key, sheet in self.sheets.items() if key.lower() == name.lower()), None)
