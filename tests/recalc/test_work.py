"""No formula takes more memory or time than its workbook's size allows; what is larger is one sentence."""

import pytest

from sheetgen.errors import FormulaError, UsageError, WorkError
from sheetgen.formula import parse
from sheetgen.recalc import recalculate
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.evaluate import recalculate_what_can_be
from sheetgen.recalc.reader import most_read
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue
from sheetgen.workbook import limits

DOUBLED = {f"name_{n}": f"name_{n - 1}+name_{n - 1}" for n in range(1, 90)} | {"name_0": "1"}


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(SEQUENCE(100000)*SEQUENCE(1,16000))",
        "=SUM(MUNIT(30000))",
        "=SUM(MMULT(SEQUENCE(20000),SEQUENCE(1,16000)))",
        "=MDETERM(MUNIT(700))",
        "=SUM(MINVERSE(MUNIT(700)))",
        "=SUM(VSTACK(SEQUENCE(1,16000),SEQUENCE(400000)))",
        "=SUM(MAKEARRAY(10000,10000,LAMBDA(r,c,r*c)))",
        '=SUM(LEN(REPT("a",SEQUENCE(100000,1,30000,0))))',
        '=SUM(LEN(TEXTSPLIT(REPT("a,",16000)&REPT("a;",300),",",";")))',
        "=VDB(1000000,1,1000000000,0,1000000000)",
        "=HYPGEOM.DIST(500000000,1000000000,500000000,2000000000,TRUE)",
        "=BESSELJ(1000000,1000000000)",
        "=SUM(REDUCE(1,SEQUENCE(60),LAMBDA(a,b,VSTACK(a,a))))",
        "=LET(f,LAMBDA(g,n,IF(n=0,1,g(g,n-1)+g(g,n-1))),f(f,40))",
        "=name_89",
        '=REGEXTEST(REPT("a",32000)&"!","a{1,200}b")',
    ],
)
def test_it_takes_too_many_steps(result, formula):
    with pytest.raises(WorkError, match="steps: sheetgen --max-steps N allows more"):
        result(formula, names=DOUBLED)


@pytest.mark.parametrize(
    "formula",
    [
        'REPT("ab",16384)',
        'REPT("ab",16383)&"abc"',
        'SUBSTITUTE(REPT("a",32000),"a",REPT("a",32000))',
        'TEXTJOIN(",",TRUE,IF(SEQUENCE(20000),REPT("a",32000)))',
        'CONCAT(IF(SEQUENCE(20000),REPT("a",32000)))',
    ],
)
def test_no_text_is_longer_than_a_cell_can_hold(result, formula):
    assert result(f"={formula}") is ErrorValue.VALUE


def test_a_text_may_be_as_long_as_that(result):
    assert result('=LEN(REPT("ab",16383)&"a")') == 32767
    assert result('=LEN(TEXTJOIN(",",TRUE,REPT("a",SEQUENCE(200))))') == 20_299


def test_texts_that_double_from_cell_to_cell_end_in_an_error_value(calculate):
    cells = {"A1": "lol"} | {f"A{row}": f"=A{row - 1}&A{row - 1}" for row in range(2, 60)}
    values = calculate(cells)
    assert values["Sheet!A14"] == "lol" * 2**13
    assert values["Sheet!A15"] is ErrorValue.VALUE


def test_a_larger_workbook_may_take_more(make_grid):
    cells = {f"A{row}": 1.0 for row in range(1, 60_001)}
    cells["B1"] = "=SUMPRODUCT((A1:A60000=1)*(A1:A60000+A1:A60000)*(A1:A60000>0)*A1:A60000)"
    assert recalculate(make_grid(cells))["Sheet!B1"] == 120_000


