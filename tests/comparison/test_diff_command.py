"""`sheetgen diff`, the command: what it prints, as JSON, Markdown and a patch, and what it refuses."""

import json

import pytest

import sheetgen
from sheetgen.cli import run

NAME = "single-neuron-gradients"


class TestCommand:
    @pytest.fixture
    def what_if(self, tmp_path):
        path = tmp_path / "what-if.xlsx"
        assert run(["generate", NAME, "--set", "input=0.5", "-o", str(path), "-q"]) == 0
        return str(path)

    def test_equal_ones(self, capsys):
        assert run(["diff", NAME, f"output/{NAME}.xlsx"]) == 0
        assert capsys.readouterr().out.splitlines()[0] == "no differences"

    def test_the_terminal_names_what_was_changed_before_what_follows(self, what_if, capsys, monkeypatch):
        monkeypatch.setenv("COLUMNS", "140")
        assert run(["diff", NAME, what_if]) == 1
        out = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
        assert out.index("B2 0.4 → 0.5 Neuron maths · Input") < out.index("and what follows from them")
        assert out.index("E2 0.8 → 0.85 Neuron maths · Net") > out.index("and what follows from them")

    def test_a_patch(self, what_if, capsys):
        assert run(["diff", NAME, what_if, "--unified"]) == 1
        out = capsys.readouterr().out.splitlines()
        assert out[:2] == [f"--- {NAME}", f"+++ {what_if}"]
        assert out[out.index("@@ Sheet @@") + 1 :][:2] == ["-B2  0.4", "+B2  0.5"]

    def test_markdown_shows_texts_as_texts(self, save_book, tmp_path, capsys):
        for name, text in (("old", "a|b"), ("new", "<b>*c*</b> `x`|")):
            save_book(tmp_path / f"{name}.xlsx", {"A1": text, "A2": text, "B2": text == "a|b"})
        assert run(["diff", str(tmp_path / "old.xlsx"), str(tmp_path / "new.xlsx"), "--markdown"]) == 1
        out = capsys.readouterr().out
        assert '| A1 | `"a\\|b"` | `` "<b>*c*</b> `x`\\|" `` |' in out
        assert "| B2 | `TRUE` | `FALSE` | &lt;b>\\*c\\*&lt;/b> \\`x\\`\\|" in out

    def test_json_has_everything(self, what_if, capsys):
        assert run(["diff", NAME, what_if, "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
        first = next(cell for cell in found["cells"] if cell["sheet"] == "Sheet")
        assert (first["new_cell"], first["old_value"], first["new_value"], first["follows"]) == ("B2", 0.4, 0.5, False)

    def test_inputs_of_the_new_template(self, what_if):
        assert run(["diff", what_if, NAME, "--set", "input=0.5", "-q"]) == 0

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ([NAME], "name the two to compare: sheetgen diff OLD NEW"),
            ([NAME, NAME, "--ulp", "1", "--digits", "3"], "--ulp and --digits exclude each other: give one of them"),
            ([NAME, "gone.xlsx"], "there is no file gone.xlsx"),
            ([NAME, "README.md"], None),
            ([NAME, NAME, "--sheet", "Sheep"], "there is no sheet 'Sheep'; there are Sheet, About"),
        ],
    )
    def test_refusals_are_one_sentence(self, arguments, message, capsys):
        assert run(["diff", *arguments]) == 2
        err = capsys.readouterr().err
        assert err.count("\n") == 1
        if message is not None:
            assert err == f"sheetgen: {message}\n"

    def test_python_has_the_same(self, what_if):
        result = sheetgen.diff(sheetgen.load(NAME), what_if)
        assert not result
        assert list(result.frame[result.frame["sheet"] == "Sheet"]["new"])[:2] == ["B2", "E2"]
        assert sheetgen.diff(sheetgen.load(NAME, input=0.5), what_if)
