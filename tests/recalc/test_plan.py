"""In which order formulas are evaluated; names and sheets resolved; what is refused before the first evaluation."""

import pytest

from sheetgen.errors import CycleError, FormulaError, UnsupportedError
from sheetgen.recalc import recalculate
from sheetgen.recalc.plan import make_plan
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue
from sheetgen.workbook.grid import SourceFormula


def steps(plan):
    return [[str(place.address) for place in step.places] for step in plan.steps]


def test_equal_relative_formulas_are_one_step(make_grid):
    cells = {f"A{row}": float(row) for row in range(1, 101)}
    cells |= {f"B{row}": f"=A{row}*$A$1+1" for row in range(1, 101)}
    plan = make_plan(make_grid(cells))
    assert steps(plan) == [[f"B{row}" for row in range(1, 101)]]


def test_equal_formulas_share_one_tree(make_grid):
    plan = make_plan(make_grid({"B1": "=A1+1", "B2": "= a2 + 1", "B3": "=A1+1"}))
    (first, second, third) = plan.trees.values()
    assert first is second
    assert first is not third


def test_cells_of_one_step_do_not_need_one_another(make_grid):
    plan = make_plan(make_grid({"A1": 1.0, "A2": "=A1+1", "A3": "=A2+1", "A4": "=A3+1"}))
    assert steps(plan) == [["A2"], ["A3"], ["A4"]]


def test_a_cell_comes_after_all_that_it_needs(make_grid, calculate):
    cells = {"A1": "=C1+B1", "B1": "=C1*2", "C1": "=D1", "D1": 3.0, "E1": "=SUM(A1:D1)"}
    order = [cell for step in steps(make_plan(make_grid(cells))) for cell in step]
    assert order == ["C1", "B1", "A1", "E1"]
    assert calculate(cells)["E1"] == 9.0 + 6.0 + 3.0 + 3.0


def test_a_chain_of_20000_cells(calculate):
    cells = {"A1": 0.0} | {f"A{row}": f"=A{row - 1}+1" for row in range(2, 20_002)}
    assert calculate(cells)["A20001"] == 20_000.0


def test_a_chain_upwards(calculate):
    cells = {"A2001": 0.0} | {f"A{row}": f"=A{row + 1}+1" for row in range(1, 2_001)}
    assert calculate(cells)["A1"] == 2_000.0


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=" + "+".join(["1"] * 4_000), 4_000.0),
        ("=" + "&".join(["1"] * 4_000), "1" * 4_000),
        ("=1" + "-1" * 4_000, -3_999.0),
        ("=" + "-" * 8_000 + "1", 1.0),
        ("=1" + "%" * 50, 1e-100),
        ("=" + "(" * 100 + "1" + ")" * 100, 1.0),
        ("=" + "ABS(-" * 64 + "1" + ")" * 64, 1.0),
        ("=" + "IF(TRUE," * 64 + "1" + ")" * 64, 1.0),
        ("=" + "1+(" * 100 + "1" + ")" * 100, 101.0),
    ],
    ids=lambda value: str(value)[:20],
)
def test_long_and_deep_formulas(result, formula, value):
    found = result(formula)
    assert found == (pytest.approx(value) if isinstance(value, float) else value)


def test_a_formula_past_the_limits_names_its_cell(result):
    with pytest.raises(FormulaError, match=r"Sheet!Z100: .*8193 characters"):
        result("=1" + " " * 8_192)
    with pytest.raises(FormulaError, match=r"Sheet!Z100: .*percent"):
        result("=1" + "%" * 8_000)


def test_a_formula_that_does_not_parse_names_its_cell(calculate):
    with pytest.raises(FormulaError, match=r"test\.xlsx: 'My data'!B7: the formula =1\+ does not read"):
        calculate({"My data": {"B7": "=1+"}})


@pytest.mark.parametrize(
    ("formula", "value"),
    [("=A1:A3 A2:B2", 2.0), ("=SUM((A1,B1))", 5.0), ("=@A1", 1.0), ("=SUM(A1:INDEX(A1:A3,2))", 3.0)],
)
def test_rare_grammar_means_what_it_means_in_excel_or_is_refused(result, formula, value):
    try:
        assert result(formula, {"A1": 1.0, "A2": 2.0, "B1": 4.0}) == value
    except UnsupportedError as error:
        assert "Sheet!Z100: " in str(error)  # noqa: PT017


