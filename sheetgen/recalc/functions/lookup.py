"""Excel's category "Lookup & Reference": what looks a value up. Numbers match numbers only, texts in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetgen.formula.tree import Missing, Node
from sheetgen.recalc.arrays import Area, Array, Value, lift
from sheetgen.recalc.coerce import Raised, to_number
from sheetgen.recalc.functions import searching
from sheetgen.recalc.functions.registry import Rule, Table, function
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def _source(value: Value) -> Area | Array:
    """Where to look: a reference or an array; an error value is raised."""
    if isinstance(value, ErrorValue):
        raise Raised(value)
    if isinstance(value, Area | Array):
        return value
    if isinstance(value, float | str | bool) or value is None:
        return Array(((value,),))
    raise Raised(ErrorValue.VALUE)


def _cell(evaluator: Evaluator, source: Area | Array, row: int, column: int) -> Scalar:
    """One value by its 0-based place."""
    if isinstance(source, Array):
        return source.rows[row][column]
    return evaluator.read_cell(source.sheet, Address(source.top + row, source.left + column))


def _part(source: Area | Array, row: int | None, column: int | None) -> Area | Array:
    """One row, one column or one cell by 0-based numbers; None stands for all."""
    rows = slice(None) if row is None else slice(row, row + 1)
    columns = slice(None) if column is None else slice(column, column + 1)
    if isinstance(source, Array):
        return Array(tuple(line[columns] for line in source.rows[rows]))
    top, bottom = (source.top, source.bottom) if row is None else (source.top + row,) * 2
    left, right = (source.left, source.right) if column is None else (source.left + column,) * 2
    return Area(source.sheet, top, left, bottom, right)


def _found(index: int | None) -> int:
    if index is None:
        raise Raised(ErrorValue.NA)
    return index


def _or_zero(value: Scalar) -> Scalar:
    """A value that is looked for: a blank cell stands for 0."""
    return 0.0 if value is None else value


@function("MATCH", derivative=Rule.STEPS)
def match(evaluator: Evaluator, wanted: Scalar, array: Value, kind: float = 1.0) -> float:
    """MATCH: the position in one row or column: 0 the first equal value (wildcards count), 1 the last that is not
    above it in ascending order, -1 the last that is not below it in descending order; #N/A if there is none."""
    line = searching.line(evaluator, _source(array))
    if line is None:
        raise Raised(ErrorValue.NA)
    wanted = _or_zero(wanted)
    if kind == 0:
        index = searching.exactly(line, wanted, pattern=True)
    else:
        index = (searching.not_above if kind > 0 else searching.not_below)(line, wanted)
    return float(_found(index) + 1)


@function("XMATCH", derivative=Rule.STEPS)
def xmatch(evaluator: Evaluator, wanted: Scalar, array: Table, mode: float = 0.0, search: Scalar = None) -> float:
    """XMATCH: the position of an equal value, or of the next smaller (-1) or larger (1), by wildcards (2), or by a
    regular expression (3); search mode -1 starts from the end, 2 and -2 halve what is sorted."""
    line = searching.line(evaluator, _source(array))
    if line is None:
        raise Raised(ErrorValue.VALUE)
    return float(_found(searching.extended(evaluator, line, wanted, int(mode), _search_mode(search))) + 1)


def _search_mode(search: Scalar) -> int:
    return 1 if search is None else int(to_number(search))


@function("XLOOKUP", derivative=Rule.BY_ITS_CODE)
def xlookup(
    evaluator: Evaluator,
    wanted: Scalar,
    array: Table,
    results: Table,
    otherwise: Node | None = None,
    mode: float = 0.0,
    search: Scalar = None,
) -> Value:
    """XLOOKUP: XMATCH's search, and of the results the row or column at that position: a reference where they are
    one. Without a match the fourth argument, or #N/A."""
    where, source = _source(array), _source(results)
    if isinstance(where, Array) != isinstance(source, Array):
        # Arrays made from whole columns end with the data.
        where = evaluator.resolver.clip(where) if isinstance(where, Area) and where.is_whole else where
        source = evaluator.resolver.clip(source) if isinstance(source, Area) and source.is_whole else source
    line = searching.line(evaluator, where)
    upright = where.width == 1 and (where.height > 1 or source.height == 1)
    if line is None or (where.height != source.height if upright else where.width != source.width):
        raise Raised(ErrorValue.VALUE)
    index = searching.extended(evaluator, line, wanted, int(mode), _search_mode(search))
    if index is None:
        if otherwise is None or isinstance(otherwise, Missing):
            raise Raised(ErrorValue.NA)
        return evaluator.value(otherwise)
    return _part(source, index if upright else None, None if upright else index)


