"""The command line: what each command prints, its exit status, and one sentence for every error."""

import json
import re
import subprocess
import sys
import zipfile

import click
import openpyxl
import pytest

from sheetgen.cli import COMMANDS, cli
from sheetgen.generation import build
from sheetgen.template import available, load

NAME = "single-neuron-gradients"


class TestHelp:
    def test_it_lists_the_commands_in_the_order_a_newcomer_needs_them(self, sheetgen):
        status, out, _ = sheetgen("--help")
        assert status == 0
        places = [out.index(f"\n  {name} ") for name in COMMANDS]
        assert places == sorted(places)
        assert next(iter(COMMANDS)) == "reproduce"

    def test_without_a_command_it_is_shown_too_and_nothing_was_done(self, sheetgen):
        status, out, err = sheetgen()
        assert (status, out) == (2, "")
        assert "\n  reproduce " in err

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_has_help_with_an_example(self, sheetgen, name):
        status, out, _ = sheetgen(name, "--help")
        assert status == 0
        assert "Example:" in out
        assert f"\n    sheetgen {name}" in out

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_option_says_what_it_does(self, name):
        command = cli.get_command(click.Context(cli), name)
        for option in command.params:
            assert isinstance(option, click.Argument) or option.help, option.name

    def test_the_command_line_is_also_a_module(self):
        output = subprocess.run(
            [sys.executable, "-m", "sheetgen", "--version"], capture_output=True, text=True, check=True
        )
        assert re.fullmatch(r"sheetgen, version \d+\.\d+\.\d+\n", output.stdout)

    def test_help_imports_no_heavy_library(self):
        code = (
            "import sys, sheetgen.cli\n"
            "sheetgen.cli.run(['--help'])\n"
            "heavy = {'openpyxl', 'pandas', 'numpy', 'jinja2', 'rich'} & set(sys.modules)\n"
            "assert not heavy, heavy\n"
        )
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


class TestReproduce:
    def test_it_writes_every_workbook_and_says_what_agrees(self, sheetgen, tmp_path):
        status, out, _ = sheetgen("reproduce")
        assert status == 0
        assert (tmp_path / "output" / f"{NAME}.xlsx").is_file()
        assert "40 of 40 round to the published figure" in out
        assert "51 formulas and 1 constant: all agree" in out

    def test_it_writes_elsewhere_when_asked(self, sheetgen, tmp_path):
        assert sheetgen("reproduce", "-q", "-o", "a/b")[:2] == (0, "")
        assert (tmp_path / "a" / "b" / f"{NAME}.xlsx").is_file()

    def test_json_has_a_result_for_each_workbook(self, sheetgen):
        status, out, _ = sheetgen("reproduce", "--json")
        assert status == 0
        assert [(entry["template"], entry["ok"]) for entry in json.loads(out)] == [(name, True) for name in available()]


class TestList:
    def test_it_shows_name_title_source_and_inputs(self, sheetgen):
        status, out, _ = sheetgen("list")
        assert status == 0
        assert NAME in out
        assert "51 formulas, 40 published figures" in out
        assert "tiny = 0.0001" in out

    def test_json(self, sheetgen):
        entries = {entry["template"]: entry for entry in json.loads(sheetgen("list", "--json")[1])}
        entry = entries[NAME]
        assert (entry["cells"], entry["formulas"], entry["figures"], entry["inputs"]["weight"]) == (76, 51, 40, "0.5")
        assert entries["single-neuron-training"]["parameters"] == {"steps": "998"}


class TestShow:
    def test_the_table_by_value(self, sheetgen):
        status, out, _ = sheetgen("show", NAME)
        assert status == 0
        assert re.search(r"\n +A +B +C +D +E", out)
        assert re.search(r"\n 4  Real global gradients: +-0\.0100527 +-0\.00804217 ", out)

    def test_by_formula_or_both(self, sheetgen):
        assert re.search(r"=TANH\(E2\)", sheetgen("show", NAME, "--formulas")[1])
        assert "0.664037  =TANH(E2)" in sheetgen("show", NAME, "--formulas", "--values")[1]

    def test_a_wide_table_goes_on_below_with_its_labels(self, sheetgen, monkeypatch):
        monkeypatch.setenv("COLUMNS", "80")
        out = sheetgen("show", NAME)[1]
        assert out.count("Faux gradient of ‘bias’:") > 1
        assert max(map(len, out.splitlines())) <= 80

    def test_changed_inputs_and_parameters(self, sheetgen):
        out = sheetgen("show", "single-neuron-training", "--set", "steps=2", "--set", "example=0.02")[1]
        assert re.search(r"\n4 +0\.02 +0\.2 ", out)
        assert "\n5 " not in out

    def test_json(self, sheetgen):
        report = json.loads(sheetgen("show", NAME, "--json")[1])
        (sheet,) = report["sheets"]
        assert sheet["cells"]["F2"] == {
            "formula": "=TANH(E2)",
            "notation": "tanh(E)",
            "printed": "0.664",
            "value": 0.6640367702678491,
        }


