"""Excel's category "Information", and FORMULATEXT: what a value is, and what is known of cells and sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetgen.errors import UnsupportedError
from sheetgen.recalc.arrays import Area, Areas, Array, Lambda, References, Value, lift
from sheetgen.recalc.coerce import Raised, to_number
from sheetgen.recalc.functions.registry import Anything, Rule, function
from sheetgen.recalc.functions.shown_formula import shown_formula
from sheetgen.recalc.work import spend
from sheetgen.sheet import Address, column_letters
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

#: ERROR.TYPE's numbers.
ERROR_TYPES = {
    ErrorValue.NULL: 1.0,
    ErrorValue.DIV0: 2.0,
    ErrorValue.VALUE: 3.0,
    ErrorValue.REF: 4.0,
    ErrorValue.NAME: 5.0,
    ErrorValue.NUM: 6.0,
    ErrorValue.NA: 7.0,
    ErrorValue.GETTING_DATA: 8.0,
    ErrorValue.SPILL: 9.0,
    ErrorValue.CONNECT: 10.0,
    ErrorValue.BLOCKED: 11.0,
    ErrorValue.UNKNOWN: 12.0,
    ErrorValue.FIELD: 13.0,
    ErrorValue.CALC: 14.0,
}
_CELL_TYPES = ("color", "filename", "format", "parentheses", "prefix", "protect", "width")


@function("ISBLANK")
def isblank(value: Anything) -> bool:
    """ISBLANK: whether a cell is empty; an empty text is not blank."""
    return value is None


@function("ISNUMBER")
def isnumber(value: Anything) -> bool:
    """ISNUMBER: whether a value is a number; a text that reads as one is not."""
    return isinstance(value, float)


@function("ISTEXT")
def istext(value: Anything) -> bool:
    """ISTEXT: whether a value is a text."""
    return isinstance(value, str)


@function("ISNONTEXT")
def isnontext(value: Anything) -> bool:
    """ISNONTEXT: whether a value is anything but a text, blanks included."""
    return not isinstance(value, str)


@function("ISLOGICAL")
def islogical(value: Anything) -> bool:
    """ISLOGICAL: whether a value is TRUE or FALSE."""
    return isinstance(value, bool)


@function("ISERROR")
def iserror(value: Anything) -> bool:
    """ISERROR: whether a value is any error value."""
    return isinstance(value, ErrorValue)


@function("ISERR")
def iserr(value: Anything) -> bool:
    """ISERR: whether a value is an error value other than #N/A."""
    return isinstance(value, ErrorValue) and value is not ErrorValue.NA


@function("ISNA")
def isna(value: Anything) -> bool:
    """ISNA: whether a value is #N/A."""
    return value is ErrorValue.NA


@function("ISEVEN")
def iseven(evaluator: Evaluator, value: Value) -> Value:
    """ISEVEN: whether a number, cut to a whole one, is even; #VALUE! for booleans and for ranges."""
    return lift(lambda item: _parity(item) == 0, _one_or_array(evaluator, value))


@function("ISODD")
def isodd(evaluator: Evaluator, value: Value) -> Value:
    """ISODD: whether a number, cut to a whole one, is odd; #VALUE! for booleans and for ranges."""
    return lift(lambda item: _parity(item) == 1, _one_or_array(evaluator, value))


def _one_or_array(evaluator: Evaluator, value: Value) -> Scalar | Array:
    if isinstance(value, Area) and not value.is_cell:
        raise Raised(ErrorValue.VALUE)
    return evaluator.scalar_or_array(value)


def _parity(value: Scalar) -> int:
    if isinstance(value, bool):
        raise Raised(ErrorValue.VALUE)
    return int(abs(to_number(value))) % 2


@function("ISREF")
def isref(value: Value) -> bool:
    """ISREF: whether a value is a reference."""
    return isinstance(value, Area | Areas)


@function("ISFORMULA")
def isformula(evaluator: Evaluator, value: Value) -> Value:
    """ISFORMULA: whether a cell holds a formula; #VALUE! for what is no reference."""
    area = _area(value)
    if area.is_cell:
        return _has_formula(evaluator, area.sheet, Address(area.top, area.left))
    if not evaluator.arrays:
        area = _in_line(evaluator, area)
        return _has_formula(evaluator, area.sheet, Address(area.top, area.left))
    area = evaluator.resolver.clip(area)
    spend(area.size())
    return Array(
        tuple(
            tuple(
                _has_formula(evaluator, area.sheet, Address(row, column)) for column in range(area.left, area.right + 1)
            )
            for row in range(area.top, area.bottom + 1)
        )
    )


def _has_formula(evaluator: Evaluator, sheet: str, address: Address) -> bool:
    return address in evaluator.grid.sheets[sheet].formulas


def _area(value: Value) -> Area:
    """A reference; #VALUE! for anything else, an error value for itself."""
    if isinstance(value, ErrorValue):
        raise Raised(value)
    if not isinstance(value, Area):
        raise Raised(ErrorValue.VALUE)
    return value