def test_an_array_formula_is_calculated_or_refused(make_grid):
    grid = make_grid({"A1": 1.0})
    grid.sheets["Sheet"].formulas[Address(2, 1)] = SourceFormula("A1*2", Address(2, 1), "A2:A3")
    try:
        assert recalculate(grid)["A2:A3"].tolist() == [[2.0], [2.0]]
    except UnsupportedError as error:
        assert "Sheet!A2: " in str(error)  # noqa: PT017


# Cycles


@pytest.mark.parametrize(
    ("cells", "path"),
    [
        ({"A1": "=A1"}, "A1 → A1"),
        ({"A1": "=B1", "B1": "=A1"}, "A1 → B1 → A1"),
        ({"A1": "=B1+1", "B1": "=C1", "C1": "=D1*2", "D1": "=A1", "E1": "=A1"}, "A1 → D1 → C1 → B1 → A1"),
        ({"A1": 1.0, "A2": "=SUM(A1:A3)"}, "A2 → A2"),
        ({"A1": 1.0, "A2": "=SUM(A:A)"}, "A2 → A2"),
        ({"A1": "=IF(TRUE,B1,1)", "B1": "=A1"}, "A1 → B1 → A1"),
        ({"A1": "=x", "B1": "=A1"}, "A1 → B1 → A1"),
        ({"Z1": "=A1", "A1": "=Z1", "C1": "=A1", "A0"[:1] + "9": "=C1"}, "A1 → Z1 → A1"),
    ],
)
def test_a_cycle_names_its_whole_path(calculate, cells, path):
    with pytest.raises(CycleError) as caught:
        calculate(cells, {"x": "Sheet!$B$1"})
    assert f": {path} (each feeds the next)" in str(caught.value)


def test_a_cycle_over_sheets_names_the_sheets(calculate):
    with pytest.raises(CycleError, match=r"'My data'!A1 → Other!B1 → 'My data'!A1"):
        calculate({"My data": {"A1": "=Other!B1"}, "Other": {"B1": "='my data'!A1"}})


def test_a_cycle_of_20000_cells_is_found(calculate):
    cells = {f"A{row}": f"=A{row % 20_000 + 1}" for row in range(1, 20_001)}
    with pytest.raises(CycleError, match="A1 → A20000 → A19999 → "):
        calculate(cells)


def test_a_workbook_with_iterative_calculation_is_told_so(make_grid):
    grid = make_grid({"A1": "=A1+1"})
    grid.iterative = True
    with pytest.raises(CycleError, match="iterative calculation is not supported"):
        recalculate(grid)


def test_a_cell_may_depend_on_another_of_a_range_it_is_not_in(calculate):
    assert calculate({"A1": 1.0, "A2": 2.0, "A3": "=SUM(A1:A2)", "A4": "=SUM(A1:A3)"})["A4"] == 6.0


# Sheets


@pytest.mark.parametrize(
    "name",
    [
        "Data",
        "My data",
        "It's",
        "2024",
        "A1",
        "R1C1",
        "a!b",
        "Größe",
        "x-y",
        "TRUE",
        "日本",
        "a.b",
        "'q'",
        "RC",
    ],
)
def test_references_reach_sheets_with_any_name(calculate, name):
    quoted = "'" + name.replace("'", "''") + "'"
    cells = {name: {"A1": 2.0, "A2": 3.0}, "Sheet": {"B1": f"={quoted}!A1*10", "B2": f"=SUM({quoted}!A1:A2)"}}
    values = calculate(cells)
    assert (values["Sheet!B1"], values["Sheet!B2"]) == (20.0, 5.0)


def test_sheet_names_are_read_in_any_case(calculate):
    assert calculate({"Data": {"A1": 2.0}, "Sheet": {"A1": "=DATA!A1+data!A1"}})["Sheet!A1"] == 4.0


def test_whole_columns_and_rows(calculate):
    values = calculate(
        {
            "Data": {"A1": 1.0, "A9": 2.0, "B9": 4.0, "C1": "=SUM(A:B)", "D5": 16.0},
            "Sheet": {
                "A1": "=SUM(Data!A:A)",
                "A2": "=SUM(Data!$A:$B)",
                "A3": "=SUM(Data!B:A)",
                "A4": "=SUM(Data!5:9)",
            },
        }
    )
    assert [values[f"Sheet!A{row}"] for row in (1, 2, 3, 4)] == [3.0, 7.0, 7.0, 22.0]
    assert values["Data!C1"] == 7.0


