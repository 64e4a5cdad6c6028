"""A workbook's formulas and constants held against its template's: numbers may agree where formulas were replaced."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator

from sheetgen import formula_text
from sheetgen.errors import SheetgenError
from sheetgen.formula.parse import parse
from sheetgen.formula.print_a1 import print_a1
from sheetgen.recalc.values import Values
from sheetgen.sheet import Cell, Place, Template
from sheetgen.tolerance import Check
from sheetgen.values import Scalar, show_apart
from sheetgen.workbook.stored_formula import stored_formula

#: Some programs write numbers with 15 significant digits.
_FIFTEEN_DIGITS = 1e-14


def formula_check(cell: Cell, place: Place, values: Values) -> Check | None:
    """What is wrong where a template has a formula: another formula, or a constant; None where nothing is."""
    assert cell.formula is not None
    source = values.grid.sheets[place.sheet].formulas.get(place.address)
    if source is not None:
        if source.origin == place.address and source.text == stored_formula(cell.formula):
            return None
        if _same(cell.formula, place, values):
            return None
    held = formula_text.held(values, place)
    return Check("formula", False, f"the template has the formula ={cell.formula} here, the workbook {held}")


def _same(formula: str, place: Place, values: Values) -> bool:
    """Whether a cell holds a formula, spelled in whatever way."""
    tree = values.plan.trees.get(place)
    try:
        expected = parse(formula, place.address)
    except SheetgenError:
        # What cannot be read is told where it is evaluated.
        return True
    if tree is None:
        return False
    return tree == expected or print_a1(tree, place.address).lower() == print_a1(expected, place.address).lower()


def changed_constants(template: Template, values: Values, judged: Container[Place]) -> Iterator[tuple[Place, Check]]:
    """The labels and constants that are not the template's. Inputs may have changed; the value of what is `judged` by
    another witness is left to it."""
    inputs = set(template.inputs.values())
    for sheet in template.sheets:
        for address, cell in sheet.cells.items():
            place = Place(sheet.name, address)
            if cell.is_formula or cell.value is None or place in inputs:
                continue
            value, formula = values.at(place), formula_text.formula(values, place)
            if formula is not None:
                expected = show_apart(cell.value, None)[0]
                yield place, Check("template", False, f"the template has {expected} here, the workbook {formula}")
            elif place not in judged and not _equal(value, cell.value):
                expected, held = show_apart(cell.value, value)
                yield place, Check("template", False, f"the template has {expected} here, the workbook {held}")


def _equal(value: Scalar, expected: Scalar) -> bool:
    if isinstance(value, float) and isinstance(expected, float):
        return math.isclose(value, expected, rel_tol=_FIFTEEN_DIGITS, abs_tol=0)
    return type(value) is type(expected) and value == expected
