"""Where 15 digits of a number count: as a text and in comparisons, but not in look-ups."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.recalc.operators import binary
from sheetgen.values import ErrorValue


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("3", "3"),
        ("-2.5", "-2.5"),
        ("0.1+0.2", "0.3"),
        ("1/3", "0.333333333333333"),
        ("2/3", "0.666666666666667"),
        ("123456789012345680", "123456789012346000"[:15] + "000"),
        ("1E20", "100000000000000000000"),
        ("1E21", "1E+21"),
        ("1.5E300", "1.5E+300"),
        ("0.0001", "0.0001"),
        ("1E-300", "1E-300"),
        ("1.7976931348623157E308", "1.79769313486232E+308"),
        ("-1.7976931348623157E308", "-1.79769313486232E+308"),
        ("999999999999999.9", "1000000000000000"),
        ("1/3*1E15", "333333333333333"),
    ],
)
def test_a_number_as_text_has_15_digits(result, number, text):
    assert result(f'={number}&""') == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_has_a_text_of_15_digits(result, number):
    text = result('=A1&""', {"A1": number})
    rounded = float(f"{number:.14e}")
    assert float(text) == rounded
    assert "E" not in text or abs(number) < 1e-4 or abs(number) > 1e20


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=0.1+0.2=0.3", True),
        ("=0.1+0.2<>0.3", False),
        ("=0.1+0.2>0.3", False),
        ("=0.1+0.2<=0.3", True),
        ("=0.3>=0.1+0.2", True),
        ("=-(0.1+0.2)=-0.3", True),
        ("=1+1E-15=1", True),
        ("=1+1E-14=1", False),
        ("=1-1E-15<1", True),
        ("=1-2E-16<1", False),
        # What is left of a subtraction shows.
        ("=10.1-10=0.1", False),
        ("=1.2-1.1=0.1", False),
        ("=0.1+0.2-0.3=0", False),
        ("={0.1}+0.2={0.3}", True),
        ("=MATCH(0.1+0.2,{0.3},0)", ErrorValue.NA),
    ],
)
def test_numbers_are_compared_by_15_digits_and_looked_up_by_all(result, formula, value):
    assert result(formula) is value


@given(st.floats(-1e300, 1e300), st.integers(-60, 60))
def test_two_numbers_compare_as_their_15_digits_do(number, ulps):
    other = number
    for _ in range(abs(ulps)):
        other = math.nextafter(other, math.copysign(math.inf, ulps))
    shown = float(f"{number:.14e}"), float(f"{other:.14e}")
    assert binary("=", number, other) is (shown[0] == shown[1])
    assert binary("<", number, other) is (shown[0] < shown[1])
    assert binary(">=", number, other) is (shown[0] >= shown[1])
