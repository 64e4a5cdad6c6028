"""Numbers with a point are decimal in templates, whoever wrote them, and calculate with those of the front matter."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import TemplateSyntaxError

from sheetgen.template import parse
from sheetgen.template.allowance import AllowanceEnvironment
from sheetgen.template.decimals import DecimalEnvironment

KINDS = [DecimalEnvironment, AllowanceEnvironment]
kinds = pytest.mark.parametrize("kind", KINDS)


def rendered(kind, expression, **given):
    return kind().from_string("{{ " + expression + " }}").render(given)


@pytest.mark.parametrize("rate", ["0.05", Decimal("0.05"), 0.05, "5e-2"])
def test_a_parameter_is_calculated_with(rate):
    table = (
        "| | A |\n|--|--|\n| 1 | {{ rate * 1.5 }} |\n| 2 | {{ rate + 0.5 }} |\n| 3 | {{ (rate == 0.05) | upper }} |\n"
    )
    text = f"+++\ntitle = 't'\nparameters = {{ rate = 0.01 }}\n+++\n{table}"
    cells = parse(text, Path("t.md"), {"rate": rate}).sheets[0].cells
    assert [cells[row, 1].value for row in (1, 2, 3)] == [0.075, 0.55, True]


@kinds
@pytest.mark.parametrize(
    ("expression", "text"),
    [
        # As they are written.
        *(("1.10", "1.10"), ("-0.50", "-0.50"), ("1_000.5", "1000.5"), ("0." + "1" * 90, "0." + "1" * 90)),
        # As on paper.
        *(("0.1 + 0.2", "0.3"), ("0.1 * 3 == 0.3", "True"), ("1.1 ** 2.0", "1.21"), ("rate ** 0.5 + 0.1", "0.6")),
        *(("rate * 1.5", "0.375"), ("1.5 - rate", "1.25"), ("rate < 0.25", "False"), ("rate in [0.25]", "True")),
        # With what Python makes floats of.
        *(("7 / 2", "3.5"), ("1 / 3", "0.3333333333333333"), ("rate * (1 / 2)", "0.125"), ("1 / 10 == 0.1", "True")),
        *(("2 ** -1 + rate", "0.75"), ("'0.1' | float + rate", "0.35"), ("[0.5, 1 / 2, rate] | sum", "1.25")),
        *(("1.5 | round(method='ceil') + rate", "2.25"), ("rate | round(1)", "0.2"), ("2.5 | int", "2")),
        # What they are.
        *(("1.5 is float", "True"), ("rate is float", "True"), ("1 is float", "False"), ("1.5 is number", "True")),
        *(("'%.2f' % 1.5", "1.50"), ("'%d' % 1.5", "1"), ("'{:.1e}'.format(0.001)", "1.0e-3")),
    ],
)
def test_they_are_what_they_are_on_paper(kind, expression, text):
    assert rendered(kind, expression, rate=Decimal("0.25")) == text


@kinds
def test_a_macro_has_them_too(kind):
    text = "{% macro m(x=0.50) %}{{ x + 0.25 }}{% endmacro %}{{ m() }} {{ m(x=1.5) }}"
    assert kind().from_string(text).render() == "0.75 1.75"


numbers = st.integers(-1000, 1000)


@given(numbers, numbers.filter(bool), st.sampled_from(KINDS))
def test_they_are_divided_with_a_rest_as_whole_numbers_are(left, right, kind):
    given = {"left": Decimal(left) / 10, "right": Decimal(right) / 10}
    assert rendered(kind, f"left // right == {left} // {right}", **given) == "True"
    assert rendered(kind, f"left % right * 10 == {left} % {right}", **given) == "True"


@given(numbers, st.floats(-1e9, 1e9))
def test_a_float_that_python_gives_is_the_number_that_python_prints(number, value):
    text = f"+++\ntitle = 't'\n[parameters]\nx = [1.5]\n+++\n|  | A |\n|---|---|\n| 1 | {{{{ x[0] + {number} }}}} |\n"
    figure = parse(text, Path("t.md"), {"x": [value]}).sheets[0].cells[1, 1].figure
    assert figure.exact == Decimal(repr(value)) + number


@kinds
@pytest.mark.parametrize(
    "number", ["1e401", "1.5e-401", "1e" + "9" * 30, "1." + "1" * 1000, "9" * 5000, "0x" + "f" * 5000]
)
def test_those_that_no_spreadsheet_holds_are_refused_with_their_line(kind, number):
    with pytest.raises(
        TemplateSyntaxError, match="a number has more than 1,000 digits, or an exponent past 400"
    ) as caught:
        kind().from_string("\n\n{{ 1 + " + number + " }}")
    assert caught.value.lineno == 3
