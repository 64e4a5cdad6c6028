"""What is no formula in Excel's grammar, the limits of one, and any text at all: a formula error and nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetgen.errors import FormulaError
from sheetgen.formula import parse
from sheetgen.formula.tree import (
    Number,
)
from sheetgen.sheet import Address

OWN = Address(10, 5)


@pytest.mark.parametrize(
    "formula",
    [
        "",
        " ",
        "1+",
        "*1",
        "1 2",
        "(1",
        "1)",
        "()",
        "SUM(1",
        "SUM(1;2)",
        '"open',
        "1..2",
        "5A",
        "1e999",
        "A1:1",
        "1:A1",
        '"a":A1',
        "{1,2;3}",
        "{A1}",
        "{-TRUE}",
        "{}",
        "Data!",
        "[1]Data!",
        "Jan:Mar!",
        "Data!1",
        "0:3",
        "1:1048577",
        "A:ZZZ",
        "Table1[[a],[b],[c]]",
        "Table1[[a]-[b]]",
        "Table1[a",
        "~",
        "1:" + "9" * 5_000,
        "1" + "%" * 8_000,
    ],
)
def test_what_does_not_parse_is_a_formula_error(formula):
    with pytest.raises(FormulaError):
        parse(formula, OWN)


def test_8192_characters_are_the_limit():
    assert parse("1" * 300 + " " * 7_892, OWN) == Number(float("1" * 300))
    with pytest.raises(FormulaError, match=r"8193 characters .* 8192"):
        parse("1" + " " * 8_192, OWN)


def test_64_levels_of_functions_are_the_limit():
    parse("ABS(" * 64 + "1" + ")" * 64, OWN)
    with pytest.raises(FormulaError, match="64 levels"):
        parse("ABS(" * 65 + "1" + ")" * 65, OWN)


def test_levels_are_counted_in_depth_not_in_number():
    parse("+".join(["ABS(ABS(1))"] * 100), OWN)


def test_parentheses_have_a_limit_too():
    parse("(" * 100 + "1" + ")" * 100, OWN)
    with pytest.raises(FormulaError, match="nest deeper"):
        parse("(" * 4_000 + "1" + ")" * 4_000, OWN)


def test_255_arguments_are_the_limit():
    assert len(parse(f"SUM({','.join('1' * 255)})", OWN).arguments) == 255
    with pytest.raises(FormulaError, match="256 arguments"):
        parse(f"SUM({','.join('1' * 256)})", OWN)


@pytest.mark.parametrize(
    "formula", ["+".join(["1"] * 4_000), "-" * 8_000 + "1", "1" + "^2" * 4_000, "A1" + " A1" * 2_000]
)
def test_a_long_formula_is_not_a_deep_one(formula):
    hash(parse(formula, OWN))


PIECES = st.sampled_from(
    [
        *(
            "1",
            ".5",
            "1E9",
            '"a"',
            '"',
            "TRUE",
            "A1",
            "$B$2",
            "XFE9",
            "A:A",
            "1:2",
            "x",
            "_y",
            "Data!",
            "'a b'!",
            "[1]S!",
        ),
        *(
            "Jan:Mar!",
            "SUM(",
            "ABS(",
            "PI()",
            "_xlfn.F(",
            "(",
            ")",
            "{",
            "}",
            ",",
            ";",
            ":",
            "%",
            "@",
            "#",
            "#REF!",
        ),
        *(
            "#N/A",
            "+",
            "-",
            "*",
            "/",
            "^",
            "&",
            "=",
            "<",
            ">",
            "<>",
            "<=",
            " ",
            "\n",
            "[",
            "]",
            "T[",
            "\\",
            "?",
            "!",
            "'",
        ),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=40))
@example("[1]S!")
@example("²")
@example("A1٣")
def test_no_text_raises_anything_but_a_formula_error(text):
    try:
        hash(parse(text, OWN))
    except FormulaError as error:
        assert str(error)  # noqa: PT017


@pytest.mark.parametrize("formula", ["SUM (A1:A2)", "1+MAX (A1,A2)", "IF (A1>0,1,2)", "half (A1:A2)"])
def test_a_name_and_a_spaced_parenthesis_are_not_guessed(formula):
    with pytest.raises(FormulaError, match=r"^'\(' stands where an operator or the end must come$"):
        parse(formula, Address(1, 1))
