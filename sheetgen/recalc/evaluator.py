"""Evaluates one formula at a time, from the values of the cells before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import partial, reduce

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import (
    Apply,
    ArrayConstant,
    Boolean,
    Call,
    Error,
    External,
    Intersection,
    Missing,
    Name,
    Node,
    Number,
    Operation,
    Range,
    Reference,
    Span,
    Spilled,
    TableReference,
    Text,
    Unary,
    Union,
    WholeColumns,
    WholeRows,
)
from sheetgen.recalc import operators
from sheetgen.recalc.arrays import Area, Areas, Array, Lambda, Value
from sheetgen.recalc.coerce import Raised, finite, to_condition, to_number, to_text
from sheetgen.recalc.functions.registry import SCALAR_KINDS, Function, find
from sheetgen.recalc.resolver import Resolver
from sheetgen.recalc.waiting import Waiting
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue, Scalar
from sheetgen.workbook.grid import Grid

#: The values known so far, sheet by sheet.
Cells = Mapping[str, MutableMapping[Address, Scalar]]


class Pending(Exception):
    """A cell is read whose formula is not evaluated yet: it must come first."""

    def __init__(self, place: Place) -> None:
        super().__init__(str(place))
        self.place = place


class Evaluator:
    """Evaluates trees at a place. Functions that ask for an `evaluator` use its public methods."""

    def __init__(self, grid: Grid, cells: Cells) -> None:
        """`cells` holds the values known so far, sheet by sheet."""
        self.grid = grid
        self.cells = cells
        self.resolver = Resolver(grid)
        self.place = Place("", Address(1, 1))
        #: Whether references are taken as whole arrays: in array formulas, and where a function asks for an array.
        self.arrays = False
        #: What the names of LET and LAMBDA mean here.
        self.scope: dict[str, Value] = {}
        #: Formula cells without a value yet, sheet by sheet, with the cell whose formula gives it.
        self.pending: dict[str, Waiting] = {}
        #: Formula cells that cannot be evaluated, and why.
        self.broken: dict[Place, FormulaError] = {}
        #: Arrays that array formulas gave, by the cell that holds the formula.
        self.spills: dict[Place, Array] = {}

    def formula(self, tree: Node, place: Place, *, array: bool) -> Scalar | Array:
        """A formula's result: a blank becomes 0, an error that was raised its error value.

        A plain formula gives a scalar; an array formula whatever comes of it.
        """
        self.place, self.arrays, self.scope = place, array, {}
        try:
            result = self.array(self.value(tree)) if array else self.scalar(tree)
        except Raised as raised:
            return raised.error
        except RecursionError:
            raise FormulaError("its formula nests too deeply", place, self.grid.path) from None
        except FormulaError as error:
            if error.place is not None:
                raise
            raise type(error)(error.message, place, self.grid.path) from None
        if isinstance(result, Array):
            rows = tuple(tuple(0.0 if item is None else item for item in row) for row in result.rows)
            return rows[0][0] if len(rows) == len(rows[0]) == 1 else Array(rows)
        return 0.0 if result is None else result

    def value(self, tree: Node) -> Value:
        """A node's value; references stay references."""
        match tree:
            case Number(value) | Text(value) | Boolean(value) | Error(value):
                return value
            case Missing():
                return None
            case Reference() | Range() | WholeColumns() | WholeRows():
                area = self.resolver.area(tree, self.place)
                return ErrorValue.REF if area is None else area
            case Name():
                return self.name(tree)
            case Operation(signs, operands):
                result: Scalar | Array = self.operand(operands[0])
                for sign, operand in zip(signs, operands[1:], strict=True):
                    result = self.lift(partial(operators.binary, sign), result, self.operand(operand))
                return result
            case Unary("@", operand):
                return self.scalar(operand)
            case Unary("%", operand):
                return self.lift(operators.percent, self.operand(operand))
            case Unary(_, operand):
                return self.lift(operators.negate, self.operand(operand))
            case Call():
                return self.call(tree)
            case Apply(function, arguments):
                target = self.value(function)
                return self.apply(target, self.values(arguments))
            case ArrayConstant(rows):
                return Array(tuple(tuple(self.constant(item) for item in row) for row in rows))
            case Span(parts):
                return self.span(parts)
            case Intersection(parts):
                return self.intersection(parts)
            case External():
                return self.external(tree)
            case Union(parts):
                return self.union(parts)
            case Spilled(reference):
                return self.spilled(reference)
            case TableReference():
                area = self.resolver.table(tree, self.place)
                return ErrorValue.REF if area is None else area
        raise AssertionError(f"the plan let {tree} through")

    # Names and references

    def name(self, tree: Name) -> Value:
        """What a name means: a variable of LET or LAMBDA, or a defined name."""
        if tree.sheet is None and tree.name.lower() in self.scope:
            return self.scope[tree.name.lower()]
        return self.value(self.resolver.name(tree, self.place))

    def reference(self, tree: Node) -> Area:
        """A node that must be one reference; #VALUE! is raised for anything else."""
        value = self.value(tree)
        if isinstance(value, ErrorValue):
            raise Raised(value)
        if not isinstance(value, Area):
            raise Raised(ErrorValue.VALUE)
        return value

    def span(self, parts: tuple[Node, ...]) -> Value:
        """A range between references that are themselves calculated: `A1:OFFSET(A1,3,0)`."""
        areas = [self.reference(part) for part in parts]
        if len({area.sheet for area in areas}) > 1:
            return ErrorValue.VALUE
        return reduce(Area.hull, areas)

    def intersection(self, parts: tuple[Node, ...]) -> Value:
        """The cells that references share; #NULL! if there are none."""
        shared: Area | None = None
        for index, part in enumerate(parts):
            area = self.reference(part)
            shared = area if index == 0 else shared.intersection(area) if shared else None
        return shared or ErrorValue.NULL

    def external(self, tree: External) -> Value:
        """A reference to another workbook: the values that this file remembers of it. The other file is not opened."""
        reference = tree.reference
        first = reference.first if isinstance(reference, Range) else reference
        known = self.grid.external.get((tree.book, (first.sheet or "").lower()))
        if known is None:
            return ErrorValue.REF
        start = first.at(self.place.address)
        end = reference.last.at(self.place.address) if isinstance(reference, Range) else start
        rows = range(min(start.row, end.row), max(start.row, end.row) + 1)
        columns = range(min(start.column, end.column), max(start.column, end.column) + 1)
        array = Array(tuple(tuple(known.get(Address(row, column)) for column in columns) for row in rows))
        return array.rows[0][0] if len(rows) == len(columns) == 1 else array

    def union(self, parts: tuple[Node, ...]) -> Value:
        """Several references as one."""
        found: list[Area] = []
        for part in parts:
            value = self.value(part)
            if isinstance(value, ErrorValue):
                return value
            found.extend(value.areas if isinstance(value, Areas) else [value] if isinstance(value, Area) else [])
        return Areas(tuple(found))

    def spilled(self, tree: Node) -> Value:
        """`A1#`: the cells that the array formula in A1 filled; #REF! where there is none."""
        area = self.reference(tree)
        anchor = Place(area.sheet, Address(area.top, area.left))
        self.read_cell(area.sheet, anchor.address)
        array = self.spills.get(anchor)
        if array is None:
            return ErrorValue.REF
        return Area(area.sheet, area.top, area.left, area.top + array.height - 1, area.left + array.width - 1)

    # Reading cells

    def read_cell(self, sheet: str, address: Address) -> Scalar:
        """A cell's value; `Pending` where its formula must be evaluated first."""
        waiting = self.pending.get(sheet)
        if waiting and address in waiting:
            raise Pending(waiting[address])
        return self.cells[sheet].get(address)

    def read(self, area: Area) -> Iterator[Scalar]:
        """The non-blank cells of an area, row by row."""
        cells, waiting = self.cells[area.sheet], self.pending.get(area.sheet)
        if area.is_whole:
            area = self.resolver.clip(area)
        first = waiting.first_in(area) if waiting else None
        if first is not None:
            raise Pending(first)
        within = getattr(cells, "within", None)
        if within is not None:
            yield from within(area.top, area.left, area.bottom, area.right)
        elif area.size() <= len(cells):
            yield from (value for address in area.addresses() if (value := cells.get(address)) is not None)
        else:
            yield from (cells[address] for address in sorted(address for address in cells if address in area))

    def array(self, value: Value) -> Array:
        """A value as an array: of a reference, its cells with None for blanks; of a scalar, one element."""
        if isinstance(value, Array):
            return value
        if isinstance(value, Area):
            if value.is_whole or value.size() > MOST_ELEMENTS:
                value = self.resolver.clip(value)
            rows = range(value.top, value.bottom + 1)
            columns = range(value.left, value.right + 1)
            return Array(tuple(tuple(self.read_cell(value.sheet, Address(row, c)) for c in columns) for row in rows))
        if isinstance(value, Areas | Lambda):
            raise Raised(ErrorValue.VALUE)
        return Array(((value,),))

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
        return self.read_cell(area.sheet, Address(row, column))

    # Scalars and arrays

    def operand(self, tree: Node) -> Scalar | Array:
        """A node's value as arithmetic takes it: a scalar, or an array where arrays are wanted or there is one.

        An error value that is raised on the way is a value here: whatever stands to the left of it comes first.
        """
        try:
            return self.scalar_or_array(self.value(tree))
        except Raised as raised:
            return raised.error

    def scalar_or_array(self, value: Value) -> Scalar | Array:
        """The same of a value."""
        if isinstance(value, Area):
            return self.array(value) if self.arrays and not value.is_cell else self.intersect(value)
        if isinstance(value, Areas | Lambda):
            return ErrorValue.VALUE
        return value

    def scalar(self, tree: Node) -> Scalar:
        """A node's value as one scalar: of a range, the cell in the formula's own row or column; of an array, its
        first element."""
        return self.single_or_cell(self.value(tree))

    def single(self, value: Value) -> Scalar:
        """A value that is no reference, as one scalar."""
        if isinstance(value, Array):
            return value.rows[0][0]
        if isinstance(value, Areas):
            return ErrorValue.VALUE
        if isinstance(value, Lambda):
            return ErrorValue.CALC
        assert not isinstance(value, Area)
        return value

    def first(self, value: Value) -> Scalar:
        """A value that one element of an array gave, as one scalar: of a reference, its first cell."""
        if isinstance(value, Area):
            return self.read_cell(value.sheet, Address(value.top, value.left))
        return self.single(value)

    def checked(self, tree: Node) -> Scalar:
        """A node as one scalar, with an error value raised."""
        value = self.scalar(tree)
        if isinstance(value, ErrorValue):
            raise Raised(value)
        return value

    def constant(self, tree: Node) -> Scalar:
        value = self.value(tree)
        assert not isinstance(value, Area | Areas | Array | Lambda)
        return value

    def lift(self, call: Callable[..., Scalar], *arguments: Scalar | Array) -> Scalar | Array:
        """A function of scalars, mapped over the arrays among its arguments; errors stay with their elements."""
        arrays = [argument for argument in arguments if isinstance(argument, Array)]
        if not arrays:
            return call(*arguments)
        height = max(array.height for array in arrays)
        width = max(array.width for array in arrays)
        return Array(
            tuple(
                tuple(
                    _element(call, [a.at(row, column) if isinstance(a, Array) else a for a in arguments])
                    for column in range(width)
                )
                for row in range(height)
            )
        )

    # Functions

    def call(self, tree: Call) -> Value:
        """A function's value."""
        if tree.function.lower() in self.scope:
            return self.apply(self.scope[tree.function.lower()], self.values(tree.arguments))
        function = find(tree.function)
        if function is None:
            # A defined name can hold a LAMBDA.
            target = self.name(Name(None, tree.function))
            return self.apply(target, self.values(tree.arguments))
        arguments: list[object] = []
        scalars: list[int] = []
        for index, argument in enumerate(tree.arguments):
            kind = function.kind(index)
            if kind in SCALAR_KINDS:
                scalars.append(index)
                arguments.append(self.operand(argument))
            else:
                arguments.append(self.argument(kind, argument))
        return self.finish(function, arguments, scalars)

    def argument(self, kind: str, tree: Node) -> object:
        """An argument that is not a scalar, as the function wants it."""
        if kind == "node":
            return tree
        if kind in ("array", "table"):
            outer, self.arrays = self.arrays, True
            try:
                value = self.quietly(tree)
                return value if kind == "table" else self.array(value)
            finally:
                self.arrays = outer
        if kind == "numbers":
            return list(self.numbers(self.value(tree)))
        return self.quietly(tree)

    def quietly(self, tree: Node) -> Value:
        """A node's value, an error that is raised on the way among them."""
        try:
            return self.value(tree)
        except Raised as raised:
            return raised.error

    def values(self, trees: tuple[Node, ...]) -> list[Value]:
        """The values of several nodes, as a LAMBDA takes them."""
        return [self.quietly(tree) for tree in trees]

    def finish(self, function: Function, arguments: list[object], scalars: list[int]) -> Value:
        """Calls a function, once or for each element of the arrays that stand where it wants scalars."""
        kinds = [function.kind(index) for index in scalars]
        head = (self,) if function.evaluator else ()

        def call(*items: Scalar) -> Value:
            complete = list(arguments)
            for index, kind, item in zip(scalars, kinds, items, strict=True):
                complete[index] = _COERCE[kind](item)
            try:
                result: Value = function.call(*head, *complete)
            except (OverflowError, ValueError, ZeroDivisionError):
                # Python's mathematics raises these outside a function's domain and past the largest double.
                raise Raised(ErrorValue.NUM) from None
            return finite(result) if isinstance(result, float) else float(result) if type(result) is int else result

        items = [arguments[index] for index in scalars]
        if any(isinstance(item, Array) for item in items):
            return self.lift(lambda *elements: self.first(call(*elements)), *items)  # type: ignore[arg-type]
        return call(*items)  # type: ignore[arg-type]

    def apply(self, target: Value, arguments: list[Value]) -> Value:
        """Calls a LAMBDA with values; #VALUE! for the wrong number of them."""
        if isinstance(target, ErrorValue):
            return target
        if not isinstance(target, Lambda) or len(arguments) > len(target.parameters):
            return ErrorValue.VALUE
        if len(arguments) < len(target.parameters):
            return ErrorValue.VALUE
        outer = self.scope
        self.scope = {**target.scope, **dict(zip(target.parameters, arguments, strict=True))}
        try:
            return self.value(target.body)
        finally:
            self.scope = outer

    def one(self, target: Value, arguments: list[Value]) -> Scalar:
        """A LAMBDA's result as one scalar; an error value that it raises is one."""
        try:
            return self.single_or_cell(self.apply(target, arguments))
        except Raised as raised:
            return raised.error

    def single_or_cell(self, value: Value) -> Scalar:
        """A value as one scalar, of a reference the one cell that is meant."""
        return self.intersect(value) if isinstance(value, Area) else self.single(value)

    def numbers(self, argument: Value, *, strict: bool = True) -> Iterator[float]:
        """The numbers that SUM and its kin see: in references and arrays numbers alone, elsewhere what coerces.

        Error values are raised; with `strict` false, errors and texts are passed over, as COUNT does.
        """
        if isinstance(argument, Area | Areas | Array):
            for item in self.items(argument):
                if isinstance(item, float):
                    yield item
                elif isinstance(item, ErrorValue) and strict:
                    raise Raised(item)
            return
        if isinstance(argument, Lambda):
            raise Raised(ErrorValue.VALUE)
        try:
            number = to_number(argument)
        except Raised:
            if strict:
                raise
            return
        yield number

    def items(self, argument: Value) -> Iterator[Scalar]:
        """Every value of a reference that is not blank, every value of an array, or the scalar itself."""
        if isinstance(argument, Area):
            yield from self.read(argument)
        elif isinstance(argument, Areas):
            for area in argument.areas:
                yield from self.read(area)
        elif isinstance(argument, Array):
            yield from argument.items()
        elif not isinstance(argument, Lambda):
            yield argument


#: A reference larger than this is cut to the sheet's data before it becomes an array.
MOST_ELEMENTS = 1_000_000


def _element(call: Callable[..., Scalar], arguments: list[Scalar]) -> Scalar:
    try:
        return call(*arguments)
    except Raised as raised:
        return raised.error


def _checked(value: Scalar) -> Scalar:
    if isinstance(value, ErrorValue):
        raise Raised(value)
    return value


_COERCE: dict[str, Callable[[Scalar], object]] = {
    "number": to_number,
    "text": to_text,
    "condition": to_condition,
    "scalar": _checked,
    "anything": lambda value: value,
}
