"""Calls functions and LAMBDAs with arguments that are evaluated already."""

from __future__ import annotations

from sheetgen.formula.tree import Node
from sheetgen.recalc.arrays import Array, Lambda, Value, lift
from sheetgen.recalc.coerce import Raised, coercions, finite
from sheetgen.recalc.functions.registry import Function
from sheetgen.recalc.reader import Cells, Reader
from sheetgen.recalc.work import spend, spend_text
from sheetgen.values import ErrorValue, Scalar
from sheetgen.workbook.grid import Grid

_SIZED = frozenset((list, Array))
#: So many numbers of an argument are a function's step; and so many steps is calling a LAMBDA.
_AT_ONCE, _APPLIED = 16, 25


class Caller(Reader):
    """The part of the evaluator that comes after the arguments. It is a class of its own, and not functions, so that
    a call takes no more of Python's stack: that is how deep a LAMBDA may call itself."""

    def __init__(self, grid: Grid, cells: Cells) -> None:
        super().__init__(grid, cells)
        #: What the names of LET and LAMBDA mean here.
        self.scope: dict[str, Value] = {}
        self.coercions = coercions(grid.date1904)

    def value(self, tree: Node) -> Value:
        """A node's value, as the evaluator finds it."""
        raise NotImplementedError

    def finish(self, function: Function, arguments: list[object], scalars: list[int]) -> Value:
        """Calls a function, once or for each element of the arrays that stand where it wants scalars."""
        kinds = [function.kind(index) for index in scalars]
        head = (self,) if function.evaluator else ()
        steps = 1 + sum(_size(item) for item in arguments if type(item) in _SIZED) // _AT_ONCE

        def call(*items: Scalar) -> Value:
            spend(steps)
            complete = list(arguments)
            for index, kind, item in zip(scalars, kinds, items, strict=True):
                complete[index] = self.coercions[kind](item)
            try:
                result: Value = function.call(*head, *complete)
            except (OverflowError, ValueError, ZeroDivisionError):
                # Python's mathematics raises these outside a function's domain and past the largest double.
                raise Raised(ErrorValue.NUM) from None
            if type(result) is str:
                spend_text(len(result))
            return finite(result) if isinstance(result, float) else float(result) if type(result) is int else result

        items = [arguments[index] for index in scalars]
        if any(isinstance(item, Array) for item in items):
            return lift(lambda *elements: self.first(call(*elements)), *items)  # type: ignore[arg-type]
        return call(*items)  # type: ignore[arg-type]

    def apply(self, target: Value, arguments: list[Value]) -> Value:
        """Calls a LAMBDA with values; #VALUE! for the wrong number of them."""
        if isinstance(target, ErrorValue):
            return target
        if not isinstance(target, Lambda) or len(arguments) > len(target.parameters):
            return ErrorValue.VALUE
        if len(arguments) < len(target.parameters):
            return ErrorValue.VALUE
        spend(_APPLIED)
        outer = self.scope
        self.scope = {**target.scope, **dict(zip(target.parameters, arguments, strict=True))}
        try:
            return self.value(target.body)
        finally:
            self.scope = outer

    def one(self, target: Value, arguments: list[Value]) -> Scalar:
        """A LAMBDA's result as one scalar; an error value that it raises is one."""
        try:
            return self.single_or_cell(self.apply(target, arguments))
        except Raised as raised:
            return raised.error


def _size(argument: object) -> int:
    """How many values there are in a list or an array."""
    return argument.height * argument.width if isinstance(argument, Array) else len(argument)  # type: ignore[arg-type]
