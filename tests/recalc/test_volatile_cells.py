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
    "ping": "LAMBDA(n,IF(n=0,1,pong(n-1)+RAND()))",
    "pong": "LAMBDA(n,IF(n=0,0,ping(n-1)))",
}


@pytest.fixture
def volatile(make_grid):
    """The addresses of those among some cells, the names of NAMES at hand."""

    def volatile(cells):
        values, _ = recalculate_what_can_be(make_grid(cells, NAMES))
        return {str(place.address) for place in volatile_places(values)}

    return volatile


@pytest.mark.parametrize(
    "formula", ["=RAND()", "=1+TODAY()", "=moment", "=week+1", "=later(2)", "=MAP(A9,later)", "=ping(3)"]
)
def test_functions_are_found_behind_defined_names_too(volatile, formula):
    assert volatile({"A1": formula, "A2": "=A1*2", "A3": "=seven+A9", "A9": 1.0}) == {"A1", "A2"}


@pytest.mark.parametrize(
    "formula",
    ['=INDIRECT("A"&1)', "=SUM(OFFSET(A2,-1,0,2,1))", "=at(1)", '=SUM(INDIRECT("A:A"))', '=N(INDIRECT("E1"))'],
)
def test_what_shows_only_when_it_is_evaluated_is_found_too(volatile, formula):
    cells = {"A1": "=NOW()", "A2": "=1+1", "B1": formula, "C1": "=B1+1", "D1": '=INDIRECT("C1")+1', "E1": "=A1+1"}
    assert volatile(cells) == {"A1", "B1", "C1", "D1", "E1"}


@pytest.mark.parametrize("formula", ['=INDIRECT("A"&2)', "=OFFSET(A3,-1,0)", "=seven", "=round"])
def test_nothing_else_is(volatile, formula):
    assert volatile({"A1": "=NOW()", "A2": "=1+1", "B1": formula, "C1": "=B1+1"}) == {"A1"}


def test_names_that_use_each_other_are_told_in_any_order(volatile):
    assert volatile({"A1": "=ping(3)", "A2": "=pong(3)"}) == volatile({"A1": "=pong(3)", "A2": "=ping(3)"})


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(A1:INDEX(A5:A6,1))",
        "=SUM(CHOOSE(1,A1,A2):A5)",
        "=SUM((A1):fifth)",
        '=SUMIF(C1:C5,">0",A1)',
        '=AVERAGEIF(C1:C5,">0",A1)',
        '=LET(f,LAMBDA(x,INDIRECT(x)),f("A3"))',
        '=COUNTIF(INDIRECT("A1:A5"),">0")',
    ],
)
def test_so_are_the_cells_within_a_range_whose_ends_are_calculated(make_grid, formula):
    cells = {"A1": 1.0, "A3": "=NOW()", "A5": 2.0, **{f"C{row}": 1.0 for row in range(1, 6)}, "D1": formula}
    values, _ = recalculate_what_can_be(make_grid(cells, {"fifth": "Sheet!$A$5"}))
    assert {str(place.address) for place in volatile_places(values)} == {"A3", "D1"}


def test_a_long_chain_of_them_is_followed_once(volatile):
    cells = {"A1": "=NOW()", **{f"A{row}": f'=INDIRECT("A{row - 1}")' for row in range(2, 1_001)}}
    assert len(volatile(cells)) == 1_000


def test_names_behind_names_may_be_many(make_grid):
    names = {f"l{row}_": f"LAMBDA(x,l{row + 1}_(x))" for row in range(3_000)} | {"l3000_": "LAMBDA(x,RAND())"}
    values, _ = recalculate_what_can_be(make_grid({"A1": "=IF(TRUE,1,l0_(1))"}, names))
    assert len(volatile_places(values)) == 1


def test_the_cells_of_an_array_formula_are_its_own(make_grid):
    grid = make_grid({"A1": "=RANDARRAY(2,2)", "D1": '=INDIRECT("B2")', "D2": '=INDIRECT("C2")', "C2": 5.0})
    formulas = grid.sheets["Sheet"].formulas
    for address, formula in formulas.items():
        if str(address) == "A1":
            formulas[address] = type(formula)(formula.text, address, "A1:B2")
    values, _ = recalculate_what_can_be(grid)
    assert {str(place.address) for place in volatile_places(values)} == {"A1", "D1"}
