"""A tree printed as a formula reads back as the same tree."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheetgen.errors import FormulaError
from sheetgen.formula import parse, print_a1
from sheetgen.formula.tree import (
    ArrayConstant,
    Boolean,
    Call,
    Coordinate,
    Error,
    Missing,
    Name,
    Number,
    Operation,
    Range,
    Reference,
    SheetSpan,
    Text,
    Unary,
    WholeColumns,
    WholeRows,
)
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address
from sheetgen.values import ErrorValue, show

OWN = Address(10, 5)
LEVELS = (("^",), ("*", "/"), ("+", "-"), ("&",), ("=", "<>", "<", ">", "<=", ">="))


def coordinates(own, limit):
    """Row or column numbers as `parse` makes them at a place."""
    number = st.integers(1, 40) | st.integers(1, limit)
    return number.flatmap(
        lambda n: st.sampled_from([Coordinate(n, True), Coordinate(n - own, False)]),
    )


ROWS, COLUMNS = coordinates(OWN.row, MAX_ROW), coordinates(OWN.column, MAX_COLUMN)
SHEETS = st.none() | st.sampled_from(["Data", "My data", "It's", "2024", "A1", "R1C1", "a!b", "Größe", "x-y", "TRUE"])
NUMBERS = st.floats(0, allow_infinity=False, allow_nan=False).map(lambda value: Number(abs(value)))
NAMES = st.sampled_from(["Tiny", "_x.1", "rate", "Größe", "XFE1", "A0"])
CONSTANTS = NUMBERS | st.text().map(Text) | st.booleans().map(Boolean) | st.sampled_from(ErrorValue).map(Error)
NEGATIVE = NUMBERS.map(lambda number: Number(-number.value))
ARRAYS = st.integers(1, 3).flatmap(
    lambda width: (
        st.lists(st.tuples(*[CONSTANTS | NEGATIVE] * width), min_size=1, max_size=3).map(tuple).map(ArrayConstant)
    )
)
PLAIN_LEAVES = (
    CONSTANTS
    | ARRAYS
    | st.builds(Reference, SHEETS, ROWS, COLUMNS)
    | st.builds(Range, st.builds(Reference, SHEETS, ROWS, COLUMNS), st.builds(Reference, st.none(), ROWS, COLUMNS))
    | st.builds(WholeRows, SHEETS, ROWS, ROWS)
    | st.builds(WholeColumns, SHEETS, COLUMNS, COLUMNS)
    | st.builds(Name, SHEETS, NAMES)
)
ON_EACH = (
    st.builds(Reference, st.none(), ROWS, COLUMNS)
    | st.builds(Range, *[st.builds(Reference, st.none(), ROWS, COLUMNS)] * 2)
    | st.builds(WholeRows, st.none(), ROWS, ROWS)
    | st.builds(WholeColumns, st.none(), COLUMNS, COLUMNS)
)
SHEET_SPANS = st.builds(SheetSpan, SHEETS.filter(bool), SHEETS.filter(bool), ON_EACH)


@st.composite
def leaves(draw):
    """As a function of its own, for the strategy's text would be longer than hypothesis likes."""
    return draw(PLAIN_LEAVES | SHEET_SPANS)


LEAVES = leaves()


def operations(children):
    return st.sampled_from(LEVELS).flatmap(
        lambda level: st.lists(st.tuples(st.sampled_from(level), children), min_size=1, max_size=4).flatmap(
            lambda rest: children.map(
                lambda first: Operation(tuple(sign for sign, _ in rest), (first, *[operand for _, operand in rest]))
            )
        )
    )


def has_three_signs(tree):
    match tree:
        case Unary("-", Unary("-", Unary("-"))):
            return True
    return False


TREES = st.recursive(
    LEAVES,
    lambda children: (
        operations(children)
        # Three signs in a row are one, as `parse` has it.
        | st.builds(Unary, st.sampled_from("-%"), children).filter(lambda tree: not has_three_signs(tree))
        | st.builds(
            Call,
            st.sampled_from(["SUM", "IF", "LOG10", "STDEV.S"]),
            st.lists(children | st.just(Missing()), max_size=4).filter(lambda found: found != [Missing()]).map(tuple),
        )
    ),
    max_leaves=12,
)


@given(TREES)
def test_a_printed_tree_reads_back_as_itself(tree):
    assert parse(print_a1(tree, OWN), OWN) == tree


@given(TREES)
def test_text_that_was_printed_prints_the_same_again(tree):
    text = print_a1(tree, OWN)
    assert print_a1(parse(text, OWN), OWN) == text


def joined(children):
    """References with operators between them and after them, each part in parentheses."""
    pairs = st.builds("{}{}{}".format, children, st.sampled_from([":", " ", ","]), children)
    return pairs.map("({})".format) | children.map("({})#".format) | children.map("(@{})".format)


