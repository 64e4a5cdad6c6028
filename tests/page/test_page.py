"""The page as a file: what it holds, what it refuses, and how large it is."""

from __future__ import annotations

import base64
import json
import re
from html import unescape

import openpyxl
import pytest

from sheetgen.cli import run
from sheetgen.errors import UnsupportedError
from sheetgen.formula.print_javascript import KINDS
from sheetgen.recalc.functions.registry import homes
from sheetgen.report.page import template_page
from sheetgen.report.page.document import _FUNCTIONS, _functions_in
from sheetgen.report.page.program import runs
from sheetgen.template import available, load, parse

NAME = "single-neuron-gradients"


def without_workbook(text):
    return re.sub(r'<script type="application/json" id="workbook">.*?</script>\n', "", text)


def sheet(cells, names=""):
    rows = "\n".join(f"| {row} | {' | '.join(line)} |" for row, line in enumerate(cells, start=1))
    letters = " | ".join("ABCDEFGH"[: len(cells[0])])
    return f'+++\ntitle = "Test"\n{names}+++\n\n| | {letters} |\n|---|{"---|" * len(cells[0])}\n{rows}\n'


def test_the_articles_page_is_at_most_60_kb_without_its_workbook():
    assert len(without_workbook(template_page(load(NAME))).encode()) <= 60_000


@pytest.mark.parametrize("name", available())
def test_the_committed_page_is_what_a_fresh_run_gives(name, root):
    committed = (root / "output" / f"{name}.html").read_text(encoding="utf-8")
    assert without_workbook(committed) == without_workbook(template_page(load(name)))


@pytest.mark.parametrize("name", available())
def test_the_workbook_in_a_committed_page_is_the_committed_one(name, root):
    page = (root / "output" / f"{name}.html").read_text(encoding="utf-8")
    packed = re.search(r'id="workbook">"([^"]+)"', page)[1]
    assert base64.b64decode(packed) == (root / "output" / f"{name}.xlsx").read_bytes()


def test_nothing_is_fetched():
    text = template_page(load(NAME))
    assert re.findall(r"""(?:src|href|action|url\()\s*=?\s*["']?(?:https?:)?//""", text) == ['href="https://']
    assert "default-src 'none'" in unescape(text)


def test_functions_that_the_page_has_not_are_listed_all_at_once(tmp_path):
    template = parse(sheet([["1", "(VLOOKUP(A1,A1:A1,1))", "(MEDIAN(A1,2)+NORMSDIST(A1))"]]), tmp_path / "x.md")
    with pytest.raises(UnsupportedError, match="a page cannot calculate MEDIAN, NORMSDIST, VLOOKUP"):
        template_page(template)


def test_every_function_of_the_page_is_one_of_recalculation_and_has_its_code():
    assert KINDS.keys() <= homes().keys()
    defined = _functions_in("functions.js").union(*(_functions_in(name) for name in _FUNCTIONS))
    assert defined == KINDS.keys()


def test_the_documentation_lists_every_function_of_the_page(root):
    text = (root / "docs" / "page.md").read_text(encoding="utf-8")
    listed = re.search(r"A page has these functions: (.*?)\.", text, re.DOTALL)[1].split()
    assert listed == sorted(KINDS)


def test_runs_give_back_every_cell_once():
    cells = [(index, index % 3 % 2) for index in range(0, 60, 2)] + [(100, 7), (101, 8), (103, 7)]
    found = [(first + n * distance, number) for number, first, distance, count in runs(cells) for n in range(count)]
    assert sorted(found) == sorted(cells)


def test_the_command_writes_the_page_and_prints_what_embeds_it(tmp_path, capsys):
    path = tmp_path / "neuron.html"
    assert run(["page", NAME, "-o", str(path), "--embed", "--set", "weight=0.3"]) == 0
    printed = capsys.readouterr()
    assert '<iframe src="neuron.html" title="Gradients for a single neuron"' in printed.out
    assert "51 formulas" in printed.err
    text = path.read_text(encoding="utf-8")
    assert "A what-if: weight = 0.3. The published figures no longer apply." in text


