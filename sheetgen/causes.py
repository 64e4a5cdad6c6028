"""What a cell that differs refers to, and what is likely to be behind it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from sheetgen.errors import FormulaError
from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.tree import (
    ArrayConstant,
    External,
    Intersection,
    Name,
    Node,
    Operation,
    Range,
    Reference,
    SheetSpan,
    Span,
    Spilled,
    TableReference,
    Union,
    WholeColumns,
    WholeRows,
)
from sheetgen.formula.walk import walk
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.evaluator import Evaluator
from sheetgen.recalc.precedents import precedents
from sheetgen.recalc.reader import Pending
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.values import Values
from sheetgen.sheet import Address, Place
from sheetgen.values import shortest

#: Two numbers this close, relative, may change places by rounding alone.
_CLOSE = 1e-12

_KINDS: dict[type, str] = {
    Reference: "cell",
    Range: "range",
    WholeColumns: "whole columns",
    WholeRows: "whole rows",
    SheetSpan: "several sheets",
    Name: "name",
    TableReference: "table",
    External: "other workbook",
    Spilled: "spilled range",
    Span: "calculated range",
    Union: "union",
    Intersection: "intersection",
    ArrayConstant: "array constant",
}
_COMPARISONS = frozenset(("=", "<>", "<", ">", "<=", ">="))


class Differing:
    """The cells of a workbook that differ, to find those in a range."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.rows: dict[tuple[str, int], list[int]] = {}
        for place in sorted(places):
            self.rows.setdefault((place.sheet, place.address.column), []).append(place.address.row)

    def first_in(self, area: Area, besides: Place) -> Place | None:
        """The first cell of an area that differs, in reading order."""
        found = []
        for (sheet, column), rows in self.rows.items():
            if sheet == area.sheet and area.left <= column <= area.right:
                own = besides.address.row if (besides.sheet, besides.address.column) == (sheet, column) else None
                start = bisect_left(rows, area.top)
                for row in rows[start : start + 2]:
                    if row <= area.bottom and row != own:
                        found.append(Address(row, column))
                        break
        return Place(area.sheet, min(found)) if found else None


def reference_kinds(tree: Node) -> list[str]:
    """The kinds of reference in a formula, each once; "no reference" where it has none."""
    found: dict[str, None] = {}
    for node in walk(tree):
        kind = _KINDS.get(type(node))
        if kind is not None:
            found[kind] = None
        if isinstance(node, Reference) and node.sheet is not None:
            found["other sheet"] = None
    return list(found) or ["no reference"]


def likely_cause(values: Values, place: Place, differing: Differing) -> str | None:
    """Why a cell's stored value may differ from the recalculated one, as far as the workbook shows it; None otherwise.

    A formula that depends on a cell which differs is no finding of its own; a comparison of numbers that differ by
    rounding alone can go either way in another program.
    """
    tree = values.plan.trees.get(place)
    if tree is None:
        return None
    for area in precedents(tree, place, Resolver(values.grid)):
        other = differing.first_in(area, place)
        if other is not None:
            return f"it depends on {other}, which differs"
    for condition, left, right in _comparisons(values, tree, place):
        if abs(left - right) <= _CLOSE * max(abs(left), abs(right)):
            text = print_a1(condition, place.address)
            return f"{text} compares {shortest(left)} with {shortest(right)}, which rounding alone can turn"
    return None


def _comparisons(values: Values, tree: Node, place: Place) -> Iterator[tuple[Node, float, float]]:
    """The comparisons of two numbers in a formula, with the numbers as they were calculated."""
    evaluator = Evaluator(values.grid, values.cells)
    evaluator.place = place
    for node in walk(tree):
        if not isinstance(node, Operation) or len(node.operators) != 1 or node.operators[0] not in _COMPARISONS:
            continue
        try:
            left, right = (evaluator.scalar(operand) for operand in node.operands)
        except (Raised, Pending, FormulaError):
            # A variable of LET, a cell without a value: nothing to compare.
            continue
        if isinstance(left, float) and isinstance(right, float):
            yield node, left, right
