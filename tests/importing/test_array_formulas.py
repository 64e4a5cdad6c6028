"""What an array formula is imported as: an ordinary formula where one is known to mean the same, else its value."""

from pathlib import Path

import pytest
from openpyxl.worksheet.formula import ArrayFormula

from sheetgen.importing import import_template
from sheetgen.template import parse
from sheetgen.verification import verify

NUMBERS = {"A1": 1, "A2": 2, "A3": 3, "B1": 4, "B2": 0, "B3": 8}
ORDINARY = "array formulas became ordinary ones"
VALUES = "array formulas that no ordinary formula is known to stand for became their values"
FILLED = "cells that an array formula fills besides its own became their values"


@pytest.fixture
def imported(workbook):
    """The cells of column D and beyond as they are imported, and what the import says. The template verifies."""

    def imported(formulas, names=None):
        cells = {at: ArrayFormula(at, text) for at, text in formulas.items()}
        path = workbook(NUMBERS | {at.partition(":")[0]: cell for at, cell in cells.items()}, names)
        text, warnings = import_template(path)
        template = parse(text, Path("t.md"))
        assert verify(template)
        found = template.sheets[0].cells.items()
        return {str(at): cell.formula or cell.value for at, cell in found if at.column > 3}, warnings

    return imported


@pytest.mark.parametrize(
    ("formula", "becomes"),
    [
        ("SUM(A1:A3*B1:B3)", "SUMPRODUCT(A1:A3*B1:B3)"),
        ("SUM(A1:A3*B1:B3)+SUM(-A1:A3)", "SUMPRODUCT(A1:A3*B1:B3)+SUMPRODUCT(-A1:A3)"),
        ("EXP(A1)/SUM(EXP(A1:A3))", "EXP(A1)/SUMPRODUCT(EXP(A1:A3))"),
        ("SQRT(SUM((A1:A3-B1:B3)^2))", "SQRT(SUMPRODUCT((A1:A3-B1:B3)^2))"),
        ("SUM(Weight*Weight)/SUM(Weight)", "SUMPRODUCT(Weight*Weight)/SUM(Weight)"),
        ("SUM(A:A*2)", "SUMPRODUCT(A:A*2)"),
    ],
)
def test_a_sum_of_what_is_calculated_of_ranges_is_sumproduct(imported, formula, becomes):
    assert imported({"E5": f"={formula}"}, {"Weight": "Sheet!$A$1:$A$3"}) == (
        {"E5": becomes},
        [f"{ORDINARY}: Sheet!E5"],
    )


@pytest.mark.parametrize(
    "formula",
    ["A1*2", "SUM(A1:A1*2)", "SUM(A1:A3)", "SUMPRODUCT(A1:A3*B1:B3)", "MMULT(A1:B1,B1:B2)", "SUM(MMULT(A1:A3,B1:B1))"],
)
def test_what_needs_no_array_formula_stays_as_it_is(imported, formula):
    assert imported({"E5": f"={formula}"}) == ({"E5": formula}, [f"{ORDINARY}: Sheet!E5"])


@pytest.mark.parametrize("formula", ["A1:A3", "A1:A3*2-B1:B3", "-SQRT(A1:A3)%"])
def test_what_is_calculated_of_each_element_is_that_of_the_first(imported, formula):
    found, warnings = imported({"E2:E4": f"={formula}"})
    assert found["E2"] == formula.replace(":A3", "").replace(":B3", "")
    assert isinstance(found["E3"], float)
    assert warnings == [f"{ORDINARY}: Sheet!E2", f"{FILLED}: Sheet!E3, Sheet!E4"]


@pytest.mark.parametrize(
    "formula",
    [
        *("MAX(A1:A3*B1:B3)", "SUM(IF(A1:A3>1,B1:B3))", "AVERAGE(A1:A3-B1:B3)", "SUM(A1:A3*2,B1:B3)"),
        # In row 2 the ordinary formula happens to give the same number.
        *("SUM(IF(A1:A3=2,B1:B3))", "MAX(A1:A3*0)", "SUM(SUMIF(A1:A3,A1:A3,B1:B3)*0)"),
    ],
)
def test_anything_else_becomes_its_value_and_is_told(imported, formula):
    found, warnings = imported({"E2": f"={formula}"})
    assert isinstance(found["E2"], float)
    assert warnings == [f"{VALUES}: Sheet!E2"]


def test_texts_are_no_summands_of_either(workbook):
    path = workbook({"A1": "x", "A2": "2", "D1": ArrayFormula("D1", '=SUM(A1:A2&"")')})
    assert "| 0 (SUMPRODUCT(A1:A2&" in import_template(path)[0]


def test_a_folded_column_of_array_formulas_verifies(workbook):
    cells = {f"A{row}": row for row in range(1, 14)}
    cells |= {f"C{row}": ArrayFormula(f"C{row}", f"=SUM(A{row}:A{row + 3}*$A$1:$A$4)") for row in range(1, 11)}
    text, warnings = import_template(workbook(cells), fold=True)
    assert "SUMPRODUCT(A{{ row }}:A{{ row + 3 }}*$A$1:$A$4)" in text
    assert warnings == [f"{ORDINARY}: Sheet!C1, Sheet!C2, Sheet!C3, Sheet!C4, Sheet!C5 and 5 more"]
    assert verify(parse(text, Path("t.md")))
