"""How a document prints a figure and its formula, and what the notation makes of it."""

import pytest

from sheetgen.importing import import_template
from sheetgen.importing.printed import printed

AMOUNTS = "amounts became plain numbers: parentheses are a minus, currency signs are left out"
ABOUT = "read as text, for a figure has no sign such as ~ before it: leave it out"
NEITHER = "read as text, for it is no figure and no formula of the notation"


@pytest.fixture
def imported(tmp_path, table_rows):
    """A cell in C of a Markdown table, or of another file, as it is imported; and what the import says."""

    def imported(cell, suffix="md"):
        path = tmp_path / f"table.{suffix}"
        rows = [["", "A", "B", "C"], ["2", "3", "4", cell]]
        if suffix == "md":
            lines = [f"| {' | '.join(row)} |" for row in (rows[0], ["---"] * 4, rows[1])]
        elif suffix == "csv":
            lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
        else:
            lines = ["<table>", *("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) for row in rows), "</table>"]
        path.write_text("\n".join(lines), encoding="utf-8")
        text, warnings = import_template(path)
        return table_rows(text)[0].removeprefix("| 2 | 3 | 4 | ").removesuffix(" |"), warnings

    return imported


@pytest.mark.parametrize("suffix", ["md", "csv", "html"])
@pytest.mark.parametrize(
    ("cell", "becomes"),
    [
        *(("**12**", "12"), ("*12.0*", "12.0"), ("_12_", "12"), ("__-1,012__", "-1,012"), ("`12`", "12")),
        *(("**12** (A*B)", "12 (A*B)"), ("_7_ (A+B)", "7 (A+B)"), ("`12` (`A*B`)", "12 (`A*B`)")),
        *(("**12 (A*B)**", "12 (A*B)"), ("**_12_** (A*B)", "12 (A*B)"), ("***12*** (A*B)", "12 (A*B)")),
    ],
)
def test_emphasis_of_a_figure_is_taken_off(imported, cell, becomes, suffix):
    assert imported(cell, suffix) == (becomes, [])


@pytest.mark.parametrize("suffix", ["md", "csv", "html"])
@pytest.mark.parametrize(
    ("cell", "becomes"),
    [
        *(("12 (=A*B)", "12 (A*B)"), ("12 (= A2*B2)", "12 (A2*B2)"), ("(=A*B)", "(A*B)")),
        *(("**12** (=A*B)", "12 (A*B)"), ("12 (`=A*B`)", "12 (`A*B`)"), ("TRUE (=A=B)", "TRUE (A=B)")),
    ],
)
def test_the_equals_sign_before_a_formula_in_parentheses_is_taken_off(imported, cell, becomes, suffix):
    assert imported(cell, suffix) == (becomes, [])


@pytest.mark.parametrize("cell", ["so (=A*B)", "(=)", "(==A)"])
def test_but_not_from_a_text(imported, cell):
    assert imported(cell)[0] in (cell, f"'{cell}")


@pytest.mark.parametrize("cell", ["**Total**", "_x_", "**12** and more", "*see (note)*", "** **", "12* (note", "a_1_"])
def test_words_keep_their_marks(imported, cell):
    assert imported(cell)[0] in (cell, f"'{cell}")


@pytest.mark.parametrize("suffix", ["md", "csv", "html"])
@pytest.mark.parametrize(
    ("cell", "becomes"),
    [
        *(("£19.99", "19.99"), ("$1,950.00 (A*B)", "1,950.00 (A*B)"), ("-€5", "-5"), ("+€5", "5")),
        *(("**$655.97** (SUM(A:B))", "655.97 (SUM(A:B))"), ("$12 (=A*B)", "12 (A*B)"), ("($5) (A*B)", "-5 (A*B)")),
    ],
)
def test_currency_signs_are_left_out_and_told(imported, cell, becomes, suffix):
    assert imported(cell, suffix) == (becomes, [f"{AMOUNTS}: C2 {cell!r}"])


def test_parentheses_alone_are_a_minus_where_they_are_no_formula_of_the_notation(imported):
    assert imported("(5) (A*B)", "csv") == ("-5 (A*B)", [f"{AMOUNTS}: C2 '(5) (A*B)'"])
    assert imported("(5)") == ("(5)", [])


def test_a_share_beside_an_amount_is_no_formula(imported):
    assert imported("$5 (10%)") == ("$5 (10%)", [])


def test_an_amount_with_a_remark_stays_as_it_is_printed_and_is_told(imported):
    found, warnings = imported("$5 (each)")
    assert found == "$5 (each)"
    assert warnings == ["read as text, for each is not defined (--name each=CELL defines it): C2 '$5 (each)'"]
    assert imported("$5 (A*)") == ("$5 (A*)", [f"{NEITHER}: C2 '$5 (A*)'"])


@pytest.mark.parametrize("cell", ["~12 (A*B)", "≈ 12 (A*B)", "~$12 (A*B)"])
def test_a_figure_that_is_about_so_much_stays_a_text_and_is_told(imported, cell):
    assert imported(cell) == (f"'{cell}", [f"{ABOUT}: C2 {cell!r}"])


def test_so_it_does_before_a_formula_that_does_not_read(imported):
    assert imported("~12 (A*Rate)") == ("~12 (A*Rate)", [f"{ABOUT}: C2 '~12 (A*Rate)'"])


@pytest.mark.parametrize("cell", ["~12", "~ (A*B)", "~here (A*B)"])
def test_without_a_figure_or_a_formula_it_is_a_text_like_any_other(imported, cell):
    assert imported(cell) == (cell, [])


@pytest.mark.parametrize(
    "text",
    [
        "*" * 60_000,
        "*(" * 30_000,
        "*5(" * 20_000,
        "$5 (" + "x)(" * 20_000 + "x",
        "_ " * 30_000,
        "(=" * 30_000,
        "`" * 100_000,
    ],
)
def test_a_long_cell_takes_time_that_grows_with_its_length_alone(text):
    """Or this would not end."""
    printed(text, accounts=True)
