"""The TOML between +++ lines: what it may say, and the line of what it may not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.errors import TemplateError
from sheetgen.template.front_matter import read_front_matter

SHEETS = ["Sheet", "It's 2"]


def read(front, body=""):
    return read_front_matter(f'+++\ntitle = "T"\n{front}\n+++\n{body}', "t.md")


def test_the_body_begins_after_the_second_line_of_plus_signs():
    front = read("[inputs]", "one\n+++\ntwo")
    assert (front.body, front.body_line) == ("one\n+++\ntwo", 5)


def test_texts_lists_and_tables_are_kept():
    front = read('errata = ["a", "b"]\nnative = "m:f"\n[parameters]\nrate = 0.10\nsteps = 3')
    assert front.texts == {"title": "T", "native": "m:f"}
    assert front.lists == {"errata": ["a", "b"]}
    assert front.table("parameters") == {"rate": Decimal("0.10"), "steps": 3}
    assert front.table("names") == {}


@pytest.mark.parametrize("path", ["page.html", "PAGE.HTM", "prices.csv", "prices.tsv"])
def test_what_import_makes_a_template_of_is_told_so(path):
    with pytest.raises(TemplateError, match=f"; sheetgen import {path} makes one of it$"):
        read_front_matter("Name,Price", path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.md is not a template: its first line must be +++, with TOML front matter up to the next +++"),
        ("# Title", "t.md is not a template: its first line must be +++"),
        ("+++\ntitle = 'T'", "t.md:1: the front matter has no end: a second line +++ must close it"),
        ("+++\n+++", 't.md:1: the front matter must have a title = "…"'),
        ("+++\ntitle = ''\n+++", "t.md:1: the front matter must have a title"),
        ("+++\n\ntitle = T\n+++", "t.md:3: the front matter is not TOML: "),
        ("+++\ntitle = 'T'\ntitle = 'U'\n+++", "t.md:3: the front matter is not TOML: "),
        ("+++\ntitle = [\n+++", "t.md:2: the front matter is not TOML: "),
        ("+++\ntitle = 2024-13-45\n+++", "t.md:2: the front matter is not TOML: "),
        *(
            (
                f"+++\ntitle = {value}\n+++",
                "t.md:1: a number or a key in the front matter is too long, or brackets too deep",
            )
            for value in ("1" * 5000, "1e" + "9" * 30, "[" * 5000)
        ),
    ],
)
def test_what_is_no_front_matter_is_named(text, message):
    with pytest.raises(TemplateError) as caught:
        read_front_matter(text, "t.md")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("foo = 1", "3: the front matter has no key 'foo'; the keys are: title, source, sheet, native"),
        ('sorce = "x"', "3: the front matter has no key 'sorce'; did you mean source?"),
        ('[input]\nx = "A1"', "3: the front matter has no key 'input'; did you mean inputs?"),
        ("source = 1", "3: source must be a text in quotes"),
        ('errata = "x"', "3: errata must be a list of texts"),
        ("errata = [1]", "3: errata must be a list of texts"),
        ("names = 1", "3: names must be a table: [names]"),
        ('arithmetic = "other"', '3: arithmetic must be "same" or "reordered"'),
        ("[sheets]\nOne = 1", "4: One must be a table: [sheets.One.rows]"),
        ("[sheets.One]\nrows = 1", "4: rows must be a table: [sheets.One.rows]"),
        ('[sheets.One.names]\nx = "A1"', "3: [sheets.One] has no key 'names'; the keys are: headers, rows, columns"),
        ('[inputs]\nrate = "A1"\nRate = "B1"', "5: Rate stands twice among inputs and parameters"),
        ('[inputs]\nrate = "A1"\n[parameters]\nrate = 1', "4: rate stands twice among inputs and parameters"),
    ],
)
def test_unknown_keys_and_wrong_types_are_named_with_their_line(front, message):
    with pytest.raises(TemplateError) as caught:
        read(front)
    assert str(caught.value).startswith(f"t.md:{message}")


@pytest.mark.parametrize("name", ["Tiny", "LEARNING_RATE", "_x", "Rate.2", "Größe", "ABCD12"])
def test_a_word_that_no_cell_can_be_is_a_defined_name(name):
    assert read(f'[names]\n"{name}" = "A1"').reference(name, "A1", SHEETS) == "Sheet!$A$1"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("e", "the defined name e could be a column; take one of four letters or more"),
        ("Tin", "the defined name Tin could be a column"),
        ("ZZZ", "the defined name ZZZ could be a column"),
        ("Q1", "the defined name Q1 could be a cell's address; take another one"),
        ("ABC12", "the defined name ABC12 could be a cell's address"),
        ("r1c1", "the defined name r1c1 could be a cell's address"),
        ("R12C", "the defined name R12C could be a cell's address"),
        ("a b", "'a b' cannot be a defined name: letters, digits, _ and . only, a letter or _ first"),
        ("1st", "'1st' cannot be a defined name"),
        ("Area²", "'Area²' cannot be a defined name"),
        ("a-bcd", "'a-bcd' cannot be a defined name"),
        ("true", "'true' cannot be a defined name"),
        ("x" * 256, "cannot be a defined name"),
        ("", "'' cannot be a defined name"),
    ],
)
def test_any_other_name_is_refused(name, message):
    with pytest.raises(TemplateError) as caught:
        read(f'[names]\n"{name}" = "A1"')
    assert str(caught.value).startswith("t.md:4: ")
    assert message in str(caught.value)


def test_capitals_do_not_tell_names_apart():
    with pytest.raises(TemplateError, match=r"t\.md:4: the defined name Rate stands twice; capitals do"):
        read('[names]\nRate = "A1"\nRATE = "A2"')


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("B12", "Sheet!$B$12"),
        ("$b$12", "Sheet!$B$12"),
        ("B2:B9", "Sheet!$B$2:$B$9"),
        ("Sheet!B12", "Sheet!$B$12"),
        ("'It''s 2'!A1:C3", "'It''s 2'!$A$1:$C$3"),
        ("It's 2!A1", "'It''s 2'!$A$1"),
    ],
)
def test_a_name_stands_for_a_cell_or_a_range(text, reference):
    assert read("").reference("Rate", text, SHEETS) == reference


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ('"A0"', "6: Rate = 'A0': 'A0' is not a cell's address"),
        ('"XFE1"', "6: Rate = 'XFE1': XFE1 lies outside a sheet"),
        ('"No!A1"', "6: Rate = 'No!A1': there is no sheet 'No', only Sheet, It's 2"),
        ('"A1:B"', "6: Rate = "),
        ("12", '6: Rate must name a cell in quotes, such as "B12"'),
    ],
)
def test_what_is_no_place_is_named_with_the_line_in_its_own_table(value, message):
    front = read(f'[columns]\nA = "Rate"\n[names]\nRate = {value}')
    with pytest.raises(TemplateError) as caught:
        front.reference("Rate", front.table("names")["Rate"], SHEETS)
    assert str(caught.value).startswith(f"t.md:{message}")


def test_labels_are_kept_by_row_and_column_number():
    front = read('[rows]\n2 = "forward"\n[columns]\nAA = "net"')
    assert front.labels(front.data, "rows") == {2: "forward"}
    assert front.labels(front.data, "columns") == {27: "net"}


@pytest.mark.parametrize(
    ("front", "key", "message"),
    [
        ('[rows]\n0 = "a"', "rows", "4: [rows] 0 is no row number"),
        ('[rows]\n1048577 = "a"', "rows", "4: [rows] 1048577 is no row number"),
        ("[rows]\n1 = 1", "rows", "4: [rows] 1 must be a text in quotes"),
        ('[rows]\n1 = "a"\n2 = "a"', "rows", "3: [rows] gives two rows the same label"),
        ('[columns]\nb = "a"', "columns", "4: [columns] b is no column letter"),
        ('[columns]\nXFE = "a"', "columns", "4: [columns] XFE is no column letter"),
        ('[columns]\n1 = "a"', "columns", "4: [columns] 1 is no column letter"),
    ],
)
def test_what_is_no_label_is_named_with_its_line(front, key, message):
    front = read(front)
    with pytest.raises(TemplateError) as caught:
        front.labels(front.data, key)
    assert str(caught.value).startswith(f"t.md:{message}")


@given(st.text(max_size=40) | st.text("[]={}\"'.,#ab19 \n+-:einf", max_size=40))
def test_any_front_matter_is_read_or_refused_in_one_sentence(text):
    message = ""
    try:
        read(text)
    except TemplateError as error:
        message = str(error)
    assert "\n" not in message