@function("VLOOKUP", derivative=Rule.BY_ITS_CODE)
def vlookup(evaluator: Evaluator, wanted: Scalar, table: Table, column: float, nearest: bool = True) -> Scalar:
    """VLOOKUP: looks in the first column as MATCH does (with 1, or 0 if the last argument is FALSE) and takes the
    value from another: #VALUE! for a column below 1, #REF! past the table, #N/A without a match."""
    return _in_table(evaluator, wanted, table, column, nearest, upright=True)


@function("HLOOKUP", derivative=Rule.BY_ITS_CODE)
def hlookup(evaluator: Evaluator, wanted: Scalar, table: Table, row: float, nearest: bool = True) -> Scalar:
    """HLOOKUP: as VLOOKUP, in the first row."""
    return _in_table(evaluator, wanted, table, row, nearest, upright=False)


def _in_table(
    evaluator: Evaluator, wanted: Scalar, table: Value, number: float, nearest: bool, *, upright: bool
) -> Scalar:
    source = _source(table)
    if number < 1:
        raise Raised(ErrorValue.VALUE)
    if int(number) > (source.width if upright else source.height):
        raise Raised(ErrorValue.REF)
    line = searching.line(evaluator, _part(source, None, 0) if upright else _part(source, 0, None))
    assert line is not None
    wanted = _or_zero(wanted)
    index = _found(searching.not_above(line, wanted) if nearest else searching.exactly(line, wanted, pattern=True))
    row, column = (index, int(number) - 1) if upright else (int(number) - 1, index)
    return _cell(evaluator, source, row, column)


@function("LOOKUP", derivative=Rule.BY_ITS_CODE)
def lookup(evaluator: Evaluator, wanted: Scalar, array: Table, results: Table = None) -> Scalar:
    """LOOKUP: the last value that is not above the one looked for, in a row or column in ascending order, and what
    stands at that position among the results. Of a table, its longer side is searched, its last row or column taken.
    """
    source = _source(array)
    across = source.width > source.height
    line = searching.line(evaluator, _part(source, 0, None) if across else _part(source, None, 0))
    assert line is not None
    index = _found(searching.not_above(line, _or_zero(wanted)))
    if results is None:
        row, column = (source.height - 1, index) if across else (index, source.width - 1)
        return _cell(evaluator, source, row, column)
    target = _source(results)
    if target.height > 1 and target.width > 1:
        raise Raised(ErrorValue.NA)
    along = target.width > 1 or (target.height == 1 and across)
    if isinstance(target, Array) and index >= (target.width if along else target.height):
        raise Raised(ErrorValue.NA)
    return _cell(evaluator, target, 0 if along else index, index if along else 0)


@function("CHOOSE", least=2, derivative=Rule.BY_ITS_CODE)
def choose(evaluator: Evaluator, index: Node, *values: Node) -> Value:
    """CHOOSE: the value, or reference, at a position; only that one is evaluated. #VALUE! where there is none.

    Where the index is an array, each element takes its own.
    """
    chosen = evaluator.operand(index)
    if not isinstance(chosen, Array):
        tree = values[_position(chosen, len(values))]
        return 0.0 if isinstance(tree, Missing) else evaluator.value(tree)
    arrays = [evaluator.array(evaluator.quietly(tree)) for tree in values]
    return lift(lambda item, *choices: choices[_position(item, len(choices))], chosen, *arrays)


def _position(index: Scalar, count: int) -> int:
    number = int(to_number(index))
    if not 1 <= number <= count:
        raise Raised(ErrorValue.VALUE)
    return number - 1


@function("HYPERLINK", most=2)
def hyperlink(link: str, *friendly: Scalar) -> Scalar:
    """HYPERLINK: the text or value to show for a link, or the link itself; it is not followed."""
    return _or_zero(friendly[0]) if friendly else link
