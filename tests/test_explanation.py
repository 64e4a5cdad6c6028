"""`sheetgen explain`: where a cell's number comes from, and what follows from it."""

import json
import shutil
import subprocess

import openpyxl
import pytest

import sheetgen
from sheetgen.cli import run
from sheetgen.errors import UsageError
from sheetgen.explanation import explain, spelled_area
from sheetgen.report.explanation_terminal import branches
from sheetgen.report.graph import dot, mermaid

NAME = "single-neuron-gradients"


def lines(found):
    """The lines of a tree as depth and cell, with a mark where the rest stands further up."""
    return [f"{line.depth} {spelled_area(line.area, 'Sheet')}{'*' * line.repeated}" for line in found]


class TestPrecedents:
    def test_they_go_down_to_the_inputs_depth_first(self):
        found = lines(explain(NAME, "I2").precedents)
        assert found == ["0 I2", "1 H2", "2 F2", "3 E2", "4 B2", "4 C2", "4 D2", "2 G2"]

    def test_a_subtree_that_stands_above_is_not_repeated(self):
        found = lines(explain(NAME, "K6").precedents)
        assert found.count("4 E2") + found.count("5 E2") + found.count("6 E2") == 1
        assert "3 F2*" in found

    def test_the_depth_says_how_much_it_leaves_out(self):
        cut = explain(NAME, "K6", depth=1).precedents
        assert lines(cut) == ["0 K6", "1 I6", "1 I2", "1 B12"]
        assert [line.beyond for line in cut] == [0, 1, 1, 0]

    def test_inputs_constants_and_blanks_are_told_apart(self, workbook):
        path = workbook({"A1": 2, "B1": "=A1+A2"})
        assert [line.kind for line in explain(path, "B1").precedents] == ["formula", "constant", "blank"]
        assert explain(NAME, "weight").precedents[0].kind == "input"

    def test_a_small_range_is_followed_cell_by_cell_and_a_large_one_named(self, workbook):
        path = workbook({"A1": 1, "A2": "=A1*2", "B1": "=SUM(A1:A2)", "B2": "=SUM(A1:A100)"})
        assert lines(explain(path, "B1").precedents) == ["0 B1", "1 A1", "1 A2", "2 A1"]
        assert lines(explain(path, "B2").precedents) == ["0 B2", "1 A1:A100"]

    def test_other_sheets_and_names_are_followed(self, workbook):
        path = workbook({"B1": "=Rate*Data!A1", "Data!A1": "=Data!A2", "Data!A2": 3, "C1": 0.5}, {"Rate": "Sheet!$C$1"})
        assert lines(explain(path, "Sheet!B1").precedents) == ["0 B1", "1 C1", "1 Data!A1", "2 Data!A2"]

    def test_a_cell_of_an_array_formulas_range_leads_to_its_formula(self, tmp_path):
        book = openpyxl.Workbook()
        book.active["A1"], book.active["A2"] = 1, 2
        book.active["B1"] = openpyxl.worksheet.formula.ArrayFormula("B1:B2", "=A1:A2*2")
        book.save(tmp_path / "array.xlsx")
        found = explain(tmp_path / "array.xlsx", "B2").precedents
        assert found[0].formula == "=A1:A2*2"
        assert lines(found)[1:] == ["1 A1", "1 A2"]

    def test_a_chain_of_thousands_of_cells_is_no_deeper_than_memory(self, workbook):
        path = workbook({"A1": 1} | {f"A{row}": f"=A{row - 1}+1" for row in range(2, 3001)})
        assert len(explain(path, "A3000").precedents) == 3000

    def test_formulas_have_the_articles_notation_and_their_values(self):
        line = explain(NAME, "E2").precedents[0]
        assert (line.notation, line.formula, line.filled) == ("B*C+D", "=B2*C2+D2", "0.4*0.5+0.6")
        assert line.name == "forward · net"


class TestDependents:
    def test_they_are_looked_for_when_asked(self):
        assert explain(NAME, "G2").dependents == []
        found = lines(explain(NAME, "H2", dependents=True).dependents)
        assert found[:3] == ["0 H2", "1 I2", "2 K6"]

    def test_a_range_has_its_cells_dependents(self, workbook):
        path = workbook({"A1": 1, "A2": 2, "B1": "=SUM(A1:A2)", "C1": "=B1+A2", "Other!A1": "=SUM(Sheet!A:A)"})
        assert lines(explain(path, "Sheet!A2", dependents=True).dependents) == [
            "0 A2",
            "1 C1",
            "1 B1",
            "2 C1",
            "1 Other!A1",
        ]


