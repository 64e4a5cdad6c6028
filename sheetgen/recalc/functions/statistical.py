"""Excel's category "Statistical". References count their numbers only; a value given directly is coerced."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from sheetgen.recalc import operators
from sheetgen.recalc.arrays import Value
from sheetgen.recalc.functions.registry import Numbers, function

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


@function("AVERAGE", least=1)
def average(*arguments: Numbers) -> float:
    """AVERAGE: the arithmetic mean; #DIV/0! where there is no number."""
    total, count = 0.0, 0
    for number in chain(*arguments):
        total += number
        count += 1
    return operators.divide(total, count)


@function("MIN", least=1)
def minimum(*arguments: Numbers) -> float:
    """MIN: 0 where there is no number."""
    return min(chain(*arguments), default=0.0)


@function("MAX", least=1)
def maximum(*arguments: Numbers) -> float:
    """MAX: 0 where there is no number."""
    return max(chain(*arguments), default=0.0)


@function("COUNT", least=1)
def count(evaluator: Evaluator, *arguments: Value) -> float:
    """COUNT: how many numbers there are; errors and texts are passed over."""
    return float(sum(1 for argument in arguments for _ in evaluator.numbers(argument, strict=False)))
