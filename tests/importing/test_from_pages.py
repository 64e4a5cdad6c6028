"""`sheetgen import`: templates made of the tables of HTML pages."""

from pathlib import Path

import pytest

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


def test_a_page_that_nests_without_end_is_refused_and_one_that_only_leaves_out_end_tags_is_not(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<table><tr><td>" + "<b>" * 6_000)
    with pytest.raises(UsageError, match="nests its elements more than 5,000 levels deep"):
        import_template(page)
    page.write_text("<p>text<br>" * 6_000 + "<b>bold</b>" * 6_000 + "<table><tr><td>1</td></tr></table>")
    assert "| 1   | 1   |" in import_template(page)[0]
