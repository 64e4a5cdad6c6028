"""Texts that read as dates, times and amounts are numbers where a number is wanted, as in an American Excel."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.recalc import recalculate
from sheetgen.recalc.operators import binary
from sheetgen.values import ErrorValue

VALUE = ErrorValue.VALUE


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2024-01-10", 45301.0),
        ("2024/1/10", 45301.0),
        ("2024-01-10 12:30", 45301 + 12.5 / 24),
        ("12:30", 12.5 / 24),
        ("6:00 PM", 0.75),
        ("10-Jan-2024", 45301.0),
        ("10 January 2024", 45301.0),
        ("Jan 10, 2024", 45301.0),
        ("Jan-2024", 45292.0),
        # Month before day.
        ("1/2/2024", 45293.0),
        ("1/13/2024", 45304.0),
        ("1/2/29", 47120.0),
        ("1/2/30", 10960.0),
        ("$1,234.50", 1234.5),
        ("50%", 0.5),
        ("(5)", -5.0),
        ("($5.50)", -5.5),
        ("7€", 7.0),
        (" 12 ", 12.0),
        ("1e3", 1000.0),
    ],
)
@pytest.mark.parametrize(
    "formula", ["=A1+0", "=A1*1", "=--A1", "=A1%*100", "=SUM(A1+0)", "=ROUND(A1,9)", "=IF(1,A1-0)"]
)
def test_a_text_that_reads_as_a_number_is_one_in_arithmetic_and_functions(result, formula, text, number):
    assert result(formula, {"A1": text}) == pytest.approx(number, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "13/13/2024",
        "2024-02-30",
        "31-Feb-2024",
        "Foo 10, 2024",
        "25:61",
        "1.2.2024",
        "((5))",
        "(-5)",
        " 2024-01-10 ",
        "5pm",
        "12A",
    ],
)
@pytest.mark.parametrize("formula", ["=A1+1", "=-A1", "=ABS(A1)"])
def test_any_other_text_is_no_number(result, formula, text):
    assert result(formula, {"A1": text}) is VALUE


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('=SUM("2024-01-10",1)', 45302.0),
        ('=COUNT("2024-01-10","12:30","x")', 2.0),
        ('=MAX("2024-01-10",5)', 45301.0),
        ('="12:30"*24', 12.5),
        ('="2024-01-10"-"2024-01-01"', 9.0),
        ('={"2024-01-10";"2024-01-11"}+1', 45302.0),
        ('=INT("2024-01-10 18:00")', 45301.0),
        ('=("2024-01-10"="2024-01-10"+0)', False),
        ('="2024-01-10"&1', "2024-01-101"),
    ],
)
def test_where_a_number_is_wanted_and_nowhere_else(result, formula, value):
    assert result(formula) == value


@pytest.mark.parametrize("formula", ["=SUM(A1)", "=COUNT(A1)", "=MAX(A1)"])
def test_texts_in_references_are_passed_over_as_before(result, formula):
    assert result(formula, {"A1": "2024-01-10"}) == 0.0


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('="2024-01-10"+0', 43839.0),
        ('=-"2024-01-10"', -43839.0),
        ('="2024-01-10"%', 438.39),
        ('=SUM("2024-01-10")', 43839.0),
        ('=ABS("2024-01-10")', 43839.0),
        ('="12:00"+0', 0.5),
        ('="1903-12-31"+0', VALUE),
    ],
)
def test_the_workbooks_date_system_counts(make_grid, formula, value):
    grid = make_grid({"A1": formula})
    grid.date1904 = True
    assert recalculate(grid)["A1"] == value


def test_without_a_year_the_year_is_this_one(result):
    before = datetime.date.today().year
    found = result('=YEAR("3-Mar"+0)')
    assert found in (before, datetime.date.today().year)


@given(st.dates(datetime.date(1900, 3, 1)), st.sampled_from(["%Y-%m-%d", "%d-%b-%Y", "%B %d, %Y", "%m/%d/%Y"]))
def test_a_date_in_any_of_these_ways_is_its_serial_number(date, form):
    serial = float(date.toordinal() - datetime.date(1899, 12, 30).toordinal())
    assert binary("+", date.strftime(form), 0.0, date1904=False) == serial
