"""Cells that change by themselves: recalculated and shown, and neither proved nor refuted by anybody's value."""

import json

import pytest

import sheetgen
from sheetgen.cli import run
from sheetgen.engines import Evaluation
from sheetgen.generation import generate
from sheetgen.sheet import Address, Place
from sheetgen.template import load
from sheetgen.verification import verify

WHY = "it changes by itself: recalculated, and not compared"
HEAD = '+++\ntitle = "Drawn"\n'


@pytest.fixture
def book(xlsx, tmp_path):
    """A workbook of formulas in column A with the values that somebody stored; its path."""

    def book(*cells):
        rows = "".join(
            f'<row r="{row}"><c r="A{row}"><f>{formula}</f>{"" if stored is None else f"<v>{stored}</v>"}</c></row>'
            for row, (formula, stored) in enumerate(cells, start=1)
        )
        path = tmp_path / "book.xlsx"
        path.write_bytes(xlsx(rows))
        return path

    return book


@pytest.fixture
def template(tmp_path):
    """A template of one row; its path."""

    def template(cells, front=""):
        path = tmp_path / "drawn.md"
        letters = "ABCD"[: cells.count("|") + 1]
        head = " | ".join(letters)
        path.write_text(f"{HEAD}{front}+++\n|   | {head} |\n|---|{'---|' * len(letters)}\n| 1 | {cells} |\n")
        return path

    return template


def verdicts(result):
    return {str(cell.place.address): (cell.verdict, cell.reason) for cell in result.cells}


class TestStoredValues:
    @pytest.mark.parametrize("formula", ["RAND()", "RANDBETWEEN(1,9)", "NOW()", "TODAY()", "RANDARRAY()", "1+RAND()/2"])
    def test_they_are_of_another_draw_or_time(self, book, formula):
        result = verify(book((formula, 999)))
        assert result
        assert verdicts(result) == {"A1": ("unwitnessed", WHY)}
        assert (result.unwitnessed_count, result.volatile_count, result.tally("cached").total) == (1, 1, 0)

    def test_so_are_those_of_all_that_depends_on_them_and_of_nothing_else(self, book):
        result = verify(book(("NOW()", 1), ("A1+1", 2), ("SUM(A1:A2)", 3), ("1+1", 2), ("A4+1", 4)))
        assert [cell.verdict for cell in result.cells] == ["unwitnessed"] * 3 + ["agrees", "differs"]
        assert result.volatile_count == 3

    def test_what_is_only_volatile_to_excel_gives_the_same_again_and_is_compared(self, book):
        result = verify(book(("1+1", 2), ("OFFSET(A1,0,0)", 3)))
        assert [cell.verdict for cell in result.cells] == ["agrees", "differs"]

    def test_none_at_all_is_missed_by_viewers_all_the_same(self, book):
        (cell,) = verify(book(("RAND()", None))).failed
        assert cell.reason.startswith("no value is stored for viewers")


def test_other_calculators_are_not_held_against_it(book, monkeypatch):
    class Another:
        def why_not(self):
            return None

        def evaluate(self, path, data):
            return Evaluation({Place("Sheet", Address(row, 1)): 7.0 for row in (1, 2)})

    monkeypatch.setattr("sheetgen.judging.engine", lambda name: Another())
    result = verify(book(("RAND()", 1), ("3+3", 6)), engines=["ironcalc"])
    assert [cell.verdict for cell in result.cells] == ["unwitnessed", "differs"]
    assert (result.tally("ironcalc").good, result.tally("ironcalc").total) == (0, 1)


