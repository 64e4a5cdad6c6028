"""Formulas of numbers on arrays: an element is one cell of many, or one cell for many inputs; the same double
arithmetic, operation by operation.

Only finite numbers are worked with. What meets anything else on its way, a blank, a text, an error, a result that is
not finite, becomes NaN and is left to the evaluator, which knows what Excel makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sheetgen.formula.tree import Call, Coordinate, Name, Node, Number, Operation, Reference, Unary
from sheetgen.recalc import operators
from sheetgen.recalc.areas_of_numbers import OF_AREAS, OtherShape, is_small_range
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.registry import find
from sheetgen.recalc.resolver import Resolver
from sheetgen.sheet import Address, Place

Numbers = NDArray[np.float64]


class NotAtOnce(Exception):
    """A tree has something that is not evaluated on arrays."""


class ArrayArithmetic:
    """Evaluates syntax trees on arrays; what a reference means is up to the subclass.

    `count` is how many elements an array has, `first` and `last` the cells that hold the formula.
    """

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.count = 0
        self.first = self.last = Place("", Address(1, 1))

    def reference(self, tree: Reference) -> Numbers | float:
        """The numbers of the cells that a reference means."""
        raise NotImplementedError

    def value(self, tree: Node) -> Numbers | float:
        """A node's numbers for all cells, or one number for all of them; NaN where it is no finite number."""
        match tree:
            case Number(value):
                return value
            case Reference():
                return self.reference(tree)
            case Name() if self.resolver.is_short(tree, self.first):
                return self.value(self.resolver.name(tree, self.first))
            case Operation(signs, operands):
                result = self.value(operands[0])
                for sign, operand in zip(signs, operands[1:], strict=True):
                    result = _operation(sign, result, self.value(operand))
                return result
            case Unary("%", operand):
                return _finite(self.value(operand) / 100)
            case Unary("-", operand):
                return -self.value(operand)
            case Call():
                return self.call(tree)
        raise NotAtOnce

    def area(self, tree: Node) -> list[list[Numbers | float]]:
        """The numbers of each cell of a range, row by row."""
        if not is_small_range(tree):
            raise NotAtOnce
        first, last = tree.first, tree.last
        rows = [Coordinate(row, first.row.absolute) for row in range(first.row.number, last.row.number + 1)]
        columns = [
            Coordinate(column, first.column.absolute) for column in range(first.column.number, last.column.number + 1)
        ]
        corners = first.at(self.first.address), last.at(self.last.address)
        if corners[0].row > corners[1].row or corners[0].column > corners[1].column:
            # A range that runs past the end of the sheet has its corners elsewhere.
            raise NotAtOnce
        return [[self.reference(Reference(first.sheet, row, column)) for column in columns] for row in rows]

    def call(self, tree: Call) -> Numbers | float:
        """A function of numbers, element by element, by the same code as for one cell."""
        if tree.function in OF_AREAS:
            try:
                return _finite(OF_AREAS[tree.function](*map(self.area, tree.arguments)))
            except OtherShape:
                raise NotAtOnce from None
        if tree.function == "IF" and len(tree.arguments) == 3:
            return self.choice(*tree.arguments)
        if tree.function in _CHOOSING:
            return self.extreme(_CHOOSING[tree.function], [self.value(argument) for argument in tree.arguments])
        function = find(tree.function)
        wanted = function is not None and not function.volatile and not function.evaluator and function.kinds
        if function is None or not wanted or function.rest or set(function.kinds) != {"number"}:
            raise NotAtOnce
        arguments = [self.value(argument) for argument in tree.arguments]
        return _mapped(function.call, arguments, self.count)

    @staticmethod
    def extreme(beats: Callable[[Numbers, Numbers], Numbers], arguments: list[Numbers | float]) -> Numbers | float:
        """MAX or MIN of single numbers: of equal ones the first, as Python's own."""
        found = np.asarray(arguments[0])
        for argument in map(np.asarray, arguments[1:]):
            # A comparison with NaN is false: what is no number must not be passed over.
            found = np.where(beats(argument, found) | np.isnan(argument), argument, found)
        return found if found.ndim else float(found)

    def choice(self, condition: Node, yes: Node, no: Node) -> Numbers | float:
        """IF: of what is not chosen nothing is seen, so that it may be no number."""
        chosen, one, other = self.condition(condition), self.value(yes), self.value(no)
        found = np.where(np.asarray(chosen) != 0, one, other)
        found[np.isnan(chosen)] = np.nan
        return found if found.ndim else float(found)

    def condition(self, tree: Node) -> Numbers | float:
        """1 where a condition holds, 0 where not, NaN where that is not told by numbers alone."""
        match tree:
            case Operation((sign,), (left, right)) if sign in _COMPARISONS:
                a, b = np.asarray(self.value(left)), np.asarray(self.value(right))
                held = np.where(_COMPARISONS[sign](a, b), 1.0, 0.0)
                # Whether two numbers that are nearly equal look alike is the operator's own matter.
                near = (a != b) & (np.abs(a - b) <= operators.NEAR * np.abs(a))
                held[near | np.isnan(a) | np.isnan(b)] = np.nan
                return held if held.ndim else float(held)
        return self.value(tree)


_CHOOSING: dict[str, Callable[[Numbers, Numbers], Numbers]] = {"MAX": np.greater, "MIN": np.less}
_COMPARISONS = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
}


def _finite(value: Numbers | float) -> Numbers | float:
    """Infinite results, which no cell can hold, become NaN."""
    if isinstance(value, float):
        return value if value - value == 0 else np.nan
    value[~np.isfinite(value)] = np.nan
    return value


def _operation(sign: str, left: Numbers | float, right: Numbers | float) -> Numbers | float:
    """One arithmetic operation."""
    # Python's own division raises where NumPy's gives infinity.
    a, b = np.asarray(left), np.asarray(right)
    match sign:
        case "+":
            result = a + b
        case "-":
            result = a - b
        case "*":
            result = a * b
        case "/":
            result = a / b
        case "^" if isinstance(right, float) and right == 2:
            result = a * a
        case "^":
            return _mapped(operators.power, [left, right], max(a.size, b.size))
        case _:
            raise NotAtOnce
    return _finite(result if result.ndim else float(result))


def _mapped(call: Callable[..., float], arguments: list[Numbers | float], count: int) -> Numbers | float:
    """A function of Python numbers on arrays: NumPy's own elementary functions differ in the last bit."""
    if all(isinstance(argument, float) for argument in arguments):
        return _one(call, arguments)
    columns = [[argument] * count if isinstance(argument, float) else argument.tolist() for argument in arguments]
    try:
        result = np.fromiter(map(call, *columns), float, count)
    except (Raised, OverflowError, ValueError, ZeroDivisionError):
        result = np.array([_one(call, items) for items in zip(*columns, strict=True)])
    unknown = np.zeros(count, bool)
    for argument in arguments:
        # What is no number has no value, whatever the function makes of NaN.
        unknown |= np.isnan(argument)
    result[unknown] = np.nan
    return _finite(result)


def _one(call: Callable[..., float], items: Sequence[object]) -> float:
    """One value, or NaN where it is an error value."""
    try:
        value = float(call(*items))
    except (Raised, OverflowError, ValueError, ZeroDivisionError):
        return float("nan")
    return value if value - value == 0 and not any(item != item for item in items) else float("nan")
