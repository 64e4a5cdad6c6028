"""Published figures: what they are, how they are shown again, and what their digits promise."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.figure import Figure
from sheetgen.values import ErrorValue


@pytest.mark.parametrize(
    ("text", "value", "shown_as"),
    [
        ("0.664", 0.664, "0.000"),
        ("-0.0080", -0.008, "0.0000"),
        ("−0.5", -0.5, '0.0;"−"0.0'),
        ("1,234.5", 1234.5, "#,##0.0"),
        ("5%", 0.05, "0%"),
        ("12.5%", 0.125, "0.0%"),
        ("1e-6", 1e-6, "0e-0"),
        ("1.50E+06", 1.5e6, "0.00E+00"),
        ("1e6", 1e6, "0e-0"),
        ("42", 42.0, "0"),
        ("007", 7.0, "000"),
        (".5", 0.5, "#.0"),
        ("0.10", 0.1, "0.00"),
        ("TRUE", True, "General"),
        ("#DIV/0!", ErrorValue.DIV0, "General"),
    ],
)
def test_a_figure_has_a_value_and_a_number_format_that_shows_it(text, value, shown_as):
    figure = Figure.parse(text)
    assert figure.value == value
    assert type(figure.value) is type(value)
    assert figure.number_format() == shown_as


@pytest.mark.parametrize(
    "text", ["", "-", "+1", "1.", "1,23", "1e", "e5", "0x1", "1 000", "nan", "inf", "%", "true", "1e999", "٣"]
)
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(ValueError, match=r"is not a figure|larger than"):
        Figure.parse(text)


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("0.8", 0.75, True),
        ("0.8", 0.85, True),
        ("0.8", 0.8500001, False),
        ("0.8", 0.7499999, False),
        ("-0.0080", -0.00804, True),
        ("-0.0080", -0.00806, False),
        ("5%", 0.054, True),
        ("5%", 0.056, False),
        ("1e-6", 1.4e-6, True),
        ("TRUE", True, True),
        ("TRUE", 1.0, False),
        ("1", True, False),
        ("#N/A", ErrorValue.NA, True),
        ("#N/A", ErrorValue.NUM, False),
        ("1", None, False),
        ("1", "1", False),
        ("1", float("nan"), False),
    ],
)
def test_a_figure_holds_what_rounds_to_it(text, value, holds):
    assert Figure.parse(text).holds(value) == holds


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 6))
def test_a_correctly_rounded_value_is_always_held(number, places):
    text = f"{round(number, places):f}"
    assert Figure.parse(text).holds(float(Decimal(text)))


@given(st.floats(-1e6, 1e6), st.integers(0, 12))
def test_what_python_rounds_is_held(number, places):
    assert Figure.parse(f"{number:.{places}f}").holds(number)


@given(st.floats(-1e6, 1e6), st.integers(0, 8))
def test_a_figure_one_unit_off_is_not_held(number, places):
    figure = Figure.parse(f"{number:.{places}f}")
    off = Figure.parse(f"{figure.exact + figure.unit:f}")
    gap = off.exact - Decimal(number)
    assert off.holds(number) == (gap <= off.unit / 2)


@pytest.mark.parametrize(
    ("text", "value", "shown_as"),
    [
        ("0.8", 0.8, "General"),
        ("0.8", 0.8000000000000002, "0.0"),
        ("-0.0080", -0.008, "0.0000"),
        ("0.664", 0.6640367702678491, "0.000"),
        ("0.0001", 0.0001, "General"),
        ("1e-6", 1e-6, "0e-0"),
    ],
)
def test_general_is_used_where_it_shows_the_figure_anyway(text, value, shown_as):
    assert Figure.parse(text).cell_format(value) == shown_as


def test_where_figures_no_longer_apply_short_values_are_shown_whole():
    assert Figure.parse("0.8").cell_format(1.05, published=False) == "General"
    assert Figure.parse("0.664").cell_format(0.781806, published=False) == "General"
    assert Figure.parse("0.664").cell_format(0.7818065519981077, published=False) == "0.000"
