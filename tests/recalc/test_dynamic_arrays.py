"""Whole arrays, as functions give them; OFFSET and INDIRECT, which say only when evaluated what they need."""

import pytest

from sheetgen.errors import CycleError
from sheetgen.recalc import recalculate
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue
from sheetgen.workbook.grid import GridTable, SourceFormula

NA, DIV0 = ErrorValue.NA, ErrorValue.DIV0
CELLS = {"A1": 3.0, "A2": "b", "A3": "B", "A4": True, "A6": 1.0, "A7": DIV0, "B1": 1.0, "B2": 2.0, "B3": 3.0}


@pytest.fixture
def spilled(make_grid):
    """The elements of an array formula, those that are TRUE or FALSE as such."""

    def spilled(formula, area="H1:L9", cells=CELLS, names=None):
        grid = make_grid(cells, names)
        grid.sheets["Sheet"].formulas[Address(1, 8)] = SourceFormula(formula, Address(1, 8), area, dynamic=True)
        values = recalculate(grid)
        rows = [[values[f"Sheet!{column}{row}"] for column in "HIJKL"] for row in range(1, 10)]
        rows = [row for row in rows if any(value is not None for value in row)]
        width = max(sum(value is not None for value in row) for row in rows)
        return [row[:width] for row in rows]

    return spilled


@pytest.mark.parametrize(
    ("formula", "rows"),
    [
        ("TRANSPOSE({1,2;3,4;5,6})", [[1, 3, 5], [2, 4, 6]]),
        # Numbers, texts, booleans, errors; blanks come last either way, and show as 0.
        ("SORT(A1:A7)", [[1], [3], ["b"], ["B"], [True], [DIV0], [0]]),
        ("SORT(A1:A7,,-1)", [[DIV0], [True], ["b"], ["B"], [3], [1], [0]]),
        ("SORT({1,9;2,8;1,7},{1,2},{-1,1})", [[2, 8], [1, 7], [1, 9]]),
        ("SORTBY({1,2,3},{1,1,0},-1,{2,1,0},1)", [[2, 1, 3]]),
        ("UNIQUE(A1:A7)", [[3], ["b"], [True], [0], [1], [DIV0]]),
        ("UNIQUE({1,1,2;3,3,4},TRUE)", [[1, 2], [3, 4]]),
        ("UNIQUE({1,2;1,2;1,3},,TRUE)", [[1, 3]]),
        ("FILTER({1,2;3,4;5,6},{TRUE;FALSE;TRUE})", [[1, 2], [5, 6]]),
        ("FILTER({1,2;3,4},{FALSE,TRUE})", [[2], [4]]),
        ("FILTER({1;2},{0;0},{7,8})", [[7, 8]]),
        ("FILTER(B1:B3,B1:B3>1)", [[2], [3]]),
        ("TOCOL({1,2;3,4},,TRUE)", [[1], [3], [2], [4]]),
        ("TOROW({1,#N/A;3,4},2)", [[1, 3, 4]]),
        ("TOROW(A1:B2*1,3)", [[3, 1, 2]]),
        ("HSTACK({1;2},9)", [[1, 9], [2, NA]]),
        ("VSTACK({1,2},9,1/0)", [[1, 2], [9, NA], [DIV0, NA]]),
        ("WRAPROWS({1,2,3},2)", [[1, 2], [3, NA]]),
        ('WRAPCOLS({1;2;3},2,"")', [[1, 3], [2, ""]]),
        ("TAKE({1,2,3;4,5,6},1,-2)", [[2, 3]]),
        ("DROP({1,2,3;4,5,6},-1,1)", [[2, 3]]),
        ("EXPAND({1,2},2,3,0)", [[1, 2, 0], [0, 0, 0]]),
        ("EXPAND({1;2},,2)", [[1, NA], [2, NA]]),
        ("CHOOSECOLS({1,2,3;4,5,6},-1,1)", [[3, 1], [6, 4]]),
        ("CHOOSEROWS({1,2;3,4},{2;1;2})", [[3, 4], [1, 2], [3, 4]]),
        ("SEQUENCE(2,3,10,-1)", [[10, 9, 8], [7, 6, 5]]),
        ("RANDARRAY(2,2,4,4,TRUE)", [[4, 4], [4, 4]]),
        ("ROW(A2:B4)", [[2], [3], [4]]),
        ("COLUMN(B1:D1)", [[2, 3, 4]]),
        ("INDEX(B1:C3,0,1)", [[1], [2], [3]]),
        ("INDEX(B1:C3,2,0)+1", [[3, 1]]),
        ("INDEX({1,2;3,4},{2;1},{1,2})", [[3, 4], [1, 2]]),
        ("INDEX(B1:B3,{3;1})", [[3], [1]]),
        ("MATCH({3;9;1},B1:B3,0)", [[3], [NA], [1]]),
        ("XLOOKUP({2;7},B1:B3,A1:A3,-1)", [["b"], [-1]]),
        ("XLOOKUP(2,B1:B3,A1:B3)", [["b", 2]]),
        ("VLOOKUP({1;2},{1,10;2,20},2,FALSE)", [[10], [20]]),
        ("CHOOSE({1,2},B1:B3,A1:A3)", [[1, 3], [2, "b"], [3, "B"]]),
        ("LOOKUP({1,2.5},{1,2,3})", [[1, 2]]),
        ('INDIRECT("B1:B"&2)*10', [[10], [20]]),
        ('INDIRECT({"B1";"B3"})', [[1], [3]]),
        ("ADDRESS({1;2},{1,2},4)", [["A1", "B1"], ["A2", "B2"]]),
    ],
)
def test_whole_arrays(spilled, formula, rows):
    assert spilled(formula) == rows


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(INDEX(B1:C3,0,1))", 6.0),
        ("=SUM(B1:INDEX(B1:B3,2))", 3.0),
        ("=SUM(XLOOKUP(1,B1:B3,B1:B3):XLOOKUP(3,B1:B3,B1:B3))", 6.0),
        ("=SUM(CHOOSE(2,A1,B1:B3))", 6.0),
        ("=SUM(CHOOSE(1,B1,B2):CHOOSE(2,B1,B2))", 3.0),
        ("=SUM(OFFSET(B3,0,0,-2))", 5.0),
        ("=SUM(OFFSET(B1:B2,1,0))", 5.0),
        ("=ROWS(OFFSET(A1,0,0,3,2))*10+COLUMNS(OFFSET(A1,0,0,3,2))", 32.0),
        ("=COLUMNS(OFFSET(A1:B2,0,0,,))", 2.0),
        ('=SUM(INDIRECT("B:B"))', 6.0),
        ('=SUM(INDIRECT("C2",FALSE))', 6.0),
        ('=SUM(INDIRECT("R1C2:R2C2",FALSE))', 3.0),
        ('=SUM(INDIRECT("numbers"))', 6.0),
        ('=SUM(INDIRECT("numbers",FALSE))', 6.0),
        ('=INDIRECT("three")', ErrorValue.REF),
        ('=SUM(INDIRECT("Figures[n]"))', 5.0),
        ('=SUM(INDIRECT("figures"))', 5.0),
        ('=LET(numbers,0,SUM(INDIRECT("numbers")))', 6.0),
        ("=SUM(B1:OFFSET(D9,-1,-2))", 6.0),
        ("=ROW(D9)", 9.0),
        ("=AREAS((A1,B1:B2,C3))", 3.0),
    ],
)
def test_references_stay_references(make_grid, formula, value):
    grid = make_grid({**CELLS, "D9": formula}, {"numbers": "Sheet!$B$1:$B$3", "three": "1+2"})
    grid.tables["figures"] = GridTable("Figures", "Sheet", 1, 2, 3, ("n",))
    assert recalculate(grid)["Sheet!D9"] == value


