"""The model: columns, addresses, places, sheets' names, and a template as data."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.sheet import (
    MAX_COLUMN,
    MAX_ROW,
    Address,
    Cell,
    Place,
    Sheet,
    Template,
    column_letters,
    column_number,
    quote_sheet,
)


@pytest.mark.parametrize(
    ("number", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")],
)
def test_columns_are_counted_in_letters(number, letters):
    assert column_letters(number) == letters
    assert column_number(letters) == number
    assert column_number(letters.lower()) == number


@given(st.integers(1, MAX_COLUMN))
def test_letters_and_numbers_of_columns_are_the_same_thing(number):
    assert column_number(column_letters(number)) == number


@given(st.from_regex("[A-Z]{1,3}", fullmatch=True))
def test_numbers_and_letters_of_columns_are_the_same_thing(letters):
    assert column_letters(column_number(letters)) == letters


ADDRESSES = st.builds(Address, st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN))


@given(ADDRESSES)
def test_an_address_reads_back(address):
    assert Address.parse(str(address)) == address
    assert Address.parse(str(address).lower()) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("K10", (10, 11)),
        ("$K$10", (10, 11)),
        ("k$10", (10, 11)),
        ("A1", (1, 1)),
        ("XFD1048576", (MAX_ROW, MAX_COLUMN)),
    ],
)
def test_dollar_signs_and_case_do_not_matter_in_an_address(text, address):
    assert Address.parse(text) == address


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is not a cell's address"),
        ("A", "'A' is not a cell's address"),
        ("1", "'1' is not a cell's address"),
        ("A0", "'A0' is not a cell's address"),
        ("A01", "'A01' is not a cell's address"),
        ("A1 ", "'A1 ' is not a cell's address"),
        ("A1:B2", "'A1:B2' is not a cell's address"),
        ("A٣", "is not a cell's address"),
        ("ABCD1", "'ABCD1' is not a cell's address"),
        ("A1048577", "A1048577 lies outside a sheet, which ends at XFD1048576"),
        ("XFE1", "XFE1 lies outside a sheet, which ends at XFD1048576"),
    ],
)
def test_what_is_no_address_is_named(text, message):
    with pytest.raises(ValueError, match=message):
        Address.parse(text)


@given(st.text(max_size=10))
def test_any_text_is_an_address_or_a_value_error(text):
    try:
        address = Address.parse(text)
    except ValueError:
        return
    assert address.exists()


def test_addresses_sort_in_reading_order():
    texts = ["B2", "A10", "AA1", "B1", "A2"]
    assert [str(address) for address in sorted(map(Address.parse, texts))] == ["B1", "AA1", "A2", "B2", "A10"]


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("Sheet", "Sheet"),
        ("Données", "Données"),
        ("a.b", "a.b"),
        ("_x", "_x"),
        ("My data", "'My data'"),
        ("It's", "'It''s'"),
        ("2024", "'2024'"),
        ("A1", "'A1'"),
        ("xfd12", "'xfd12'"),
        ("R", "'R'"),
        ("c", "'c'"),
        ("RC", "'RC'"),
        ("R1C1", "'R1C1'"),
        ("a-b", "'a-b'"),
        ("", "''"),
    ],
)
def test_a_sheets_name_is_quoted_unless_it_is_a_plain_word(name, quoted):
    assert quote_sheet(name) == quoted
    assert str(Place(name, Address(10, 11))) == f"{quoted}!K10"


@given(st.text(min_size=1, max_size=31))
def test_a_quoted_name_reads_back(name):
    quoted = quote_sheet(name)
    assert quoted == name or quoted[1:-1].replace("''", "'") == name


def test_a_template_lists_its_formulas_sheet_by_sheet_in_reading_order():
    def sheet(name, *places):
        addresses = [Address.parse(place) for place in places]
        return Sheet(name, {address: Cell(address, formula="1") for address in addresses})

    sheets = [sheet("Two", "B2", "A2", "C1"), sheet("One", "A1")]
    template = Template(Path("t.md"), "", "", "T", sheets=sheets)
    template.sheets[0].cells[Address(1, 1)] = Cell(Address(1, 1), value=1.0)
    assert [str(place) for place in template.formula_places()] == ["Two!C1", "Two!A2", "Two!B2", "One!A1"]
    assert template.name == "t"
    assert template.sheet("One") is template.sheets[1]
    assert template.cell(Place("Two", Address(1, 1))) == Cell(Address(1, 1), value=1.0)
    assert template.cell(Place("Two", Address(9, 9))) is None
    with pytest.raises(KeyError):
        template.sheet("one")
