"""An ordinary formula for an array formula, for a template has no others.

An ordinary formula takes one cell of a range where an array formula takes all. Where a function asks for an array by
itself, as MMULT does, there is no difference. SUM of what is calculated of each element of ranges is SUMPRODUCT of the
same, which asks for an array: of an array's elements both add up the numbers and pass over the rest. And the first
element of what is calculated of each is the same of the first cells.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import (
    Boolean,
    Call,
    Name,
    Node,
    Number,
    Operation,
    Range,
    Reference,
    Text,
    Unary,
    WholeColumns,
    WholeRows,
)
from sheetgen.formula.walk import replaced, walk
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.evaluator import Evaluator
from sheetgen.recalc.functions.registry import find
from sheetgen.recalc.values import Values
from sheetgen.sheet import Place
from sheetgen.values import Scalar


class Ordinary:
    """Finds ordinary formulas for the array formulas of a workbook, and tries each on the workbook's own values."""

    def __init__(self, values: Values) -> None:
        """`values` are the recalculated ones."""
        self.values = values
        self.evaluator = _Watching(values.grid, values.cells)

    def formula(self, tree: Node, place: Place) -> Node | None:
        """The formula that means in a cell what an array formula gives there; None where none is known to."""
        value = self.values.at(place)
        if value is None:
            return None
        return next((other for other in self._candidates(tree, place) if self._gives(value, other, place)), None)

    def _candidates(self, tree: Node, place: Place) -> Iterator[Node]:
        yield replaced(tree, lambda node: self._sum_of_products(node, place))
        if self._is_of_each(tree, place) and all(self._begins_first(node, place) for node in walk(tree)):
            yield replaced(tree, lambda node: node.first if isinstance(node, Range) else None)

    def _gives(self, value: Scalar, tree: Node, place: Place) -> bool:
        """Whether an ordinary formula gives a value, to the bit, and takes no single cell of a range for it: the same
        value by another way is chance."""
        self.evaluator.took_one = False
        try:
            found = self.evaluator.formula(tree, place, array=False)
        except FormulaError:
            return False
        return not self.evaluator.took_one and repr(found) == repr(value)

    def _sum_of_products(self, node: Node, place: Place) -> Node | None:
        """SUM of what is calculated of each element of ranges as SUMPRODUCT; None for anything else."""
        if not isinstance(node, Call) or node.function != "SUM" or len(node.arguments) != 1:
            return None
        argument = node.arguments[0]
        # Of a range itself there is nothing to calculate, and of single cells no array.
        calculated = isinstance(argument, Call | Operation | Unary)
        arrays = any(self._is_area(inner, place) for inner in walk(argument))
        return (
            Call("SUMPRODUCT", node.arguments) if calculated and arrays and self._is_of_each(argument, place) else None
        )

    def _is_of_each(self, tree: Node, place: Place) -> bool:
        """Whether each element of a formula's value is calculated of the same element of its ranges: by operators, and
        functions of numbers."""
        return all(self._is_part(node, place) for node in walk(tree))

    def _is_part(self, node: Node, place: Place) -> bool:
        if isinstance(node, Call):
            return _is_of_numbers(node.function)
        if isinstance(node, Unary):
            return node.operator in ("-", "%")
        known = self._behind(node, place)
        return isinstance(known, Boolean | Number | Operation | Range | Reference | Text | WholeColumns | WholeRows)

    def _behind(self, node: Node, place: Place) -> Node:
        """A node, or what stands behind it where it is a name."""
        return self.evaluator.resolver.name(node, place) if isinstance(node, Name) else node

    def _is_area(self, node: Node, place: Place) -> bool:
        """Whether a node stands for several cells."""
        known = self._behind(node, place)
        if not isinstance(known, Range | WholeColumns | WholeRows):
            return False
        area = self.evaluator.resolver.area(known, place)
        return area is not None and not area.is_cell

    def _begins_first(self, node: Node, place: Place) -> bool:
        """Whether a range is written with its first cell first; so is whatever is no range."""
        if not isinstance(node, Range):
            return True
        area = self.evaluator.resolver.area(node, place)
        return area is not None and (area.top, area.left) == node.first.at(place.address)


class _Watching(Evaluator):
    """An evaluator that notes where an ordinary formula takes one cell of a range."""

    took_one = False

    def intersect(self, area: Area) -> Scalar:
        """The cell that is meant."""
        self.took_one = self.took_one or not area.is_cell
        return super().intersect(area)


def _is_of_numbers(name: str) -> bool:
    """Whether a function takes numbers only, and always gives the same for the same."""
    function = find(name)
    if function is None or function.volatile or not function.kinds:
        return False
    return {*function.kinds, function.rest or "number"} == {"number"}
