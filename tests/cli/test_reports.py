"""What verify, audit and diff write besides the terminal: JUnit, Markdown, GitHub's annotations, --watch."""

import json
import xml.etree.ElementTree as ET

import pytest

from sheetgen.cli import run
from sheetgen.cli.watch import watch
from sheetgen.errors import UsageError
from sheetgen.template import find
from sheetgen.verification import verify

NAME = "single-neuron-gradients"


@pytest.fixture
def wrong(tmp_path):
    """The article's template with twelve wrong figures."""
    text = find(NAME).read_text(encoding="utf-8").replace("0.7 (G2)", "0.9 (G2)").replace("0.6640", "0.6641")
    text = text.replace("-0.0201 (", "-0.0301 (").replace("-0.0359", "-0.0395").replace("0.664 (", "0.665 (")
    path = tmp_path / "wrong.md"
    path.write_text(text.replace("0.0006447", "0.0006448").replace("0.4 (B2)", "0.5 (B2)"), encoding="utf-8")
    return path


@pytest.fixture
def what_if(tmp_path):
    path = tmp_path / "what-if.xlsx"
    assert run(["generate", NAME, "--set", "input=0.5", "-o", str(path), "-q"]) == 0
    return path


@pytest.fixture(autouse=True)
def outside_actions(monkeypatch):
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def junit(path):
    (suite,) = ET.parse(path).getroot()
    return suite, list(suite)


TABLE = """<!-- sheetgen -->

|   | A | B           |
|---|---|-------------|
| 1 | 2 | {figure} (A*2{end}) |
"""


@pytest.fixture
def article(tmp_path):
    """A document with three tables: one agrees, one differs, one does not read."""
    path = tmp_path / "article.md"
    tables = [TABLE.format(figure=figure, end=end) for figure, end in (("4", ""), ("5", ""), ("4", "*"))]
    path.write_text("\n".join(["# Doubles", "", *tables]), encoding="utf-8")
    return path


class TestDocumentsOfSeveralTables:
    def test_every_table_is_verified_and_what_does_not_read_stops_no_other(self, article, capsys):
        assert run(["verify", str(article)]) == 2
        out, err = capsys.readouterr()
        assert out.splitlines()[-4:] == [
            f"  {article}#1  1 formula: all agree",
            f"  {article}#2  1 formula: 1 differs",
            f"  {article}#3  cannot be read",
            "1 of 3 tables agree",
        ]
        assert err.startswith(f"sheetgen: {article}:19: row 1, column B: the formula (A*2*) does not read")

    def test_json_is_a_list(self, article, capsys):
        assert run(["verify", str(article), "--json"]) == 2
        found = json.loads(capsys.readouterr().out)
        assert [(one["table"], one["ok"]) for one in found] == [(f"{article}#1", True), (f"{article}#2", False)]

    def test_junit_has_a_suite_for_each(self, article, tmp_path):
        assert run(["verify", str(article), "-q", "--junit", str(tmp_path / "out.xml")]) == 2
        suites = list(ET.parse(tmp_path / "out.xml").getroot())
        assert [(suite.get("failures"), suite.get("errors")) for suite in suites] == [
            ("0", "0"),
            ("1", "0"),
            ("0", "1"),
        ]

    def test_markdown_has_them_all(self, article, capsys):
        assert run(["verify", str(article), "--markdown"]) == 2
        assert capsys.readouterr().out.count("**Doubles**") == 2

    def test_quiet_shows_those_that_differ(self, article, capsys):
        assert run(["verify", str(article), "-q"]) == 2
        assert capsys.readouterr().out.count("printed") == 1

    def test_what_concerns_one_table_asks_for_its_name(self, article, capsys):
        assert run(["verify", str(article), "--set", "x=1"]) == 2
        assert run(["verify", str(article), "--html", "x.html"]) == 2
        assert capsys.readouterr().err.count(f"name one, {article}#1") == 2

    def test_one_of_them_is_named_by_its_number(self, article):
        assert run(["verify", f"{article}#1", "-q"]) == 0
        assert run(["verify", f"{article}#2", "-q"]) == 1


