"""Evaluates a formula on traced numbers, the evaluator's own way: branches, lookups and arrays stand as they do.

What a function does to numbers is on the tape in one of three ways: by its partial derivatives, by its own code, or as
a number that has no derivative.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sheetgen.differentiate.rounded import Rounded, error_of
from sheetgen.differentiate.tape import Finding, Tape, Traced, untraced
from sheetgen.formula.tree import Node, Operation, Unary
from sheetgen.recalc import operators
from sheetgen.recalc.arrays import Area, Areas, Array, Value, lift
from sheetgen.recalc.coerce import to_number
from sheetgen.recalc.evaluator import Evaluator
from sheetgen.recalc.functions.registry import Function, Rule, find
from sheetgen.recalc.plan import Plan
from sheetgen.recalc.reader import Pending, most_read
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.values import Values
from sheetgen.recalc.work import Work
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue, Scalar

#: How far the value of a function besides Python's own may be off, relative: 4 ulp.
_OWN_ERROR = 2.0**-50
_COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")


@dataclass(slots=True)
class Surroundings:
    """What a formula is traced with: the values of all cells, and which of them are traced how."""

    values: Values
    plan: Plan
    resolver: Resolver
    #: What an evaluation of the workbook may take.
    work: Work
    #: Whether a cell's number is one that the derivative may be by, or depends on one.
    varies: Callable[[Place], bool]
    #: The bound on a cell's rounding error.
    error: Callable[[Place], float]
    #: What there is to say of the formula behind a cell.
    findings: Callable[[Place], Iterable[Finding]]
    #: The formula that must be traced before a cell can be read; None where it can.
    first: Callable[[Place], Place | None]


def trace(tree: Node, place: Place, around: Surroundings) -> tuple[Tape, Scalar | Array]:
    """The tape of a formula at a place, and its result; `Pending` where another formula must be traced first."""
    evaluator = _Tracing(place, around)
    return evaluator.tape, evaluator.formula(tree, place, array=place in around.plan.arrays)


class _Tracing(Evaluator):
    """An evaluator for one formula: what functions remember of references must not be another tape's."""

    def __init__(self, place: Place, around: Surroundings) -> None:
        super().__init__(around.values.grid, around.values.cells, around.work.anew())
        self.resolver = around.resolver
        self.around = around
        self.tape = Tape(place)

    # Reading cells

    def read_cell(self, sheet: str, address: Address) -> Scalar:
        place = Place(sheet, address)
        first = self.around.first(place)
        if first is not None:
            raise Pending(first)
        value = self.cells[sheet].get(address)
        error = self.around.error(place)
        if type(value) is float and self.around.varies(place):
            return self.tape.read(place, value, error)
        # What passes no derivative on, a text, a condition, a branch's constant, passes on what there is to say of it.
        self.tape.findings.update(dict.fromkeys(self.around.findings(place)))
        if type(value) is not float:
            return value
        return Rounded(value, error) if error else value

    def read(self, area: Area) -> Iterator[Scalar]:
        cells = self.cells[area.sheet]
        area = self.resolver.clip(area)
        found = area.addresses() if area.size() <= most_read(area, cells) else sorted(a for a in cells if a in area)
        for address in found:
            value = self.read_cell(area.sheet, address)
            if value is not None:
                yield value

    def spilled(self, tree: Node) -> Value:
        area = self.reference(tree)
        anchor = Place(area.sheet, Address(area.top, area.left))
        self.read_cell(area.sheet, anchor.address)
        return self.around.plan.arrays.get(anchor, ErrorValue.REF)

    # Operators

    def value(self, tree: Node) -> Value:
        if isinstance(tree, Unary) and tree.operator == "%":
            percent = partial(operators.percent, date1904=self.grid.date1904)
            return lift(lambda number: percent(_rounding(number)), self.operand(tree.operand))
        if not isinstance(tree, Operation):
            return super().value(tree)
        result: Scalar | Array = self.operand(tree.operands[0])
        for sign, operand in zip(tree.operators, tree.operands[1:], strict=True):
            result = lift(partial(self.binary, sign), result, self.operand(operand))
        return result

    def binary(self, sign: str, left: Scalar, right: Scalar) -> Scalar:
        """One binary operation on scalars."""
        traced = isinstance(left, Traced) or isinstance(right, Traced)
        if sign == "^":
            # The operator's own code takes the C library's pow, which leaves no trace.
            power = find("POWER")
            assert power is not None
            base, exponent = to_number(left), to_number(right)
            return self.by_slopes(power, (base, exponent), operators.power(float(base), float(exponent)), "^")
        if traced and sign in _COMPARISONS and isinstance(left, float) and left == right:
            self.tape.note("kink", f"a comparison by {sign} is decided at equality")
        if traced and sign == "&":
            self.tape.note("text", "& makes a text of a number, which is taken as constant")
        return operators.binary(sign, _rounding(left), right, date1904=self.grid.date1904)

    # Functions

    def finish(self, function: Function, arguments: list[object], scalars: list[int]) -> Value:
        return super().finish(replace(function, call=partial(self.called, function)), arguments, scalars)

    def called(self, function: Function, *arguments: Any) -> Any:
        """A function's value for arguments as it wants them, on the tape."""
        head, given = (arguments[:1], arguments[1:]) if function.evaluator else ((), arguments)
        rule = function.derivative
        if rule is Rule.BY_ITS_CODE:
            self.look_for_kink(function, given)
            return function.call(*arguments)
        plain = [_plain(argument) for argument in given]
        value = function.call(*head, *plain)
        if rule is Rule.CONSTANT or not (callable(rule) or any(True for _ in self.traced(given))):
            return _plain(value)
        self.look_for_kink(function, given)
        if isinstance(value, str):
            self.tape.note("text", f"{function.name} makes a text of a number, which is taken as constant")
            return value
        if rule is Rule.STEPS:
            steps = f"{function.name} is constant between jumps: its derivative is 0"
            return self.marked(value, list(self.traced(given)), "steps", steps)
        if rule is None:
            return self.marked(value, list(self.traced(given)), "refused", f"no derivative of {function.name} is known")
        numbers = [to_number(item) if isinstance(item, str) or item is None else item for item in given]
        return self.by_slopes(function, tuple(numbers), float(value), function.name)

    def by_slopes(self, function: Function, given: tuple[Any, ...], value: float, what: str) -> Rounded:
        """A number that a function made, with the function's own partial derivatives."""
        own = Rounded(value, _OWN_ERROR * abs(value))
        # Slopes may be made of the value: its error must be known, for which slopes are needed.
        passed = self.passed(self.slopes(function, given, own, what))
        number = Rounded(value, own.error + passed)
        parents = self.slopes(function, given, number, what)
        return self.tape.record(number, parents, what) if any(True for _ in self.traced(given)) else number

    def passed(self, parents: Sequence[tuple[float, float]]) -> float:
        """The rounding error that a function passes on, to first order."""
        return float(sum(abs(float(slope)) * error_of(parent) for parent, slope in parents if error_of(parent)))

    def slopes(
        self, function: Function, given: tuple[Any, ...], value: Rounded, what: str
    ) -> list[tuple[float, float]]:
        """Each number among a function's arguments, with the partial derivative by it."""
        assert callable(function.derivative)
        try:
            slopes = function.derivative(*(_exact(argument) for argument in given), value=value)
        except (ZeroDivisionError, OverflowError, ValueError):
            slopes = tuple([math.nan] * len(item) if isinstance(item, list) else math.nan for item in given)
        parents: list[tuple[float, float]] = []
        for argument, slope in zip(given, slopes if isinstance(slopes, tuple) else (slopes,), strict=False):
            if slope is Rule.STEPS:
                if isinstance(argument, Traced):
                    steps = f"{what} is constant between jumps: its derivative is 0"
                    parents.append((self.tape.mark(argument, (argument,), "steps", steps), 1.0))
            elif isinstance(argument, list):
                parents.extend(zip(argument, slope, strict=True))
            else:
                parents.append((argument, slope))
        return parents

    def look_for_kink(self, function: Function, given: tuple[Any, ...]) -> None:
        """Notes where a function has another derivative on either side of its arguments."""
        if function.kink is not None and any(True for _ in self.traced(given)) and function.kink(*given):
            self.tape.note("kink", f"{function.name} has a kink or jumps at these arguments")

    def marked(self, value: Any, parents: Sequence[Traced], kind: str, message: str) -> Any:
        """A value whose numbers have something to be said about them."""
        if isinstance(value, Array):
            return Array(tuple(tuple(self.marked(item, parents, kind, message) for item in row) for row in value.rows))
        if isinstance(value, float):
            return self.tape.mark(value, parents, kind, message)
        return value

    def traced(self, given: Any) -> Iterator[Traced]:
        """The traced numbers among arguments, those of references too."""
        for item in given:
            if isinstance(item, Traced):
                yield item
            elif isinstance(item, Array | Area | Areas):
                yield from (number for number in self.items(item) if isinstance(number, Traced))
            elif isinstance(item, list):
                yield from (number for number in item if isinstance(number, Traced))


def _rounding(value: Scalar) -> Scalar:
    """A plain number as one whose rounding counts from here on."""
    return Rounded(value) if type(value) is float else value


def _plain(argument: Any) -> Any:
    """An argument with plain numbers."""
    if isinstance(argument, Rounded):
        return float(argument)
    if isinstance(argument, list):
        return [float(item) for item in argument]
    if isinstance(argument, Array):
        return Array(tuple(tuple(_plain(item) for item in row) for row in argument.rows))
    return argument


def _exact(argument: Any) -> Any:
    """An argument without its trace, but with its rounding error."""
    if isinstance(argument, list):
        return [_exact(item) for item in argument]
    if isinstance(argument, float) and not isinstance(argument, bool):
        return Rounded(untraced(argument), error_of(argument))
    return argument
