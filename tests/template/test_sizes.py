"""The size of a value is the number of its characters and items, however they are nested and shared."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.template.long_numbers import DIGITS, EXPONENT
from sheetgen.template.sizes import BITS, DEPTH, SIZE, Size, TooLargeError

decimals = st.decimals(-(10**9), 10**9, places=20) | st.sampled_from([Decimal("inf"), Decimal("nan")])
plain = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text() | st.binary() | decimals
keys = st.integers(-9, 9) | st.text() | st.tuples(st.text(), st.integers(-9, 9))
values = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(keys, inner)
        | st.sets(keys)
        | st.frozensets(keys)
        | inner.map(lambda shared: [shared, shared])
    ),
)


def counted(value):
    """One for each value, and one for each character."""
    if isinstance(value, str | bytes):
        return 1 + len(value)
    if isinstance(value, dict):
        return 1 + sum(map(counted, value)) + sum(map(counted, value.values()))
    if isinstance(value, tuple | list | set | frozenset):
        return 1 + sum(map(counted, value))
    return 1


@given(values)
def test_every_item_and_character_counts(value):
    assert Size(value).total == counted(value)


def test_a_shared_list_counts_each_time_and_is_looked_at_once():
    value = ["x", 1.5]
    for _ in range(15):
        value = [value, value]
    size = Size(value)
    assert size.total == counted(value) > 2**15
    assert size.looks < 100


@pytest.mark.parametrize("make", [lambda n: [1] * n, lambda n: ["x" * n], lambda n: dict.fromkeys(range(n), 1)])
def test_values_that_are_too_large_are_told(make):
    with pytest.raises(TooLargeError, match="larger than 1,000,000 characters or items"):
        Size(make(SIZE))
    assert Size(make(SIZE // 4)).total > SIZE // 4


def test_so_are_sizes_that_no_memory_holds():
    value = ["x"]
    for _ in range(60):
        value = [value, value]
    with pytest.raises(TooLargeError, match="larger than 1,000,000 characters or items"):
        Size(value)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("around", [lambda x: x, lambda x: [x], lambda x: [1, x], lambda x: ["a", x], lambda x: {1: x}])
def test_whole_numbers_are_long_from_a_number_of_bits_on(sign, around):
    with pytest.raises(TooLargeError, match="more than 20,000 bits"):
        Size(around(sign * 2**BITS))
    assert Size(around(sign * (2**BITS - 1))).total > 0


@pytest.mark.parametrize("around", [lambda x: x, lambda x: [x], lambda x: [1, x, "a"]])
def test_long_numbers_are_as_large_as_their_digits(around):
    number = 10**5000
    digits = Size(around(number)).total - Size(around(1)).total
    assert 5000 <= digits <= 6000


@pytest.mark.parametrize("around", [lambda x: x, lambda x: [x], lambda x: [1, x, "a"]])
@pytest.mark.parametrize("number", ["1e300", "1e-300", "0." + "1" * 300])
def test_decimal_numbers_are_as_large_as_they_are_written_without_an_exponent(around, number):
    assert 300 <= Size(around(Decimal(number))).total - Size(around(Decimal(1))).total <= 602


@pytest.mark.parametrize("around", [lambda x: x, lambda x: [x], lambda x: {1: x}])
@pytest.mark.parametrize("number", [f"1e{EXPONENT + 1}", f"-1e-{EXPONENT + 1}", "1" * (DIGITS + 1)])
def test_decimal_numbers_longer_than_a_spreadsheets_are_told(around, number):
    with pytest.raises(TooLargeError, match="a decimal number has more than 1,000 digits, or an exponent past 400"):
        Size(around(Decimal(number)))


def test_values_nest_to_a_depth_and_so_no_value_may_hold_itself():
    value = 1
    for _ in range(DEPTH + 1):
        value = [value]
    assert Size(value).total == DEPTH + 2
    with pytest.raises(TooLargeError, match="nested more than 100 deep"):
        Size([value])
    value = []
    value.append(value)
    with pytest.raises(TooLargeError, match="nested more than 100 deep"):
        Size(value)