class TestJunit:
    def test_what_does_not_read_is_an_error(self, article, tmp_path):
        assert run(["verify", f"{article}#3", "--junit", str(tmp_path / "out.xml")]) == 2
        suite, (case,) = junit(tmp_path / "out.xml")
        assert suite.get("errors") == "1"
        assert "article.md:19: " in case.find("error").text

    def test_verify_has_a_test_for_each_cell(self, wrong, tmp_path):
        assert run(["verify", str(wrong), "-q", "--junit", str(tmp_path / "out.xml")]) == 1
        suite, cases = junit(tmp_path / "out.xml")
        failed = verify(str(wrong)).failed
        assert (suite.get("tests"), suite.get("failures")) == (str(len(cases)), str(len(failed)))
        assert len(cases) == 52
        failure = next(case.find("failure") for case in cases if case.find("failure") is not None)
        assert "printed" in failure.text

    def test_audit_has_a_test_for_each_workbook(self, what_if, tmp_path):
        (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
        assert run(["audit", str(tmp_path), "-q", "--junit", str(tmp_path / "out.xml")]) == 2
        _, cases = junit(tmp_path / "out.xml")
        assert [case.find("error") is not None for case in cases] == [True, False]

    def test_diff_is_one_test(self, what_if, tmp_path):
        assert run(["diff", NAME, str(what_if), "-q", "--junit", str(tmp_path / "out.xml")]) == 1
        _, (case,) = junit(tmp_path / "out.xml")
        assert "-B2  0.4\n+B2  0.5" in case.find("failure").text


class TestMarkdown:
    def test_verify_prints_a_table_of_what_differs(self, wrong, capsys):
        assert run(["verify", str(wrong), "--markdown"]) == 1
        out = capsys.readouterr().out
        assert "| Sheet!F2 | forward · output | `=TANH(E2)` | `0.665` | `0.6640367702678491` |" in out
        assert "| native | 52 of 52 |  |" in out.splitlines()

    def test_audit_prints_a_row_for_each_workbook(self, what_if, capsys):
        assert run(["audit", str(what_if), "--markdown"]) == 0
        assert f"| `{what_if}` | 51 | 0 | 0 | 0 |  |" in capsys.readouterr().out


class TestGitHub:
    def test_annotations_stand_on_the_templates_lines_ten_at_most(self, wrong, monkeypatch, tmp_path, capsys):
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
        assert run(["verify", str(wrong), "-q"]) == 1
        lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("::")]
        result = verify(str(wrong))
        assert len(result.failed) > 10
        assert len(lines) == 10
        first = result.failed[0]
        line = result.template.cell(first.place).line
        assert lines[0].startswith(f"::error file={wrong},line={line},title={first.place!s}::published ")
        assert (tmp_path / "summary.md").read_text(encoding="utf-8").count("| Sheet!") == len(result.failed)

    def test_what_does_not_read_stands_on_its_line(self, article, monkeypatch, capsys):
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        assert run(["verify", str(article), "-q"]) == 2
        assert f"::error file={article},line=19,title=not read::row 1, column B" in capsys.readouterr().err

    def test_nothing_is_printed_elsewhere(self, wrong, capsys):
        run(["verify", str(wrong), "-q"])
        assert "::error" not in capsys.readouterr().err

    def test_texts_cannot_end_a_command(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        (tmp_path / "a,b:c.xlsx").write_bytes(b"no workbook")
        assert run(["audit", str(tmp_path / "a,b:c.xlsx"), "-q"]) == 2
        assert "a%2Cb%3Ac.xlsx" in capsys.readouterr().err


class TestWatch:
    def test_it_runs_again_when_the_file_changes_and_shows_what_changed(self, tmp_path, capsys, monkeypatch):
        monkeypatch.setenv("COLUMNS", "140")
        path = tmp_path / "t.md"
        text = find(NAME).read_text(encoding="utf-8")

        def looks():
            path.write_text(text, encoding="utf-8")
            yield
            yield
            path.write_text(text.replace("| 0.4 ", "| 0.45 ", 1), encoding="utf-8")
            yield
            path.write_text(text.replace("(B*C+D)", "(B**)", 1), encoding="utf-8")
            yield
            path.unlink()
            yield

        path.write_text(text, encoding="utf-8")
        watch(str(path), {}, lambda: verify(str(path)), looks())
        captured = capsys.readouterr()
        assert captured.out.count("differ") >= 1
        assert "B2    0.4" in captured.out
        assert captured.out.count("Gradients for a single neuron  https") == 1
        assert captured.err.count("does not read") == 1

    def test_what_it_cannot_write_is_refused(self, capsys):
        assert run(["verify", NAME, "--watch", "--json"]) == 2
        assert "leave out --json, --markdown, --junit and --html" in capsys.readouterr().err

    def test_a_workbook_is_refused(self, what_if):
        with pytest.raises(UsageError, match="is a workbook: --watch looks at a template"):
            watch(str(what_if), {}, lambda: None)


def test_the_verification_of_a_workbook_begins_with_its_name(sheetgen, save_book):
    save_book("model.xlsx", {"A1": 1, "A2": "=A1+1"})
    assert sheetgen("verify", "model.xlsx")[1].startswith("model.xlsx\n\n   Cell ")
