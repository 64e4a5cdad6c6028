"""3-D references: the same cells on the sheets from one to another, in the workbook's order."""

import pytest

from sheetgen.recalc import recalculate
from sheetgen.recalc.functions.over_sheets import OVER_SHEETS
from sheetgen.recalc.functions.registry import registry
from sheetgen.recalc.plan import all_dependents
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue
from sheetgen.workbook.grid import SourceFormula

SHEETS = {
    "Jan": {"A1": 1.0, "A2": "x"},
    "Feb": {"A1": "=Jan!A1*2", "A2": True},
    "It's March": {"A1": "=Feb!A1*2", "B2": 40.0},
    "Apr": {"A1": 1000.0},
}
VALUE, REF = ErrorValue.VALUE, ErrorValue.REF


@pytest.fixture(scope="module")
def over_sheets(calculate):
    """The value of a formula that stands on a sheet of its own behind those of SHEETS."""
    return lambda formula, names=None: calculate({**SHEETS, "Total": {"C3": formula}}, names)["Total!C3"]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(Jan:Feb!A1)", 3.0),
        ("=SUM('Jan:It''s March'!A1)", 7.0),
        ("=SUM('Jan:It''s March'!A1:B2)", 47.0),
        ("=SUM('Jan:It''s March'!$A$1:$B$2)", 47.0),
        ("=SUM('jan:IT''S MARCH'!A:B)", 47.0),
        ("=SUM('Jan:It''s March'!1:1)", 7.0),
        ("=SUM('It''s March:Jan'!A1)", 7.0),
        ("=SUM(Feb:Feb!A1,Apr:Apr!A1)", 1002.0),
        ("=AVERAGE(Jan:Feb!A1:A2)", 1.5),
        ("=AVERAGEA(Jan:Feb!A1:A2)", 1.0),
        ("=COUNT(Jan:Apr!A1:B2)", 5.0),
        ("=COUNTA(Jan:Apr!A1:B2)", 7.0),
        ("=MAX(Jan:Apr!A1)", 1000.0),
        ("=MIN(Jan:Apr!A1:A2)", 1.0),
        ("=MAXA(Jan:Feb!A2)", 1.0),
        ("=MINA(Jan:Feb!A2)", 0.0),
        ("=PRODUCT('Jan:It''s March'!A1)", 8.0),
        ("=VAR.S(Jan:Feb!A1)", 0.5),
        ("=LARGE('Jan:It''s March'!A1,2)", 2.0),
        ("=MEDIAN('Jan:It''s March'!A1)", 2.0),
        ("=RANK(2,'Jan:It''s March'!A1)", 2.0),
    ],
)
def test_a_function_of_many_numbers_takes_them_from_all_sheets(over_sheets, formula, value):
    assert over_sheets(formula) == value


@pytest.mark.parametrize(
    "formula",
    [
        "=Jan:Feb!A1",
        "=Jan:Feb!A1+1",
        "=ABS(Jan:Feb!A1)",
        "=SUMPRODUCT(Jan:Feb!A1:A2)",
        "=ROWS(Jan:Feb!A1)",
        "=SUM(IF(TRUE,Jan:Feb!A1))",
        "=AND(Jan:Feb!A1)",
        "=AND(Months)",
        "=COUNTIF(Jan:Feb!A1,1)",
        "=Months*2",
    ],
)
def test_it_is_no_value_to_any_other_function_or_operator(over_sheets, formula):
    assert over_sheets(formula, {"Months": "Jan:Feb!$A$1"}) is VALUE


@pytest.mark.parametrize("formula", ["=SUM(Jan:May!A1)", "=SUM(Dec:Jan!A1)"])
def test_a_sheet_that_does_not_exist_is_a_deleted_reference(over_sheets, formula):
    assert over_sheets(formula) is REF


def test_a_name_may_mean_cells_of_several_sheets(over_sheets):
    assert over_sheets("=SUM(Months)", {"Months": "'Jan:It''s March'!$A$1"}) == 7.0


def test_a_relative_reference_moves_with_its_formula(make_grid):
    grid = make_grid({"Jan": {"A1": 1.0, "A2": 2.0}, "Feb": {"A1": 10.0, "A2": 20.0}, "Total": {}})
    shared = SourceFormula("SUM(Jan:Feb!A1)", Address(1, 1))
    grid.sheets["Total"].formulas.update({Address(1, 1): shared, Address(2, 1): shared})
    assert recalculate(grid)["Total!A1:A2"].tolist() == [[11.0], [22.0]]


def test_the_cells_of_every_sheet_are_precedents(calculate):
    values = calculate({**SHEETS, "Total": {"A1": "=SUM(Jan:Apr!A1)"}})
    needed = all_dependents(values.plan, [Place("It's March", Address(1, 1))], values.grid)
    assert Place("Total", Address(1, 1)) in needed


def test_every_function_that_takes_them_is_one_of_ours():
    assert set(registry()) >= OVER_SHEETS
