"""Markdown tables: rows by number, columns by letter, a sheet for each table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.errors import TemplateError
from sheetgen.template.render import Line
from sheetgen.template.table import read_tables, split_row

HEAD = "|   | A | B | C |\n|---|---|---|---|\n"


def tables(text):
    return read_tables([Line(line, number) for number, line in enumerate(text.split("\n"), start=1)], "t.md")


def cells(text):
    (table,) = tables(text)
    return {(cell.row, cell.column): cell.text for cell in table.cells}


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ("| 1 | a | b |", ["1", "a", "b"]),
        ("  |1|a|b|  ", ["1", "a", "b"]),
        ("| 1 | a", ["1", "a"]),
        ("| 1 | | b |", ["1", "", "b"]),
        ("| 1 | a \\| b |", ["1", "a | b"]),
        ("| 1 | a \\|", ["1", "a |"]),
        ("| 1 | `a \\| b` |", ["1", "`a | b`"]),
        ("|", [""]),
    ],
)
def test_a_row_is_split_at_its_bars_and_an_escaped_bar_is_text(row, texts):
    assert split_row(row) == texts


@given(st.lists(st.text("ab |'(", min_size=1, max_size=6).map(str.strip), min_size=1, max_size=5))
def test_texts_with_escaped_bars_read_back(texts):
    row = "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
    assert split_row(row) == texts


def test_the_first_column_is_the_row_and_the_header_the_column():
    found = cells("|  | B | AA |\n|--|:-:|--:|\n| 7 | x | y |\n| 3 | z |")
    assert found == {(7, 2): "x", (7, 27): "y", (3, 2): "z"}


@pytest.mark.parametrize("corner", ["", "#"])
def test_the_corner_is_empty_or_a_number_sign(corner):
    assert cells(f"| {corner} | A |\n|---|---|\n| 1 | x |") == {(1, 1): "x"}


def test_empty_cells_are_nothing_and_a_table_may_have_no_rows():
    assert cells(f"{HEAD}| 1 | | x | |") == {(1, 2): "x"}
    assert cells(HEAD) == {}


def test_each_cell_knows_its_line():
    (table,) = tables(f"# Title\n\nProse.\n\n{HEAD}| 1 | x |\n| 2 | y |\n")
    assert table.line == 5
    assert [cell.line for cell in table.cells] == [7, 8]


@pytest.mark.parametrize(
    "prose",
    [
        "| form | example |\n|---|---|\n| a | b |",
        "| x | A | B |\n|---|---|---|\n| a | b | c |",
        f"```\n{HEAD}| 9 | x |\n```",
        f"~~~ markdown\n{HEAD}| 9 | x |\n~~~",
        f"````\n```\n{HEAD}| 9 | x |\n```\n````",
        f"```\n```python\n{HEAD}| 9 | x |\n```",
        f"~~~\n```\n{HEAD}| 9 | x |\n~~~",
        "```0.8 (B*C)``` is a cell.",
    ],
)
def test_code_blocks_and_tables_without_column_letters_are_prose(prose):
    assert cells(f"{prose}\n\n{HEAD}| 1 | x |\n\n{prose}") == {(1, 1): "x"}


def test_one_table_is_called_sheet_whatever_stands_above_it():
    assert [table.name for table in tables(f"## Title\n\n{HEAD}")] == ["Sheet"]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("## One", "One"),
        ("##  Two words  ", "Two words"),
        ("## Three ##", "Three"),
        ("## C#", "C#"),
        (" ## É", "É"),
    ],
)
def test_several_tables_are_named_by_their_headings(heading, name):
    text = f"# Title\n\n{heading}\n\nProse.\n\n### Not this\n\n{HEAD}\n## Other\n\n{HEAD}"
    assert [table.name for table in tables(text)] == [name, "Other"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "prose",
            "t.md: there is no table in it; a table starts with a row of column letters: |   | A | B |",
        ),
        ("", "t.md: there is no table in it"),
        ("|  | A | x |\n|--|--|--|", "t.md:1: 'x' in the header is no column letter (A to XFD, in capitals)"),
        ("|  | A | b |\n|--|--|--|", "t.md:1: 'b' in the header is no column letter"),
        ("|  | A | XFE |\n|--|--|--|", "t.md:1: 'XFE' in the header is no column letter"),
        ("|  | A | |\n|--|--|--|", "t.md:1: '' in the header is no column letter"),
        ("|  | B | A |\n|--|--|--|", "t.md:1: the header's columns must rise from left to right, each once"),
        ("|  | A | A |\n|--|--|--|", "t.md:1: the header's columns must rise from left to right, each once"),
        ("|  | A |\n| 1 | x |", "t.md:1: under the header a row of dashes must stand: |---|---|"),
        ("|  | A |", "t.md:1: under the header a row of dashes must stand"),
        (f"{HEAD}| x | 1 |", "t.md:3: 'x' in the first column is no row number (1 to 1048576)"),
        (f"{HEAD}| 01 | 1 |", "t.md:3: '01' in the first column is no row number"),
        (f"{HEAD}| ٣ | 1 |", "t.md:3: '٣' in the first column is no row number"),
        (f"{HEAD}| 0 | 1 |", "t.md:3: '0' in the first column is no row number"),
        (f"{HEAD}| 1048577 | 1 |", "t.md:3: '1048577' in the first column is no row number"),
        (f"{HEAD}| | 1 |", "t.md:3: '' in the first column is no row number"),
        (f"{HEAD}| 1 | 1 |\n| 1 | 2 |", "t.md:4: row 1 stands here and in line 3; number each row once"),
        (
            f"{HEAD}| 1 | a | b | c | d |",
            "t.md:3: row 1 has 4 cells and the header ends at column C; a bar inside a cell is written \\|",
        ),
        (
            f"{HEAD}| 1 | 1 |\n\n| 2 | 2 |",
            "t.md:5: row 2 stands outside a table; no blank line may stand above it",
        ),
        (
            f"{HEAD}\n{HEAD}",
            "t.md:1: with several tables, each needs a heading that names its sheet: ## Name",
        ),
        (
            f"## A\n{HEAD}\n{HEAD}",
            "t.md:5: two tables stand under the name A; give each a heading of its own",
        ),
        (f"## A\n{HEAD}\n## a\n{HEAD}", "t.md:6: two tables stand under the name a"),
        (f"## A\n{HEAD}\n## Template\n{HEAD}", "t.md:5: the sheet Template is written by sheetgen itself"),
        (f"## A\n{HEAD}\n## history\n{HEAD}", "t.md:5: the sheet history is written by sheetgen itself"),
        *(
            (
                f"## A\n{HEAD}\n## {name}\n{HEAD}",
                f"t.md:5: {name!r} cannot name a sheet: at most 31 characters",
            )
            for name in ("a/b", "a\\b", "a:b", "a*b", "a?b", "[a]", "x" * 32, "'a", "a'")
        ),
    ],
)
def test_what_is_wrong_with_a_table_is_named_with_its_line(text, message):
    with pytest.raises(TemplateError) as caught:
        tables(text)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


PIECES = st.sampled_from(["|", "A", "1", "-", "##", " ", "x", "\n", "```", "\\", ":", HEAD])


@given(st.lists(PIECES).map("".join))
def test_any_text_is_read_or_refused_in_one_sentence(text):
    message = ""
    try:
        tables(text)
    except TemplateError as error:
        message = str(error)
    assert "\n" not in message
