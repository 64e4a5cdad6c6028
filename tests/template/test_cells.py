"""The cell grammar: what a cell's text becomes, in the order that the design lists, and what it refuses."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.errors import NotationError
from sheetgen.sheet import Address
from sheetgen.template.cell import read_cell
from sheetgen.values import ErrorValue

NAMES = {"tiny": "Tiny"}


def cell(text):
    return read_cell(text, Address.parse("A5"), 17, NAMES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'0.5 (guess)", "0.5 (guess)"),
        ("'(optional)", "(optional)"),
        ("'=1+1", "=1+1"),
        ("''", "'"),
        ("'", ""),
        ("Faux gradient of ‘net’:", "Faux gradient of ‘net’:"),
        ("speed (m/s)", "speed (m/s)"),
        ("True", "True"),
        ("-", "-"),
        ("#1", "#1"),
        ("e5", "e5"),
        ("`code`", "`code`"),
    ],
)
def test_a_text_is_kept_as_it_is(text, value):
    found = cell(text)
    assert (found.value, found.figure, found.formula, found.line) == (value, None, None, 17)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-0.0080", -0.008),
        ("1e-6", 1e-6),
        ("5%", 0.05),
        ("1,234.5", 1234.5),
        ("−0.5", -0.5),
        (".5", 0.5),
        ("TRUE", True),
        ("FALSE", False),
        *((error.value, error) for error in ErrorValue),
    ],
)
def test_a_figure_is_a_constant_kept_as_printed(text, value):
    found = cell(text)
    assert (found.value, found.figure.text, found.formula) == (value, text, None)
    assert type(found.value) is type(value)


@pytest.mark.parametrize(
    ("text", "formula", "notation", "figure"),
    [
        ("= A2*C2", "A2*C2", "A2*C2", None),
        ("=B", "B5", "B", None),
        ("(J*F)", "J5*F5", "J*F", None),
        ("((I - I2)/tiny)", "(I5-I2)/Tiny", "(I - I2)/tiny", None),
        ("0.8 (B*C+D)", "B5*C5+D5", "B*C+D", "0.8"),
        ("0.8(B*C+D)", "B5*C5+D5", "B*C+D", "0.8"),
        ("−0.5 (B)", "B5", "B", "−0.5"),
        ("#N/A (NA())", "NA()", "NA()", "#N/A"),
        ("TRUE (B>C)", "B5>C5", "B>C", "TRUE"),
    ],
)
def test_a_formula_keeps_the_articles_notation_and_the_published_figure(text, formula, notation, figure):
    found = cell(text)
    assert (found.formula, found.notation, found.figure and found.figure.text) == (formula, notation, figure)
    assert found.value is None


@pytest.mark.parametrize(
    "text",
    ["0.8 (`B*C*D`)", "0.8 `(B*C*D)`", "`0.8 (B*C*D)`", "0.8 (``B*C*D``)", "0.8 (` B*C*D `)"],
)
def test_backticks_around_a_formula_are_ignored(text):
    assert (cell(text).formula, cell(text).figure.text) == ("B5*C5*D5", "0.8")


@pytest.mark.parametrize("text", ["= `B*C`", "`= B*C`", "`(B*C)`", "(`B*C`)"])
def test_backticks_around_a_formula_without_a_figure_are_ignored(text):
    assert (cell(text).formula, cell(text).figure) == ("B5*C5", None)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ('(")"&B)', '")"&B5'),
        ('0.5 (LEN("(")*B)', 'LEN("(")*B5'),
        ("('Costs (old)'!B)", "'Costs (old)'!B5"),
        ("('a)b'!B)", "'a)b'!B5"),
        ('("it\'s)"&B)', '"it\'s)"&B5'),
    ],
)
def test_parentheses_in_strings_and_names_of_sheets_are_text(text, formula):
    assert cell(text).formula == formula


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 (see note)", "the formula (see note) does not read: see is no defined name"),
        (
            "(optional)",
            "the formula (optional) does not read: optional is neither a column nor a defined name",
        ),
        ("= see note", "the formula (see note) does not read: see is no defined name"),
        ("=", "the formula () does not read: it is empty"),
        ("()", "the formula () does not read: it is empty"),
        ("(B*)", "the formula (B*) does not read: it ends where a value must come"),
        ("((B)", "the formula ((B) does not read: a parenthesis is not closed"),
        ("$12.50 (A*B)", "'$12.50 (A*B)' begins like a figure and is none: write 12.50 (A*B)"),
        ("**12** (A*B)", "'**12** (A*B)' begins like a figure and is none: write 12 (A*B)"),
        ("≈1,902.50 (B*(1+C))", "'≈1,902.50 (B*(1+C))' begins like a figure and is none: write 1,902.50 (B*(1+C))"),
        ("~ 5% (A)", "'~ 5% (A)' begins like a figure and is none: write 5% (A)"),
        ("(B", "'(B' begins like a formula and goes on after it"),
        ("(B) and more", "'(B) and more' begins like a formula and goes on after it"),
        ("(B) (C)", "'(B) (C)' begins like a formula and goes on after it"),
        ("0.5 (B*", "'0.5 (B*' begins like a figure; only a formula may follow, 0.8 (B*C+D)"),
        ("0.5 metres", "'0.5 metres' begins like a figure; only a formula may follow"),
        ("5 %", "'5 %' begins like a figure; only a formula may follow"),
        ("1 000", "'1 000' begins like a figure; only a formula may follow"),
        ("TRUE story", "'TRUE story' begins like a figure; only a formula may follow"),
        ("1,23", "'1,23' is not a figure"),
        ("1e999", "'1e999' is larger than a spreadsheet can hold"),
        ("1e9999 (B)", "'1e9999' is not a figure"),
        ("2nd", "'2nd' begins like a figure and is none (1,234.5, -0.0080, 1e-6, 5%)"),
        ("+0.5", "'+0.5' begins like a figure and is none"),
        ("1.", "'1.' begins like a figure and is none"),
        ("2²", "'2²' begins like a figure and is none"),
        ("2024-03-20", "'2024-03-20' begins like a figure and is none"),
    ],
)
def test_nothing_is_guessed_and_the_message_says_how_to_quote(text, message):
    with pytest.raises(NotationError) as caught:
        cell(text)
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(f"; quote a text: '{text}")


@given(st.text(max_size=40))
def test_any_text_that_is_quoted_comes_back_as_that_text(text):
    found = cell(f"'{text}")
    assert (found.value, found.formula, found.figure) == (text, None, None)


ALPHABET = "0123456789.,-−+eE%()=*/'\"`²B CTiny#N/A!:{};TRUE\n"


@given(st.text(max_size=30) | st.text(ALPHABET, max_size=30))
def test_no_text_raises_anything_but_a_notation_error(text):
    with contextlib.suppress(NotationError):
        assert cell(text).address == Address.parse("A5")


@given(st.text(max_size=30) | st.text(ALPHABET, max_size=30))
def test_a_text_is_never_changed(text):
    with contextlib.suppress(NotationError):
        found = cell(text)
        if isinstance(found.value, str):
            assert found.value == text.removeprefix("'")


def test_an_equals_sign_in_the_parentheses_is_left_out():
    assert cell("0.8 (=B*C)").formula == cell("0.8 (B*C)").formula == "B5*C5"


@pytest.mark.parametrize(
    "text", ["$12 a piece (net)", "**Total** (A*B)", "£ (B)", "~12", "**12**", "$5 (10%)", "* 5 (see note)"]
)
def test_what_only_resembles_a_decorated_figure_is_a_text(text):
    assert cell(text).value == text
