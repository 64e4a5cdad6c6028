"""Tables in ordinary Markdown, marked by a comment."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.errors import SheetgenError, TemplateError
from sheetgen.template import load, tables_of
from sheetgen.template.documents import is_template, read_document
from sheetgen.verification import verify

TABLE = """|   | A | B     |
|---|---|-------|
| 1 | 2 | 4 (A*2) |
"""

MARK = f"<!-- sheetgen -->\n\n{TABLE}"


@pytest.fixture
def write(tmp_path):
    def write(text, name="article.md"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_a_table_needs_no_front_matter_and_is_called_by_the_heading_above_it(write):
    template = load(write(f"# One\n\n## The “table” \\ here ##\n\n<!-- sheetgen -->\n\n{TABLE}\nMore\n"))
    assert template.title == "The “table” \\ here"
    assert bool(verify(template))


def test_the_comment_holds_front_matter(write):
    template = load(write(f'<!-- sheetgen\ntitle = "T"\n[inputs]\nx = "A1"\n-->\n{TABLE}'), {"x": "3"})
    assert template.title == "T"
    assert template.changed == {"x": "3"}


def test_only_the_table_that_follows_is_read(write):
    template = load(write(f"<!-- sheetgen -->\n{TABLE}\n\n{TABLE}\n<!-- other -->\n{TABLE}"))
    assert [sheet.name for sheet in template.sheets] == ["Sheet"]
    assert len(template.sheets[0].cells) == 2


def test_loops_may_make_rows(write):
    rows = "|   | A |\n|---|---|\n{% for n in range(1, 4) %}\n| {{ n }} | {{ n }} |\n{% endfor %}\n"
    assert len(load(write(f"{{% prose %}}\n<!-- sheetgen -->\n{rows}")).sheets[0].cells) == 3


def test_of_several_tables_one_is_named_by_its_number(write):
    path = write(f"<!-- sheetgen -->\n{TABLE}\n<!-- sheetgen -->\n{TABLE.replace('2 |', '3 |')}")
    assert load(f"{path}#2").sheets[0].cells[1, 1].value == 3.0
    with pytest.raises(TemplateError, match=r"has 2 tables: name one of them, .*article.md#1 to .*article.md#2"):
        load(path)
    with pytest.raises(TemplateError, match="has no table 3: it has 2"):
        load(f"{path}#3")


def test_a_document_of_several_tables_means_each_of_them(write):
    path = write(f"<!-- sheetgen -->\n{TABLE}\n<!-- sheetgen -->\n{TABLE}")
    assert tables_of(path) == [f"{path}#1", f"{path}#2"]
    assert tables_of(f"{path}#2") == [f"{path}#2"]
    single = write(f"<!-- sheetgen -->\n{TABLE}", "one.md")
    assert tables_of(single) == [single]
    assert tables_of("single-neuron") == ["single-neuron"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"# T\n\n<!-- sheetgen -->\n\n{TABLE.replace('A*2', 'A**')}", 7),
        ('\n\n<!-- sheetgen\ntitle = "T"\n[inputs]\nx = "A9"\n-->\n' + TABLE, 6),
        ("\n<!-- sheetgen\ntitel = 'T'\n-->\n" + TABLE, 3),
        ("words\n\n<!-- sheetgen -->\n\nwords\n", 3),
        ("<!-- sheetgen wrong -->\n" + TABLE, 1),
    ],
)
def test_errors_name_the_documents_own_line(write, text, line):
    with pytest.raises(SheetgenError, match=f"article.md:{line}: "):
        load(write(text))


def test_the_workbook_carries_a_template_that_reads_by_itself(write, tmp_path):
    template = load(write(f"# T\n\n<!-- sheetgen -->\n{TABLE}"))
    again = load(write(template.text, "carried.md"))
    assert again.sheets == load(write(template.text, "other.md")).sheets
    assert again.title == "T"


@pytest.mark.parametrize(
    "remark", ["<!-- sheetgen: a remark -->", "<!-- sheetgen-ignore -->", "<!-- sheetgenerator -->"]
)
def test_a_remark_that_begins_with_the_word_is_no_mark(write, remark):
    assert tables_of(write(f"{remark}\n\nwords\n\n<!-- sheetgen -->\n{TABLE}<!-- Sheetgen -->\n{TABLE}")) != []
    assert len(read_document(f"{remark}\n\nwords\n\n<!-- sheetgen -->\n{TABLE}<!-- SheetGen -->\n{TABLE}", "a")) == 2


def test_each_table_is_called_by_the_nearest_heading_above_it():
    text = f"{MARK}# One\n\n{MARK}## Two\n## Three\n{MARK}\nwords\n\n{MARK}# \n{MARK}```\n# Code\n```\n{MARK}# Last\n"
    titles = [table.front[0].text for table in read_document(text, "a.md")]
    assert titles == [f'title = "{name}"' for name in ("a.md", "One", "Three", "Three", "a.md", "a.md")]


@given(st.lists(st.sampled_from([MARK, f"{MARK}\n", "# A\n", "words\n", "\n", "<!-- sheetgen\n\n-->\n"]), max_size=9))
def test_the_line_of_each_is_where_it_stands(parts):
    text = "".join(parts)
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if line.startswith("<!-- sheetgen")]
    found = read_document(text, "a.md")
    assert len(found) == len(lines)
    for number, table in zip(lines, found, strict=True):
        if isinstance(table, TemplateError):
            assert str(table).startswith(f"a.md:{number}: ")
        else:
            assert table.line == number
            assert text.split("\n")[table.body_line - 1] == TABLE.split("\n")[0]


def test_a_table_that_declares_more_is_read_again_as_it_was(write):
    declared = "```toml sheetgen\n[rows]\n1 = 'x'\n```\n"
    path = write(f"{MARK}\n{{% if 1 %}}\n{{% endif %}}\n{declared}")
    before = read_document(Path(path).read_text(), path)
    assert load(path) == load(path)
    assert read_document(Path(path).read_text(), path) == before


def test_a_mark_without_a_table_stops_no_other(write):
    path = write(f"<!-- sheetgen -->\n\nwords\n\n<!-- sheetgen -->\n{TABLE}")
    assert bool(verify(f"{path}#2"))
    with pytest.raises(TemplateError, match=r"article.md:1: no table follows this comment"):
        load(f"{path}#1")


def test_a_comment_that_is_never_closed_is_told(write):
    with pytest.raises(TemplateError, match=r"article.md:3: this comment has no end: --> closes it"):
        load(write(f"# T\n\n<!-- sheetgen\n{TABLE}"))


HUGO = '+++\ntitle = "Post"\ndate = 2024-03-20\n[params]\nx = 1\n+++\n\n# Post\n\n'


def test_a_page_of_a_site_generator_may_have_marked_tables(write):
    template = load(write(f"{HUGO}<!-- sheetgen -->\n{TABLE}"))
    assert template.title == "Post"
    assert bool(verify(template))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HUGO}|   | A | B |\n|---|---|---|\n| x | 1 | 2 |\n", False),
        ("+++\ntitle = 'x'\ndraft = true\n+++\nwords", False),
        ("+++\ntitle = 'x'\n+++\nwords", False),
        ("+++\ntitle = 'x'\n+++\n| | a | b |\n", True),
        ("+++\ntitle = 'x'\n[inputs]\nx = 'A1'\n+++\nwords", True),
        ("+++\ntitle = 'x'\n[inptus]\nx = 'A1'\n+++\nwords", True),
        ("+++\ntitle = 'x\n[names]\nno end", True),
        ("| | A |", False),
    ],
)
def test_a_template_is_told_from_other_programs_pages(text, expected):
    assert is_template(text) is expected


def test_what_a_code_block_or_a_longer_word_says_is_no_mark():
    assert read_document("<!-- sheetgenerator -->\n", Path("a.md")) == []
    assert read_document(f"```\n<!-- sheetgen -->\n{TABLE}```\n", Path("a.md")) == []
    assert len(read_document(f"```\ncode\n```\n<!-- sheetgen -->\n{TABLE}", Path("a.md"))) == 1
