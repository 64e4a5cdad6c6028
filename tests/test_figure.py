"""Published figures: what they are, how they are shown again, and what their digits promise."""

from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.figure import Figure
from sheetgen.values import ErrorValue

FIGURES = st.from_regex(
    r"[-−]?(0|[1-9][0-9]{0,5}|[1-9][0-9]{0,2}(,[0-9]{3}){1,2})(\.[0-9]{1,6})?([eE][-−+]?[0-9]{1,2})?%?",
    fullmatch=True,
)


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
        ("1e+6", 1e6, "0e+0"),
        ("1E−6", 1e-6, "0E-0"),
        ("−1e-6", -1e-6, '0e-0;"−"0e-0'),
        ("−1,234.5%", -12.345, '#,##0.0%;"−"#,##0.0%'),
        ("1,234,567", 1234567.0, "#,##0"),
        ("007,123", 7123.0, "000,000"),
        ("0", 0.0, "0"),
        ("-.5", -0.5, "#.0"),
        ("FALSE", False, "General"),
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
        ("42", 42.0, "General"),
        ("-0.5", -0.5, "General"),
        ("−0.5", -0.5, '0.0;"−"0.0'),
        ("0.10", 0.1, "0.00"),
        ("5%", 0.05, "0%"),
        ("1,234.5", 1234.5, "#,##0.0"),
        ("1234567890", 1234567890.0, "General"),
        ("12345678901", 12345678901.0, "0"),
        ("0.123456789", 0.123456789, "General"),
        ("0.1234567891", 0.1234567891, "0.0000000000"),
        ("0.00001", 0.00001, "0.00000"),
        ("TRUE", True, "General"),
        ("#N/A", ErrorValue.NA, "General"),
    ],
)
def test_general_is_used_where_it_shows_the_figure_anyway(text, value, shown_as):
    assert Figure.parse(text).cell_format(value) == shown_as


@pytest.mark.parametrize(
    ("text", "value", "shown_as"),
    [
        # The figure's own format wherever it shows the value whole ...
        ("5%", 0.07, "0%"),
        ("50.00", 70.0, "0.00"),
        ("50.00", 74.9, "0.00"),
        ("1,000", 12345.0, "#,##0"),
        ("−0.5", 0.7, '0.0;"−"0.0'),
        ("1e-6", 2e-5, "0e-0"),
        # ... with more decimals where it does not ...
        ("5%", 0.075, "0.0%"),
        ("5%", 0.07500000000000001, "0.0%"),
        ("50.00", 80.143, "0.000"),
        ("1,000", 1144.9, "#,##0.0"),
        ("0.8", 1.05, "0.00"),
        ("0.664", 0.781806, "0.000000"),
        ("−0.5", -0.25, '0.00;"−"0.00'),
        ("1e-6", 2.5e-6, "0.0e-0"),
        ("12", 0.00001, "0.00000"),
        # ... and its own again for what no cell shows whole.
        ("0.664", 0.7818065519981077, "0.000"),
        ("5%", 1 / 3, "0%"),
        ("0.8", 1.2e-300, "0.0"),
        ("1e-6", 1 / 3, "0e-0"),
        ("0.8", 1e300, "0.0"),
        ("0.8", ErrorValue.DIV0, "0.0"),
        ("TRUE", 1.5, "General"),
    ],
)
def test_where_figures_no_longer_apply_their_kind_of_format_shows_a_short_value_whole(text, value, shown_as):
    assert Figure.parse(text).cell_format(value, published=False) == shown_as


@pytest.mark.parametrize(
    ("text", "value", "width"),
    [
        ("5%", 0.075, len("7.5%")),
        ("1,000", 1234567.25, len("1,234,567.25")),
        ("50.00", 1e9 / 3, len("333333333.33")),
        ("−0.5", -0.25, len("−0.25")),
        ("0.8", ErrorValue.DIV0, len("#DIV/0!")),
        ("0.8", "a text, which runs over its neighbour", 0),
    ],
)
def test_it_is_known_how_wide_that_is(text, value, width):
    assert Figure.parse(text).width(value) == width


