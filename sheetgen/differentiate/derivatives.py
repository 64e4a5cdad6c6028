"""The derivatives of cells by other cells, through all formulas between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from sheetgen.differentiate.cells import SECOND_ORDER, Background, Tapes
from sheetgen.differentiate.rounded import Rounded, error_of
from sheetgen.differentiate.tape import Finding
from sheetgen.errors import DerivativeError, UsageError
from sheetgen.recalc.values import Values
from sheetgen.sheet import Address, Place
from sheetgen.values import show

if TYPE_CHECKING:
    import numpy

    from sheetgen.differentiate.columns import Adjoints, RowsByColumn
    from sheetgen.recalc.column_cells import ColumnCells

#: The rows of a column, among some, by which the derivative is not known.
Others = Callable[[str, int, list[int]], list[int]]

#: Cells, one by one or as many of a column.
Cells = Iterable["Place | ColumnCells"]


class Gradient:
    """The derivatives of some cells by others, each of these being changed alone and all formulas following.

    A formula cell by which a derivative is taken is held as a variable: what it is calculated from plays no part. NaN
    where there is no derivative; `findings` say why, and name kinks.
    """

    def __init__(
        self,
        values: Values,
        by: Callable[[], list[Place]],
        others: Others,
        findings: Sequence[Finding],
        cells: Mapping[Place, Rounded],
        columns: Sequence[Adjoints] = (),
    ) -> None:
        """Made by `gradient`."""
        self.values = values
        self._by = by
        self._others = others
        self.findings = list(dict.fromkeys(findings))
        self._cells = cells
        self._columns = columns

    def __getitem__(self, reference: str) -> float | numpy.ndarray:
        """The derivative by a cell, or those by a range's cells as an array: `gradient["Sheet!B2:D2"]`."""
        import numpy

        rows = self.values.places(reference)
        if len(rows) == len(rows[0]) == 1:
            return self.at(rows[0][0])
        return numpy.array([[self.at(place) for place in row] for row in rows])

    @cached_property
    def by(self) -> list[Place]:
        """The cells that were asked for, or the constants; of large sheets only those by which it is not 0."""
        return self._by()

    def at(self, place: Place) -> float:
        """The derivative by the cell at a place; 0 if nothing depends on it. UsageError where it was not asked for."""
        self._check(place.sheet, place.address.column, [place.address.row])
        return float(self._cells.get(place, 0.0)) + sum(column.at(place) for column in self._columns)

    def error(self, place: Place) -> float:
        """The bound on the rounding error of that derivative, in its own unit; infinite where it was not kept."""
        if self._columns:
            return math.inf
        number = self._cells.get(place)
        bound = 0.0 if number is None else error_of(number) * SECOND_ORDER
        return math.inf if math.isnan(bound) else bound

    def numbers(self, sheet: str, column: int, rows: numpy.ndarray) -> numpy.ndarray:
        """The derivatives by the cells of a column in the given rows (1-based, of any shape)."""
        import numpy

        if not self._columns:
            flat = [self.at(Place(sheet, Address(int(row), column))) for row in rows.flat]
            return numpy.array(flat, float).reshape(rows.shape)
        self._check(sheet, column, rows.ravel().tolist())
        total = numpy.zeros(rows.shape)
        for part in self._columns:
            total += part.numbers(sheet, column, rows)
        return total

    def _check(self, sheet: str, column: int, rows: list[int]) -> None:
        for row in self._others(sheet, column, rows)[:1]:
            raise UsageError(f"{Place(sheet, Address(row, column))} is not among the cells that the derivative is by")


def gradient(
    values: Values,
    of: Cells,
    by: Cells | None = None,
    *,
    rounding: bool = False,
    background: Background | None = None,
) -> Gradient:
    """The derivatives of the sum of some cells by each of others, or by every constant that they depend on.

    In one backward sweep: of a plain workbook cell by cell, with bounds on rounding errors; of one with large sheets
    group by group on arrays, without, unless `rounding` asks for them. As independent blocks do not mix, the sum of
    one cell of each gives the derivatives of every block at once. Where many derivatives are asked for in turn, a
    `background` of them all keeps each sweep to the formulas behind its `by`. UsageError for a cell that holds no
    number, DerivativeError where a function on the way has no known derivative.
    """
    if isinstance(values.plan.trees, dict) or rounding:
        return _cell_by_cell(values, _singly(of), None if by is None else _singly(by), background)
    from sheetgen.differentiate.columns import in_columns

    rows = in_columns(of)
    chosen = None if by is None else in_columns(by)
    for columns, wrong in ((rows, _NO_TARGET), (chosen or {}, _NO_VARIABLE)):
        for (sheet, column), own in columns.items():
            found = values.numbers(sheet, column, own)
            for row in own[found != found][:1]:
                raise _no_number(values, Place(sheet, Address(int(row), column)), wrong)
    return _on_arrays(values, rows, chosen)


