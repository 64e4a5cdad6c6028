"""Workbooks of random cells and random formulas."""

from __future__ import annotations

import random
import re
from pathlib import Path

from benchmarks.differential.grammar import BASE, CALC, DATA, VALUES, Formulas, signatures
from benchmarks.differential.kinds import COLUMNS, FIRST, KINDS, WORDS, column_of_constants, number
from sheetgen.values import ErrorValue, Scalar, shortest
from sheetgen.workbook.stored_formula import stored_formula

#: The formulas of one workbook.
SIZE = 5000

#: For each column of the data sheet whether it holds dates.
DATES = [kind.startswith("date") and not kind.endswith("text") for kind in KINDS]

#: Characters that XML cannot hold.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")

#: The constants of a workbook, by sheet, row and column.
Constants = dict[tuple[str, int, int], Scalar]


def draw_constants(draw: random.Random) -> Constants:
    """The cells that formulas refer to."""
    cells: Constants = {}
    for kind, column in COLUMNS.items():
        cells[DATA, 1, column] = kind
        for row, value in enumerate(column_of_constants(kind, draw), start=FIRST):
            cells[DATA, row, column] = value
    for column, heading in enumerate(("Name", "Kind", "Amount", "Count"), start=1):
        cells[BASE, 1, column] = heading
    for row in range(2, 14):
        cells[BASE, row, 1] = draw.choice(WORDS[:8])
        cells[BASE, row, 2] = draw.choice(("new", "old", "newer", None))
        cells[BASE, row, 3] = draw.choice((number(draw), number(draw), "n/a", None, True))
        cells[BASE, row, 4] = float(draw.randint(0, 9))
    criteria = {
        "Name": ("a*", "=Pear", "<>fig", "P"),
        "Kind": ("new", "=new", "<>new", "="),
        "Amount": (">0", "<=5", "<>0", draw.gauss(0, 9)),
        "Count": (">4", "<4", "=3", float(draw.randint(0, 9))),
    }
    for column, (heading, choices) in enumerate(criteria.items(), start=6):
        cells[BASE, 1, column] = heading
        cells[BASE, 2, column], cells[BASE, 3, column] = draw.choice(choices), draw.choice((*choices, None))
    return cells


def draw_formulas(draw: random.Random, count: int) -> list[str]:
    """Formulas for column A of the sheet Calc, from row 1."""
    grammar = Formulas(draw, signatures())
    return [grammar.formula(row) for row in range(count)]


def write(path: Path, constants: Constants, formulas: list[str]) -> None:
    """The workbook, as a program writes it that calculates nothing."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = CALC
    sheets = {CALC: book.active}
    for name in dict.fromkeys((DATA, BASE, VALUES, *(place[0] for place in constants))):
        sheets[name] = book.create_sheet(name)
    for (name, row, column), value in constants.items():
        if value is None or (isinstance(value, str) and UNWRITABLE.search(value)):
            continue
        cell = sheets[name].cell(row, column)
        cell.value = str(value) if isinstance(value, ErrorValue) else value
        if isinstance(value, float):
            # openpyxl would write 16 digits of a number; a text that says it is a number is written as it is.
            cell.value, cell.data_type = shortest(value), "n"
        elif isinstance(value, str) and not isinstance(value, ErrorValue):
            # A text that begins with = is a text, too.
            cell.data_type = "s"
        if name == DATA and column <= len(DATES) and DATES[column - 1]:
            cell.number_format = "yyyy-mm-dd"
    for row, formula in enumerate(formulas, start=1):
        sheets[CALC].cell(row, 1).value = "=" + stored_formula(formula)
    book.save(path)
