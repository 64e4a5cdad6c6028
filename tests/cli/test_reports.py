"""What verify, audit and diff write besides the terminal: JUnit, Markdown, GitHub's annotations, --watch."""

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


class TestJunit:
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