def test_the_corners_of_a_range_may_come_in_any_order(result):
    assert result("=SUM(B2:A1)", {"A1": 1.0, "B1": 2.0, "A2": 4.0, "B2": 8.0}) == 15.0
    assert result("=SUM(A2:B1)", {"A1": 1.0, "B1": 2.0, "A2": 4.0, "B2": 8.0}) == 15.0


# Defined names


def test_a_name_of_the_workbook(result):
    assert result("=Tiny*2", {"B12": 0.5}, names={"tiny": "Sheet!$B$12"}) == 1.0
    assert result("=TINY*2", {"B12": 0.5}, names={"Tiny": "Sheet!$B$12"}) == 1.0


def test_a_name_may_be_a_constant_a_formula_or_a_range(result):
    names = {
        "rate": "5%",
        "twice": "Sheet!$A$1*2",
        "all": "Sheet!$A$1:$A$2",
        "word": '"hi"',
        "list": "{1,2,3}",
    }
    cells = {"A1": 3.0, "A2": 4.0}
    assert result("=rate", cells, names=names) == 0.05
    assert result("=twice+1", cells, names=names) == 7.0
    assert result("=SUM(all)", cells, names=names) == 7.0
    assert result('=word&"!"', cells, names=names) == "hi!"
    assert result("=SUM(list)", cells, names=names) == 6.0


def test_the_sheets_own_name_goes_before_the_workbooks(calculate):
    values = calculate(
        {"One": {"A1": "=x"}, "Two": {"A1": "=x", "B1": "=One!x"}},
        {"x": "1", "One!x": "2"},
    )
    assert (values["One!A1"], values["Two!A1"], values["Two!B1"]) == (2.0, 1.0, 2.0)


def test_a_name_of_a_cell_that_is_calculated_waits_for_it(result):
    assert result("=x+1", {"Z101": "=2*3"}, names={"x": "Sheet!$Z$101"}) == 7.0


def test_a_names_relative_reference_is_seen_from_a1(calculate):
    values = calculate({"A2": 5.0, "B3": "=left", "B2": "=left"}, {"left": "Sheet!XFD1"})
    assert values["B2"] == 5.0
    assert values["B3"] == 0.0


def test_names_may_use_names(result):
    names = {"a": "b*2", "b": "c+1", "c": "Sheet!$A$1"}
    assert result("=a", {"A1": 4.0}, names=names) == 10.0


def test_an_unknown_name_is_excels_name_error(result):
    assert result("=tny+1", names={"tiny": "1"}) is ErrorValue.NAME
    assert result('=IFERROR(tny,"none")') == "none"


@pytest.mark.parametrize("names", [{"x": "x+1"}, {"x": "y", "y": "x"}, {"x": "y", "y": "1+z", "z": "IF(TRUE,Y)"}])
def test_a_name_defined_by_itself_is_an_error(result, names):
    with pytest.raises(FormulaError, match=r"Sheet!Z100: the name \w is defined by itself"):
        result("=x", names=names)


def test_a_workbooks_name_may_stand_for_a_sheets_name(calculate):
    values = calculate({"One": {"A1": 7.0}, "Two": {"A1": "=x+1"}}, {"x": "One!x*2", "One!x": "One!$A$1"})
    assert values["Two!A1"] == 15.0


def test_a_name_used_twice_is_not_a_cycle(result):
    assert result("=x+x+y", names={"x": "2", "y": "x*x"}) == 8.0


def test_a_name_that_does_not_parse_names_the_cell(result):
    with pytest.raises(FormulaError, match=r"Sheet!Z100: the name x = 1\+ does not read"):
        result("=x", names={"x": "1+"})


def test_a_name_of_a_deleted_sheet_is_ref(result):
    assert result("=x", names={"x": "#REF!$A$1"}) is ErrorValue.REF


def test_names_that_nobody_uses_are_not_read(result):
    assert result("=1", names={"_xlnm.Print_Area": "Sheet!$A$1:$B$2", "bad": "((("}) == 1.0
