"""Excel's category "Lookup & Reference": what returns references, and what looks at where they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sheetgen.errors import FormulaError
from sheetgen.formula import parse
from sheetgen.formula.tree import (
    Missing,
    Name,
    Node,
    Range,
    Reference,
    Spilled,
    TableReference,
    WholeColumns,
    WholeRows,
)
from sheetgen.recalc.arrays import Area, Areas, Array, Lambda, References, Value, lift
from sheetgen.recalc.coerce import Raised, to_condition, to_number, to_text
from sheetgen.recalc.functions.r1c1 import r1c1_area
from sheetgen.recalc.functions.registry import Rule, Table, function
from sheetgen.recalc.work import spend
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, column_letters, quote_sheet
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def _within(sheet: str, top: int, left: int, bottom: int, right: int) -> Area:
    """A reference; #REF! where it leaves the sheet."""
    if top < 1 or left < 1 or bottom > MAX_ROW or right > MAX_COLUMN:
        raise Raised(ErrorValue.REF)
    return Area(sheet, top, left, bottom, right)


def _area(value: Value) -> Area:
    """One reference; an error value is raised, and #VALUE! for anything else."""
    if isinstance(value, ErrorValue):
        raise Raised(value)
    if not isinstance(value, Area):
        raise Raised(ErrorValue.VALUE)
    return value


@function("INDEX", most=4, derivative=Rule.BY_ITS_CODE)
def index(evaluator: Evaluator, source: Table, row: float, *numbers: float) -> Value:
    """INDEX: the cell in a row and column of a reference or array, the whole row or column for 0; a reference of a
    reference. The fourth argument chooses among several areas. #REF! outside."""
    if isinstance(source, ErrorValue):
        raise Raised(source)
    column = numbers[0] if numbers else None
    number = numbers[1] if len(numbers) > 1 else 1.0
    areas = source.areas if isinstance(source, Areas) else (source,)
    if number < 1:
        raise Raised(ErrorValue.VALUE)
    if int(number) > len(areas):
        raise Raised(ErrorValue.REF)
    chosen = areas[int(number) - 1]
    if isinstance(chosen, Lambda):
        raise Raised(ErrorValue.VALUE)
    if not isinstance(chosen, Area):
        chosen = evaluator.array(chosen)
    if column is None and chosen.height == 1 and chosen.width > 1:
        row, column = 1.0, row
    rows, columns = _span(row, chosen.height), _span(column or 0.0, chosen.width)
    if isinstance(chosen, Array):
        return Array(tuple(line[columns[0] - 1 : columns[1]] for line in chosen.rows[rows[0] - 1 : rows[1]]))
    top, left = chosen.top - 1, chosen.left - 1
    return Area(chosen.sheet, top + rows[0], left + columns[0], top + rows[1], left + columns[1])


def _span(number: float, size: int) -> tuple[int, int]:
    """The first and last of what a row or column number means: 0 means all."""
    if number <= -1:
        raise Raised(ErrorValue.VALUE)
    if int(number) > size:
        raise Raised(ErrorValue.REF)
    return (int(number), int(number)) if int(number) else (1, size)


@function("OFFSET", volatile=True, derivative=Rule.BY_ITS_CODE)
def offset(
    evaluator: Evaluator,
    source: Value,
    rows: Node,
    columns: Node,
    height: Node | None = None,
    width: Node | None = None,
) -> Value:
    """OFFSET: a reference moved by rows and columns, and of another height and width, backwards if they are negative;
    #REF! outside the sheet and for a size of 0.

    Where an argument is an array, several references.
    """
    area = _area(source)
    defaults = (0.0, 0.0, float(area.height), float(area.width))
    numbers = [
        default if tree is None or isinstance(tree, Missing) else evaluator.operand(tree)
        for tree, default in zip((rows, columns, height, width), defaults, strict=True)
    ]

    def moved(*items: Scalar) -> Area:
        down, right, tall, wide = (int(to_number(item, evaluator.grid.date1904)) for item in items)
        top, bottom = _extent(area.top + down, tall)
        left, end = _extent(area.left + right, wide)
        return _within(area.sheet, top, left, bottom, end)

    return _of_each(evaluator, moved, numbers)


def _of_each(evaluator: Evaluator, refer: Callable[..., Area], items: Sequence[Scalar | Array]) -> Area | References:
    """The reference that a function makes of scalars, or several where arrays stand among them."""
    if not any(isinstance(item, Array) for item in items):
        return refer(*items)
    found: list[tuple[Area | ErrorValue, ...]] = lift(refer, *items).rows  # type: ignore
    cells = [
        tuple(
            ErrorValue.VALUE if isinstance(area, Area) and not area.is_cell else evaluator.first(area) for area in row
        )
        for row in found
    ]
    return References(tuple(cells), tuple(found))


def _extent(start: int, size: int) -> tuple[int, int]:
    """The first and last row of so many from a start on, upwards where it is negative."""
    if size == 0:
        raise Raised(ErrorValue.REF)
    return (start, start + size - 1) if size > 0 else (start + size + 1, start)


@function("INDIRECT", volatile=True, derivative=Rule.BY_ITS_CODE)
def indirect(evaluator: Evaluator, text: Node, a1: Node | None = None) -> Value:
    """INDIRECT: the reference that a text is: a cell, a range, a name, a table's column; in R1C1 style where the second
    argument is FALSE. #REF! for any other text, and for other workbooks. Of an array of texts, several references."""
    style = True if a1 is None else evaluator.operand(a1)
    return _of_each(evaluator, partial(_indirect, evaluator), [evaluator.operand(text), style])


