"""The article's shorthand: what becomes of it in Excel's grammar, and what is refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.errors import NotationError
from sheetgen.notation import translate

NAMES = {"tiny": "Tiny", "learning_rate": "LEARNING_RATE"}


def in_row_5(text):
    return translate(text, row=5, names=NAMES)


@pytest.mark.parametrize(
    ("shorthand", "excel"),
    [
        ("B*C+D", "B5*C5+D5"),
        ("tanh(E)", "TANH(E5)"),
        ("tanh (E)", "TANH(E5)"),
        ("H^2 / 2", "H5^2/2"),
        ("(I - I2)/Tiny", "(I5-I2)/Tiny"),
        ("(I - I2)/TINY", "(I5-I2)/Tiny"),
        ("P * (1-L²)", "P5*(1-L5^2)"),
        ("G3 - H3 * LEARNING_RATE", "G3-H3*LEARNING_RATE"),
        ("SUM(B:D)", "SUM(B5:D5)"),
        ("SUM(B2:D$4)", "SUM(B2:D$4)"),
        ("$B*B$2", "$B5*B$2"),
        ("Inputs!B + 'My data'!c3", "Inputs!B5+'My data'!C3"),
        ("B×C·D÷E−F", "B5*C5*D5/E5-F5"),
        ("IF(B≤C,1,2)", "IF(B5<=C5,1,2)"),
        ("B≥C", "B5>=C5"),
        ("B≠C", "B5<>C5"),
        ("E*EXP(E)", "E5*EXP(E5)"),
        ("1e-6*B", "1e-6*B5"),
        ("50%", "50%"),
        ('"a""b"&C', '"a""b"&C5'),
        ("PI()", "PI()"),
        ("ROUND(B,)", "ROUND(B5,)"),
        ("IF(B=#N/A,TRUE,false)", "IF(B5=#N/A,TRUE,FALSE)"),
        ("SUMPRODUCT({1,2;3,4},B:C)", "SUMPRODUCT({1,2;3,4},B5:C5)"),
        ("--B", "--B5"),
        ("-2^2", "-2^2"),
    ],
)
def test_shorthand_becomes_excel(shorthand, excel):
    assert in_row_5(shorthand) == excel


@pytest.mark.parametrize(
    ("shorthand", "excel"),
    [
        ("1-L²", "1-L5^2"),
        ("-L²", "-(L5^2)"),
        ("2^L²", "2^(L5^2)"),
        ("(F-G)²", "(F5-G5)^2"),
        ("-(F-G)³", "-((F5-G5)^3)"),
        ("TANH(B)²", "TANH(B5)^2"),
        ("-TANH(B)²", "-(TANH(B5)^2)"),
        ("L²³", "L5^23"),
        ("Tiny²", "Tiny^2"),
        ("B-C²", "B5-C5^2"),
        ("(-B²)", "(-(B5^2))"),
    ],
)
def test_a_superscript_belongs_to_the_value_before_it(shorthand, excel):
    assert in_row_5(shorthand) == excel


@pytest.mark.parametrize(
    ("shorthand", "message"),
    [
        ("", "it is empty"),
        ("B*", "it ends where a value must come"),
        ("*B", r"the operator \* stands where a value must come"),
        ("B C", "two values side by side, B5 and C5: an operator is missing"),
        ("2(B)", r"two values side by side, 2 and \(…\): an operator is missing"),
        ("(B", "a parenthesis is not closed"),
        ("B)", "a parenthesis is closed that was never opened"),
        ("()", "a parenthesis is closed where a value must come"),
        ("B,C", "a comma stands outside a function's arguments"),
        ("(B,C)", "a comma stands outside a function's arguments"),
        ("a", "a is no defined name .* and a column is written in capitals"),
        ("speed", r"speed is neither a column nor a defined name \(the defined names are Tiny, LEARNING_RATE\)"),
        ("XFE1", "XFE1 lies outside a sheet, which ends at XFD1048576"),
        ("A1048577", "A1048577 lies outside a sheet"),
        ("A0", "A0 lies outside a sheet"),
        ("B:", "it ends where a value must come"),
        ("B:2", "a colon must stand between two cells"),
        ("B:C:D", "a colon must stand between two cells"),
        ("SUM(B:)", "a colon must stand between two cells"),
        ("Inputs!", "after Inputs! a cell or a column must come"),
        ("Inputs!SUM(B)", "after Inputs! a cell or a column must come"),
        ("²", "² stands where a value must come"),
        ("B?", r"'\?' is not part of a formula"),
        ("B&&C", "the operator & stands where a value must come"),
    ],
)
def test_what_does_not_fit_is_named(shorthand, message):
    with pytest.raises(NotationError, match=message):
        in_row_5(shorthand)


PIECES = [
    "B",
    "C",
    "E2",
    "1",
    "0.5",
    "Tiny",
    "(",
    ")",
    "+",
    "-",
    "*",
    "/",
    "^",
    "²",
    "%",
    "tanh(",
    "SUM(",
    ":",
    ",",
    "x",
]


@given(st.lists(st.sampled_from([*PIECES, " ", '"', "'", "!", "#", "é"])).map("".join) | st.text(max_size=30))
def test_no_text_raises_anything_but_a_notation_error(text):
    with contextlib.suppress(NotationError):
        assert in_row_5(text)


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_spaces_between_tokens_change_nothing(pieces):
    def outcome(text):
        try:
            return in_row_5(text)
        except NotationError:
            return None

    # Numbers and words that touch would join; a space keeps them apart, which is what is compared elsewhere.
    spaced = " ".join(pieces)
    assert outcome(spaced) == outcome(spaced.replace(" ", "  "))
