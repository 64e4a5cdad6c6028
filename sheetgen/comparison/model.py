"""What a comparison finds: sheets, rows and columns, cells, and names that differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sheetgen.sheet import Address, column_letters, quote_sheet
from sheetgen.values import Scalar

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class SheetChange:
    """A sheet that was `added`, `removed` or `renamed`; the old or the new name is None where there was no such
    sheet."""

    kind: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        return f"sheet {quote_sheet(self.old or '')} is now {self.new}" if self.kind == "renamed" else self._one()

    def _one(self) -> str:
        return f"sheet {self.old or self.new} {self.kind}"


@dataclass(frozen=True, slots=True)
class LineChange:
    """Rows or columns, `first` to `last`, that were `inserted` or `deleted`, with what stands in them."""

    kind: str
    axis: str
    sheet: str
    first: int
    last: int
    #: The values of the first of them, as a person reads them.
    texts: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many rows or columns."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        names = [str(line) if self.axis == "row" else column_letters(line) for line in (self.first, self.last)]
        what = f"{self.axis} {names[0]}" if self.count == 1 else f"{self.axis}s {names[0]} to {names[1]}"
        return f"{what} {self.kind}"


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that says something else. `old` and `new` are its addresses; `label` its row's and column's headings.

    A formula is None where there is none; `follows` says that the value is another only because cells that it is
    calculated from have changed. `formats` maps what looks different to what it was and is.
    """

    sheet: str
    old: Address
    new: Address
    old_value: Scalar
    new_value: Scalar
    old_formula: str | None
    new_formula: str | None
    value_differs: bool
    formula_differs: bool
    follows: bool = False
    ulp: int | None = None
    label: str = ""
    formats: tuple[tuple[str, str, str], ...] = ()
    #: The figure that was published for the formula and the one that is, where they are two; None for no figure.
    published: tuple[str | None, str | None] | None = None
    #: What the old and the new formula have in common with those of neighbours, for showing them as one.
    form: object = None


@dataclass(frozen=True, slots=True)
class NameChange:
    """A defined name, and what it stood and stands for; None where there was no such name."""

    name: str
    sheet: str | None
    old: str | None
    new: str | None


@dataclass(slots=True)
class Diff:
    """How two workbooks differ; true when they do not."""

    old: str
    new: str
    sheets: list[SheetChange] = field(default_factory=list)
    lines: list[LineChange] = field(default_factory=list)
    cells: list[CellChange] = field(default_factory=list)
    names: list[NameChange] = field(default_factory=list)
    #: The bound within which numbers count as equal, in words.
    bound: str = ""

    def __bool__(self) -> bool:
        return not (self.sheets or self.lines or self.cells or self.names)

    @property
    def frame(self) -> pandas.DataFrame:
        """The cells that differ as a DataFrame, a row for each."""
        import pandas

        columns = ["sheet", "old", "new", "label", "old_formula", "new_formula", "old_value", "new_value", "follows"]
        rows = [
            (
                cell.sheet,
                str(cell.old),
                str(cell.new),
                cell.label,
                cell.old_formula,
                cell.new_formula,
                cell.old_value,
                cell.new_value,
                cell.follows,
            )
            for cell in self.cells
        ]
        return pandas.DataFrame(rows, columns=columns)