def test_the_cells_of_an_array_are_found_by_its_anchor(make_grid):
    grid = make_grid({"D1": "=SUM(A1#)", "E1": "=SUM(ANCHORARRAY(A1))", "F1": "=ROWS(A1#)", "G1": "=MATCH(4,A:A,0)"})
    grid.sheets["Sheet"].formulas[Address(1, 1)] = SourceFormula("SEQUENCE(4)", Address(1, 1), "A1:A4", dynamic=True)
    values = recalculate(grid)
    assert [values[f"Sheet!{column}1"] for column in "DEFG"] == [10.0, 10.0, 4.0, 4.0]


def test_another_sheet_by_its_name_in_a_cell(calculate):
    sheets = {"One": {"A1": "My 'own'", "B1": '=SUM(INDIRECT("\'"&SUBSTITUTE(A1,"\'","\'\'")&"\'!A1:A2"))'}}
    values = calculate({**sheets, "My 'own'": {"A1": 1.0, "A2": "=A1+1"}})
    assert values["One!B1"] == 3.0


@pytest.mark.parametrize(
    "formula", ["=OFFSET(A{row},1,0)+1", '=INDIRECT("A"&{row}+1)+1', "=INDEX($A$1:$A$500,ROW()+1)+1"]
)
def test_a_chain_that_is_seen_only_when_it_is_evaluated(calculate, formula):
    cells = {f"A{row}": formula.format(row=row) for row in range(1, 500)}
    assert calculate({**cells, "A500": 1.0})["Sheet!A1"] == 500.0


def test_a_cycle_through_indirect_names_its_path(calculate):
    with pytest.raises(CycleError, match="A1 → B1 → C1 → A1"):
        calculate({"A1": '=INDIRECT("C1")', "B1": "=A1+1", "C1": "=OFFSET(A1,0,1)"})


def test_a_formula_that_indirectly_is_its_own_is_a_cycle(calculate):
    with pytest.raises(CycleError, match="A1 → A1"):
        calculate({"A1": '=INDIRECT("A1")'})


def test_many_lookups_among_many(calculate):
    cells = {f"A{row}": float(row) for row in range(1, 1_001)}
    cells |= {f"B{row}": f"=MATCH({row},$A$1:$A$1000,0)" for row in range(1, 1_001)}
    values = calculate(cells)
    assert all(values[f"Sheet!B{row}"] == float(row) for row in range(1, 1_001))
