"""Excel's operators: precedence, coercion, comparison between kinds, implicit intersection."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheetgen.errors import UnsupportedError
from sheetgen.values import ErrorValue

CELLS = {
    "A1": 2.0,
    "A2": "3",
    "A3": "three",
    "A4": True,
    "A5": "",
    "A6": -0.5,
    "B1": 10.0,
    "B2": 20.0,
    "B3": 30.0,
}


#: A blank cell.
BLANK = "Y99"


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=-2^2", 4.0),
        ("=2^3^2", 64.0),
        ("=0-2^2", -4.0),
        ("=2^-1", 0.5),
        ("=50%", 0.5),
        ("=200*5%", 10.0),
        ("=2^50%", math.sqrt(2)),
        ("=1-2-3", -4.0),
        ("=8/4/2", 1.0),
        ("=1+2*3", 7.0),
        ("=(1+2)*3", 9.0),
        ("=7-3+2", 6.0),
        ("=2=2=TRUE", True),
        ("=1+1=2", True),
        ('="a"&1', "a1"),
        ('="a"&1+2', "a3"),
        ("=1&2", "12"),
        ('=-"3"', -3.0),
        ('=--"3"', 3.0),
        ('=+"a"', "a"),
        ("=--TRUE", 1.0),
    ],
)
def test_precedence(result, formula, value):
    assert result(formula) == value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (f"={BLANK}+1", 1.0),
        (f"={BLANK}", 0.0),
        (f'={BLANK}&"x"', "x"),
        (f"=-{BLANK}", 0.0),
        ("=A4+1", 3.0 - 1.0),
        ("=TRUE+TRUE", 2.0),
        ("=FALSE*5", 0.0),
        ('=TRUE&"x"', "TRUEx"),
        ("=A2*2", 6.0),
        ('="3"+4', 7.0),
        ('=" 3 "+4', 7.0),
        ('="1,234.5"+0', 1234.5),
        ('="1e3"+0', 1000.0),
        ('="5%"+0', 0.05),
        ('="$2.50"*2', 5.0),
        ('="3 1/2"+0', 3.5),
        ('=-" -1 3/4 "', 1.75),
        ('="1 1/0"+0', ErrorValue.VALUE),
        ('="3  1/2"+0', ErrorValue.VALUE),
        ('="-.5"*2', -1.0),
        ("=A3+1", ErrorValue.VALUE),
        ("=A5+1", ErrorValue.VALUE),
        ('="1,2,3"+0', ErrorValue.VALUE),
        ('="1e400"+0', ErrorValue.VALUE),
        ('="TRUE"+0', ErrorValue.VALUE),
        ('="٣"+0', ErrorValue.VALUE),
    ],
)
def test_what_counts_as_a_number(result, formula, value):
    assert result(formula, CELLS) == value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1<2", True),
        ("=2<=2", True),
        ("=3>4", False),
        ("=2<>2", False),
        ('="a"="A"', True),
        ('="a"<"B"', True),
        ('="a"<>"b"', True),
        ('="10"<"9"', True),
        ('="1"=1', False),
        ('="a">999', True),
        ('=TRUE>"z"', True),
        ("=TRUE>1", True),
        ("=TRUE=1", False),
        ("=FALSE<TRUE", True),
        (f"={BLANK}=0", True),
        (f'={BLANK}=""', True),
        (f"={BLANK}=FALSE", True),
        (f"={BLANK}={BLANK}", True),
        (f"={BLANK}<1", True),
        (f'={BLANK}<"a"', True),
        (f"={BLANK}<TRUE", True),
        (f"={BLANK}>-1", True),
        ("=A5=0", False),
    ],
)
def test_numbers_come_before_texts_and_texts_before_booleans(result, formula, value):
    assert result(formula, CELLS) is value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1/0", ErrorValue.DIV0),
        ("=0/0", ErrorValue.DIV0),
        (f"=1/{BLANK}", ErrorValue.DIV0),
        ("=0^0", ErrorValue.NUM),
        ("=0^-1", ErrorValue.DIV0),
        ("=(-8)^(1/3)", ErrorValue.NUM),
        ("=(-2)^3", -8.0),
        ("=(-2)^-2", 0.25),
        ("=0^2", 0.0),
        ("=1E308*10", ErrorValue.NUM),
        ("=1E308+1E308", ErrorValue.NUM),
        ("=-1E308-1E308", ErrorValue.NUM),
        ("=1E308/1E-10", ErrorValue.NUM),
        ("=10^400", ErrorValue.NUM),
        ("=1E200^2", ErrorValue.NUM),
        ("=10^-400", 0.0),
        ("=1E-300*1E-300", 0.0),
    ],
)
def test_outside_the_domain_of_arithmetic(result, formula, value):
    assert result(formula) == value


def test_a_square_is_one_multiplication(result):
    number = 0.7360571808728212
    assert result("=A1^2", {"A1": number}) == number * number


@pytest.mark.parametrize(
    ("formula", "at", "value"),
    [
        ("=B1:B3", "D2", 20.0),
        ("=B1:B3+1", "D3", 31.0),
        ("=A1:B1*2", "B9", 20.0),
        ("=B:B", "D2", 20.0),
        ("=1:1", "A9", 2.0),
        ("=$B$1:$B$3", "D1", 10.0),
        ("=-B1:B3", "D1", -10.0),
        ("=B1:B3", "D4", ErrorValue.VALUE),
        ("=A1:B3", "D2", ErrorValue.VALUE),
        ("=A1:B1", "D1", ErrorValue.VALUE),
        ("=B1:B1", "D9", 10.0),
        ("=ABS(B1:B3)", "D3", 30.0),
        ("=IF(B1:B3>15,1,2)", "D1", 2.0),
    ],
)
def test_of_a_range_the_cell_in_the_formulas_own_row_or_column_counts(result, formula, at, value):
    assert result(formula, CELLS, at) == value


def test_below_the_data_of_another_sheet_a_whole_column_is_blank(calculate):
    values = calculate({"Data": {"A1": 5.0}, "Sheet": {"B1": "=Data!A:A", "B50": "=Data!A:A", "B60": "=Data!A:A"}})
    assert [values[f"Sheet!B{row}"] for row in (1, 50, 60)] == [5.0, 0.0, 0.0]


def test_past_the_data_of_another_sheet_a_whole_row_is_blank(calculate):
    values = calculate({"Data": {"A1": 5.0}, "Sheet": {"A2": "=Data!1:1", "Z2": "=Data!1:1"}})
    assert (values["Sheet!A2"], values["Sheet!Z2"]) == (5.0, 0.0)


def test_the_first_item_of_an_array_is_what_a_cell_shows(result):
    assert result("={7,8;9,10}") == 7.0


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM({1,2}*2)", 6.0),
        ("=SUM(-{1,2})", -3.0),
        ("=SUM(ABS({-1,2}))", 3.0),
        ("={1,2}+1", 2.0),
        ("=SUM(x*2)", 6.0),
    ],
)
def test_arithmetic_with_whole_arrays_is_done_as_in_excel_or_refused_never_guessed(result, formula, value):
    try:
        assert result(formula, names={"x": "{1,2}"}) == value
    except UnsupportedError as error:
        assert "Sheet!Z100: " in str(error)  # noqa: PT017


NUMBERS = st.floats(-1e100, 1e100, allow_nan=False)


@given(NUMBERS, st.lists(st.tuples(st.sampled_from("+-*/"), NUMBERS), max_size=12))
def test_a_formula_equals_left_to_right_arithmetic(result, first, rest):
    """Two levels of precedence by hand: products first, then sums, each from left to right."""
    cells, text, total, product, pending = {"A1": first}, "=A1", None, first, "+"
    for row, (operator, number) in enumerate(rest, start=2):
        cells[f"A{row}"] = number
        text += f"{operator}A{row}"
        if operator in "*/":
            assume(operator == "*" or number != 0)
            product = product * number if operator == "*" else product / number
            assume(math.isfinite(product))
        else:
            total = product if total is None else total + product if pending == "+" else total - product
            product, pending = number, operator
    total = product if total is None else total + product if pending == "+" else total - product
    assume(math.isfinite(total))
    assert result(text, cells) == total


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=30))
def test_a_sum_is_taken_from_left_to_right(result, numbers):
    total = 0.0
    for number in numbers:
        total += number
    assume(math.isfinite(total))
    assert result(f"=SUM(A1:A{len(numbers)})", {f"A{row}": x for row, x in enumerate(numbers, 1)}) == total
