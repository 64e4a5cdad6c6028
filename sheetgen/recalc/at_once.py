"""Evaluates the cells of a step at once, on arrays: the same double arithmetic, operation by operation.

Only finite numbers are worked with here. A cell that meets anything else on its way, a blank, a text, an error, a
result that is not finite, is left to the evaluator, which knows what Excel makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import Call, Coordinate, Name, Node, Number, Operation, Reference, Unary
from sheetgen.recalc import operators
from sheetgen.recalc.areas_of_numbers import OF_AREAS, OtherShape, is_small_range
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.column_cells import ColumnCells, rows_of
from sheetgen.recalc.functions.registry import find
from sheetgen.recalc.plan import Step
from sheetgen.recalc.reader import Cells
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.waiting import Waiting, WaitingColumns
from sheetgen.sheet import MAX_COLUMN, Address, Place
from sheetgen.workbook.cell_columns import CellColumns
from sheetgen.workbook.grid import Grid

Numbers = NDArray[np.float64]

#: Fewer cells than this are evaluated faster one by one.
_FEW = 8


class _NotAtOnce(Exception):
    """A tree has something that is not evaluated on arrays."""


class AtOnce:
    """Evaluates steps whose cells and precedents lie in columns."""

    def __init__(self, grid: Grid, cells: Cells, waiting: Mapping[str, Waiting]) -> None:
        self.grid = grid
        self.cells = cells
        self.waiting = waiting
        self.resolver = Resolver(grid)
        #: The cells of the step that is being evaluated.
        self.own = ColumnCells("", 1, np.empty(0, np.int64))

    def step(self, step: Step) -> Sequence[Place]:
        """Evaluates what it can, and gives back the cells that are left."""
        own = step.places
        if not isinstance(own, ColumnCells) or len(own) < _FEW:
            return own
        cells, waiting = self.cells[own.sheet], self.waiting[own.sheet]
        if not isinstance(cells, CellColumns) or not isinstance(waiting, WaitingColumns):
            return own
        flags = waiting.flags.get(own.column)
        if flags is None or not flags[own.rows].all():
            # Some were needed earlier, or belong to array formulas.
            return own
        self.own = own
        try:
            with np.errstate(all="ignore"):
                value = self.value(step.tree)
        except (_NotAtOnce, FormulaError):
            return own
        result = np.full(len(own), value) if isinstance(value, float) else value
        done = ~np.isnan(result)
        if not done.all():
            rows = own.rows[done]
            cells.make_column(own.column, int(own.rows[-1]))[rows] = result[done]
            flags[rows] = False
            return ColumnCells(own.sheet, own.column, own.rows[~done])
        cells.make_column(own.column, int(own.rows[-1]))[own.rows] = result
        flags[own.rows] = False
        return ()

    def value(self, tree: Node) -> Numbers | float:
        """A node's numbers for all cells, or one number for all of them; NaN where it is no finite number."""
        match tree:
            case Number(value):
                return value
            case Reference():
                return self.reference(tree)
            case Name():
                return self.value(self.resolver.name(tree, self.own[0]))
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
        raise _NotAtOnce

    def reference(self, tree: Reference) -> Numbers | float:
        """The numbers of the cells that a reference means."""
        sheet = self.grid.find_sheet(tree.sheet or self.own.sheet)
        if sheet is None:
            raise _NotAtOnce
        cells = self.cells[sheet.name]
        rows, column = rows_of(tree, self.own.rows), tree.column.at(self.own.column, MAX_COLUMN)
        if isinstance(rows, int):
            value = cells.get(Address(rows, column))
            return value if type(value) is float else np.nan
        if not isinstance(cells, CellColumns) or column not in cells.numbers:
            raise _NotAtOnce
        numbers = cells.numbers[column]
        if int(rows.max()) < len(numbers):
            return numbers[rows]
        return cells.column(column, int(rows.max()))[rows]

    def area(self, tree: Node) -> list[list[Numbers | float]]:
        """The numbers of each cell of a range, row by row."""
        if not is_small_range(tree):
            raise _NotAtOnce
        first, last = tree.first, tree.last
        rows = [Coordinate(row, first.row.absolute) for row in range(first.row.number, last.row.number + 1)]
        columns = [
            Coordinate(column, first.column.absolute) for column in range(first.column.number, last.column.number + 1)
        ]
        ends = Address(int(self.own.rows[0]), self.own.column), Address(int(self.own.rows[-1]), self.own.column)
        corners = first.at(ends[0]), last.at(ends[1])
        if corners[0].row > corners[1].row or corners[0].column > corners[1].column:
            # A range that runs past the end of the sheet has its corners elsewhere.
            raise _NotAtOnce
        return [[self.reference(Reference(first.sheet, row, column)) for column in columns] for row in rows]

    def call(self, tree: Call) -> Numbers | float:
        """A function of numbers, element by element, by the same code as for one cell."""
        if tree.function in OF_AREAS:
            try:
                return _finite(OF_AREAS[tree.function](*map(self.area, tree.arguments)))
            except OtherShape:
                raise _NotAtOnce from None
        function = find(tree.function)
        wanted = function is not None and not function.volatile and not function.evaluator and function.kinds
        if function is None or not wanted or function.rest or set(function.kinds) != {"number"}:
            raise _NotAtOnce
        arguments = [self.value(argument) for argument in tree.arguments]
        return _mapped(function.call, arguments, len(self.own))


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
            raise _NotAtOnce
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