class TestWitnessesAndSensitivity:
    def test_every_witness_of_the_cell_is_heard(self):
        cell = explain(NAME, "K6").cell
        assert [check.witness for check in cell.checks] == ["native", "printed", "cached", "faux"]
        assert cell.verdict == "agrees"

    def test_the_derivatives_are_those_of_gradient(self):
        found = explain(NAME, "I2")
        other = sheetgen.gradient(found.values, "Sheet!I2", ["Sheet!B2", "Sheet!C2", "Sheet!D2"])
        assert [found.sensitivity["Sheet!C2"], found.sensitivity["Sheet!D2"]] == [other["Sheet!C2"], other["Sheet!D2"]]

    def test_where_there_is_none_the_reason_is_said(self, workbook):
        path = workbook({"A1": "a", "B1": '=A1&"b"'})
        found = explain(path, "B1")
        assert found.sensitivity is None
        assert found.no_sensitivity

    def test_an_input_changed_is_followed(self):
        assert explain(NAME, "E2", {"input": "0.9"}).cell.recalculated == 0.9 * 0.5 + 0.6
        assert sheetgen.explain(NAME, "E2", input=0.9).cell.recalculated == 0.9 * 0.5 + 0.6

    def test_a_workbook_of_data_has_every_cell_explained(self, tmp_path):
        from sheetgen.blocks.generate import generate_with_data, load_with_data

        rows = tmp_path / "rows.csv"
        rows.write_text("input,weight,bias,target\n0.4,0.5,0.6,0.7\n0.1,0.2,0.3,0.4\n")
        generate_with_data(*load_with_data(NAME, str(rows), {}), tmp_path / "data.xlsx")
        second = explain(tmp_path / "data.xlsx", "Sheet!E14", depth=1)
        assert second.precedents[0].formula == "=B14*C14+D14"
        assert second.precedents[0].value == 0.1 * 0.2 + 0.3


class TestRefusals:
    def test_a_cell_outside_the_sheet(self):
        with pytest.raises(UsageError, match=r"Sheet!Z99 lies outside the sheet, which ends at K12"):
            explain(NAME, "Z99")

    def test_several_cells(self):
        with pytest.raises(UsageError, match=r"B2:C2: name one cell, such as B2 or Sheet!B2"):
            explain(NAME, "B2:C2")

    def test_what_is_no_cell(self):
        with pytest.raises(UsageError, match="'wieght' names no cell or range"):
            explain(NAME, "wieght")


def test_branches_draw_the_tree():
    found = explain(NAME, "K6").precedents
    drawn = dict(zip(lines(found), branches(found), strict=True))
    assert drawn["0 K6"] == ""
    assert drawn["1 I6"] == "├─ "
    assert drawn["2 H6"] == "│  └─ "
    assert drawn["1 B12"] == "└─ "


class TestGraphs:
    def test_mermaid_has_an_arrow_from_each_precedent(self):
        text = mermaid(explain(NAME, "E2"))
        assert text.splitlines() == [
            "flowchart LR",
            '  c0["E2 = 0.8<br>B*C+D<br>forward · net"]',
            '  c1(["B2 = 0.4<br>input"])',
            '  c2(["C2 = 0.5<br>weight"])',
            '  c3(["D2 = 0.6<br>bias"])',
            "  c1 --> c0",
            "  c2 --> c0",
            "  c3 --> c0",
        ]

    def test_texts_cannot_leave_their_label(self, workbook):
        path = workbook({"A1": 'x"]; <script>`', "B1": "=A1"})
        found = explain(path, "B1")
        assert "<script>" not in mermaid(found)
        assert 'label="A1 = x\\"]; <script>`"' in dot(found)

    @pytest.mark.graphviz
    def test_graphviz_draws_it(self):
        if shutil.which("dot") is None:
            pytest.skip("Graphviz's dot is not on the PATH")
        ran = subprocess.run(
            ["dot", "-Tsvg"], input=dot(explain(NAME, "K6")), capture_output=True, text=True, timeout=60
        )
        assert ran.returncode == 0, ran.stderr


class TestCommand:
    def test_it_prints_the_tree(self, capsys):

        assert run(["explain", NAME, "F2"]) == 0
        out = capsys.readouterr().out
        assert "  in the article  tanh(E), printed as 0.664\n" in out
        assert "└─ E2 0.8 B*C+D forward · net" in [" ".join(line.split()) for line in out.splitlines()]
        assert "∂F2/∂" in out

    def test_json_holds_the_same(self, capsys):

        assert run(["explain", NAME, "F2", "--json", "--dependents"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["cell"] == "F2"
        assert found["filled"] == "TANH(0.8)"
        assert [line["cells"] for line in found["precedents"]][:2] == ["Sheet!F2", "Sheet!E2"]
        assert {entry["input"] for entry in found["derivatives"]} >= {"weight", "bias"}

    def test_a_formula_where_a_file_belongs(self, capsys):

        assert run(["explain", "=B2*C2", "E2"]) == 2
        assert capsys.readouterr().err == "sheetgen: '=B2*C2' is a formula: name a template or a workbook there\n"


def test_cells_that_cannot_be_evaluated_do_not_keep_others_from_being_explained(workbook, capsys):
    path = workbook({"A1": 2, "B1": "=A1*3", "A2": "=FOOBAR(A1)", "A3": "=A3+1"})
    assert run(["explain", str(path), "B1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["recalculated"] == 6.0
    assert run(["explain", str(path), "A2"]) == 2
    assert "the function FOOBAR is not supported" in capsys.readouterr().err