def test_the_limit_is_an_option(result, monkeypatch):
    formula = "=SUM(SEQUENCE(1000,1000))"
    with pytest.raises(WorkError, match="it takes more than 500,000 steps"):
        result(formula)
    monkeypatch.setenv(limits.STEPS, "40000000")
    assert result(formula) == 500_000_500_000
    for wrong in ("many", "0", "-1"):
        monkeypatch.setenv(limits.STEPS, wrong)
        with pytest.raises(UsageError, match=rf"--max-steps \(SHEETGEN_MAX_STEPS\) is '{wrong}'"):
            result(formula)


def test_all_formulas_together_have_a_limit_too(make_grid, monkeypatch):
    monkeypatch.setenv(limits.STEPS, "100000")
    grid = make_grid({f"A{row}": f"=SUM(SEQUENCE(4000))+{row}" for row in range(1, 101)})
    values, problems = recalculate_what_can_be(grid)
    assert 10 < len(problems) < 90
    assert "all formulas together take more than" in str(problems[max(problems)])
    assert {type(problem) for problem in problems.values()} == {WorkError}
    assert values["Sheet!A1"] == 8_002_001


def test_names_that_double_are_no_longer_to_plan_than_to_read(make_grid, monkeypatch):
    monkeypatch.setenv(limits.STEPS, "100000")
    # In more than a few cells formulas are compiled, where names would be written out.
    grid = make_grid({f"A{row}": "=name_89" for row in range(1, 9)}, DOUBLED)
    assert len(recalculate_what_can_be(grid)[1]) == 8


def test_a_circle_of_many_cells_is_told_in_part(calculate):
    cells = {f"A{row}": f"=A{row + 1}" for row in range(1, 1_000)} | {"A1000": "=A1"}
    with pytest.raises(FormulaError, match=r"^test.xlsx: Sheet!A1: .* → … → .* \(each feeds the next, 1,000 cells\)$"):
        calculate(cells)


@pytest.mark.parametrize(
    ("formula", "message"),
    [("{" * 4_000, "nest deeper than 100"), ("LAMBDA(x,x)" + "(1)" * 2_000, "more than 100 calls follow one another")],
)
def test_what_nests_too_deeply_is_refused_as_it_is_read(formula, message):
    with pytest.raises(FormulaError, match=message):
        parse(formula, Address(1, 1))


def test_running_totals_and_look_ups_of_ordinary_length_are_no_attack(make_grid):
    rows = 3_000
    cells = {f"A{row}": float(row) for row in range(1, rows + 1)}
    cells |= {f"B{row}": f"=SUM($A$1:A{row})" for row in range(1, rows + 1)}
    cells |= {f"C{row}": f"=VLOOKUP(A{row},$A$1:$B${rows},2,FALSE)" for row in range(1, rows + 1)}
    values = recalculate(make_grid(cells))
    assert values[f"C{rows}"] == rows * (rows + 1) / 2


def test_what_reads_every_cell_again_and_again_is_refused(make_grid, monkeypatch):
    monkeypatch.setenv(limits.STEPS, "1000")
    again = "+".join(['COUNTIF(A:A,">"&RAND())'] * 40)
    cells = {f"A{row}": float(row) for row in range(1, 1_001)} | {f"B{row}": f"={again}" for row in range(1, 50)}
    # The usual steps, and four times each of 1,049 cells for 49 formulas.
    told = "all formulas together take more than 206,604 steps to read other cells: sheetgen --max-steps N allows more"
    with pytest.raises(WorkError, match=told):
        recalculate(make_grid(cells))


def test_a_sheet_is_not_counted_anew_for_each_small_range_that_is_read():
    class Counted(dict):
        times = 0

        def __len__(self):
            Counted.times += 1
            return super().__len__()

    few = Area("Sheet", 1, 1, 3, 1)
    assert most_read(few, Counted()) == 3
    assert Counted.times == 0
    assert most_read(Area("Sheet", 1, 1, 100_000, 1), Counted({Address(1, 1): 1.0, Address(2, 1): 2.0})) == 2
    assert Counted.times == 1