_NO_TARGET = "has no derivative"
_NO_VARIABLE = "is nothing to differentiate by"


def _no_number(values: Values, place: Place, wrong: str) -> UsageError:
    held = show(values.at(place)) or "nothing"
    return UsageError(f"{values.grid.path}: {place} {wrong}: it holds {held}, not a number")


def _singly(cells: Cells) -> list[Place]:
    """Each cell by itself, once."""
    found: dict[Place, None] = {}
    for item in cells:
        found.update(dict.fromkeys([item] if isinstance(item, Place) else item))
    return list(found)


def check_numbers(values: Values, of: Iterable[Place], by: Iterable[Place]) -> None:
    """UsageError for a cell that holds no number."""
    for cells, wrong in ((of, _NO_TARGET), (by, _NO_VARIABLE)):
        for place in cells:
            if type(values.at(place)) is not float:
                raise _no_number(values, place, wrong)


def _cell_by_cell(values: Values, of: list[Place], by: list[Place] | None, background: Background | None) -> Gradient:
    check_numbers(values, of, by or ())
    if background is None or by is None:
        tapes = Tapes(values, by)
    else:
        tapes = Tapes(values, by, background.from_first(by), background.errors)
    for place in of:
        tapes.follow(place)
    adjoints, findings = tapes.backwards(dict.fromkeys(of, Rounded(1.0)))
    chosen = tapes.constants() if by is None else by
    return gradient_by_cells(values, chosen, adjoints, findings, asked=None if by is None else by)


def gradient_by_cells(
    values: Values,
    by: list[Place],
    derivatives: Mapping[Place, Rounded],
    findings: list[Finding],
    asked: Iterable[Place] | None,
) -> Gradient:
    """The gradient that single cells' tapes gave; `asked` are the cells that it is by, None for every constant."""
    missing = any(math.isnan(derivatives.get(place, 0.0)) for place in by)
    known = None if asked is None else frozenset(asked)

    def others(sheet: str, column: int, rows: list[int]) -> list[int]:
        if known is None:
            return _formulas(values, sheet, column, rows)
        return [row for row in rows if Place(sheet, Address(row, column)) not in known]

    return Gradient(values, lambda: by, others, _relevant(values, findings, missing), derivatives)


def _on_arrays(values: Values, of: RowsByColumn, by: RowsByColumn | None) -> Gradient:
    import numpy

    from sheetgen.differentiate.columns import Sweep

    sweep = Sweep(values, by or ())
    for (sheet, column), rows in of.items():
        sweep.waiting.add(sheet, column, rows, 1.0)
    sweep.run()
    columns = [sweep.waiting, sweep.passed]
    if by is None:
        missing = any(bool(numpy.isnan(found).any()) for found in sweep.waiting.columns.values())
    else:
        parts = (part.numbers(*key, rows) for part in columns for key, rows in by.items())
        missing = any(bool(numpy.isnan(found).any()) for found in parts)

    def listed() -> list[Place]:
        if by is None:
            return sweep.constants()
        return [Place(sheet, Address(int(row), column)) for (sheet, column), rows in by.items() for row in rows]

    def others(sheet: str, column: int, rows: list[int]) -> list[int]:
        if by is None:
            return _formulas(values, sheet, column, rows)
        known = by.get((sheet, column), numpy.zeros(1, numpy.int64))
        wanted = numpy.array(rows, numpy.int64)
        unknown: list[int] = wanted[known[numpy.searchsorted(known[:-1], wanted)] != wanted].tolist()
        return unknown

    return Gradient(values, listed, others, _relevant(values, sweep.findings, missing), {}, columns)


def _formulas(values: Values, sheet: str, column: int, rows: list[int]) -> list[int]:
    """The rows among some whose cells a formula gives."""
    formulas, owned = values.grid.sheets[sheet].formulas, values.plan.owners.get(sheet, {})
    return [row for row in rows if (row, column) in owned or Address(row, column) in formulas]


def _relevant(values: Values, findings: list[Finding], missing: bool) -> list[Finding]:
    """What there is to say; what is refused or undefined only if a derivative that was asked for is `missing`."""
    for finding in findings if missing else ():
        if finding.kind == "refused":
            raise DerivativeError(finding.message, finding.place, values.grid.path)
    return [finding for finding in findings if missing or finding.kind not in ("refused", "undefined")]
