"""Counts, sums, means and extremes of the cells that fit criteria."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sheetgen.errors import UnsupportedError
from sheetgen.recalc.arrays import Area, References, Value, lift
from sheetgen.recalc.coerce import Raised, finite
from sheetgen.recalc.functions.criteria import parse
from sheetgen.recalc.functions.fitting import Condition, Selection, select
from sheetgen.recalc.functions.registry import Anything, Rule, function
from sheetgen.recalc.functions.spread import mean, total
from sheetgen.sheet import MAX_COLUMN, MAX_ROW
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def reference(value: Value) -> Area:
    """An argument that must be one reference; an error value is raised, and #VALUE! for anything else."""
    if isinstance(value, ErrorValue):
        raise Raised(value)
    if isinstance(value, References):
        raise UnsupportedError("an array of references, which OFFSET or INDIRECT gives here, is not supported")
    if not isinstance(value, Area):
        raise Raised(ErrorValue.VALUE)
    return value


def _numbers(evaluator: Evaluator, area: Area, selection: Selection) -> list[float]:
    """The numbers among selected cells; an error value there is raised."""
    found = []
    for value in selection.values(evaluator, area):
        if isinstance(value, ErrorValue):
            raise Raised(value)
        if isinstance(value, float):
            found.append(value)
    return found


# One criterion


def _fitting(evaluator: Evaluator, area: Area, criterion: Scalar) -> Selection:
    return select([Condition(evaluator, area, parse(evaluator, criterion))])


def alike(cells: Value, area: Area) -> Area:
    """A reference as large as another one, from its own first cell on."""
    first = reference(cells)
    bottom, right = first.top + area.height - 1, first.left + area.width - 1
    return Area(first.sheet, first.top, first.left, min(bottom, MAX_ROW), min(right, MAX_COLUMN))


def _fitting_numbers(evaluator: Evaluator, cells: Value, criterion: Scalar, numbers: Value) -> list[float]:
    """The numbers of SUMIF and AVERAGEIF: beside the cells that fit, or of these themselves."""
    area = reference(cells)
    selection = _fitting(evaluator, area, criterion)
    return _numbers(evaluator, area if numbers is None else alike(numbers, area), selection)


@function("COUNTIF", derivative=Rule.STEPS)
def countif(evaluator: Evaluator, cells: Value, criterion: Anything) -> float:
    """COUNTIF: how many cells of a reference fit a criterion, blank ones included."""
    area = reference(cells)
    return float(len(_fitting(evaluator, area, criterion)))


@function("SUMIF", derivative=Rule.BY_ITS_CODE)
def sumif(evaluator: Evaluator, cells: Value, criterion: Anything, numbers: Value = None) -> float:
    """SUMIF: the sum of what stands where cells fit a criterion, in a reference of the same size from the first cell
    of the third argument on, or of these cells themselves."""
    return total(_fitting_numbers(evaluator, cells, criterion, numbers))


@function("AVERAGEIF", derivative=Rule.BY_ITS_CODE)
def averageif(evaluator: Evaluator, cells: Value, criterion: Anything, numbers: Value = None) -> float:
    """AVERAGEIF: the arithmetic mean of the same; #DIV/0! where there is no number."""
    return mean(_fitting_numbers(evaluator, cells, criterion, numbers))


# Several criteria


def _mapped(
    evaluator: Evaluator, arguments: tuple[Value, ...], call: Callable[[Area, Selection], float], like: Value = None
) -> Value:
    """Calls with the cells that fit all criteria, `range, criterion, range, criterion, …`, for each element where
    criteria are arrays; #VALUE! unless all ranges, and `like`, have the same size."""
    if len(arguments) % 2:
        raise Raised(ErrorValue.VALUE)
    areas = [reference(argument) for argument in arguments[::2]]
    everything = areas if like is None else [reference(like), *areas]
    if len({(area.height, area.width) for area in everything}) > 1:
        raise Raised(ErrorValue.VALUE)

    def one(*criteria: Scalar) -> float:
        wanted = [parse(evaluator, item) for item in criteria]
        conditions = [Condition(evaluator, area, item) for area, item in zip(areas, wanted, strict=True)]
        return finite(call(everything[0], select(conditions)))

    return lift(one, *(evaluator.scalar_or_array(argument) for argument in arguments[1::2]))


@function("COUNTIFS", least=2, most=254, derivative=Rule.STEPS)
def countifs(evaluator: Evaluator, *arguments: Value) -> Value:
    """COUNTIFS: how many positions fit the criteria of all ranges; #VALUE! unless these have the same size."""
    return _mapped(evaluator, arguments, lambda area, selection: float(len(selection)))


@function("SUMIFS", least=3, derivative=Rule.BY_ITS_CODE)
def sumifs(evaluator: Evaluator, numbers: Value, *arguments: Value) -> Value:
    """SUMIFS: the sum of the numbers where all criteria fit; #VALUE! unless all ranges have the same size."""
    return _mapped(evaluator, arguments, lambda area, where: total(_numbers(evaluator, area, where)), numbers)


@function("AVERAGEIFS", least=3, derivative=Rule.BY_ITS_CODE)
def averageifs(evaluator: Evaluator, numbers: Value, *arguments: Value) -> Value:
    """AVERAGEIFS: the arithmetic mean of the same; #DIV/0! where there is no number."""
    return _mapped(evaluator, arguments, lambda area, where: mean(_numbers(evaluator, area, where)), numbers)


@function("MINIFS", least=3, derivative=Rule.BY_ITS_CODE)
def minifs(evaluator: Evaluator, numbers: Value, *arguments: Value) -> Value:
    """MINIFS: the smallest number where all criteria fit; 0 where there is none."""
    return _mapped(
        evaluator, arguments, lambda area, where: min(_numbers(evaluator, area, where), default=0.0), numbers
    )


@function("MAXIFS", least=3, derivative=Rule.BY_ITS_CODE)
def maxifs(evaluator: Evaluator, numbers: Value, *arguments: Value) -> Value:
    """MAXIFS: the largest number where all criteria fit; 0 where there is none."""
    return _mapped(
        evaluator, arguments, lambda area, where: max(_numbers(evaluator, area, where), default=0.0), numbers
    )
