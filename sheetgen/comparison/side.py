"""One of the two things that are compared: a workbook, or the workbook that a template makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sheetgen import embedded
from sheetgen.errors import SheetgenError, UsageError
from sheetgen.generation import build
from sheetgen.recalc.evaluate import recalculate_what_can_be
from sheetgen.recalc.rounding import rounding_errors
from sheetgen.recalc.values import Values
from sheetgen.recalc.volatile import volatile_places
from sheetgen.sheet import Address, Place, Template
from sheetgen.template import load
from sheetgen.values import Scalar
from sheetgen.workbook import about
from sheetgen.workbook.archive import read_bytes
from sheetgen.workbook.grid import Grid, GridSheet, SourceFormula, as_dict
from sheetgen.workbook.kind import is_workbook
from sheetgen.workbook.read import read
from sheetgen.workbook.read_formats import Formats, read_formats


@dataclass
class Side:
    """A workbook's cells as the comparison sees them. The template that a workbook carries is left out, and its check
    sum: they say in other words what its cells say. What the cells do not say is what was published for them."""

    name: str
    grid: Grid
    #: Its bytes, for its formats; None for a workbook that is not there.
    source: bytes | None = None
    _values: dict[str, dict[Address, Scalar]] = field(default_factory=dict, repr=False)
    _formulas: dict[str, dict[Address, SourceFormula]] = field(default_factory=dict, repr=False)
    _formats: dict[str, Formats] | None = field(default=None, repr=False)

    @property
    def sheets(self) -> dict[str, GridSheet]:
        """The worksheets by name, in their order."""
        carried = embedded.text(self.grid) is not None
        return {name: sheet for name, sheet in self.grid.sheets.items() if not (carried and name == embedded.SHEET)}

    @cached_property
    def figures(self) -> dict[Place, str] | None:
        """What was published for formulas; None for a workbook that carries no template to say so."""
        try:
            template = embedded.template(self.grid)
        except SheetgenError:
            return None
        if template is None:
            return None
        cells = ((sheet.name, cell) for sheet in template.sheets for cell in sheet.cells.values())
        return {Place(name, cell.address): cell.figure.text for name, cell in cells if cell.is_formula and cell.figure}

    @cached_property
    def recalculated(self) -> Values:
        """The values of the formulas, evaluated anew; blank where that is not possible."""
        return recalculate_what_can_be(self.grid)[0]

    def formula_of(self, place: Place) -> Place | None:
        """The cell whose formula gives a cell its value, its own or an array's; None for a constant."""
        if place.address in self.formulas(place.sheet):
            return place
        return self.recalculated.plan.owners.get(place.sheet, {}).get(place.address)

    @cached_property
    def volatile(self) -> set[Place]:
        """The cells that have another value each time."""
        return volatile_places(self.recalculated)

    @cached_property
    def rounding(self) -> dict[Place, float]:
        """The bound on each formula cell's rounding error."""
        return rounding_errors(self.recalculated, self.recalculated.plan)

    def values(self, sheet: str) -> dict[Address, Scalar]:
        """A sheet's values: those that are stored, or recalculated ones where the file has none for its formulas."""
        if sheet not in self._values:
            own = as_dict(self.grid.sheets[sheet].values)
            if not self.formulas(sheet).keys() <= own.keys():
                own = {**as_dict(self.recalculated.cells[sheet]), **own}
            if sheet == about.SHEET and embedded.text(self.grid) is not None:
                digests = {
                    address.row for address, value in own.items() if address.column == 1 and value == about.DIGEST
                }
                own = {address: value for address, value in own.items() if address.row not in digests}
            self._values[sheet] = own
        return self._values[sheet]

    def formulas(self, sheet: str) -> dict[Address, SourceFormula]:
        """A sheet's formulas."""
        if sheet not in self._formulas:
            self._formulas[sheet] = as_dict(self.grid.sheets[sheet].formulas)
        return self._formulas[sheet]

    def formats(self, sheet: str) -> Formats:
        """The formats of a sheet's cells."""
        if self._formats is None:
            self._formats = {} if self.source is None else read_formats(self.source, self.name)
        return self._formats.get(sheet, Formats())


def side(what: str | Path | Template, changes: Mapping[str, object] | None = None, *, name: str | None = None) -> Side:
    """A workbook by path, or a template by short name, path, or loaded, with inputs changed if asked.

    `name` is what reports call a workbook, if not by its path.
    """
    if isinstance(what, Template) or not is_workbook(what):
        template = what if isinstance(what, Template) else load(str(what), changes)
        data = build(template)[0]
        return Side(template.name, read(data, template.name), data)
    if changes:
        raise UsageError(f"{what} is a workbook: change the inputs of a template, or type them into the workbook")
    data = read_bytes(Path(what))
    return Side(name or str(what), read(data, name or str(what)), data)


def nothing(name: str) -> Side:
    """A workbook that is not there: all of the other one was added or removed."""
    return Side(name, Grid(name))