def test_a_page_whose_numbers_differ_is_written_and_the_command_says_so(tmp_path, capsys):
    wrong = tmp_path / "wrong.md"
    wrong.write_text(sheet([["1", "3 (A+1)", "2 (A+1)"]]), encoding="utf-8")
    path = tmp_path / "wrong.html"
    assert run(["page", str(wrong), "-o", str(path), "-q"]) == 1
    assert capsys.readouterr().err == f"sheetgen: {wrong}: Sheet!B1 differs; sheetgen verify {wrong} says why\n"
    assert "✗ 2 formulas: 1 differs" in path.read_text(encoding="utf-8")
    assert run(["page", str(wrong), "-o", "-"]) == 1
    printed = capsys.readouterr()
    assert printed.out == path.read_text(encoding="utf-8")
    assert "Sheet!B1 differs" in printed.err


def test_of_many_cells_that_differ_some_are_named(tmp_path, capsys):
    wrong = tmp_path / "wrong.md"
    wrong.write_text(sheet([["1", *["3 (A+1)"] * 5]]), encoding="utf-8")
    assert run(["page", str(wrong), "-o", str(tmp_path / "wrong.html")]) == 1
    assert "Sheet!B1, Sheet!C1, Sheet!D1 and 2 more differ; " in capsys.readouterr().err


def test_a_file_that_is_no_page_is_refused(capsys):
    assert run(["page", NAME, "-o", "page.xlsx"]) == 2
    assert "its name must end in .html" in capsys.readouterr().err


def test_the_report_of_a_run_has_verdicts_first_then_failures_with_their_reasons_then_the_sheet(tmp_path, root):
    source = (root / "templates" / f"{NAME}.md").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.md"
    wrong.write_text(source.replace("0.664 (tanh(E))", "0.646 (tanh(E))"), encoding="utf-8")
    report = tmp_path / "report.html"
    assert run(["verify", str(wrong), "--html", str(report), "-q"]) == 1
    text = report.read_text(encoding="utf-8")
    places = [
        text.index(part)
        for part in ("1 differ", "What the witnesses say", "What differs", "published 0.646", "data-sheet=")
    ]
    assert places == sorted(places)


def test_the_report_shows_a_sheet_that_the_page_cannot_calculate(tmp_path, save_book):
    book = save_book(tmp_path / "book.xlsx", {"A1": 2.5, "A2": "=MEDIAN(A1,1)"})
    assert run(["recalc", str(book), "-o", str(tmp_path / "done.xlsx")]) == 0
    report = tmp_path / "report.html"
    assert run(["verify", str(tmp_path / "done.xlsx"), "--html", str(report)]) == 0
    text = report.read_text(encoding="utf-8")
    assert "This sheet cannot be changed here: a page cannot calculate MEDIAN." in text
    assert "<td>1.75</td>" in text


def test_the_page_of_a_workbook_has_its_name_without_folders_and_its_number_formats(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row, (value, code) in enumerate(
        [(0.301843072, "0.0%"), ("=A1*1000000", "#,##0.00"), ("=A1/1000", "0.00E+00"), (45000, "yyyy-mm-dd")], start=1
    ):
        sheet.cell(row, 1, value).number_format = code
    (tmp_path / "folder").mkdir()
    path = tmp_path / "folder" / "rates.xlsx"
    book.save(path)
    report = tmp_path / "report.html"
    run(["verify", str(path), "--html", str(report), "-q"])
    text = report.read_text(encoding="utf-8")
    assert "<title>rates.xlsx</title>" in text
    assert 'data-name="rates.xlsx"' in text
    # A format that no figure has is not shown: the page's script does not have it.
    assert re.findall(r"<td[^>]*>([^<]+)</td></tr>", text)[-4:] == ["30.2%", "301,843.07", "3.02E-04", "45000"]
    data = json.loads(re.search(r'id="data">(.*?)</script>', text)[1])
    assert data["formats"][0] == ["0.0%", "#,##0.00", "0.00E+00"]


def test_a_workbook_without_a_template_has_a_live_page_too(tmp_path, save_book):
    book = save_book(tmp_path / "book.xlsx", {"A1": 2.5, "B1": "=A1*2", "Other!A1": "=Sheet!B1+1"})
    report = tmp_path / "report.html"
    run(["verify", str(book), "--html", str(report), "-q"])
    text = report.read_text(encoding="utf-8")
    assert '<td class="input">2.5</td><td>5</td>' in text
    assert "sheetgenFormulas" in text
