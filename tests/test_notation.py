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
        ("2^3^2", "2^3^2"),
        ("+B", "+B5"),
        ("B%%", "B5%%"),
        ("B\u00a0*\u2009C", "B5*C5"),
        ("SUM(B,,C)", "SUM(B5,,C5)"),
        ("SUM(B2:$D)", "SUM(B2:$D5)"),
        ("XFD", "XFD5"),
        ("$b$007", "$B$7"),
        ("'It''s'!B", "'It''s'!B5"),
        ("'Plain'!B", "Plain!B5"),
        ("'R1'!B", "'R1'!B5"),
        ("SUM({ 1 , −2 ; 3 , true })", "SUM({1,-2;3,TRUE})"),
        ('COUNTA({"a − b; c",1})', 'COUNTA({"a − b; c",1})'),
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
        ("-+L²", "-+(L5^2)"),
        ("B*-L²", "B5*-(L5^2)"),
        ("B+L²", "B5+L5^2"),
        ("50%-L²", "50%-L5^2"),
        ("50%²", "50%^2"),
        ("MAX(B,-C²)", "MAX(B5,-(C5^2))"),
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
        (
            "speed",
            r"speed is neither a column nor a defined name \(the defined names are Tiny, LEARNING_RATE\)",
        ),
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
        ("   ", "it is empty"),
        ("B tanh(C)", r"two values side by side, B5 and tanh\(…\): an operator is missing"),
        ("SUM(B", "a parenthesis is not closed"),
        ("SUM(-,B)", "a comma stands where a value must come"),
        ("1E5:B", "a colon must stand between two cells"),
        ("(B):C", "a colon must stand between two cells"),
        ("B²:C", "a colon must stand between two cells"),
        ("B:Tiny", "a colon must stand between two cells"),
        (":B", "a colon must stand between two cells"),
        ("B:+C", "a colon must stand between two cells"),
        ("SUM(B:,C)", "a colon must stand between two cells"),
        ("Inputs!Tiny", "after Inputs! a cell or a column must come"),
        ("Inputs!TRUE", "after Inputs! a cell or a column must come"),
        ("Inputs!Data!B", "after Inputs! a cell or a column must come"),
        ("{1,2;3}", r"the rows of \{1,2;3\} are not equally long"),
        ("{B}", r"'\{B\}' is not part of a formula"),
        ("1e999", "1e999 is larger than a spreadsheet can hold"),
        ("1.5x", "'1.5x' is not part of a formula"),
        ('"open', "is not part of a formula"),
        ("L⁻¹", "'⁻¹' is not part of a formula"),
        ("%", "% stands where a value must come"),
        ("XFE", "XFE is neither a column nor a defined name"),
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


def test_a_name_that_ends_like_a_cell_is_none():
    with pytest.raises(NotationError, match="a colon must stand between two cells"):
        translate("Rate_A1:B", row=5, names={"rate_a1": "Rate_A1"})


def test_without_defined_names_the_message_says_so():
    with pytest.raises(NotationError, match=r"speed is neither .* \(no names are defined\)"):
        translate("speed", row=5, names={})


@pytest.mark.parametrize("row", [1, 7, 1_048_576])
def test_a_bare_column_is_in_the_row_of_its_formula(row):
    assert translate("B*C3", row=row, names={}) == f"B{row}*C3"


@pytest.mark.parametrize("text", ["A1", "1", "²", "B", "(", "{", "'", '"'])
def test_endless_input_is_refused_like_any_other(text):
    with pytest.raises(NotationError) as caught:
        in_row_5(text + text[-1] * 5000)
    assert "\n" not in str(caught.value)


OPERANDS = [
    "B",
    "$C$3",
    "Tiny",
    "0.5",
    "1e-6",
    "TANH(E)",
    "SUM(B:D)",
    '"a  b"',
    "(F-G)",
    "TRUE",
    "Inputs!B",
    "#N/A",
]
FORMULAS = st.recursive(
    st.sampled_from(OPERANDS).map(lambda operand: [operand]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "^", "&", "<=", "<>"]), inner).map(
            lambda parts: [*parts[0], parts[1], *parts[2]]
        ),
        inner.map(lambda parts: ["(", *parts, ")"]),
        inner.map(lambda parts: ["IF(", *parts, ",", *parts, ")"]),
        inner.map(lambda parts: ["-", *parts]),
        # Superscripts that touch are one number.
        inner.filter(lambda parts: parts[-1] != "²").map(lambda parts: [*parts, "²"]),
        inner.map(lambda parts: [*parts, "%"]),
    ),
    max_leaves=6,
)


@given(FORMULAS)
def test_typography_means_its_ascii_counterpart(tokens):
    ascii_text = "".join(tokens)
    # Not inside numbers, strings and names: only whole operator tokens change.
    signs = {"-": "−", "*": "×", "/": "÷", "<=": "≤", "<>": "≠"}
    typeset = "".join(signs.get(token, token) for token in tokens)
    assert in_row_5(typeset) == in_row_5(ascii_text)


@given(FORMULAS)
def test_excels_own_formulas_stay_as_they_are(tokens):
    once = in_row_5("".join(tokens))
    assert in_row_5(once) == once
