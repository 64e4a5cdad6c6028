"""Excel's category "Statistical". References count their numbers only; a value given directly is coerced."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from sheetgen.recalc import operators
from sheetgen.recalc.arrays import Value
from sheetgen.recalc.functions.registry import Numbers, Rule, function

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


@function("AVERAGE", least=1, derivative=Rule.BY_ITS_CODE)
def average(*arguments: Numbers) -> float:
    """AVERAGE: the arithmetic mean; #DIV/0! where there is no number."""
    total, count = 0.0, 0
    for number in chain(*arguments):
        total += number
        count += 1
    return operators.divide(total, count)


def _tied(*arguments: Numbers, choose: Callable[[Iterable[float]], float]) -> bool:
    """Whether the extreme is there twice: either number may be the one that decides."""
    numbers = list(chain(*arguments))
    return bool(numbers) and numbers.count(choose(numbers)) > 1


@function("MIN", least=1, derivative=Rule.BY_ITS_CODE, kink=partial(_tied, choose=min))
def minimum(*arguments: Numbers) -> float:
    """MIN: 0 where there is no number."""
    return min(chain(*arguments), default=0.0)


@function("MAX", least=1, derivative=Rule.BY_ITS_CODE, kink=partial(_tied, choose=max))
def maximum(*arguments: Numbers) -> float:
    """MAX: 0 where there is no number."""
    return max(chain(*arguments), default=0.0)


@function("COUNT", least=1, derivative=Rule.CONSTANT)
def count(evaluator: Evaluator, *arguments: Value) -> float:
    """COUNT: how many numbers there are; errors and texts are passed over."""
    return float(sum(1 for argument in arguments for _ in evaluator.numbers(argument, strict=False)))
