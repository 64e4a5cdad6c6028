"""Functions that choose, and functions that make references, among arrays and references."""

import pytest

from sheetgen.errors import UnsupportedError
from sheetgen.recalc import recalculate
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue
from sheetgen.workbook.grid import SourceFormula

CELLS = {"A1": 1.0, "A2": 2.0, "A3": 4.0, "B1": 10.0, "B2": 20.0, "B3": 40.0}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(CHOOSE(2,A1:A3,B1:B3))", 70.0),
        ("=SUM(IF(TRUE,A1:A3))", 7.0),
        ("=SUM(IFS(FALSE,A1:A3,TRUE,B1:B3))", 70.0),
        ("=SUM(SWITCH(2,1,A1:A3,2,B1:B3))", 70.0),
        ("=SUM(SWITCH(9,1,A1:A3,B1:B3))", 70.0),
        # What is chosen is a reference, and not only its values.
        ("=SUM(CHOOSE(1,A1,B1):B3)", 77.0),
        ("=SUM(IF(TRUE,A1):B2)", 33.0),
        ("=SUM(IFS(FALSE,A1,TRUE,B1):B3)", 70.0),
        ("=SUM(SWITCH(2,1,A1:A2,2,B1:B3):A1)", 77.0),
        ('=SUMIF(CHOOSE(2,A1:A3,B1:B3),">10")', 60.0),
        ("=SUM(INDEX(A1:A3,1):INDEX(A1:A3,2))", 3.0),
        ("=SUM(INDEX(A1:B3,3,2):INDEX(A1:B3,2,1))", 66.0),
        ("=SUM(A1:INDEX(A:A,3))", 7.0),
        ("=SUM(INDEX((A1:A2,B1:B3),0,1,2))", 70.0),
        ("=SUM(OFFSET(A1,1,0):OFFSET(A1,2,1))", 66.0),
        ("=SUM(INDEX(A1:A3,1):INDEX(A1:A3,4))", ErrorValue.REF),
    ],
)
def test_a_reference_that_is_chosen_stays_one(result, formula, value):
    assert result(formula, CELLS) == value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(CHOOSE({1,2},A1:A3,B1:B3))", 77.0),
        ("=VLOOKUP(20,CHOOSE({1,2},B1:B3,A1:A3),2,FALSE)", 2.0),
        ("=VLOOKUP(20,IF({1,0},B1:B3,A1:A3),2,FALSE)", 2.0),
        ("=SUM(IFS({TRUE,FALSE},1,TRUE,2))", 3.0),
        ("=SUM(IFS({TRUE,FALSE,FALSE},1,{TRUE,TRUE,FALSE},10,TRUE,100))", 111.0),
        ("=SUM(IFERROR(IFS({TRUE,FALSE},1),7))", 8.0),
        ("=SUM(SWITCH({1,2,3},1,10,2,20,0))", 30.0),
        ("=SUM(SWITCH(2,{1,2},10,7))", 17.0),
        ("=SUM(IFERROR(SWITCH({1,9},1,3),5))", 8.0),
    ],
)
def test_of_an_array_each_element_takes_its_own(result, formula, value):
    assert result(formula, CELLS) == value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('=SUM(IFERROR(IF({TRUE,FALSE},1,ABS("x")),5))', 6.0),
        ('=SUM(IFERROR(IFS({TRUE,FALSE},1,TRUE,ABS("x")),5))', 6.0),
        ('=SUM(IFERROR(IFS({TRUE,FALSE},1,"x",2),5))', 6.0),
        ('=SUM(IFERROR(SWITCH({1,2},1,3,2,ABS("x")),5))', 8.0),
        ('=COUNT(IFERROR({1,#N/A},ABS("x")))', 1.0),
        ("=SUM(IFERROR(CHOOSE({1,2},1,1/0),5))", 6.0),
    ],
)
def test_the_error_of_one_choice_is_that_of_its_elements_alone(result, formula, value):
    assert result(formula) == value


def test_an_array_formula_chooses_element_by_element(make_grid):
    grid = make_grid(CELLS)
    formula = "IFS(A1:A3>2,B1:B3,A1:A3>1,0,TRUE,-1)"
    grid.sheets["Sheet"].formulas[Address(1, 4)] = SourceFormula(formula, Address(1, 4), "D1:D3")
    assert recalculate(grid)["D1:D3"].tolist() == [[-1.0], [0.0], [40.0]]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(N(OFFSET(A1,{0;2},0)))", 5.0),
        ("=SUM(N(OFFSET(A1,0,{0,1},2)))", 11.0),
        ('=CONCAT(T(INDIRECT({"C1","C2"})))', "xy"),
        ("=SUMPRODUCT(SUBTOTAL(9,OFFSET(A1,{0;1;2},0)))", 7.0),
        ("=SUMPRODUCT(SUBTOTAL(109,OFFSET(A1,ROW(A1:A3)-ROW(A1),0)))", 7.0),
        ("=SUMPRODUCT(SUBTOTAL(9,OFFSET(A1,0,0,{1;2;3})))", 11.0),
        ('=SUMPRODUCT(SUBTOTAL(9,INDIRECT({"A1:A2","B1:B3"})))', 73.0),
        # An array holds values and no ranges.
        ("=SUM(OFFSET(A1,0,0,{1;2}))", ErrorValue.VALUE),
        ("=SUM(IFERROR(N(OFFSET(A1,{0;-1},0)),50))", 51.0),
    ],
)
def test_several_references_are_read_one_by_one(result, formula, value):
    assert result(formula, {**CELLS, "C1": "x", "C2": "y"}) == value


@pytest.mark.parametrize(
    "formula",
    ["=COUNTIF(OFFSET(A1,{0;1},0),2)", '=SUMIF(INDIRECT({"A1","B1"}),1)', "=AGGREGATE(9,4,OFFSET(A1,{0;1},0))"],
)
def test_where_they_cannot_be_read_they_are_unsupported(result, formula):
    with pytest.raises(UnsupportedError, match=r"Sheet!Z100: an array of references, .* is not supported"):
        result(formula, CELLS)
