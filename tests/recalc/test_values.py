"""The result of a recalculation: by cell, by range, as a table."""

import math

import pytest

from sheetgen.errors import UsageError
from sheetgen.recalc import recalculate
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue


@pytest.fixture
def values(calculate):
    return calculate(
        {
            "My data": {"A1": 1.0, "B1": "=A1*2", "B2": "text", "D3": True},
            "It's": {"A1": "='My data'!B1/0"},
            "Constants": {"A1": 5.0},
        }
    )


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("'My data'!A1", 1.0),
        ("My data!B1", 2.0),
        ("'my data'!b1", 2.0),
        ("'My data'!$B$2", "text"),
        ("'My data'!D3", True),
        ("'My data'!Z99", None),
        ("'It''s'!A1", ErrorValue.DIV0),
    ],
)
def test_a_cell_is_a_scalar(values, reference, value):
    assert values[reference] == value


def test_a_range_is_an_array_of_rows_by_columns(values):
    array = values["'My data'!A1:B3"]
    assert array.shape == (3, 2)
    assert array.tolist() == [[1.0, 2.0], [None, "text"], [None, None]]
    assert values["'My data'!B3:A1"].tolist() == array.tolist()


def test_a_sheet_is_a_frame(values):
    frame = values.frame("My data")
    assert list(frame.columns) == ["A", "B", "C", "D"]
    assert list(frame.index) == [1, 2, 3]
    assert frame.loc[1, "B"] == 2.0
    assert frame.loc[3, "D"] is True
    assert values.frame("it's").loc[1, "A"] is ErrorValue.DIV0


def test_the_sheet_may_be_left_out_where_only_one_calculates(calculate):
    values = calculate({"Notes": {"A1": "x"}, "Sheet": {"A1": 2.0, "B1": "=A1+1"}})
    assert values["B1"] == 3.0
    assert values["A1:B1"].tolist() == [[2.0, 3.0]]
    assert values.frame().loc[1, "B"] == 3.0


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("A1", "name the sheet, such as 'My data'!A1"),
        ("Nowhere!A1", "there is no sheet 'Nowhere'; there are My data, It's, Constants"),
        ("'My data'!", "names no cell or range"),
        ("'My data'!A0", "names no cell or range"),
        ("'My data'!A1:", "names no cell or range"),
        ("'My data'!ZZZ1", "outside a sheet"),
    ],
)
def test_a_reference_to_nothing_says_so(values, reference, message):
    with pytest.raises(UsageError, match=message):
        values[reference]


def test_formulas_are_the_formula_cells_alone(values):
    assert values.formulas() == {
        Place("My data", Address(1, 2)): 2.0,
        Place("It's", Address(1, 1)): ErrorValue.DIV0,
    }


def test_cached_values_are_not_looked_at(make_grid):
    from sheetgen.recalc import recalculate

    grid = make_grid({"A1": 1.0, "B1": "=A1+1", "C1": "=B1+1"})
    grid.sheets["Sheet"].values[Address(1, 2)] = 999.0
    values = recalculate(grid)
    assert (values["B1"], values["C1"]) == (2.0, 3.0)
    assert grid.cached(Place("Sheet", Address(1, 2))) == 999.0


def test_an_empty_workbook_has_no_values(calculate):
    values = calculate({"Sheet": {}})
    assert values.formulas() == {}
    assert values["A1"] is None
    assert values.frame().shape == (1, 1)


def test_every_number_is_a_float(calculate):
    values = calculate({"A1": 2.0, "B1": "=COUNT(A1)", "C1": "=-A1", "D1": "=SIGN(A1)", "E1": "=TRUE+1"})
    for cell in ("B1", "C1", "D1", "E1"):
        assert type(values[cell]) is float
        assert math.isfinite(values[cell])


def test_a_defined_name_is_what_it_stands_for(make_grid):
    values = recalculate(make_grid({"A1": 2.0, "B1": "=A1+1"}, names={"rate": "Sheet!$A$1", "both": "Sheet!$A$1:$B$1"}))
    assert values["Rate"] == 2.0
    assert values["both"].tolist() == [[2.0, 3.0]]
    assert values["B1:B1"].tolist() == [[3.0]]
