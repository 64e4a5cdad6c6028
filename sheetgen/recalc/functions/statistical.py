"""Excel's category "Statistical". References count their numbers only; a value given directly is coerced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetgen.recalc import operators
from sheetgen.recalc.functions.registry import function

if TYPE_CHECKING:
    from sheetgen.recalc.arrays import Value
    from sheetgen.recalc.evaluate import Evaluator


@function("AVERAGE", 1, 255, takes="values")
def average(evaluator: Evaluator, *arguments: Value) -> float:
    """AVERAGE: the arithmetic mean; #DIV/0! where there is no number."""
    total, count = 0.0, 0
    for number in evaluator.numbers(arguments):
        total += number
        count += 1
    return operators.divide(total, count)


@function("MIN", 1, 255, takes="values")
def minimum(evaluator: Evaluator, *arguments: Value) -> float:
    """MIN: 0 where there is no number."""
    return min(evaluator.numbers(arguments), default=0.0)


@function("MAX", 1, 255, takes="values")
def maximum(evaluator: Evaluator, *arguments: Value) -> float:
    """MAX: 0 where there is no number."""
    return max(evaluator.numbers(arguments), default=0.0)


@function("COUNT", 1, 255, takes="values")
def count(evaluator: Evaluator, *arguments: Value) -> float:
    """COUNT: how many numbers there are; errors and texts are passed over."""
    return float(sum(1 for _ in evaluator.numbers(arguments, strict=False)))
