"""The derivatives of cells by other cells, through all formulas between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sheetgen.differentiate.cells import Tapes
from sheetgen.differentiate.rounded import Rounded, error_of
from sheetgen.differentiate.tape import Finding
from sheetgen.errors import DerivativeError, UsageError
from sheetgen.recalc.values import Values
from sheetgen.sheet import Address, Place
from sheetgen.values import show

if TYPE_CHECKING:
    import numpy

    from sheetgen.differentiate.columns import Adjoints

#: Errors are carried to first order; this covers what their products add, up to errors of a part in 10⁸.
_SECOND_ORDER = 1 + 1e-7


class Gradient:
    """The derivatives of the sum of the cells `of` by each of the cells `by`, that cell alone being changed.

    A formula cell among `by` is held as a variable: what it is calculated from plays no part. NaN where there is no
    derivative; `findings` say why, and name kinks.
    """

    def __init__(
        self,
        of: Sequence[Place],
        by: Sequence[Place],
        findings: Sequence[Finding],
        cells: dict[Place, Rounded],
        columns: Sequence[Adjoints] = (),
    ) -> None:
        """Made by `gradient`."""
        self.of = list(of)
        self.by = list(by)
        self.findings = list(dict.fromkeys(findings))
        self._cells = cells
        self._columns = columns

    def at(self, place: Place) -> float:
        """The derivative by the cell at a place, in units of the cells `of` by that cell's; 0 if nothing depends on
        it."""
        return float(self._cells.get(place, 0.0)) + sum(column.at(place) for column in self._columns)

    def error(self, place: Place) -> float:
        """The bound on the rounding error of that derivative, in its own unit; infinite where it was not kept."""
        if self._columns:
            return math.inf
        number = self._cells.get(place)
        bound = 0.0 if number is None else error_of(number) * _SECOND_ORDER
        return math.inf if math.isnan(bound) else bound

    def numbers(self, sheet: str, column: int, rows: numpy.ndarray) -> numpy.ndarray:
        """The derivatives by the cells of a column in the given rows (1-based, of any shape)."""
        import numpy

        total = numpy.zeros(rows.shape)
        if self._columns:
            for part in self._columns:
                found = part.columns.get((sheet, column), numpy.zeros(1))
                total += numpy.where(rows < len(found), found[numpy.minimum(rows, len(found) - 1)], 0.0)
            return total
        flat = [self.at(Place(sheet, Address(int(row), column))) for row in rows.flat]
        return numpy.array(flat, float).reshape(rows.shape)


def gradient(
    values: Values, of: Iterable[Place], by: Iterable[Place] | None = None, *, rounding: bool = False
) -> Gradient:
    """The derivatives of the sum of some cells by others, or by every constant that they depend on.

    In one backward sweep: of a plain workbook cell by cell, with bounds on rounding errors; of one with large sheets
    group by group on arrays, without, unless `rounding` asks for them. As independent blocks do not mix, the sum of one
    cell of each gives the derivatives of every block at once. UsageError for a cell that holds no number,
    DerivativeError where a function on the way has no known derivative.
    """
    targets = list(dict.fromkeys(of))
    chosen = None if by is None else list(dict.fromkeys(by))
    for place in targets:
        _check_number(values, place, "has no derivative")
    for place in chosen or ():
        _check_number(values, place, "is nothing to differentiate by")
    if isinstance(values.plan.trees, dict) or rounding:
        result = _cell_by_cell(values, targets, chosen)
    else:
        result = _in_columns(values, targets, chosen)
    _check_refused(result, values)
    return result


def _check_number(values: Values, place: Place, message: str) -> None:
    value = values.at(place)
    if type(value) is not float:
        raise UsageError(f"{values.grid.path}: {place} {message}: it holds {show(value) or 'nothing'}, not a number")


def _cell_by_cell(values: Values, of: list[Place], by: list[Place] | None) -> Gradient:
    tapes = Tapes(values, by)
    for place in of:
        tapes.follow(place)
    adjoints, findings = tapes.backwards(dict.fromkeys(of, Rounded(1.0)))
    return Gradient(of, tapes.constants() if by is None else by, findings, adjoints)


def _in_columns(values: Values, of: list[Place], by: list[Place] | None) -> Gradient:
    import numpy

    from sheetgen.differentiate.columns import Sweep

    sweep = Sweep(values, by or ())
    for place in of:
        sweep.waiting.add(place.sheet, place.address.column, numpy.array([place.address.row]), 1.0)
    sweep.run()
    columns = [sweep.waiting, sweep.passed]
    return Gradient(of, sweep.constants() if by is None else by, sweep.findings, {}, columns)


def _check_refused(result: Gradient, values: Values) -> None:
    """What is refused or undefined matters only where a derivative that was asked for came out as none."""
    if not any(math.isnan(result.at(place)) for place in result.by):
        result.findings = [finding for finding in result.findings if finding.kind not in ("refused", "undefined")]
    for finding in result.findings:
        if finding.kind == "refused":
            raise DerivativeError(finding.message, finding.place, values.grid.path)
