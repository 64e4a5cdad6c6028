"""Which cells change by themselves, however they come to what does."""

import pytest

from sheetgen.recalc.evaluate import recalculate_what_can_be
from sheetgen.recalc.volatile import volatile_places

NAMES = {
    "moment": "NOW()",
    "week": "moment+7",
    "later": "LAMBDA(x,x+NOW())",
    "seven": "7",
    "at": "LAMBDA(row,INDEX(Sheet!$A$1:$A$2,row))",
    "round": "round+RAND()",
}


@pytest.fixture
def volatile(make_grid):
    """The addresses of those among some cells, the names of NAMES at hand."""

    def volatile(cells):
        values, _ = recalculate_what_can_be(make_grid(cells, NAMES))
        return {str(place.address) for place in volatile_places(values)}

    return volatile


@pytest.mark.parametrize("formula", ["=RAND()", "=1+TODAY()", "=moment", "=week+1", "=later(2)", "=MAP(A9,later)"])
def test_functions_are_found_behind_defined_names_too(volatile, formula):
    assert volatile({"A1": formula, "A2": "=A1*2", "A3": "=seven+A9", "A9": 1.0}) == {"A1", "A2"}


@pytest.mark.parametrize(
    "formula",
    ['=INDIRECT("A"&1)', "=SUM(OFFSET(A2,-1,0,2,1))", "=at(1)", '=SUM(INDIRECT("A:A"))', '=N(INDIRECT("E1"))'],
)
def test_what_shows_only_when_it_is_evaluated_is_found_too(volatile, formula):
    cells = {"A1": "=NOW()", "A2": "=1+1", "B1": formula, "C1": "=B1+1", "D1": '=INDIRECT("C1")+1', "E1": "=A1+1"}
    assert volatile(cells) == {"A1", "B1", "C1", "D1", "E1"}


@pytest.mark.parametrize("formula", ['=INDIRECT("A"&2)', "=OFFSET(A3,-1,0)", "=at(2)", "=seven", "=round"])
def test_nothing_else_is(volatile, formula):
    assert volatile({"A1": "=NOW()", "A2": "=1+1", "B1": formula, "C1": "=B1+1"}) == {"A1"}


def test_the_cells_of_an_array_formula_are_its_own(make_grid):
    grid = make_grid({"A1": "=RANDARRAY(2,2)", "D1": '=INDIRECT("B2")', "D2": '=INDIRECT("C2")', "C2": 5.0})
    formulas = grid.sheets["Sheet"].formulas
    for address, formula in formulas.items():
        if str(address) == "A1":
            formulas[address] = type(formula)(formula.text, address, "A1:B2")
    values, _ = recalculate_what_can_be(grid)
    assert {str(place.address) for place in volatile_places(values)} == {"A1", "D1"}