def _in_line(evaluator: Evaluator, area: Area) -> Area:
    """The cell of a range in the formula's own row or column."""
    row, column = evaluator.place.address
    if area.left == area.right and area.top <= row <= area.bottom:
        return Area(area.sheet, row, area.left, row, area.left)
    if area.top == area.bottom and area.left <= column <= area.right:
        return Area(area.sheet, area.top, column, area.top, column)
    raise Raised(ErrorValue.VALUE)


def _corner(area: Area) -> Area:
    return Area(area.sheet, area.top, area.left, area.top, area.left)


@function("FORMULATEXT")
def formulatext(evaluator: Evaluator, value: Value) -> str:
    """FORMULATEXT: the formula in a cell, of a range in its first one, as the formula bar shows it; #N/A where there
    is none."""
    area = _area(value)
    found = shown_formula(evaluator, area.sheet, Address(area.top, area.left))
    if found is None or len(found) > 8_192:
        raise Raised(ErrorValue.NA)
    return found


@function("N", derivative=Rule.BY_ITS_CODE)
def n(evaluator: Evaluator, value: Value) -> Value:
    """N: a number as it is, 1 for TRUE, error values as they are, 0 for all else; of a range, the first cell."""
    if isinstance(value, Area):
        value = _corner(value)
    if isinstance(value, References):
        value = evaluator.firsts(value)
    return lift(_number_only, evaluator.scalar_or_array(value))


def _number_only(value: Scalar) -> Scalar:
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    return value if isinstance(value, float | ErrorValue) else 0.0


@function("NA")
def na() -> ErrorValue:
    """NA: the error value #N/A."""
    return ErrorValue.NA


@function("TYPE", derivative=Rule.CONSTANT)
def type_(evaluator: Evaluator, value: Value) -> float:
    """TYPE: 1 for a number or a blank, 2 for a text, 4 for a boolean, 16 for an error value, 64 for an array, 128 for
    a LAMBDA."""
    if isinstance(value, Area) and value.is_cell:
        value = evaluator.intersect(value)
    if isinstance(value, Area | Array):
        return 64.0
    if isinstance(value, Lambda):
        return 128.0
    if isinstance(value, Areas | ErrorValue):
        return 16.0
    return 4.0 if isinstance(value, bool) else 2.0 if isinstance(value, str) else 1.0


@function("ERROR.TYPE", derivative=Rule.CONSTANT)
def error_type(value: Anything) -> float:
    """ERROR.TYPE: the number of an error value, #N/A for any other value."""
    if not isinstance(value, ErrorValue) or value not in ERROR_TYPES:
        raise Raised(ErrorValue.NA)
    return ERROR_TYPES[value]


@function("SHEET", most=1, derivative=Rule.CONSTANT)
def sheet(evaluator: Evaluator, *value: Value) -> float:
    """SHEET: the number of a sheet, by a reference or its name, or the formula's own; #N/A for a name that is none."""
    names = list(evaluator.grid.sheets)
    if not value:
        return names.index(evaluator.place.sheet) + 1.0
    if isinstance(value[0], Area):
        return names.index(value[0].sheet) + 1.0
    if isinstance(value[0], ErrorValue):
        raise Raised(value[0])
    found = evaluator.grid.find_sheet(value[0]) if isinstance(value[0], str) else None
    if found is None:
        raise Raised(ErrorValue.NA)
    return names.index(found.name) + 1.0


@function("SHEETS", most=1, derivative=Rule.CONSTANT)
def sheets(evaluator: Evaluator, *value: Value) -> float:
    """SHEETS: how many sheets there are, hidden ones included; of a reference, how many it spans."""
    if not value:
        return float(len(evaluator.grid.sheets))
    _area(value[0])
    return 1.0


@function("CELL", most=2)
def cell(evaluator: Evaluator, about: str, *value: Value) -> Value:
    """CELL: "address", "row", "col", "contents" or "type" of a reference's first cell. What depends on formats, on the
    file's place or on what was last edited is not supported; #VALUE! for any other word."""
    word = about.lower()
    if word in _CELL_TYPES:
        raise _unsupported(evaluator, f'CELL("{word}")')
    if word not in ("address", "row", "col", "contents", "type"):
        raise Raised(ErrorValue.VALUE)
    if not value:
        raise _unsupported(evaluator, "CELL without a reference")
    area = _corner(_area(value[0]))
    if word == "row":
        return float(area.top)
    if word == "col":
        return float(area.left)
    if word == "address":
        if area.sheet != evaluator.place.sheet:
            raise _unsupported(evaluator, "CELL's address of another sheet")
        return f"${column_letters(area.left)}${area.top}"
    content = evaluator.intersect(area)
    if word == "contents":
        return 0.0 if content is None else content
    return "b" if content is None else "l" if isinstance(content, str) else "v"


def _unsupported(evaluator: Evaluator, what: str) -> UnsupportedError:
    return UnsupportedError(f"{what} is not supported", evaluator.place, evaluator.grid.path)