REFERENCES = st.recursive(
    st.sampled_from(
        [
            *("A1", "$B2", "C1:D4", "Data!A1", "D!B", "D", "A", "half", "B:B", "'A'!2:2", "INDEX(A1,1)", "Data!A1:B2"),
            *("S1:S3!A1", "'S 1:S3'!A1:B2", "S1:S3!B:B", "[1]S!A1", "[1]S!A1:B2", "T[a]", "T[[a]:[b]]", "f(1)(2)"),
        ]
    ),
    joined,
)


def tree_of(text):
    """The tree of a formula, None if it is none."""
    try:
        return parse(text, OWN)
    except FormulaError:
        return None


@given(REFERENCES)
def test_joined_references_read_back_as_themselves(text):
    tree = tree_of(text)
    assume(tree is not None)
    assert parse(print_a1(tree, OWN), OWN) == tree


@pytest.mark.parametrize(
    ("formula", "prints"),
    [
        ("a+b*c", "a+b*c"),
        ("(a+b)*c", "(a+b)*c"),
        ("a-(b-c)", "a-(b-c)"),
        ("(a+b)+c", "(a+b)+c"),
        ("(-a)%", "(-a)%"),
        ("-a%", "-a%"),
        ("(-2)^2", "-2^2"),
        ("-(-(-a))", "-(--a)"),
        ("SINGLE(a)%", "(@a)%"),
        ("SINGLE(-a)", "@(-a)"),
        ("A1:ANCHORARRAY(B1)", "A1:B1#"),
        ("ANCHORARRAY(A1:B2)", "(A1:B2)#"),
        ("(half):(C1:C2)", "half:(C1:C2)"),
        ("(half):(half:D9)", "half:(half:D9)"),
        ("Data!A1:Data!B2", "Data!A1:B2"),
        ("half half ANCHORARRAY(A1:B2)", "(half) (half) (A1:B2)#"),
        ("half ANCHORARRAY(A1:B2)", "(half) (A1:B2)#"),
        ("A1:half ANCHORARRAY(A1:B2)", "(A1:half) (A1:B2)#"),
        ("D!B:(D)#", "(D!B):(D#)"),
        ("(D!B):T[a]", "(D!B):(T[[a]])"),
        ("D!B:(T[a])", "(D!B):(T[[a]])"),
        ("('S1:S 3'!A1):(Data!A1)", "('S1:S 3'!A1):Data!A1"),
        ("(A1:B2 B1:C2):C5", "(A1:B2 B1:C2):C5"),
        ("A1:B2 (B1:C2 B2)", "A1:B2 B1:C2 B2"),
        ("A1:C3 (B1,C2)", "A1:C3 (B1,C2)"),
        ("-(2^2)", "-(2^2)"),
        ("2^(3^2)", "2^(3^2)"),
        ("2^-1", "2^-1"),
        ("(1+2)%", "(1+2)%"),
        ("sum( a1 , $b$2:c3 )", "SUM(A1,$B$2:C3)"),
        ("'data'!a1", "data!A1"),
        ("'my data'!a1:b2", "'my data'!A1:B2"),
        ("1e22", "1E+22"),
        ("0.1", "0.1"),
        ("if(a1,,2)", "IF(A1,,2)"),
        ("_xlfn.tanh(1)", "TANH(1)"),
        ('"a""b"', '"a""b"'),
        ("{1,2;3,4}", "{1,2;3,4}"),
        ("a:$c", "A:$C"),
        ("data!1:$3", "data!1:$3"),
    ],
)
def test_a_formula_prints_in_excels_way(formula, prints):
    assert print_a1(parse(formula, OWN), OWN) == prints


def test_a_formula_prints_for_the_cell_it_was_moved_to():
    tree = parse("A1*$B$2+C$3", Address(1, 4))
    assert print_a1(tree, Address(11, 5)) == "B11*$B$2+D$3"


def test_past_the_last_row_a_reference_wraps_around():
    tree = parse("A1048576", Address(1, 1))
    assert print_a1(tree, Address(2, 1)) == "A1"


@pytest.mark.parametrize(
    ("formula", "prints"),
    [
        ("a+1", "(-0.5)+1"),
        ("1-a", "1-(-0.5)"),
        ("a^2", "(-0.5)^2"),
        ("-a", "-(-0.5)"),
        ("SUM(a,1)", "SUM(-0.5,1)"),
        ("b*a", "b*(-0.5)"),
    ],
)
def test_with_values_in_place_of_names_the_text_means_the_same(formula, prints):
    def value(leaf):
        return show(-0.5) if leaf == Name(None, "a") else None

    assert print_a1(parse(formula, OWN), OWN, value) == prints
