"""Counts of cells of any kind, and the means and extremes in which texts and booleans count as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Array, Value
from sheetgen.recalc.functions.conditional import reference
from sheetgen.recalc.functions.registry import Rule, function
from sheetgen.recalc.functions.spread import everything, mean

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


@function("COUNTA", least=1, derivative=Rule.CONSTANT)
def counta(evaluator: Evaluator, *arguments: Value) -> float:
    """COUNTA: how many values there are, errors and empty texts included; of references, cells that are not blank."""
    count = 0
    for argument in arguments:
        # An argument that is left out counts; the blank cells of an array do not.
        count += sum(1 for item in evaluator.items(argument) if item is not None or not isinstance(argument, Array))
    return float(count)


@function("COUNTBLANK", derivative=Rule.CONSTANT)
def countblank(evaluator: Evaluator, cells: Value) -> float:
    """COUNTBLANK: how many cells of a reference are blank or hold an empty text."""
    area = reference(cells)
    return float(area.size() - sum(1 for value in evaluator.items(area) if value != ""))


@function("AVERAGEA", least=1, derivative=Rule.BY_ITS_CODE)
def averagea(evaluator: Evaluator, *arguments: Value) -> float:
    """AVERAGEA: the arithmetic mean of values of which TRUE is 1, FALSE and texts in references are 0; #DIV/0! where
    there is none."""
    return mean(everything(evaluator, arguments))


@function("MAXA", least=1, derivative=Rule.BY_ITS_CODE)
def maxa(evaluator: Evaluator, *arguments: Value) -> float:
    """MAXA: the largest of the same; 0 where there is none."""
    return max(everything(evaluator, arguments), default=0.0)


@function("MINA", least=1, derivative=Rule.BY_ITS_CODE)
def mina(evaluator: Evaluator, *arguments: Value) -> float:
    """MINA: the smallest of the same; 0 where there is none."""
    return min(everything(evaluator, arguments), default=0.0)
