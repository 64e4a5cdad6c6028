"""Cells that wait for one another are calculated by compiled formulas: every value is that of the evaluator."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetgen.errors import CycleError
from sheetgen.recalc import compiled, recalculate
from sheetgen.recalc.compiled import Compiled
from sheetgen.recalc.evaluator import Evaluator
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue
from sheetgen.workbook.read import read

ROWS = 12


def chain(formula, first=0.5, inputs=(0.25,) * ROWS, names=None):
    """A workbook whose column A needs the cell above and the input beside it, row by row."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    sheet["A1"] = first
    for row in range(2, ROWS + 1):
        sheet[f"A{row}"] = "=" + formula.replace("above", f"A{row - 1}").replace("beside", f"B{row}")
        sheet[f"B{row}"] = inputs[row - 2]
    for name, text in (names or {}).items():
        book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text=text)
    output = io.BytesIO()
    book.save(output)
    return read(output.getvalue(), "chain.xlsx")


def column(grid, often):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_OFTEN", often)
        values = recalculate(grid)
    found = [values.at(Place("S", Address(row, 1))) for row in range(1, ROWS + 1)]
    return [(type(value), value) for value in found]


OPERANDS = st.sampled_from(["above", "beside", "2", "0.5", "1E+300", "$B$2", "Rate"])
SUMS = st.sampled_from(
    [
        "SUM(above:above,beside:beside)",
        "AVERAGE($B$2:$B$4,above:above)",
        "SUMPRODUCT(above:above,beside:beside)",
        "SUMPRODUCT($B$2:$B$4,$B$3:$B$5)",
        "SUMPRODUCT($B$2:$B$4,beside:beside)",
        "SUMSQ(beside:beside,$B$2:$C$3)",
        "SUMXMY2(above:above,beside:beside)",
        "MMULT(above:above,beside:beside)",
        "MMULT($B$2:$B$3,beside:beside)",
    ]
)
FORMULAS = st.recursive(
    OPERANDS,
    lambda inner: (
        st.builds("({}{}{})".format, inner, st.sampled_from(["+", "-", "*", "/", "^"]), inner)
        | st.builds("{}({})".format, st.sampled_from(["TANH", "EXP", "SQRT", "LN", "ABS", "-", "ATAN", "INT"]), inner)
        | st.builds("{}%".format, inner)
        | st.builds("{}*{}".format, inner, SUMS)
        | st.builds("{}({},{})".format, st.sampled_from(["POWER", "MOD", "ROUND", "ATAN2"]), inner, inner)
    ),
    max_leaves=8,
)
CELLS = st.sampled_from([0.25, -1.5, 0, None, "text", True, "3"])


@settings(max_examples=150, deadline=None)
@given(FORMULAS, st.lists(CELLS, min_size=ROWS, max_size=ROWS))
def test_every_value_is_that_of_the_evaluator(formula, inputs):
    grid = chain(formula, inputs=inputs, names={"Rate": "S!$B$3"})
    assert column(grid, often=1) == column(grid, often=10**9)


def test_a_chain_of_numbers_never_needs_the_evaluator(monkeypatch):
    left = []
    number = Compiled.number
    monkeypatch.setattr(Compiled, "number", lambda *given: left.append(found := number(*given)) or found)
    monkeypatch.setattr(compiled, "_OFTEN", 1)
    recalculate(chain("above-beside*Rate", names={"Rate": "S!$B$3"}))
    assert len(left) == ROWS - 1
    assert None not in left


def test_an_overflow_is_an_error_value_and_what_needs_it_has_it_too():
    values = [value for _, value in column(chain("above*1E+200", first=1), often=1)]
    assert values[:3] == [1.0, 1e200, ErrorValue.NUM]
    assert set(values[2:]) == {ErrorValue.NUM}


def test_a_formula_means_what_it_means_on_its_own_sheet():
    """Equal formulas on two sheets are one tree, and refer to two cells."""
    book = openpyxl.Workbook()
    book.active.title = "S"
    other = book.create_sheet("T")
    for sheet, first in ((book["S"], 1), (other, 100)):
        sheet["A1"] = first
        for row in range(2, ROWS + 1):
            sheet[f"A{row}"] = f"=A{row - 1}+$A$1"
    output = io.BytesIO()
    book.save(output)
    values = recalculate(read(output.getvalue(), "two.xlsx"))
    assert values[f"S!A{ROWS}"] == ROWS
    assert values[f"T!A{ROWS}"] == 100 * ROWS


def sheet(formulas):
    """A workbook with formulas and numbers in column A."""
    book = openpyxl.Workbook()
    for row, formula in enumerate(formulas, start=1):
        book.active[f"A{row}"] = formula
    output = io.BytesIO()
    book.save(output)
    return read(output.getvalue(), "column.xlsx")


def test_a_chain_against_the_order_needs_the_evaluator_only_until_it_is_compiled(monkeypatch):
    evaluated = []
    formula = Evaluator.formula
    monkeypatch.setattr(
        Evaluator, "formula", lambda *given, array: evaluated.append(given[2]) or formula(*given, array=array)
    )
    around = [f"=A{row + 1}+1" for row in range(1, 300)]
    with pytest.raises(CycleError, match="A300 → A299"):
        recalculate(sheet([*around, "=A1"]))
    assert len(evaluated) < 10


def test_sums_of_a_thousand_parts_are_left_to_the_evaluator():
    formulas = [2, *("=" + "+".join(["A1", *["$A$1"] * 999]) for _ in range(9))]
    values = recalculate(sheet(formulas))
    assert values["Sheet!A10"] == 2000
