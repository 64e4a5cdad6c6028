"""Evaluates the plan: one formula after the other, each from the values of the cells before it."""

from __future__ import annotations

from collections.abc import Iterator

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import (
    ArrayConstant,
    Boolean,
    Call,
    Error,
    Missing,
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
from sheetgen.recalc import operators
from sheetgen.recalc.areas import Areas
from sheetgen.recalc.arrays import Area, Array, Value
from sheetgen.recalc.coerce import Raised, finite, to_condition, to_number
from sheetgen.recalc.functions import registry
from sheetgen.recalc.plan import Plan, make_plan
from sheetgen.recalc.values import Values
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue, Scalar
from sheetgen.workbook.grid import Grid


def recalculate(grid: Grid, plan: Plan | None = None) -> Values:
    """Every formula of a workbook, evaluated anew; the cached values are not looked at.

    FormulaError names the cell that cannot be evaluated: a formula that does not parse, an unsupported function, a
    cycle.
    """
    plan = plan or make_plan(grid)
    cells = {
        name: {address: value for address, value in sheet.values.items() if address not in sheet.formulas}
        for name, sheet in grid.sheets.items()
    }
    evaluator = Evaluator(grid, cells)
    for step in plan.steps:
        for place in step.places:
            cells[place.sheet][place.address] = evaluator.formula(step.tree, place)
    return Values(grid, cells)


class Evaluator:
    """Evaluates trees at a place. Functions that take "values" or "lazy" arguments use its public methods."""

    def __init__(self, grid: Grid, cells: dict[str, dict[Address, Scalar]]) -> None:
        """`cells` holds the values known so far, sheet by sheet."""
        self.cells = cells
        self.areas = Areas(grid)
        self.place = Place("", Address(1, 1))

    def formula(self, tree: Node, place: Place) -> Scalar:
        """A formula's result for its cell: a blank becomes 0, an error that was raised its error value."""
        self.place = place
        try:
            result = self.scalar(tree)
        except Raised as raised:
            return raised.error
        except RecursionError:
            raise FormulaError("its formula nests too deeply", place, self.areas.grid.path) from None
        return 0.0 if result is None else result

    def value(self, tree: Node) -> Value:
        """A node's value; references stay references."""
        match tree:
            case Number(value) | Text(value) | Boolean(value) | Error(value):
                return value
            case Missing():
                return None
            case Reference() | Range() | WholeColumns() | WholeRows():
                area = self.areas.area(tree, self.place)
                return ErrorValue.REF if area is None else area
            case Name():
                return self.value(self.areas.name(tree, self.place))
            case Operation(signs, operands):
                result = self.scalar(operands[0])
                for sign, operand in zip(signs, operands[1:], strict=True):
                    result = operators.binary(sign, result, self.scalar(operand))
                return result
            case Unary("%", operand):
                return operators.percent(self.scalar(operand))
            case Unary(_, operand):
                return operators.negate(self.scalar(operand))
            case Call():
                return self.call(tree)
            case ArrayConstant(rows):
                return Array(tuple(tuple(self.scalar(item) for item in row) for row in rows))
        raise AssertionError(f"the plan let {tree} through")

    def call(self, tree: Call) -> Value:
        """A function's value."""
        function = registry()[tree.function]
        if function.takes == "lazy":
            result: Value = function.call(self, *tree.arguments)
        elif function.takes == "values":
            result = function.call(self, *[self.value(argument) for argument in tree.arguments])
        else:
            numbers = [to_number(self.scalar(argument)) for argument in tree.arguments]
            try:
                result = function.call(*numbers)
            except (OverflowError, ValueError):
                # Python's mathematics raises these outside a function's domain and past the largest double.
                raise Raised(ErrorValue.NUM) from None
        return finite(result) if isinstance(result, float) else result

    def scalar(self, tree: Node) -> Scalar:
        """A node's value as one scalar; of a range, the cell in the formula's own row or column."""
        value = self.value(tree)
        if isinstance(value, Area):
            return self.intersect(value)
        return value.rows[0][0] if isinstance(value, Array) else value

    def scalar_value(self, tree: Node) -> Scalar:
        """The same, with an error value raised."""
        value = self.scalar(tree)
        if isinstance(value, ErrorValue):
            raise Raised(value)
        return value

    def intersect(self, area: Area) -> Scalar:
        """Implicit intersection ("Implicit intersection operator: @"): #VALUE! where no single cell is meant."""
        row, column = self.place.address
        if area.is_cell:
            row, column = area.top, area.left
        elif area.left == area.right and area.top <= row <= area.bottom:
            column = area.left
        elif area.top == area.bottom and area.left <= column <= area.right:
            row = area.top
        else:
            return ErrorValue.VALUE
        return self.cells[area.sheet].get(Address(row, column))

    def read(self, area: Area) -> Iterator[Scalar]:
        """The non-blank cells of an area, row by row."""
        cells = self.cells[area.sheet]
        if area.size() <= len(cells):
            addresses: Iterator[Address] | list[Address] = area.addresses()
        else:
            addresses = sorted(address for address in cells if address in area)
        for address in addresses:
            value = cells.get(address)
            if value is not None:
                yield value

    def numbers(self, arguments: tuple[Value, ...], *, strict: bool = True) -> Iterator[float]:
        """The numbers that SUM and its kin see: in references and arrays numbers alone, elsewhere what coerces.

        Error values are raised; with `strict` false, errors and texts are passed over, as COUNT does.
        """
        for argument in arguments:
            if isinstance(argument, Area | Array):
                items = self.read(argument) if isinstance(argument, Area) else _items(argument)
                for item in items:
                    if isinstance(item, float):
                        yield item
                    elif isinstance(item, ErrorValue) and strict:
                        raise Raised(item)
                continue
            try:
                number = to_number(argument)
            except Raised:
                if strict:
                    raise
                continue
            yield number

    def conditions(self, arguments: tuple[Value, ...]) -> list[bool]:
        """The conditions that AND and OR see; #VALUE! where there is none."""
        found: list[bool] = []
        for argument in arguments:
            if isinstance(argument, Area | Array):
                items = self.read(argument) if isinstance(argument, Area) else _items(argument)
                for item in items:
                    if isinstance(item, ErrorValue):
                        raise Raised(item)
                    if isinstance(item, bool | float):
                        found.append(to_condition(item))
            else:
                found.append(to_condition(argument))
        if not found:
            raise Raised(ErrorValue.VALUE)
        return found


def _items(array: Array) -> Iterator[Scalar]:
    for row in array.rows:
        yield from row