def _indirect(evaluator: Evaluator, written: Scalar, style: Scalar) -> Area:
    text, a1 = to_text(written), to_condition(style)
    if not a1:
        found = r1c1_area(evaluator, text)
        if found is not None:
            return found
    try:
        tree = parse(text, evaluator.place.address)
    except FormulaError:
        raise Raised(ErrorValue.REF) from None
    if isinstance(tree, Name):
        value = _named(evaluator, tree)
    elif isinstance(tree, TableReference | Spilled) or (
        a1 and isinstance(tree, Reference | Range | WholeColumns | WholeRows)
    ):
        value = evaluator.quietly(tree)
    else:
        raise Raised(ErrorValue.REF)
    if not isinstance(value, Area):
        raise Raised(ErrorValue.REF)
    return value


def _named(evaluator: Evaluator, name: Name) -> Value:
    """What a defined name means; LET's names do not count."""
    grid, key = evaluator.grid, name.name.lower()
    sheet = grid.find_sheet(name.sheet or evaluator.place.sheet)
    if sheet is None or ((sheet.name, key) not in grid.names and (None, key) not in grid.names):
        table = grid.tables.get(key) if name.sheet is None else None
        return evaluator.value(TableReference(key, (), None, None)) if table else ErrorValue.REF
    outer, evaluator.scope = evaluator.scope, {}
    try:
        return evaluator.quietly(evaluator.resolver.name(name, evaluator.place))
    finally:
        evaluator.scope = outer


@function("ROW", least=0, most=1, derivative=Rule.CONSTANT)
def row(evaluator: Evaluator, *source: Value) -> Value:
    """ROW: the row of a reference, or of the formula itself; of several rows, an array of their numbers."""
    if not source:
        return float(evaluator.place.address.row)
    area = _area(source[0])
    if not evaluator.arrays:
        return float(area.top)
    area = evaluator.resolver.clip(area) if area.is_whole else area
    spend(area.height)
    return Array(tuple((float(number),) for number in range(area.top, area.bottom + 1)))


@function("COLUMN", least=0, most=1, derivative=Rule.CONSTANT)
def column(evaluator: Evaluator, *source: Value) -> Value:
    """COLUMN: the column of a reference, or of the formula itself; of several columns, an array of their numbers."""
    if not source:
        return float(evaluator.place.address.column)
    area = _area(source[0])
    if not evaluator.arrays:
        return float(area.left)
    return Array((tuple(float(number) for number in range(area.left, area.right + 1)),))


@function("ROWS", derivative=Rule.CONSTANT)
def rows(source: Table) -> float:
    """ROWS: how many rows a reference or array has."""
    return float(_shape(source)[0])


@function("COLUMNS", derivative=Rule.CONSTANT)
def columns(source: Table) -> float:
    """COLUMNS: how many columns a reference or array has."""
    return float(_shape(source)[1])


def _shape(source: Value) -> tuple[int, int]:
    if isinstance(source, ErrorValue):
        raise Raised(source)
    if isinstance(source, Areas):
        raise Raised(ErrorValue.REF)
    if source is None or isinstance(source, Lambda):
        raise Raised(ErrorValue.VALUE)
    return (source.height, source.width) if isinstance(source, Area | Array) else (1, 1)


@function("AREAS", derivative=Rule.CONSTANT)
def areas(source: Value) -> float:
    """AREAS: how many areas a reference has."""
    return float(len(source.areas)) if isinstance(source, Areas) else float(bool(_area(source)))


@function("ADDRESS")
def address(row: float, column: float, kind: Scalar = None, a1: Scalar = None, sheet: Scalar = None) -> str:
    """ADDRESS: a cell's address as a text: 1 absolute, 2 with an absolute row, 3 with an absolute column, 4 relative;
    in R1C1 style where the fourth argument is FALSE."""
    chosen = 1 if kind is None else int(to_number(kind))
    y, x = int(row), int(column)
    if chosen not in (1, 2, 3, 4) or not (1 <= y <= MAX_ROW and 1 <= x <= MAX_COLUMN):
        raise Raised(ErrorValue.VALUE)
    fixed_row, fixed_column = chosen in (1, 2), chosen in (1, 3)
    if a1 is None or to_condition(a1):
        text = f"{'$' * fixed_column}{column_letters(x)}{'$' * fixed_row}{y}"
    else:
        text = f"R{y if fixed_row else f'[{y}]'}C{x if fixed_column else f'[{x}]'}"
    if sheet is None:
        return text
    return f"{quote_sheet(to_text(sheet)) if sheet != '' else ''}!{text}"


@function("ANCHORARRAY", derivative=Rule.BY_ITS_CODE)
def anchorarray(evaluator: Evaluator, cell: Node) -> Value:
    """ANCHORARRAY: what `A1#` is in a file: all cells that the array formula in A1 filled; #REF! if there is none."""
    return evaluator.spilled(cell)


@function("SINGLE", derivative=Rule.BY_ITS_CODE)
def single(evaluator: Evaluator, value: Node) -> Scalar:
    """SINGLE: what `@` is in a file: of a range, the cell in the formula's own row or column."""
    return evaluator.scalar(value)
