"""A workbook as a template: its formulas, and what it shows for them as published figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from sheetgen import embedded
from sheetgen.comparison.side import Side, side
from sheetgen.errors import FormulaError, UsageError
from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.tree import External
from sheetgen.formula.walk import walk
from sheetgen.importing.defined_names import DefinedNames
from sheetgen.importing.extent import Extent
from sheetgen.importing.model import Imported, ImportedSheet
from sheetgen.importing.notation import constant, figure, shorthand, spelled, text
from sheetgen.importing.number_formats import digits, lost
from sheetgen.importing.ordinary import Ordinary
from sheetgen.importing.proofs import Proofs
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.text_format import format_number, general_in_cell
from sheetgen.sheet import Address, Place
from sheetgen.template.table import RESERVED_SHEETS
from sheetgen.values import Scalar, show
from sheetgen.workbook.grid import SourceFormula

_UNSAYABLE = "formulas that the template language cannot say became their values"


def carried(path: Path) -> str | None:
    """The template that a workbook made by sheetgen carries, line by line; None for any other."""
    return embedded.text(side(path).grid)


def from_workbook(path: Path, sheets: Sequence[str] = (), *, a1: bool = False) -> Imported:
    """A workbook's cells in the template's notation; `sheets` names those to take, if not all that hold anything.

    UsageError for a sheet that is not there.
    """
    own = side(path)
    result = Imported(path.stem)
    for name in sheets:
        if own.grid.find_sheet(name) is None:
            raise UsageError(f"{path} has no sheet {name!r}; it has {', '.join(own.grid.sheets)}")
    wanted = {name.lower() for name in sheets}
    made_here = embedded.text(own.grid) is not None
    chosen = [name for name in own.grid.sheets if not wanted or name.lower() in wanted]
    if made_here and not wanted:
        chosen = [name for name in chosen if name.lower() not in RESERVED_SHEETS]
    for name in [name for name in chosen if name.lower() in RESERVED_SHEETS]:
        raise UsageError(
            f"{path} has a sheet {name}, a name that sheetgen keeps for itself: rename it, or leave it out"
        )
    if not any(own.grid.sheets[name].values or own.grid.sheets[name].formulas for name in chosen):
        raise UsageError(f"{path} has no cells to import")
    extent = Extent(str(path))
    for name in chosen:
        # At least: some formulas have a stored value, and some have none.
        extent.take(0, 0, max(len(own.grid.sheets[name].values), len(own.grid.sheets[name].formulas)))
    names = DefinedNames(own.grid, chosen, result)
    for name in chosen:
        result.sheets.append(_Sheet(own, name, result, names, a1=a1).imported())
    return result


class _Sheet:
    """One sheet on its way."""

    def __init__(self, own: Side, name: str, result: Imported, defined: DefinedNames, *, a1: bool) -> None:
        self.own = own
        self.name = name
        self.result = result
        self.defined = defined
        self.a1 = a1
        self.names = {key.lower(): key for key in result.names}
        self.proofs = Proofs(self.names)
        self.values = own.values(name)
        self.formats = own.formats(name)

    @cached_property
    def ordinary(self) -> Ordinary:
        """What finds ordinary formulas; the workbook is recalculated for it."""
        return Ordinary(self.own.recalculated)

    def imported(self) -> ImportedSheet:
        """All cells in reading order."""
        sheet = ImportedSheet(self.name)
        formulas = self.own.formulas(self.name)
        filled = _filled(formulas)
        for address in sorted({*self.values, *formulas}):
            source, value = formulas.get(address), self.values.get(address)
            if source is None and address in filled:
                self._lose("cells that an array formula fills besides its own became their values", address)
            if isinstance(value, float) and (shows := lost(self.formats.of(address).number_format)) is not None:
                self._lose(shows, address)
            cell = self._constant(address, value) if source is None else self._formula(address, source, value)
            if cell:
                sheet.cells[address] = cell
        return sheet

    def _constant(self, address: Address, value: Scalar) -> str | None:
        found = constant(value, self._shown(address, value))
        if found is None:
            self._lose("characters that no template can hold are left out", address)
            return text(" ".join("".join(letter for letter in str(value) if letter.isprintable()).split()))
        return found

    def _formula(self, address: Address, source: SourceFormula, value: Scalar) -> str | None:
        place = Place(self.name, address)
        tree = self.proofs.tree(source.text, source.origin)
        tree = None if tree is None else self.defined.written_out(tree, place)
        if tree is None:
            self._lose(_UNSAYABLE, address)
            return self._constant(address, value)
        if source.array is not None:
            tree = self.ordinary.formula(tree, place)
            if tree is None:
                self._lose("array formulas that no ordinary formula is known to stand for became their values", address)
                return self._constant(address, value)
        formula = print_a1(tree, address)
        notation = spelled(formula) if self.a1 else shorthand(formula, address, self.names, self.proofs.means)
        if not self.proofs.means(notation, formula, address):
            self._lose(_UNSAYABLE, address)
            return self._constant(address, value)
        if any(isinstance(node, External) for node in walk(tree)):
            self._lose("formulas that refer to other workbooks became their values", address)
            return self._constant(address, value)
        if source.array is not None:
            self._lose("array formulas became ordinary ones", address)
        shown = figure(value, self._shown(address, value))
        return f"= {notation}" if shown is None else f"{shown} ({notation})"

    def _shown(self, address: Address, value: Scalar) -> str:
        """A value as the cell's number format shows it."""
        if not isinstance(value, float) or isinstance(value, bool):
            return show(value)
        code = self.formats.of(address).number_format
        if code == "General":
            return general_in_cell(value)
        try:
            return digits(format_number(value, code), code)
        except (ValueError, FormulaError, Raised):
            # Of a date before 1900, for one, Excel shows nothing but `####`.
            return show(value)

    def _lose(self, what: str, address: Address) -> None:
        self.result.lost[what].append(str(Place(self.name, address)))


def _filled(formulas: Mapping[Address, SourceFormula]) -> set[Address]:
    """The cells that array formulas fill."""
    found: set[Address] = set()
    for source in formulas.values():
        first, colon, last = (source.array or "").partition(":")
        if colon:
            top, end = Address.parse(first), Address.parse(last)
            found.update(Area("", top.row, top.column, end.row, end.column).addresses())
    return found
