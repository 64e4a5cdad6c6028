"""One formula's derivatives for many cells at once: its operations on arrays, and back.

Only what is smooth and finite is worked with here. A cell that meets anything else on its way is left to its own tape,
which knows what to say of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheetgen.formula.tree import Call, Name, Node, Number, Operation, Reference, Unary
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.column_cells import ColumnCells, rows_of
from sheetgen.recalc.functions.registry import Function, Rule, find
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.values import Values
from sheetgen.sheet import MAX_COLUMN

Rows = NDArray[np.int64]
Numbers = NDArray[np.float64]
#: A number for each cell of the group, or one for all of them.
Some = Numbers | float


class NotAtOnce(Exception):
    """A tree has something that is not differentiated on arrays."""


@dataclass(slots=True)
class Entry:
    """A number of each cell: its partial derivatives by others, or the cells that it was read from."""

    value: Some
    parents: Sequence[tuple[int, Some]] = ()
    #: The sheet and column it was read from, and the row for each cell, or the one for all.
    source: tuple[str, int, Rows | int] | None = None


class Group:
    """A formula's operations, for cells of one column that hold it."""

    def __init__(self, values: Values, resolver: Resolver, own: ColumnCells) -> None:
        self.values = values
        self.resolver = resolver
        self.own = own
        self.entries: list[Entry] = []
        #: The cells that must be looked at one by one.
        self.odd = np.zeros(len(own), bool)

    def forwards(self, tree: Node) -> None:
        """Notes every operation; NotAtOnce where one is of another kind."""
        known = self.values.numbers(self.own.sheet, self.own.column, self.own.rows)
        with np.errstate(all="ignore"):
            self.node(tree, known)
        for entry in self.entries:
            for number in (entry.value, *(slope for _, slope in entry.parents)):
                self.odd |= ~np.isfinite(number)

    def backwards(self, adjoint: Numbers) -> Iterator[tuple[str, int, Rows | int, Some]]:
        """What each reference contributes: its sheet, column and rows, and the derivative by them."""
        adjoints: dict[int, Some] = {len(self.entries) - 1: adjoint}
        for index in range(len(self.entries) - 1, -1, -1):
            if index not in adjoints:
                continue
            entry, own = self.entries[index], adjoints.pop(index)
            if entry.source is not None:
                yield *entry.source, own
            for parent, slope in entry.parents:
                adjoints[parent] = adjoints[parent] + own * slope if parent in adjoints else own * slope

    def node(self, tree: Node, known: Numbers | None = None) -> int:
        """Notes a node, whose value may be known; its place among the entries."""
        match tree:
            case Number(value):
                return self.add(Entry(value))
            case Reference():
                return self.reference(tree)
            case Name() if self.resolver.is_short(tree, self.own[0]):
                return self.node(self.resolver.name(tree, self.own[0]), known)
            case Operation(signs, operands):
                left = self.node(operands[0])
                for sign, operand in zip(signs, operands[1:], strict=True):
                    left = self.operation(sign, left, self.node(operand))
                return left
            case Unary("%", operand):
                inner = self.node(operand)
                return self.add(Entry(self.value(inner) / 100, ((inner, 0.01),)))
            case Unary("-", operand):
                inner = self.node(operand)
                return self.add(Entry(-self.value(inner), ((inner, -1.0),)))
            case Call():
                return self.call(tree, known)
        raise NotAtOnce

    def add(self, entry: Entry) -> int:
        self.entries.append(entry)
        return len(self.entries) - 1

    def value(self, index: int) -> Some:
        return self.entries[index].value

    def reference(self, tree: Reference) -> int:
        """The numbers of the cells that a reference means, NaN for what is none."""
        sheet = self.values.grid.find_sheet(tree.sheet or self.own.sheet)
        if sheet is None:
            raise NotAtOnce
        rows, column = rows_of(tree, self.own.rows), tree.column.at(self.own.column, MAX_COLUMN)
        found = self.values.numbers(sheet.name, column, np.atleast_1d(rows))
        value: Some = float(found[0]) if isinstance(rows, int) else found
        return self.add(Entry(value, source=(sheet.name, column, rows)))

    def operation(self, sign: str, left: int, right: int) -> int:
        """One arithmetic operation."""
        # Python's own division raises where NumPy's gives infinity.
        a, b = np.asarray(self.value(left)), np.asarray(self.value(right))
        match sign:
            case "+":
                return self.add(Entry(a + b, ((left, 1.0), (right, 1.0))))
            case "-":
                return self.add(Entry(a - b, ((left, 1.0), (right, -1.0))))
            case "*":
                return self.add(Entry(a * b, ((left, b), (right, a))))
            case "/":
                value = a / b
                return self.add(Entry(value, ((left, 1.0 / b), (right, -value / b))))
            case "^":
                power = find("POWER")
                assert power is not None
                return self.called(power, [left, right], np.power(a, b))
        raise NotAtOnce

    def call(self, tree: Call, known: Numbers | None) -> int:
        """A function of numbers that has partial derivatives."""
        function = find(tree.function)
        plain = function is not None and not (function.volatile or function.evaluator or function.rest)
        if function is None or not plain or set(function.kinds) != {"number"} or not callable(function.derivative):
            raise NotAtOnce
        arguments = [self.node(argument) for argument in tree.arguments]
        value = known if known is not None else _mapped(function.call, [self.value(i) for i in arguments])
        return self.called(function, arguments, value)

    def called(self, function: Function, arguments: list[int], value: Some) -> int:
        """A function's value, with its partial derivatives."""
        given = [np.asarray(self.value(index)) for index in arguments]
        assert callable(function.derivative)
        slopes: Any = function.derivative(*given, value=np.asarray(value))
        parents = []
        for index, slope in zip(arguments, slopes if isinstance(slopes, tuple) else (slopes,), strict=False):
            entry = self.entries[index]
            if entry.parents or entry.source is not None:
                if slope is Rule.STEPS:
                    raise NotAtOnce
                parents.append((index, slope))
        if function.kink is not None:
            self.odd |= function.kink(*given)
        return self.add(Entry(value, parents))


def _mapped(call: Callable[..., float], arguments: list[Some]) -> Numbers:
    """A function of Python numbers on arrays; NaN where it has no value."""

    def one(*items: float) -> float:
        try:
            return float(call(*items))
        except (Raised, OverflowError, ValueError, ZeroDivisionError):
            return float("nan")

    columns = np.broadcast_arrays(*arguments)
    shape = columns[0].shape
    return np.array([one(*items) for items in zip(*(c.ravel().tolist() for c in columns), strict=True)]).reshape(shape)
