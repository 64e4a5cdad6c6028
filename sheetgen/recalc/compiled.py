"""Formulas of plain numbers as Python functions, for cells that wait for one another and so go one by one.

A training loop has a few formulas and thousands of cells; walking the tree for each takes ten times as long as the
arithmetic. As on arrays, only finite numbers are worked with: a cell that meets anything else, a text, an error, is
left to the evaluator. Of a blank cell it says which, for that may be one that is not calculated yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import Call, Name, Node, Number, Operation, Reference, Unary
from sheetgen.recalc import operators
from sheetgen.recalc.areas_of_numbers import OF_AREAS, OtherShape, is_small_range
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.registry import find
from sheetgen.recalc.resolver import Resolver
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address, Place
from sheetgen.values import Scalar
from sheetgen.workbook.grid import Grid

#: The number of a formula in a row and a column; `Left` where there is none.
Formula = Callable[[int, int], float]

#: A formula is compiled when so many cells have had it: before, that would take longer than it saves.
_OFTEN = 4


class Left(Exception):
    """A cell, or a formula, that is left to the evaluator."""


class Blank(Left):
    """A formula that needs a cell which is blank, or not calculated yet."""

    def __init__(self, sheet: str, address: Address) -> None:
        super().__init__()
        self.place = Place(sheet, address)


class Compiled:
    """The formulas of one recalculation, compiled once they have shown up often."""

    def __init__(self, grid: Grid, cells: Mapping[str, Mapping[Address, Scalar]]) -> None:
        self.grid = grid
        self.cells = cells
        self.resolver = Resolver(grid)
        self.place = Place("", Address(1, 1))
        self._seen: dict[tuple[str, int], int] = {}
        self._known: dict[tuple[str, int], Formula | None] = {}

    def number(self, tree: Node, place: Place) -> float | Place | None:
        """The value of a formula at a place, or the first cell that it needs and that is blank, or None where the
        evaluator must find it; trees are told apart by `is`."""
        # What a name or a reference without a sheet means depends on the sheet.
        key = place.sheet, id(tree)
        if key not in self._known:
            self._seen[key] = self._seen.get(key, 0) + 1
            if self._seen[key] < _OFTEN:
                return None
            self.place = place
            try:
                self._known[key] = self.compile(tree)
            except (Left, FormulaError, RecursionError):
                self._known[key] = None
        function = self._known[key]
        if function is None:
            return None
        try:
            return function(*place.address)
        except Blank as blank:
            return blank.place
        except (Left, OtherShape, Raised, OverflowError, ValueError, ZeroDivisionError):
            return None
        except RecursionError:
            # A sum of a thousand parts is a function within a function, and so on; the evaluator takes it as one row.
            self._known[key] = None
            return None

    def compile(self, tree: Node) -> Formula:
        """A node as a function of the row and the column of the formula's cell."""
        match tree:
            case Number(value):
                return lambda row, column: value
            case Reference():
                return self.reference(tree)
            case Name() if self.resolver.is_short(tree, self.place):
                return self.compile(self.resolver.name(tree, self.place))
            case Operation(signs, operands):
                result = self.compile(operands[0])
                for sign, operand in zip(signs, operands[1:], strict=True):
                    result = self.operation(sign, result, operand)
                return result
            case Unary("%", operand):
                return _finite(self.compile(operand), lambda number: number / 100)
            case Unary("-", operand):
                return _finite(self.compile(operand), lambda number: -number)
            case Call():
                return self.call(tree)
        raise Left

    def reference(self, tree: Reference) -> Formula:
        """The number in the cell that a reference means."""
        sheet = self.grid.find_sheet(tree.sheet or self.place.sheet)
        if sheet is None:
            raise Left
        name, get, row_of, column_of = sheet.name, self.cells[sheet.name].get, tree.row.at, tree.column.at

        def number(row: int, column: int) -> float:
            address = Address(row_of(row, MAX_ROW), column_of(column, MAX_COLUMN))
            value = get(address)
            if type(value) is float:
                return value
            raise Blank(name, address) if value is None else Left

        return number

    def area(self, tree: Node) -> Callable[[int, int], list[list[float]]]:
        """The numbers in the rows of a range."""
        if not is_small_range(tree):
            raise Left
        sheet = self.grid.find_sheet(tree.first.sheet or self.place.sheet)
        if sheet is None:
            raise Left
        get, first = self.cells[sheet.name].get, tree.first
        height = tree.last.row.number - first.row.number + 1
        width = tree.last.column.number - first.column.number + 1

        def numbers(row: int, column: int) -> list[list[float]]:
            top, left = first.row.at(row, MAX_ROW), first.column.at(column, MAX_COLUMN)
            if top + height - 1 > MAX_ROW or left + width - 1 > MAX_COLUMN:
                # A range that runs past the end of the sheet has its corners elsewhere.
                raise Left
            rows = [[get(Address(y, x)) for x in range(left, left + width)] for y in range(top, top + height)]
            if any(type(value) is not float for items in rows for value in items):
                raise Left
            return rows  # type: ignore[return-value]

        return numbers

    def operation(self, sign: str, left: Formula, right: Node) -> Formula:
        """One arithmetic operation."""
        operand = self.compile(right)
        match sign:
            case "+":
                return _both(left, operand, lambda a, b: a + b)
            case "-":
                return _both(left, operand, lambda a, b: a - b)
            case "*":
                return _both(left, operand, lambda a, b: a * b)
            case "/":
                return _both(left, operand, lambda a, b: a / b)
            case "^":
                return _both(left, operand, operators.power)
        raise Left

    def call(self, tree: Call) -> Formula:
        """A function of numbers, by the same code as everywhere."""
        if tree.function in OF_AREAS:
            of_areas, areas = OF_AREAS[tree.function], [self.area(argument) for argument in tree.arguments]
            return _checked(lambda row, column: float(of_areas(*[area(row, column) for area in areas])))
        function = find(tree.function)
        wanted = function is not None and not function.volatile and not function.evaluator and function.kinds
        if function is None or not wanted or function.rest or set(function.kinds) != {"number"}:
            raise Left
        call, arguments = function.call, [self.compile(argument) for argument in tree.arguments]
        if len(arguments) == 1:
            return _finite(arguments[0], call)
        return _checked(lambda row, column: float(call(*[argument(row, column) for argument in arguments])))


def _checked(function: Formula) -> Formula:
    def number(row: int, column: int) -> float:
        result = function(row, column)
        # Not so for infinity and NaN, which no cell can hold.
        if result - result == 0:
            return result
        raise Left

    return number


def _finite(operand: Formula, call: Callable[[float], float]) -> Formula:
    return _checked(lambda row, column: float(call(operand(row, column))))


def _both(left: Formula, right: Formula, call: Callable[[float, float], float]) -> Formula:
    return _checked(lambda row, column: call(left(row, column), right(row, column)))
