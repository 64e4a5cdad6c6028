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
    analysis = _Analysis(values, plan)
    for step in plan.steps:
        for place in step.places:
            # Cells that wait for one another stand in reading order: what a cell needs may come after it.
            waiting = [place]
            while waiting:
                try:
                    analysis.follow(waiting[-1])
                    waiting.pop()
                except _Needed as needed:
                    waiting.append(needed.place)
    return analysis.errors


def one_formula(values: Values, tree: Node, place: Place, cancels: float = 0.0) -> Rounded:
    """What a formula at a place gives with other values of the cells that it needs, taken for exact, and how far its
    own rounding may carry that: whether a calculator's value follows from its other ones.

    For a calculator that takes a difference for 0 where it is smaller than a part of both operands, `cancels` is that
    part.
    """
    analysis = _Analysis(values, Plan(), cancels)
    analysis.place = place
    found = analysis.of(tree)
    return Rounded(found.value, found.error * _SECOND_ORDER)


class _Needed(Exception):
    """A cell whose error must be known first."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


class _Analysis:
    def __init__(self, values: Values, plan: Plan, cancels: float = 0.0) -> None:
        self.values = values
        self.plan = plan
        self.cancels = cancels
        self.areas = Resolver(values.grid)
        self.errors: dict[Place, float] = {}
        self.place = Place("", Address(1, 1))

    def follow(self, place: Place) -> None:
        """Finds the error of a formula cell."""
        if place in self.errors:
            return
        if not isinstance(self.values.at(place), float):
            self.errors[place] = 0.0
            return
        self.place = place
        error = self.of(self.plan.trees[place]).error * _SECOND_ORDER
        # What came of infinities is not a number, and no bound either.
        self.errors[place] = math.inf if math.isnan(error) else error

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
                    result = _operation(operator, result, self.of(operand), self.cancels)
                return result
            case Call("POWER", (base, exponent)):
                return _operation("^", self.of(base), self.of(exponent))
            case Call("IF", (condition, *branches)) if len(branches) == 2:
                return self.branch(condition, branches)
            case Call(function, arguments) if function in OVER_ARRAYS:
                # Where elements are paired a blank is 0; elsewhere it does not count.
                paired = function in ("SUMPRODUCT", "MMULT", "SUMXMY2")
                return self.total(OVER_ARRAYS[function]([self.array(item, blanks=paired) for item in arguments]))
            case Call(function, (argument,)) if function in _SLOPES:
                return self.function(function, self.of(argument))
        return Rounded(math.nan, math.inf)

    def branch(self, condition: Node, branches: list[Node]) -> Rounded:
        """The branch that IF takes, where no rounding can have decided it."""
        match condition:
            case Operation((("<" | ">" | "<=" | ">=" | "=" | "<>") as sign,), (left, right)):
                a, b = self.of(left), self.of(right)
                if abs(a.value - b.value) > a.error + b.error or a.error == b.error == 0:
                    holds = {"<": a.value < b.value, ">": a.value > b.value, "=": a.value == b.value}
                    negated = {"<=": ">", ">=": "<", "<>": "="}
                    taken = not holds[negated[sign]] if sign in negated else holds[sign]
                    return self.of(branches[0 if taken else 1])
        return Rounded(math.nan, math.inf)

    def array(self, tree: Node, *, blanks: bool = True) -> list[Rounded]:
        """The elements of a range, or of an operation or a function on ranges, in reading order."""
        match tree:
            case Range():
                area = self.areas.area(tree, self.place)
                if area is None or area.height * area.width > _LARGEST:
                    return [Rounded(math.nan, math.inf)]
                places = [Place(area.sheet, address) for address in area.addresses()]
                return [self.cell(place) for place in places if blanks or self.values.at(place) is not None]
            case Operation(operators, operands):
                result = self.array(operands[0])
                for operator, operand in zip(operators, operands[1:], strict=True):
                    pairs = _pairs(result, self.array(operand))
                    result = [_operation(operator, a, b, self.cancels) for a, b in pairs]
                return result
            case Call(function, (argument,)) if function in _SLOPES:
                return [self.function(function, item) for item in self.array(argument)]
        return [self.of(tree)]

    def total(self, found: Rounded) -> Rounded:
        """A function of ranges; it may be 0 where a sum is so small beside what was added that it may have cancelled,
        of which the rounding error, a part `UNIT` of that, tells."""
        if self.cancels and abs(found.value) <= found.error * self.cancels / UNIT:
            return Rounded(found.value, found.error + abs(found.value))
        return found

    def reference(self, tree: Reference) -> Rounded:
        area = self.areas.area(tree, self.place)
        if area is None:
            return Rounded(math.nan, math.inf)
        return self.cell(Place(area.sheet, tree.at(self.place.address)))

    def cell(self, place: Place) -> Rounded:
        value = self.values.at(place)
        if value is None:
            return Rounded(0.0, 0.0)
        if not isinstance(value, float):
            return Rounded(math.nan, math.inf)
        error = self.errors.get(place)
        if error is None:
            if place in self.plan.trees:
                raise _Needed(place)
            error = 0.0
        return Rounded(value, error)

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


#: More elements than this in a range are not followed one by one.
_LARGEST = 100_000


def _pairs(left: list[Rounded], right: list[Rounded]) -> list[tuple[Rounded, Rounded]]:
    """Corresponding elements, a single one with every other."""
    if len(left) == 1:
        left = left * len(right)
    if len(right) == 1:
        right = right * len(left)
    return list(zip(left, right, strict=False)) if len(left) == len(right) else [(_UNKNOWN, _UNKNOWN)]


_UNKNOWN = Rounded(math.nan, math.inf)


def _sum(items: list[Rounded]) -> Rounded:
    """A sum in whatever order: each of n − 1 additions rounds something no larger than the sum of magnitudes (Higham,
    section 4.2)."""
    magnitude = sum(abs(item.value) + item.error for item in items)
    error = sum(item.error for item in items) + (len(items) - 1) * UNIT * magnitude
    return Rounded(sum(item.value for item in items), error)


def _products(arrays: list[list[Rounded]]) -> Rounded:
    total = arrays[0]
    for other in arrays[1:]:
        total = [_operation("*", a, b) for a, b in _pairs(total, other)]
    return _sum(total)


def _furthest(chosen: Callable[..., Rounded]) -> Callable[[list[list[Rounded]]], Rounded]:
    """MAX or MIN: neither moves further than that argument moves furthest which may be it."""

    def of(arrays: list[list[Rounded]]) -> Rounded:
        items = [item for array in arrays for item in array]
        if not items:
            return _UNKNOWN
        best = chosen(items, key=lambda item: item.value)
        # One so far from the others that no rounding can have hidden another.
        near = [item for item in items if not abs(best.value - item.value) > (best.error + item.error) * _SECOND_ORDER]
        return Rounded(best.value, max(item.error for item in near))

    return of


def _average(arrays: list[list[Rounded]]) -> Rounded:
    items = [item for array in arrays for item in array]
    return _operation("/", _sum(items), Rounded(float(len(items)), 0.0))


def _square(item: Rounded) -> Rounded:
    return _operation("*", item, item)


#: Functions of ranges: each gets the elements of every argument.
OVER_ARRAYS: dict[str, Callable[[list[list[Rounded]]], Rounded]] = {
    "SUM": lambda arrays: _sum([item for array in arrays for item in array]),
    "AVERAGE": _average,
    "SUMPRODUCT": _products,
    # Of a row and a column, which is what fits into one cell.
    "MMULT": lambda arrays: _products(arrays) if len(arrays[0]) == len(arrays[1]) else _UNKNOWN,
    "SUMSQ": lambda arrays: _sum([_square(item) for array in arrays for item in array]),
    "SUMXMY2": lambda arrays: _sum([_square(_operation("-", a, b)) for a, b in _pairs(arrays[0], arrays[1])]),
    "MAX": _furthest(max),
    "MIN": _furthest(min),
}


def _is_zero(item: Rounded) -> bool:
    return item.value == 0 and item.error == 0


def _rounded(value: float, error: float) -> Rounded:
    """A result with what its own rounding adds; among subnormal numbers that is one bit."""
    return Rounded(value, error + UNIT * abs(value) + 5e-324)


def _difference(a: Rounded, b: Rounded, cancels: float) -> Rounded:
    """A difference; where it surely cancels it is exactly 0, and where rounding decides that, it may be 0."""
    exact = _rounded(a.value - b.value, a.error + b.error)
    if not cancels or (a.value.is_integer() and b.value.is_integer() and max(abs(a.value), abs(b.value)) < 2**53):
        return exact
    limit = cancels * min(abs(a.value), abs(b.value))
    # The operands' errors move the difference, and by a part of themselves the limit.
    doubt = 2 * (a.error + b.error)
    if abs(exact.value) + doubt < limit:
        return Rounded(0.0, 0.0)
    return Rounded(exact.value, exact.error + abs(exact.value)) if abs(exact.value) - doubt < limit else exact


def _operation(operator: str, a: Rounded, b: Rounded, cancels: float = 0.0) -> Rounded:
    """One operation, its operands' errors passed on; `cancels` as for `one_formula`.

    Products with an exact 0, and sums of them, are exact.
    """
    try:
        match operator:
            case "*" if (_is_zero(a) or _is_zero(b)) and math.isfinite(a.error + b.error):
                return Rounded(a.value * b.value, 0.0)
            case "+" | "-" if _is_zero(a) and _is_zero(b):
                return a
            case "+":
                return _difference(a, Rounded(-b.value, b.error), cancels)
            case "-":
                return _difference(a, b, cancels)
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
