"""`sheetgen import`: templates made of the tables of HTML pages."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.errors import UsageError
from sheetgen.importing import import_template
from sheetgen.importing.from_html import html_tables
from sheetgen.template import load, parse
from sheetgen.verification import verify

NAME = "single-neuron-gradients"


HTML = """<html><body><script>1</script><h2>First</h2><table><tr><td>x</td><td>1</td></tr></table>
<table><caption>The <b>second</b></caption>
<tr><th></th><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td><td>4 (A<sup>2</sup>)</td></tr></table></body></html>"""


class TestPages:
    @pytest.fixture
    def page(self, tmp_path):
        path = tmp_path / "page.html"
        path.write_text(HTML, encoding="utf-8")
        return path

    def test_a_table_is_chosen_by_number_or_caption(self, page, table_rows):
        assert table_rows(import_template(page, table="1")[0]) == ["| 1 | x | 1 |"]
        assert table_rows(import_template(page, table="second")[0]) == ["| 1 | 2 | 4 (A²) |"]

    def test_several_tables_are_listed(self, page):
        with pytest.raises(UsageError, match="has 2 tables: choose one with --table: 1 First; 2 The second"):
            import_template(page)

    def test_a_page_without_tables_says_so(self, tmp_path):
        (tmp_path / "a.html").write_text("<p>words</p>", encoding="utf-8")
        with pytest.raises(UsageError, match=r"a.html has no tables"):
            import_template(tmp_path / "a.html")

    def test_the_articles_table_as_a_page_shows_it(self, tmp_path):
        template = load(NAME)
        table = template.text[template.text.index("|") :].strip().splitlines()
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table if "---" not in line]
        html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
        (tmp_path / "article.html").write_text(f"<table>{html}</table>", encoding="utf-8")
        text, warnings = import_template(tmp_path / "article.html")
        assert not warnings
        found = parse(text, Path("t.md"))
        assert found.names == template.names
        assert {address: cell.formula for address, cell in found.sheets[0].cells.items()} == {
            address: cell.formula for address, cell in template.sheets[0].cells.items()
        }
        assert bool(verify(found))

    def test_cells_that_span_others_keep_the_columns(self, tmp_path, table_rows):
        rows_of = "<tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr>"
        (tmp_path / "a.html").write_text(f"<table>{rows_of}</table>", encoding="utf-8")
        assert table_rows(import_template(tmp_path / "a.html")[0]) == ["| 1 | a | b | |", "| 2 | | c | d |"]


def test_cells_that_claim_to_span_everything_take_no_room(table_rows):
    cell = f"<td rowspan=1000000000 colspan={'9' * 5_000}>1</td>"
    page = f"<table><tr>{cell * 50}</tr></table>"
    ((_, table_rows),) = html_tables(page, "page.html")
    assert sum(map(len, table_rows)) <= 200_050
    assert table_rows[0].count("1") == 50


def test_elements_that_nest_without_end_change_nothing(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<table><tr><td>" + "<b>" * 6_000 + "1")
    assert "| 1   | 1   |" in import_template(page)[0]
    page.write_text("<p>text<br>" * 6_000 + "<b>bold</b>" * 6_000 + "<table><tr><td>1</td></tr></table>")
    assert "| 1   | 1   |" in import_template(page)[0]


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        ("<table><tr><td>1<td>2<tr><th>3<td>4</table>", [["1", "2"], ["3", "4"]]),
        ("<table><thead><tr><th>a<tbody><tr><td>1<tfoot><tr><td>2</table>", [["a"], ["1"], ["2"]]),
        ("<table><caption>c<tr><td>1<td>2", [["1", "2"]]),
        ("<table><td>1<td>2<tr><td>3</table>", [["1", "2"], ["3"]]),
        ("<table><tr><td/><td>2</tr></table>", [["", "2"]]),
        ("<table><tr><td>a<sup>2<td>b</sup>c</table>", [["a²", "bc"]]),
        ("<TABLE><TR><TD ROWSPAN='2'>1<TD>2<TR><TD>3</TABLE>", [["1", "2"], ["", "3"]]),
        ("<table><tbody><tr><td rowspan=9>1<td>2<tbody><tr><td>3</table>", [["1", "2"], ["3"]]),
        ("<table><tr><td title='>' class=\"a>b\">1 < 2 &lt; 3</table>", [["1 < 2 < 3"]]),
        ("<table><tr><td>1<script>'<td>'</script><style>td</style><!-- <td> --></table>", [["1"]]),
        ("<table><tr><td>1<!--<td>2", [["1"]]),
        ("<table><tr><td>&#" + "9" * 5_000 + ";</table>", [["\ufffd"]]),
    ],
)
def test_end_tags_may_be_left_out_and_markup_is_no_text(page, rows):
    ((_, found),) = html_tables(page, "page.html")
    assert found == rows


def test_a_table_in_a_cell_is_one_of_its_own_and_the_one_around_it_is_none():
    inner = "<table><caption>in</caption><tr><td>1<td>2</table>"
    page = f"<h2>out</h2><table><tr><td>x<td>{inner}y<td>z<tr><td>w</table><table><tr><td>3</table>"
    assert html_tables(page, "page.html") == [("in", [["1", "2"]]), ("out", [["3"]])]


@given(st.lists(st.lists(st.sampled_from(["a", "1", "b c", ""]), min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_page_says_the_same_with_its_end_tags_and_without(rows):
    whole = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    short = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows)
    assert (
        html_tables(f"<table>{whole}</table>", "page.html")
        == html_tables(f"<table>{short}", "page.html")
        == [("", rows)]
    )


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<table>" + "<tr><td>1" * 100_001, "page.html has more than 100,000 cells: import a part of it; "),
        ("<table>" * 100_001, "page.html has more than 100,000 cells"),
        ("<table>" + "<tr>" * 100_001, "page.html has more than 100,000 cells"),
        ("<table>" + ("<tr>" + "<td rowspan=65534>1" * 100) * 300, "page.html has more than 100,000 cells"),
        ("<table><tr>" + "<td>1" * 16_385, "page.html: row 1 has more than 16,384 cells, which no row of a sheet has"),
    ],
)
def test_a_page_of_more_cells_than_a_template_has_is_refused(page, message):
    with pytest.raises(UsageError, match=f"^{re.escape(message)}"):
        html_tables(page, "page.html")


def test_of_many_tables_the_first_are_listed_and_the_others_counted(tmp_path):
    (tmp_path / "a.html").write_text(f"<h2>{'long ' * 99}</h2>" + "<table><tr><td>1</table>" * 2_000)
    with pytest.raises(UsageError, match=r"has 2,000 tables: .*; 10 (long )+…; and 1,990 more$"):
        import_template(tmp_path / "a.html")
