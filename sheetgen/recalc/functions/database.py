"""Excel's category "Database": of a table with headings, the rows that fit a table of criteria.

The rows of criteria are alternatives, and all cells of such a row must fit. What stands under a heading that the
database does not have is a formula about its first row, and is calculated for each row.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sheetgen.formula import parse as parse_formula
from sheetgen.recalc.arrays import Area, Array, Value
from sheetgen.recalc.coerce import Raised, to_number, to_text
from sheetgen.recalc.functions.conditional import reference
from sheetgen.recalc.functions.criteria import Criterion, parse
from sheetgen.recalc.functions.registry import function
from sheetgen.recalc.functions.spread import mean, total, variance
from sheetgen.recalc.functions.sums import product
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def _heading(value: Scalar) -> str:
    """What headings are compared as."""
    return str(value) if isinstance(value, ErrorValue) else to_text(value).casefold()


class _Database:
    """A table whose first row has headings."""

    def __init__(self, evaluator: Evaluator, cells: Value) -> None:
        self.evaluator = evaluator
        area = reference(cells)
        if area.height < 2:
            raise Raised(ErrorValue.VALUE)
        headings, *self.rows = evaluator.array(area).rows
        self.headings = [_heading(value) for value in headings]

    def column(self, heading: Scalar) -> int | None:
        """The first column with a heading, in any case."""
        wanted = _heading(heading)
        return self.headings.index(wanted) if wanted and wanted in self.headings else None

    def field(self, value: Value) -> int:
        """The column that an argument names, or numbers from 1 on; #VALUE! where there is none."""
        scalar = self.evaluator.scalar_or_array(value)
        if isinstance(scalar, Array):
            scalar = scalar.rows[0][0]
        if isinstance(scalar, ErrorValue):
            raise Raised(scalar)
        column = self.column(scalar) if isinstance(scalar, str) else math.floor(to_number(scalar)) - 1
        if column is None or not 0 <= column < len(self.headings):
            raise Raised(ErrorValue.VALUE)
        return column

    def fitting(self, criteria: Value) -> Iterator[tuple[Scalar, ...]]:
        """The rows that fit a row of the criteria."""
        alternatives = _alternatives(self, reference(criteria))
        for number, row in enumerate(self.rows):
            if any(all(condition.fits(number, row) for condition in conditions) for conditions in alternatives):
                yield row


class _Comparison:
    """A criterion for a column of the database; a text without an operator is what values begin with."""

    def __init__(self, evaluator: Evaluator, column: int, value: Scalar) -> None:
        self.evaluator = evaluator
        self.column = column
        self.criterion = parse(evaluator, value)
        if self.criterion.operator == "" and isinstance(self.criterion.operand, str):
            self.criterion = Criterion("=", f"{self.criterion.operand}*")

    def fits(self, number: int, row: tuple[Scalar, ...]) -> bool:
        value = row[self.column]
        return self.criterion.fits_blanks if value is None else self.criterion.fits(self.evaluator, value)


class _Calculated:
    """A criterion's cell under a heading of its own: its formula, as if it were copied down row by row."""

    def __init__(self, evaluator: Evaluator, sheet: str, address: Address) -> None:
        self.evaluator = evaluator
        self.sheet, self.address = sheet, address
        formula = evaluator.grid.sheets[sheet].formulas.get(address)
        self.tree = None if formula is None else parse_formula(formula.text, formula.origin)

    def fits(self, number: int, row: tuple[Scalar, ...]) -> bool:
        if self.tree is None:
            value = self.evaluator.read_cell(self.sheet, self.address)
        else:
            value = self._calculate(Address(self.address.row + number, self.address.column))
        return isinstance(value, bool | float) and value != 0

    def _calculate(self, address: Address) -> Scalar:
        evaluator = self.evaluator
        outer = evaluator.place, evaluator.arrays, evaluator.scope
        assert self.tree is not None
        try:
            result = evaluator.formula(self.tree, Place(self.sheet, address), array=False)
            return None if isinstance(result, Array) else result
        finally:
            evaluator.place, evaluator.arrays, evaluator.scope = outer