class TestTemplates:
    NATIVE = '[inputs]\nx = "A1"\n[rows]\n1 = "only"\n[columns]\nA = "x"\nB = "drawn"\nC = "twice"\n'

    def native(self, tmp_path, name):
        body = "return pandas.DataFrame([[x, 0.5, 2 * x]], index=['only'], columns=['x', 'drawn', 'twice'])"
        (tmp_path / f"{name}.py").write_text(f"import pandas\n\ndef table(x):\n    {body}\n", encoding="utf-8")
        return f'native = "{name}:table"\n' + self.NATIVE

    def test_its_own_workbook_is_of_another_draw(self, template):
        assert verdicts(verify(template("(RAND())"))) == {"A1": ("unwitnessed", WHY)}

    @pytest.mark.parametrize("figure", ["0.5", "7"])
    def test_a_published_figure_is_neither_proved_nor_refuted(self, template, figure):
        result = verify(template(f"{figure} (RAND())"))
        assert result
        assert verdicts(result)["A1"] == ("unwitnessed", f"{WHY}; no calculation can prove the published {figure}")
        assert result.tally("printed").total == 0

    def test_a_derivative_is_of_the_same_calculation_and_is_compared(self, template):
        gradients = '[inputs]\nx = "A1"\n[gradients]\nD1 = "C1 by A1"\n'
        right, wrong = (verify(template(f"3 | (RAND()) | (A*B) | ({own})", gradients)) for own in ("B", "B+1"))
        assert [cell.verdict for cell in right.cells] == ["unwitnessed", "unwitnessed", "agrees"]
        assert right.cells[-1].reason == f"derivative equal (0 ulp); {WHY}"
        assert [cell.verdict for cell in wrong.cells] == ["unwitnessed", "unwitnessed", "differs"]

    def test_a_constant_in_its_place_is_told(self, template, tmp_path):
        import openpyxl

        path = tmp_path / "out.xlsx"
        generate(load(template("(RAND())")), path)
        made = openpyxl.load_workbook(path)
        made.active["A1"] = 0.5
        made.save(path)
        assert [cell.verdict for cell in verify(path).cells] == ["differs"]

    def test_the_native_function_is_held_against_all_else(self, template, tmp_path):
        result = verify(template("3 | (RAND()) | (A*2)", self.native(tmp_path, "drawn_native")), trust=True)
        assert {at: verdict for at, (verdict, _) in verdicts(result).items()} == {"B1": "unwitnessed", "C1": "agrees"}

    def test_samples_are_compared_without_it(self, template, tmp_path):
        path = template("3 | (RAND()) | (A*2)", self.native(tmp_path, "drawn_samples"))
        samples = verify(path, trust=True, samples=20).samples
        assert (samples.disagreements, samples.compared) == ([], 40)

    def test_in_blocks_it_is_counted(self, template, tmp_path):
        (tmp_path / "rows.csv").write_text("x\n1\n2\n3\n")
        path = tmp_path / "blocks.xlsx"
        blocks = sheetgen.load(template("3 | (RAND()) | (A*2)", '[inputs]\nx = "A1"\n'))
        blocks.generate(path, data=tmp_path / "rows.csv")
        result = verify(path)
        assert result
        assert (result.formula_count, result.unwitnessed_count, result.volatile_count) == (6, 6, 3)
        assert {cell.reason for cell in result.cells if cell.place.address.column == 2} == {WHY}


class TestReports:
    LINE = "1 formula changes by itself: recalculated, and not compared"

    @pytest.fixture
    def clock(self, book):
        return str(book(("NOW()", 1), ("1+1", 2)))

    def test_the_terminal_says_so_and_it_is_no_failure(self, clock, capsys):
        assert run(["verify", clock]) == 0
        out = capsys.readouterr().out
        assert f"  volatile     {self.LINE}" in out
        assert "2 formulas: nothing differs; 1 unwitnessed" in out

    def test_strict_wants_a_witness_for_every_cell(self, clock):
        assert run(["verify", clock, "--strict"]) == 1

    def test_json_counts_it_and_gives_the_reason(self, clock, capsys):
        assert run(["verify", clock, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["ok"], found["unwitnessed"], found["volatile"]) == (True, 1, 1)
        assert (found["cells"][0]["verdict"], found["cells"][0]["reason"]) == ("unwitnessed", WHY)

    def test_markdown_and_page_have_a_row_for_it(self, clock, tmp_path, capsys):
        assert run(["verify", clock, "--markdown", "--html", str(tmp_path / "out.html")]) == 0
        assert f"| volatile |  | {self.LINE} |" in capsys.readouterr().out
        assert self.LINE in (tmp_path / "out.html").read_text(encoding="utf-8")

    def test_junit_skips_it_with_the_reason(self, clock, tmp_path):
        assert run(["verify", clock, "-q", "--junit", str(tmp_path / "out.xml")]) == 0
        assert f'<skipped message="{WHY}">' in (tmp_path / "out.xml").read_text(encoding="utf-8")

    def test_explain_says_so(self, clock, capsys):
        assert run(["explain", clock, "A1"]) == 0
        assert f"volatile        {WHY}" in capsys.readouterr().out

    def test_audit_and_verify_agree_on_what_it_is(self, clock):
        assert sheetgen.audit(clock).volatile == verify(clock).volatile_count == 1