class TestGenerate:
    def test_the_message_goes_to_standard_error(self, sheetgen):
        assert sheetgen("generate", NAME, "-o", "neuron.xlsx") == (
            0,
            "",
            "neuron.xlsx: 51 formulas, 40 published figures\n",
        )

    def test_quiet_is_silent(self, sheetgen):
        assert sheetgen("generate", NAME, "-q") == (0, "", "")

    def test_a_what_if_says_that_the_figures_no_longer_apply(self, sheetgen):
        err = sheetgen("generate", NAME, "--set", "input=0.9", "--set", "Tiny=1e-6", "-o", "w.xlsx")[2]
        assert err == (
            "w.xlsx: 51 formulas, a what-if with input = 0.9, tiny = 1e-6; the published figures no longer apply\n"
        )

    def test_a_dash_writes_to_standard_output(self):
        command = [sys.executable, "-m", "sheetgen", "generate", NAME, "-o", "-"]
        assert subprocess.run(command, capture_output=True, check=True).stdout == build(load(NAME))[0]


class TestGenerateWithData:
    DATA = "id,input,weight,bias,target\n7,0.4,0.5,0.6,0.7\n8,-0.25,0.5,1.5,0\n"

    def test_a_block_is_written_for_each_row_and_verify_checks_them_all(self, sheetgen, tmp_path):
        (tmp_path / "neurons.csv").write_text(self.DATA)
        assert sheetgen("generate", NAME, "--data", "neurons.csv", "-o", "n.xlsx") == (
            0,
            "",
            "n.xlsx: 2 blocks, 102 formulas; columns that are no inputs: id\n",
        )
        status, out, _ = sheetgen("verify", "n.xlsx")
        assert status == 0
        assert "104 of 104 equal to the reference implementation, at most 0 ulp apart" in out
        assert "102 formulas and 2 constants in 2 blocks, one for each row of neurons.csv: all agree" in out
        report = json.loads(sheetgen("verify", "n.xlsx", "--json")[1])
        assert (report["ok"], report["checked"], report["blocks"], report["cells"]) == (True, 104, 2, [])

    def test_a_difference_is_shown_with_its_block(self, sheetgen, tmp_path):
        (tmp_path / "neurons.csv").write_text(self.DATA)
        sheetgen("generate", NAME, "--data", "neurons.csv", "-o", "n.xlsx")
        workbook = openpyxl.load_workbook("n.xlsx")
        workbook["Sheet"]["E14"] = "=B14*C14-D14"
        workbook.save("n.xlsx")
        sheetgen("recalc", "n.xlsx", "-o", "n.xlsx")
        status, out, _ = sheetgen("verify", "n.xlsx")
        assert status == 1
        assert "✗ Sheet!E14  block 2 · forward · net" in out
        assert "the template has the formula =B14*C14+D14 here, the workbook =B14*C14-D14" in out

    def test_from_standard_input_to_standard_output(self, tmp_path):
        command = [sys.executable, "-m", "sheetgen", "generate", NAME, "--data", "-", "-o", "-"]
        run = subprocess.run(command, input=self.DATA.encode(), capture_output=True, check=True)
        (tmp_path / "n.xlsx").write_bytes(run.stdout)
        assert openpyxl.load_workbook(tmp_path / "n.xlsx")["Sheet"]["B14"].value == -0.25

    def test_bad_data_is_refused_and_nothing_is_written(self, refused, tmp_path):
        (tmp_path / "neurons.csv").write_text(self.DATA + "9,1,1,oops,1\n")
        message = refused("generate", NAME, "--data", "neurons.csv", "-o", "n.xlsx")
        assert message == "neurons.csv: row 3, column bias: 'oops' is no number"