def _alternatives(database: _Database, area: Area) -> list[list[_Comparison | _Calculated]]:
    """The conditions of each row of criteria; a row without any lets everything through. #VALUE! for headings alone."""
    evaluator = database.evaluator
    if area.height < 2:
        raise Raised(ErrorValue.VALUE)
    headings, *rows = evaluator.array(area).rows
    columns = [database.column(heading) for heading in headings]
    found = []
    for i, row in enumerate(rows, area.top + 1):
        conditions: list[_Comparison | _Calculated] = []
        for j, (column, value) in enumerate(zip(columns, row, strict=True), area.left):
            if value is None or value == "":
                continue
            if column is None:
                conditions.append(_Calculated(evaluator, area.sheet, Address(i, j)))
            else:
                conditions.append(_Comparison(evaluator, column, value))
        found.append(conditions)
    return found


def _values(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> list[Scalar]:
    """What stands in a column where rows fit, without blanks."""
    database = _Database(evaluator, cells)
    column = database.field(field)
    return [row[column] for row in database.fitting(criteria) if row[column] is not None]


def _numbers(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> list[float]:
    """The numbers among them; an error value is raised."""
    values = _values(evaluator, cells, field, criteria)
    return list(evaluator.numbers(Array((tuple(values),))))


# Counts, and the one value


@function("DCOUNT")
def dcount(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> float:
    """DCOUNT: how many numbers a column has in the rows that fit; without a field, how many rows fit."""
    if field is None:
        return float(sum(1 for _ in _Database(evaluator, cells).fitting(criteria)))
    return float(sum(1 for value in _values(evaluator, cells, field, criteria) if isinstance(value, float)))


@function("DCOUNTA")
def dcounta(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> float:
    """DCOUNTA: how many cells of a column are not blank in the rows that fit; without a field, how many rows fit."""
    if field is None:
        return float(sum(1 for _ in _Database(evaluator, cells).fitting(criteria)))
    return float(len(_values(evaluator, cells, field, criteria)))


@function("DGET")
def dget(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> Value:
    """DGET: the value of the one row that fits; #VALUE! where none does, #NUM! where several do."""
    database = _Database(evaluator, cells)
    column = database.field(field)
    rows = list(database.fitting(criteria))
    if len(rows) != 1:
        raise Raised(ErrorValue.NUM if rows else ErrorValue.VALUE)
    return rows[0][column]


# Sums, means and extremes


@function("DSUM")
def dsum(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> float:
    """DSUM: the sum of a column's numbers in the rows that fit."""
    return total(_numbers(evaluator, cells, field, criteria))


@function("DPRODUCT")
def dproduct(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> float:
    """DPRODUCT: their product; 0 where there is none."""
    return product(_numbers(evaluator, cells, field, criteria))


@function("DAVERAGE")
def daverage(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> float:
    """DAVERAGE: their arithmetic mean; #DIV/0! where there is none."""
    return mean(_numbers(evaluator, cells, field, criteria))


@function("DMAX")
def dmax(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> float:
    """DMAX: the largest of them; 0 where there is none."""
    return max(_numbers(evaluator, cells, field, criteria), default=0.0)


@function("DMIN")
def dmin(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> float:
    """DMIN: the smallest of them; 0 where there is none."""
    return min(_numbers(evaluator, cells, field, criteria), default=0.0)


# Variances and standard deviations


@function("DVAR")
def dvar(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> float:
    """DVAR: the variance of a sample; #DIV/0! for fewer than two numbers."""
    return variance(_numbers(evaluator, cells, field, criteria), sample=True)


@function("DVARP")
def dvarp(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> float:
    """DVARP: the variance of a whole population; #DIV/0! where there is no number."""
    return variance(_numbers(evaluator, cells, field, criteria), sample=False)


@function("DSTDEV")
def dstdev(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> float:
    """DSTDEV: the standard deviation of a sample; #DIV/0! for fewer than two numbers."""
    return math.sqrt(dvar(evaluator, cells, field, criteria))


@function("DSTDEVP")
def dstdevp(evaluator: Evaluator, cells: Value, field: Value, criteria: Value) -> float:
    """DSTDEVP: the standard deviation of a whole population; #DIV/0! where there is no number."""
    return math.sqrt(dvarp(evaluator, cells, field, criteria))
