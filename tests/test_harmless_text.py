"""A text is a text wherever it is written: no program takes it for a formula, for markup or for a script."""

import csv
import io
import zipfile

import pytest

from sheetgen.delimited import harmless
from sheetgen.report.audit_table import write_csv
from sheetgen.report.diff_text import code, plain_text
from sheetgen.workbook_audit import Difference, WorkbookAudit

FORMULAS = ['=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_field_never_begins_as_a_formula(text):
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("entry", ["-1", "+1.5", "-1e-06", "text", "", "1-1", -1.5, 7, "a=1"])
def test_numbers_and_other_texts_stay_as_they_are(entry):
    assert harmless(entry) == entry


def test_the_csv_of_an_audit_follows_the_rule():
    assert "Difference" in Difference.__name__
    text = io.StringIO(newline="")
    write_csv([WorkbookAudit('=cmd|"/C calc"!A0.xlsx', error="-x")], text)
    row = next(csv.DictReader(io.StringIO(text.getvalue())))
    assert row["path"].startswith("'=cmd")
    assert row["error"] == "'-x"


def test_recalculated_values_in_a_pipe_follow_it_too(xlsx, tmp_path, capsys):
    from sheetgen.cli import run

    path = tmp_path / "book.xlsx"
    path.write_bytes(xlsx('<row r="1"><c r="A1"><f>"=1"&amp;"+1"</f></c><c r="B1"><f>-2</f></c></row>'))
    assert run(["recalc", str(path)]) == 0
    assert capsys.readouterr().out == 'Sheet!A1\t\'=1+1\t\'="=1"&"+1"\nSheet!B1\t-2\t\'=-2\n'


def test_a_workbook_that_is_written_holds_it_as_text(tmp_path):
    from sheetgen.api import load

    body = "| 1 | '=1+1 | '-x | '@a | -5 |"
    source = tmp_path / "t.md"
    source.write_text(f"+++\ntitle = 't'\n+++\n\n|   | A | B | C | D |\n|---|---|---|---|---|\n{body}\n")
    load(source).generate(tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count('t="s"') == 3
    assert "<v>-5</v>" in sheet


@pytest.mark.parametrize("text", ["`", "``", "a``b`c", "```"])
def test_no_run_of_backquotes_ends_code(text):
    shown = code(text)
    fence = shown[: len(shown) - len(shown.lstrip("`"))]
    assert fence not in shown[len(fence) : -len(fence)]


def test_markup_in_markdown_is_shown():
    assert plain_text("<script>alert(1)</script>") == "&lt;script>alert(1)&lt;/script>"
    assert plain_text("[x](javascript:y) | ![z](w)") == r"\[x\](javascript:y) \| !\[z\](w)"


def test_a_page_shows_markup_in_cells_and_runs_none(tmp_path):
    from sheetgen.report.page.document import template_page
    from sheetgen.template import load

    source = tmp_path / "t.md"
    bad = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    source.write_text(
        f"+++\ntitle = '{bad}'\n+++\n\n|   | A | B |\n|---|---|---|\n| 1 | '{bad} | 2 |\n| 2 | (B1*2) | |\n"
    )
    page = template_page(load(source))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror" in page