class TestVerify:
    def test_the_table_names_each_cell_with_its_figure(self, sheetgen):
        status, out, _ = sheetgen("verify", NAME)
        assert status == 0
        assert re.search(r"✓ +F2 +forward · output +tanh\(E\) +0\.664 +0\.6640367702678491 +0 ulp", out)
        assert "51 formulas and 1 constant: all agree" in out

    def test_json_has_what_the_documentation_promises(self, sheetgen):
        report = json.loads(sheetgen("verify", NAME, "--json")[1])
        assert report["template"] == NAME
        assert (report["ok"], report["checked"], report["failed"]) == (True, 52, 0)
        assert report["witnesses"]["native"] == "run"
        assert report["witnesses"]["ironcalc"] == "not run: not asked for (--engine ironcalc)"
        cell = report["cells"][1]
        assert cell == {
            "sheet": "Sheet",
            "cell": "F2",
            "row": "forward",
            "column": "output",
            "formula": "=TANH(E2)",
            "printed": "0.664",
            "recalculated": 0.6640367702678491,
            "native": 0.6640367702678491,
            "cached": 0.6640367702678491,
            "verdict": "agrees",
            "reason": "native equal (0 ulp); rounds to 0.664; cached equal (0 ulp)",
        }

    def test_json_stays_json_where_numbers_are_errors(self, sheetgen):
        report = json.loads(sheetgen("verify", NAME, "--set", "tiny=0", "--json")[1])
        cells = {cell["cell"]: cell for cell in report["cells"]}
        assert (cells["K6"]["recalculated"], cells["K6"]["native"]) == ("#DIV/0!", "nan")

    def test_a_difference_is_exit_1_and_told_at_length(self, sheetgen, tmp_path):
        text = load(NAME).text.replace("0.664 (tanh(E))", "0.665 (tanh(E))")
        (tmp_path / "misprint.md").write_text(text, encoding="utf-8")
        status, out, _ = sheetgen("verify", "misprint.md", "-q")
        assert status == 1
        assert "✗ Sheet!F2  forward · output" in out
        assert "=TANH(E2)  is  TANH(0.8)  =  0.6640367702678491" in out
        assert "published 0.665 is off by 0.00096" in out

    def test_quiet_prints_nothing_when_all_agree(self, sheetgen):
        assert sheetgen("verify", NAME, "-q") == (0, "", "")

    def test_strict_fails_where_nothing_is_calculated(self, sheetgen, tmp_path):
        (tmp_path / "t.md").write_text('+++\ntitle = "t"\n+++\n\n|   | A |\n|---|---|\n| 1 | words |\n')
        assert sheetgen("verify", "t.md")[0] == 0
        assert sheetgen("verify", "t.md", "--strict")[0] == 1

    def test_strict_fails_where_nobody_vouches(self, sheetgen, tmp_path):
        (tmp_path / "t.md").write_text('+++\ntitle = "T"\n+++\n|  | A | B |\n|--|--|--|\n| 1 | 1 | (A) |\n')
        assert sheetgen("verify", "t.md")[0] == 0
        assert sheetgen("verify", "t.md", "--strict")[0] == 1

    def test_no_colour_where_it_is_not_wanted(self, sheetgen):
        assert "\x1b[" not in sheetgen("verify", NAME)[1]


class TestRecalc:
    @pytest.fixture
    def model(self, tmp_path):
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet["A1"], sheet["A2"], sheet["A3"] = 0.1, "=A1+0.2", '=IF(A2>0,"yes","no")'
        workbook.save(tmp_path / "model.xlsx")
        return tmp_path / "model.xlsx"

    def test_it_prints_a_line_for_each_formula(self, sheetgen, model):
        assert sheetgen("recalc", "model.xlsx")[1] == (
            # The apostrophe: a spreadsheet program into which this is pasted shows the formulas and runs none.
            'Sheet!A2\t0.30000000000000004\t\'=A1+0.2\nSheet!A3\tyes\t\'=IF(A2>0,"yes","no")\n'
        )

    def test_json(self, sheetgen, model):
        values = json.loads(sheetgen("recalc", "model.xlsx", "--json")[1])["values"]
        assert values == {"Sheet!A2": 0.1 + 0.2, "Sheet!A3": "yes"}

    def test_it_stores_the_values_and_changes_nothing_else(self, sheetgen, model, tmp_path):
        assert sheetgen("recalc", "model.xlsx", "-o", "out.xlsx") == (0, "", "out.xlsx: 2 values stored\n")
        with zipfile.ZipFile(model) as old, zipfile.ZipFile(tmp_path / "out.xlsx") as new:
            assert old.namelist() == new.namelist()
            different = [name for name in old.namelist() if old.read(name) != new.read(name)]
            assert different == ["xl/worksheets/sheet1.xml"]
        values = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True).active
        assert (values["A2"].value, values["A3"].value) == (0.1 + 0.2, "yes")

    def test_it_may_write_over_the_workbook_itself(self, sheetgen, model):
        assert sheetgen("recalc", "model.xlsx", "-o", "model.xlsx")[0] == 0
        assert openpyxl.load_workbook(model, data_only=True).active["A3"].value == "yes"


def test_what_a_workbook_was_made_with_is_told_as_it_is_written(sheetgen, root, tmp_path):
    params = root / "examples" / "two-layers.toml"
    err = sheetgen("generate", "layers", "--params", str(params), "-o", str(tmp_path / "net.xlsx"))[2]
    assert ", layers = [{weights = [[0.15, 0.20], [0.25, 0.30]…, inputs" in err
