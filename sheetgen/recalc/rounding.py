"""How far rounding can have carried each formula's value from what exact arithmetic would give.

A running error analysis (Higham, "Accuracy and Stability of Numerical Algorithms", section 3.3): constants are exact,
every operation passes on the errors of its operands to first order and adds half an ulp of its own. Where no bound can
be derived, it is infinite: such a cell has to agree to the bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from sheetgen.formula.tree import Call, Name, Node, Number, Operation, Range, Reference, Unary
from sheetgen.recalc.functions import find
from sheetgen.recalc.plan import Plan
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.values import Values
from sheetgen.sheet import Address, Place

#: Half an ulp, relative: the largest relative error of one rounded operation.
UNIT = 2.0**-53
#: Errors are carried to first order; this covers what their products add, up to errors of a part in 10⁸.
_SECOND_ORDER = 1 + 1e-7


class Rounded(NamedTuple):
    """A computed value, and the largest distance that rounding can have put between it and the exact one."""

    value: float
    error: float


#: For functions of one argument: the largest magnitude of the derivative at `x` and as far from it as its error `e`.
_SLOPES: dict[str, Callable[[float, float], float]] = {
    "ABS": lambda x, e: 1.0,
    "SQRT": lambda x, e: 0.5 / math.sqrt(x - e) if x > e else math.inf,
    "EXP": lambda x, e: math.exp(x + e),
    "LN": lambda x, e: 1 / (x - e) if x > e else math.inf,
    "TANH": lambda x, e: 1 - math.tanh(max(abs(x) - e, 0.0)) ** 2 + 4 * UNIT,
}


def rounding_errors(values: Values, plan: Plan) -> dict[Place, float]:
    """For each formula cell, the bound on its accumulated rounding error, in the cell's own unit."""
    analysis = _Analysis(values)
    for step in plan.steps:
        for place in step.places:
            value = values.at(place)
            if isinstance(value, float):
                analysis.place = place
                error = analysis.of(step.tree).error * _SECOND_ORDER
                # What came of infinities is not a number, and no bound either.
                analysis.errors[place] = math.inf if math.isnan(error) else error
            else:
                analysis.errors[place] = 0.0
    return analysis.errors


class _Analysis:
    def __init__(self, values: Values) -> None:
        self.values = values
        self.areas = Resolver(values.grid)
        self.errors: dict[Place, float] = {}
        self.place = Place("", Address(1, 1))

    def of(self, tree: Node) -> Rounded:
        match tree:
            case Number(value):
                return Rounded(value, 0.0)
            case Reference():
                return self.reference(tree)
            case Name():
                return self.of(self.areas.name(tree, self.place))
            case Unary("%", operand):
                inner = self.of(operand)
                return _rounded(inner.value / 100, inner.error / 100)
            case Unary(_, operand):
                inner = self.of(operand)
                return Rounded(-inner.value, inner.error)
            case Operation(operators, operands):
                result = self.of(operands[0])
                for operator, operand in zip(operators, operands[1:], strict=True):
                    result = _operation(operator, result, self.of(operand))
                return result
            case Call("POWER", (base, exponent)):
                return _operation("^", self.of(base), self.of(exponent))
            case Call("MAX" | "MIN" as name, arguments) if not any(isinstance(one, Range) for one in arguments):
                parts = [self.of(argument) for argument in arguments]
                chosen = max if name == "MAX" else min
                # Neither moves further than the argument that moves furthest.
                return Rounded(chosen(part.value for part in parts), max(part.error for part in parts))
            case Call(function, (argument,)) if function in _SLOPES:
                return self.function(function, self.of(argument))
        return Rounded(math.nan, math.inf)

    def reference(self, tree: Reference) -> Rounded:
        area = self.areas.area(tree, self.place)
        if area is None:
            return Rounded(math.nan, math.inf)
        place = Place(area.sheet, tree.at(self.place.address))
        value = self.values.at(place)
        if value is None:
            return Rounded(0.0, 0.0)
        if not isinstance(value, float):
            return Rounded(math.nan, math.inf)
        return Rounded(value, self.errors.get(place, 0.0))

    def function(self, name: str, argument: Rounded) -> Rounded:
        function = find(name)
        assert function is not None
        try:
            value = function.call(argument.value)
            passed = _SLOPES[name](argument.value, argument.error) * argument.error if argument.error else 0.0
        except (OverflowError, ValueError):
            return Rounded(math.nan, math.inf)
        # C libraries promise their elementary functions to within an ulp, which is two units.
        own = 0.0 if name == "ABS" else 2 * UNIT * abs(value) + 5e-324
        return Rounded(value, passed + own)


def _rounded(value: float, error: float) -> Rounded:
    """A result with what its own rounding adds; among subnormal numbers that is one bit."""
    return Rounded(value, error + UNIT * abs(value) + 5e-324)


def _operation(operator: str, a: Rounded, b: Rounded) -> Rounded:
    """One operation, its operands' errors passed on."""
    try:
        match operator:
            case "+":
                return _rounded(a.value + b.value, a.error + b.error)
            case "-":
                return _rounded(a.value - b.value, a.error + b.error)
            case "*":
                return _rounded(a.value * b.value, abs(a.value) * b.error + abs(b.value) * a.error + a.error * b.error)
            case "/" if abs(b.value) > b.error:
                quotient = a.value / b.value
                return _rounded(quotient, (a.error + abs(quotient) * b.error) / (abs(b.value) - b.error))
            case "^" if b.error == 0:
                power = a.value**b.value
                # The steepest point of the interval: the far end, or for exponents below 1 the end near 0.
                end = abs(a.value) + (a.error if b.value >= 1 else -a.error)
                if a.error and end <= 0:
                    return Rounded(math.nan, math.inf)
                passed = abs(b.value) * end ** (b.value - 1) * a.error if a.error else 0.0
                return Rounded(power, passed + 2 * UNIT * abs(power) + 5e-324)
    except (ZeroDivisionError, OverflowError, TypeError):
        pass
    return Rounded(math.nan, math.inf)
