"""How far rounding can have carried each formula's value from what exact arithmetic would give.

Constants are exact; the errors of all else follow operation by operation. Where no bound can be derived, it is
infinite: such a cell has to agree to the bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sheetgen.formula.tree import Call, Name, Node, Number, Operation, Range, Reference, Unary
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.error_bounds import (
    OVER_ARRAYS,
    SECOND_ORDER,
    TINY,
    UNIT,
    UNKNOWN,
    Rounded,
    operation,
    pairs,
    rounded,
)
from sheetgen.recalc.functions import find
from sheetgen.recalc.plan import Plan
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.values import Values
from sheetgen.sheet import Address, Place

#: More elements than this in a range are not followed one by one, nor more than so many in all ranges together.
_LARGEST, _MOST = 100_000, 1_000_000
#: The ranges that were read last are kept, up to so many elements: a column of formulas often has the same totals.
_KEPT = 200_000

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
    return Rounded(found.value, found.error * SECOND_ORDER)


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
        self.left = _MOST
        self.kept: dict[tuple[Area, bool], list[Rounded]] = {}
        self.room = _KEPT

    def follow(self, place: Place) -> None:
        """Finds the error of a formula cell."""
        if place in self.errors:
            return
        if not isinstance(self.values.at(place), float):
            self.errors[place] = 0.0
            return
        self.place = place
        error = self.of(self.plan.trees[place]).error * SECOND_ORDER
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
                return rounded(inner.value / 100, inner.error / 100)
            case Unary(_, operand):
                inner = self.of(operand)
                return Rounded(-inner.value, inner.error)
            case Operation(operators, operands):
                result = self.of(operands[0])
                for operator, operand in zip(operators, operands[1:], strict=True):
                    result = operation(operator, result, self.of(operand), self.cancels)
                return result
            case Call("POWER", (base, exponent)):
                return operation("^", self.of(base), self.of(exponent))
            case Call("IF", (condition, *branches)) if len(branches) == 2:
                return self.branch(condition, branches)
            case Call(function, arguments) if function in OVER_ARRAYS:
                # Where elements are paired a blank is 0; elsewhere it does not count.
                paired = function in ("SUMPRODUCT", "MMULT", "SUMXMY2")
                return self.total(OVER_ARRAYS[function]([self.array(item, blanks=paired) for item in arguments]))
            case Call(function, (argument,)) if function in _SLOPES:
                return self.function(function, self.of(argument))
        return UNKNOWN

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
        return UNKNOWN

    def array(self, tree: Node, *, blanks: bool = True) -> list[Rounded]:
        """The elements of a range, or of an operation or a function on ranges, in reading order."""
        match tree:
            case Range():
                return self.range(self.areas.area(tree, self.place), blanks=blanks)
            case Operation(operators, operands):
                result = self.array(operands[0])
                for operator, operand in zip(operators, operands[1:], strict=True):
                    both = pairs(result, self.array(operand))
                    result = [operation(operator, a, b, self.cancels) for a, b in both]
                return result
            case Call(function, (argument,)) if function in _SLOPES:
                return [self.function(function, item) for item in self.array(argument)]
        return [self.of(tree)]

    def range(self, area: Area | None, *, blanks: bool) -> list[Rounded]:
        """The cells of a range."""
        if area is None:
            return [UNKNOWN]
        size = area.size()
        if size > min(_LARGEST, self.left):
            return [UNKNOWN]
        found = self.kept.get((area, blanks))
        if found is not None:
            # To add them up is left to do, which takes a quarter of the time.
            self.left -= size // 4
            return found
        found = []
        for address in area.addresses():
            place = Place(area.sheet, address)
            if blanks or self.values.at(place) is not None:
                found.append(self.cell(place))
        self.left -= size
        self.room -= size
        if self.room < 0:
            self.kept.clear()
            self.room = _KEPT
        self.kept[area, blanks] = found
        return found

    def total(self, found: Rounded) -> Rounded:
        """A function of ranges; it may be 0 where a sum is so small beside what was added that it may have cancelled,
        of which the rounding error, a part `UNIT` of that, tells."""
        if self.cancels and abs(found.value) <= found.error * self.cancels / UNIT:
            return Rounded(found.value, found.error + abs(found.value))
        return found

    def reference(self, tree: Reference) -> Rounded:
        area = self.areas.area(tree, self.place)
        if area is None:
            return UNKNOWN
        return self.cell(Place(area.sheet, tree.at(self.place.address)))

    def cell(self, place: Place) -> Rounded:
        value = self.values.at(place)
        if value is None:
            return Rounded(0.0, 0.0)
        if not isinstance(value, float):
            return UNKNOWN
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
            passed = (
                (_SLOPES[name](argument.value, argument.error) + TINY) * argument.error + TINY
                if argument.error
                else 0.0
            )
        except (OverflowError, ValueError):
            return UNKNOWN
        # C libraries promise their elementary functions to within an ulp, which is two units.
        own = 0.0 if name == "ABS" else 2 * UNIT * abs(value) + TINY
        return Rounded(value, passed + own)
