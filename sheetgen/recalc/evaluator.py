"""Evaluates one formula at a time, from the values of the cells before it."""

from __future__ import annotations

from functools import partial

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
    SheetSpan,
    Span,
    Spilled,
    TableReference,
    Text,
    Unary,
    Union,
    WholeColumns,
    WholeRows,
)
from sheetgen.recalc import operators, reference_operators
from sheetgen.recalc.arrays import Area, Areas, Array, Lambda, Value, lift
from sheetgen.recalc.caller import Caller
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.over_sheets import OVER_SHEETS
from sheetgen.recalc.functions.registry import SCALAR_KINDS, find
from sheetgen.recalc.reader import Cells
from sheetgen.recalc.work import Work, spend
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue, Scalar
from sheetgen.workbook.grid import Grid


class Evaluator(Caller):
    """Evaluates trees at a place. Functions that ask for an `evaluator` use its public methods."""

    def __init__(self, grid: Grid, cells: Cells, work: Work | None = None) -> None:
        super().__init__(grid, cells)
        self.work = Work(grid) if work is None else work
        #: Whether references are taken as whole arrays: in array formulas, and where a function asks for an array.
        self.arrays = False
        #: Formula cells that cannot be evaluated, and why.
        self.broken: dict[Place, FormulaError] = {}
        #: Arrays that array formulas gave, by the cell that holds the formula.
        self.spills: dict[Place, Array] = {}

    def formula(self, tree: Node, place: Place, *, array: bool) -> Scalar | Array:
        """A formula's result: a blank becomes 0, an error that was raised its error value.

        A plain formula gives a scalar; an array formula whatever comes of it.
        """
        self.place, self.arrays, self.scope = place, array, {}
        self.work.begin()
        try:
            result = self.array(self.value(tree)) if array else self.scalar(tree)
            if isinstance(result, Array):
                self.work.fill(result.height * result.width)
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
            # The most frequent kinds first: each that is passed takes its time.
            case Reference() | Range():
                area = self.resolver.area(tree, self.place)
                return ErrorValue.REF if area is None else area
            case Number(value):
                return value
            case Operation(signs, operands):
                result = self.operand(operands[0])
                for sign, operand in zip(signs, operands[1:], strict=True):
                    result = self.operation(sign, result, self.operand(operand))
                return result
            case Call():
                return self.call(tree)
            case Name():
                return self.name(tree)
            case Text(value) | Boolean(value) | Error(value):
                return value
            case Missing():
                return None
            case Unary("@", operand):
                return self.scalar(operand)
            case Unary("%", operand):
                return lift(partial(operators.percent, date1904=self.grid.date1904), self.operand(operand))
            case Unary(_, operand):
                return lift(partial(operators.negate, date1904=self.grid.date1904), self.operand(operand))
            case WholeColumns() | WholeRows():
                return self.resolver.area(tree, self.place) or ErrorValue.REF
            case SheetSpan():
                return self.on_sheets(tree)
            case Apply(function, arguments):
                target = self.value(function)
                return self.apply(target, self.values(arguments))
            case ArrayConstant(rows):
                return Array(tuple(tuple(self.constant(item) for item in row) for row in rows))
            case Span(parts):
                return reference_operators.span([self.reference(part) for part in parts])
            case Intersection(parts):
                return reference_operators.intersection([self.reference(part) for part in parts])
            case External():
                return self.external(tree)
            case Union(parts):
                return reference_operators.union(self.value(part) for part in parts)
            case Spilled(reference):
                return self.spilled(reference)
            case TableReference():
                area = self.resolver.table(tree, self.place)
                return ErrorValue.REF if area is None else area
        raise AssertionError(f"the plan let {tree} through")

    def operation(self, sign: str, left: Scalar | Array, right: Scalar | Array) -> Scalar | Array:
        """One operation on two values, or on each two elements where there is an array."""
        if isinstance(left, Array) or isinstance(right, Array):
            return lift(partial(operators.binary, sign, date1904=self.grid.date1904), left, right)
        return operators.binary(sign, left, right, self.grid.date1904)

    # Names and references

    def name(self, tree: Name) -> Value:
        """What a name means: a variable of LET or LAMBDA, or a defined name."""
        if tree.sheet is None and tree.name.lower() in self.scope:
            return self.scope[tree.name.lower()]
        spend(_NAMED)
        return self.value(self.resolver.name(tree, self.place))

    def reference(self, tree: Node) -> Area:
        """A node that must be one reference; #VALUE! is raised for anything else."""
        value = self.value(tree)
        if isinstance(value, ErrorValue):
            raise Raised(value)
        if not isinstance(value, Area):
            raise Raised(ErrorValue.VALUE)
        return value

    def is_on_sheets(self, tree: Node) -> bool:
        """Whether a node is a 3-D reference or a name of one."""
        if isinstance(tree, Name) and not (tree.sheet is None and tree.name.lower() in self.scope):
            return isinstance(self.resolver.name(tree, self.place), SheetSpan)
        return isinstance(tree, SheetSpan)

    def spilled(self, tree: Node) -> Value:
        """`A1#`: the cells that the array formula in A1 filled; #REF! where there is none."""
        area = self.reference(tree)
        anchor = Place(area.sheet, Address(area.top, area.left))
        self.read_cell(area.sheet, anchor.address)
        array = self.spills.get(anchor)
        if array is None:
            return ErrorValue.REF
        return Area(area.sheet, area.top, area.left, area.top + array.height - 1, area.left + array.width - 1)

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
        takes_sheets = function.name in OVER_SHEETS
        for index, argument in enumerate(tree.arguments):
            kind = function.kind(index)
            if type(argument) in _MAY_BE_ON_SHEETS and not takes_sheets and self.is_on_sheets(argument):
                argument = _NO_VALUE
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


_MAY_BE_ON_SHEETS = frozenset((SheetSpan, Name))
_NO_VALUE = Error(ErrorValue.VALUE)
#: So many steps is looking up a name.
_NAMED = 5