@pytest.mark.parametrize(
    ("given", "published", "written"),
    [
        ("0.07", "5%", "7%"),
        ("0.075", "5%", "7.5%"),
        ("0.07", "5.25%", "7.00%"),
        ("1070", "1,000", "1,070"),
        ("70", "50.00", "70.00"),
        ("0.9", "0.4", "0.9"),
        ("-0.7", "−0.5", "−0.7"),
        ("0.00002", "1e-6", "2e-5"),
        ("0", "1e-6", "0"),
        # Who writes it in a way of their own means it.
        ("9%", "0.05", "9%"),
        ("1e-6", "0.0001", "1e-6"),
        ("TRUE", "0.5", "TRUE"),
        ("0.5", "TRUE", "0.5"),
    ],
)
def test_another_number_is_written_as_the_published_one_is(given, published, written):
    assert Figure.parse(given).like(Figure.parse(published)).text == written


@given(FIGURES, FIGURES)
def test_a_number_written_like_another_is_the_same_number(one, other):
    figure = Figure.parse(one)
    written = figure.like(Figure.parse(other))
    assert written.exact == figure.exact
    assert written.value == figure.value


def as_decimal(text):
    """What a person reads: the digits without commas, a percent sign as two places."""
    number = Decimal(text.replace("−", "-").replace(",", "").rstrip("%"))
    return number.scaleb(-2) if text.endswith("%") else number


@given(FIGURES)
def test_a_figure_is_the_number_that_its_digits_say(text):
    figure = Figure.parse(text)
    assert figure.text == text
    assert figure.exact == as_decimal(text)
    assert figure.value == float(as_decimal(text))
    assert figure.unit.as_tuple().exponent == figure.exact.as_tuple().exponent


@given(FIGURES)
def test_a_figures_own_value_is_always_held(text):
    figure = Figure.parse(text)
    assert figure.holds(figure.value)


@given(FIGURES, st.floats(-2, 2))
def test_a_value_is_held_within_half_a_unit_of_the_last_digit_and_not_beyond(text, units):
    figure = Figure.parse(text)
    value = float(figure.exact + figure.unit * Decimal(units))
    with localcontext(Context(prec=1500)):
        expected = abs(Decimal(value) - figure.exact) <= figure.unit / 2
    assert figure.holds(value) == expected


@pytest.mark.parametrize("value", [0.8500001, 0.85])
def test_the_callers_decimal_precision_does_not_matter(value):
    expected = Figure.parse("0.8").holds(value)
    with localcontext(Context(prec=2)):
        assert Figure.parse("0.8").holds(value) == expected


@given(FIGURES)
def test_the_number_format_has_the_printed_digits_behind_the_point(text):
    shown = Figure.parse(text).number_format().split(";")[0]
    mantissa, exponent = (part.replace("−", "-") for part in (text.lower() + "e").split("e")[:2])
    assert shown.endswith("%") == text.endswith("%")
    assert (shown.lower().rstrip("%") + "e").split("e")[0].partition(".")[2] == "0" * len(
        mantissa.rstrip("%").partition(".")[2]
    )
    shown_exponent = shown.rstrip("%").lower().partition("e")[2]
    assert shown_exponent.lstrip("+-") == "0" * len(exponent.rstrip("%").lstrip("+-"))


@given(st.text(max_size=12) | st.text("0123456789.,-−+eE%", max_size=12))
def test_any_other_text_raises_a_value_error_and_nothing_else(text):
    try:
        figure = Figure.parse(text)
    except ValueError:
        return
    assert figure.text == text


def test_thousands_of_digits_are_no_obstacle():
    assert Figure.parse("0." + "3" * 5000).value == 1 / 3
    with pytest.raises(ValueError, match="larger than a spreadsheet can hold"):
        Figure.parse("3" * 5000)
