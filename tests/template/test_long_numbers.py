"""A number that no spreadsheet can hold is refused where it comes in, before it is printed or made whole."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.errors import TemplateError, UsageError
from sheetgen.template import load, parse
from sheetgen.template.long_numbers import DIGITS, EXPONENT, LongNumberError, is_long, require_short
from sheetgen.template.params import read_params

LONG = ["1e99999999", "1e-99999999", "0e99999999", "1.5e401", "-1e-401", "1." + "1" * DIGITS, "1" * (DIGITS + 1)]
REFUSED = "no spreadsheet holds a number so long; give 1,000 digits at most, and an exponent up to 400"
TABLE = "|   | A |\n|---|---|\n| 1 | {{ x | length if x is iterable else x | int }} |\n"


@given(st.floats(allow_nan=True) | st.integers(-(2**64), 2**64))
def test_what_a_spreadsheet_holds_is_not_long_also_with_all_its_digits(number):
    assert not is_long(number)
    assert not is_long(Decimal(number))
    assert not is_long(Decimal(str(number)))


@pytest.mark.parametrize("sign", [1, -1])
def test_numbers_are_long_past_a_number_of_digits_and_past_an_exponent(sign):
    assert [is_long(sign * number) for number in (10**DIGITS - 1, 10**DIGITS)] == [False, True]
    for short, long in (
        ("9" * DIGITS, "9" * (DIGITS + 1)),
        (f"1e{EXPONENT}", f"1e{EXPONENT + 1}"),
        (f"1e-{EXPONENT}", f"1e-{EXPONENT + 1}"),
    ):
        tail = "e-900" if short[0] == "9" else ""
        assert [is_long(Decimal(text + tail).copy_sign(Decimal(sign))) for text in (short, long)] == [False, True]


def test_the_name_that_begins_a_numbers_line_is_told():
    with pytest.raises(LongNumberError, match=r"^b: ") as caught:
        require_short({"x": 1, "a": {"b": [{"c": 1}, [1, {"d": 10**DIGITS}]]}})
    assert (caught.value.key, caught.value.table) == ("b", "a")


def test_a_list_that_holds_itself_is_gone_through_once():
    value = [1]
    value.append(value)
    require_short({"a": value})


@pytest.mark.parametrize("number", [*LONG, "0x" + "f" * 4_000])
@pytest.mark.parametrize("written", ["{}", "[[1], [{}]]", "{{ a = {} }}"])
def test_in_front_matter_its_line_is_told(number, written):
    text = f"+++\ntitle = 't'\n[inputs]\nx = 'A1'\n[parameters]\nx = {written.format(number)}\n+++\n{TABLE}"
    with pytest.raises(TemplateError) as caught:
        parse(text, Path("t.md"))
    assert str(caught.value) == f"t.md:6: x: {REFUSED}"


@pytest.mark.parametrize("number", LONG)
def test_in_a_document_too(tmp_path, number):
    path = tmp_path / "a.md"
    path.write_text(f"# T\n\n<!-- sheetgen\n[parameters]\nx = {number}\n-->\n\n{TABLE}")
    with pytest.raises(TemplateError) as caught:
        load(path)
    assert str(caught.value) == f"{path}:5: x: {REFUSED}"


@pytest.mark.parametrize("number", LONG)
@pytest.mark.parametrize(("file", "text"), [("p.toml", "x = [{}]"), ("p.json", '{{"x": [{}]}}')])
def test_in_a_file_of_parameters(tmp_path, file, text, number):
    path = tmp_path / file
    path.write_text(text.format(number))
    with pytest.raises(UsageError) as caught:
        read_params(path)
    assert str(caught.value) == f"{path}: x: {REFUSED}"


@pytest.mark.parametrize(
    ("default", "given"),
    [
        *(("1.5", number) for number in LONG),
        *(("[1.5]", number) for number in LONG),
        *(("1", value) for value in ("1" * (DIGITS + 1), Decimal("1e999999"), 10**4_000)),
    ],
)
def test_on_the_command_line_and_in_python(default, given):
    text = f"+++\ntitle = 't'\n[parameters]\nx = {default}\n+++\n{TABLE}"
    with pytest.raises(UsageError) as caught:
        parse(text, Path("t.md"), {"X": given})
    assert str(caught.value) == f"X: {REFUSED}"


def test_infinity_is_a_limit_that_toml_can_write():
    text = "+++\ntitle = 't'\n[inputs]\nx = { cell = 'A1', range = [-inf, inf] }\n+++\n|  | A |\n|---|---|\n| 1 | 2 |\n"
    assert parse(text, Path("t.md")).ranges["x"] == (float("-inf"), float("inf"))
