"""The model that everything shares: addresses, cells, sheets, and a template as data. No behaviour beyond names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sheetgen.figure import Figure
from sheetgen.values import Scalar

#: Excel's limits for one sheet ("Excel specifications and limits").
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384


def column_letters(column: int) -> str:
    """The letters of a 1-based column number: 1 is A, 27 is AA, 16384 is XFD."""
    letters = ""
    while column > 0:
        column, remainder = divmod(column - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


def column_number(letters: str) -> int:
    """The 1-based column number of its letters, in any case."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class Address(NamedTuple):
    """A cell's place in its sheet, 1-based; sorts by row, then column."""

    row: int
    column: int

    @classmethod
    def parse(cls, text: str) -> Address:
        """`K10` or `$K$10` as an address; ValueError where it is none or lies outside a sheet's limits."""
        match = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})", text)
        if not match:
            raise ValueError(f"{text[:40]!r} is not a cell's address")
        address = cls(int(match[2]), column_number(match[1]))
        if not address.exists():
            raise ValueError(f"{text} lies outside a sheet, which ends at XFD{MAX_ROW}")
        return address

    def exists(self) -> bool:
        """Whether it lies within a sheet's limits."""
        return 1 <= self.row <= MAX_ROW and 1 <= self.column <= MAX_COLUMN

    def __str__(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


class Place(NamedTuple):
    """A cell in a workbook: the sheet's name and the address."""

    sheet: str
    address: Address

    def __str__(self) -> str:
        return f"{quote_sheet(self.sheet)}!{self.address}"


def quote_sheet(name: str) -> str:
    """A sheet's name as formulas write it: in single quotes unless it is a plain word that is no address."""
    plain = re.fullmatch(r"[^\W\d][\w.]*", name)
    looks_like_reference = re.fullmatch(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[Rr]|[Cc]", name)
    if plain and not looks_like_reference:
        return name
    return "'" + name.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a template: a constant, a text, or a formula with or without a published figure."""

    address: Address
    #: The constant or text; None for a formula.
    value: Scalar = None
    #: The Excel formula without its equals sign, `B2*C2+D2`.
    formula: str | None = None
    #: The same as the article writes it, `B*C+D`.
    notation: str | None = None
    #: The number as printed: of a constant, or the figure published for a formula.
    figure: Figure | None = None
    #: The line of the template's file that it came from, for messages.
    line: int = 0
    #: Of a changed input, the figure that was published in its place.
    replaced: Figure | None = None

    @property
    def shown_as(self) -> Figure | None:
        """The figure in the way of writing that was published: `0.07` in the place of `5%` is `7%`."""
        return self.figure.like(self.replaced) if self.figure and self.replaced else self.figure

    @property
    def is_formula(self) -> bool:
        """Whether the cell computes something."""
        return self.formula is not None


@dataclass(slots=True)
class Sheet:
    """One table: a sheet's name, its cells, and what the native table calls its rows and columns."""

    name: str
    cells: dict[Address, Cell] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)
    #: How many rows stay in view; None for those from the top that hold nothing but text.
    headers: int | None = None

    def formulas(self) -> list[Cell]:
        """The formula cells in reading order."""
        return [cell for _, cell in sorted(self.cells.items()) if cell.is_formula]

    def header_rows(self) -> list[int]:
        """The rows at the top that stay in view."""
        if self.headers is not None:
            return list(range(1, self.headers + 1))
        texts: dict[int, bool] = {}
        for address, cell in self.cells.items():
            texts[address.row] = texts.get(address.row, True) and isinstance(cell.value, str)
        headers: list[int] = []
        for row in sorted(texts):
            if row != len(headers) + 1 or not texts[row]:
                break
            headers.append(row)
        # A sheet of nothing but text has no header.
        return headers if len(headers) < len(texts) else []


@dataclass(frozen=True, slots=True)
class CellRange:
    """A range of one sheet."""

    sheet: str
    first: Address
    last: Address


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one set of points in a chart: its name, and the ranges of its x and y values."""

    name: str
    x: CellRange
    y: CellRange


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a `kind`, "line" or "scatter": `place` is the cell under its top left corner, `log` names the axes
    that are logarithmic, such as "xy"."""

    kind: str
    title: str
    place: Place
    x_title: str
    y_title: str
    log: str
    series: tuple[Series, ...]


@dataclass(slots=True)
class Template:
    """A template as data: what `template.load` reads and everything else uses.

    `native` and `truncation` name functions, "module:function"; `arrays` says that the native one takes arrays of
    inputs too; `arithmetic` says whether it takes the operations in the same order ("same") or its own ("reordered").
    `names` maps each defined name to what it stands for, as Excel writes it; `inputs` maps the names that --set may
    change to their cells, `ranges` some of them to the lowest and the highest value that makes sense, and `changed`
    holds those that were changed, as written; `parameters` are those of Jinja2, completed; `settings` holds what else
    was chosen, such as changed parameters, and goes with the template into the workbook; `faux` maps a finite
    difference to the analytic gradient that it approximates, `gradients` a cell that is declared to be a derivative to
    the cell that it is of, and the one that it is by.
    """

    path: Path
    text: str
    digest: str
    title: str
    source: str = ""
    native: str | None = None
    truncation: str | None = None
    arrays: bool = False
    arithmetic: str = "same"
    errata: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, Place] = field(default_factory=dict)
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)
    faux: dict[Place, Place] = field(default_factory=dict)
    gradients: dict[Place, tuple[Place, Place]] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    changed: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    charts: list[Chart] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The short name: the file's name without its ending."""
        return self.path.stem

    @property
    def published(self) -> bool:
        """Whether the published figures apply: no input was changed, by hand or by rows of data."""
        return not self.changed and "data" not in self.settings

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name; KeyError where there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    def cell(self, place: Place) -> Cell | None:
        """The cell at a place, or None where the template leaves it blank."""
        return self.sheet(place.sheet).cells.get(place.address)

    def formula_places(self) -> list[Place]:
        """Every formula cell, sheet by sheet, in reading order."""
        return [Place(sheet.name, cell.address) for sheet in self.sheets for cell in sheet.formulas()]
