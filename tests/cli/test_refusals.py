"""The command line: one sentence for every error, exit 2, and nothing half written."""

import os
import stat
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from sheetgen.generation import build
from sheetgen.template import load

NAME = "single-neuron-gradients"


class TestRefusals:
    def test_no_such_command(self, refused):
        assert refused("verfy", NAME) == "there is no command 'verfy'; did you mean verify?"

    def test_no_such_template_with_the_nearest_names(self, refused):
        assert refused("verify", "single-neuron-gradient") == (
            f"there is no template 'single-neuron-gradient'; did you mean {NAME} or single-neuron-training"
            " or single-neuron?"
        )

    def test_no_such_file(self, refused):
        assert refused("verify", "gone.md").startswith("there is no file gone.md")
        assert refused("recalc", "gone.xlsx") == "there is no file gone.xlsx"

    def test_not_a_template(self, refused, tmp_path):
        (tmp_path / "notes.md").write_text("# Notes\n")
        assert refused("verify", "notes.md").startswith("notes.md is not a template: its first line must be +++")
        (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\x00")
        assert refused("verify", "bytes.md") == "bytes.md is not a template: it is not UTF-8 text"
        (tmp_path / "folder").mkdir()
        assert refused("verify", "folder") == "folder is a folder: name a template file in it"

    @pytest.mark.parametrize(
        ("cell", "message"),
        [
            ("0.8 (B*", "t.md:6: row 1, column C: '0.8 (B*' begins like a figure"),
            ("1 (see note)", "t.md:6: row 1, column C: the formula (see note) does not read"),
            ("(FOO(A))", "t.md:6: cell Sheet!C1: the function FOO is not supported"),
            ("(Speed*2)", "Speed is neither a column nor a defined name"),
            ("(XFE1)", "XFE1 lies outside a sheet, which ends at XFD1048576"),
            ("(A1048577)", "A1048577 lies outside a sheet"),
            ("(C+1)", "t.md:6: cell Sheet!C1: formulas depend on themselves: C1 → C1"),
            ("(TANH(A,B))", "TANH takes 1 argument, not 2"),
        ],
    )
    def test_a_cell_that_fits_no_form(self, refused, tmp_path, cell, message):
        (tmp_path / "t.md").write_text(
            f'+++\ntitle = "T"\n+++\n|  | A | B | C |\n|--|--|--|--|\n| 1 | 1 | 2 | {cell} |\n', encoding="utf-8"
        )
        assert message in refused("generate", "t.md", "-o", "t.xlsx")

    def test_a_cycle_names_its_path(self, refused, tmp_path):
        (tmp_path / "t.md").write_text(
            '+++\ntitle = "T"\n+++\n|  | A | B | C |\n|--|--|--|--|\n| 1 | (C) | (A) | (B) |\n'
        )
        assert "A1 → B1 → C1 → A1" in refused("generate", "t.md")

    def test_a_defined_name_that_could_be_a_column(self, refused, tmp_path):
        (tmp_path / "t.md").write_text('+++\ntitle = "T"\n[names]\nTin = "A1"\n+++\n|  | A |\n|--|--|\n| 1 | 1 |\n')
        assert refused("verify", "t.md") == (
            "t.md:4: the defined name Tin could be a column; take one of four letters or more"
        )

    @pytest.mark.parametrize("command", ["verify", "audit"])
    def test_two_shapes_of_one_output(self, refused, command):
        message = refused(command, "b.xlsx", "--json", "--markdown")
        assert message == "--json and --markdown exclude each other: give one of them"

    @pytest.mark.parametrize("value", ["nan", "NaN", "inf", "-inf", "Infinity"])
    def test_nan_and_infinity_are_no_inputs(self, refused, value):
        message = refused("generate", NAME, "--set", f"input={value}")
        assert message == f"the input input = {value}: a cell holds finite numbers only"

    def test_other_values_that_are_no_numbers(self, refused):
        assert refused("verify", NAME, "--set", "input=lots") == "the input input: 'lots' is not a figure"
        assert "larger than a spreadsheet can hold" in refused("verify", NAME, "--set", "input=1e999")

    @pytest.mark.parametrize(
        ("file", "text", "kind"),
        [
            ("p.json", '{"input": [1, 2]}', "a list"),
            ("p.json", '{"input": {"a": 1}}', "a table"),
            ("p.json", '{"input": null}', "null"),
            ("p.toml", "input = 2026-01-01", "a date"),
            ("p.toml", "input = 12:00:00", "a time"),
        ],
    )
    def test_an_input_in_a_file_that_is_no_number(self, refused, tmp_path, file, text, kind):
        (tmp_path / file).write_text(text)
        assert refused("verify", NAME, "--params", file) == f"{file}: the input input is {kind}: give a number"

    def test_a_file_of_parameters_that_is_not_there(self, refused):
        assert refused("verify", NAME, "--params", "gone.toml") == "there is no file gone.toml"

    def test_an_unknown_input_with_the_nearest(self, refused):
        assert refused("verify", NAME, "--set", "wieght=1") == (f"{NAME} has no input 'wieght'; did you mean weight?")

    def test_a_set_without_a_value(self, refused):
        assert refused("verify", NAME, "--set", "input") == "--set input: write it as --set NAME=VALUE"

    def test_an_input_that_is_set_twice(self, refused):
        message = refused("verify", NAME, "--set", "input=1", "--set", "Input=2")
        assert message == "--set Input stands there twice; give it once"

    def test_an_output_that_no_spreadsheet_program_would_open(self, refused):
        message = refused("generate", NAME, "-o", "neuron.csv")
        assert message == "-o neuron.csv: what is written is a workbook, so its name must end in .xlsx"

    def test_a_workbook_where_a_template_belongs(self, refused, sheetgen):
        sheetgen("generate", NAME, "-o", "made.xlsx")
        message = refused("selftest", "made.xlsx")
        assert message == "made.xlsx is a workbook: name the template that it was made from"

    @pytest.mark.parametrize("command", ["show", "page", "selftest", "generate"])
    def test_a_workbook_that_was_made_from_no_template_can_be_made_into_one(self, refused, save_book, command):
        save_book("model.xlsx", {"A1": 1, "A2": "=A1+1"})
        assert refused(command, "model.xlsx").endswith("; sheetgen import model.xlsx makes a template of it")

    def test_a_broken_workbook_where_a_template_belongs(self, refused, tmp_path):
        (tmp_path / "text.xlsx").write_text("hello")
        assert refused("show", "text.xlsx") == "text.xlsx is a workbook: name the template that it was made from"

    def test_not_a_workbook(self, refused, tmp_path):
        (tmp_path / "text.xlsx").write_text("hello")
        assert refused("recalc", "text.xlsx") == "text.xlsx is not an .xlsx workbook"
        with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
            archive.writestr("a.txt", "a")
        assert "it is a zip archive without a workbook in it" in refused("verify", "zip.xlsx")
        (tmp_path / "folder.xlsx").mkdir()
        assert refused("recalc", "folder.xlsx") == "folder.xlsx is a folder: name a workbook in it"

    def test_a_truncated_workbook(self, refused, tmp_path):
        (tmp_path / "half.xlsx").write_bytes(build(load(NAME))[0][:6000])
        assert "half.xlsx is truncated or damaged" in refused("verify", "half.xlsx")

    def test_an_encrypted_workbook(self, refused, tmp_path):
        (tmp_path / "locked.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
        assert "locked.xlsx is encrypted or an old .xls" in refused("recalc", "locked.xlsx")

    def test_an_unsupported_function_names_the_cell(self, refused, tmp_path):
        workbook = openpyxl.Workbook()
        workbook.active["B7"] = "=GETPIVOTDATA(1,A1)"
        workbook.save(tmp_path / "pivot.xlsx")
        assert refused("recalc", "pivot.xlsx") == "pivot.xlsx: Sheet!B7: the function GETPIVOTDATA is not supported"

    def test_an_output_that_cannot_be_written(self, refused, tmp_path):
        assert "there is no folder" in refused("generate", NAME, "-o", "no/such/folder.xlsx")
        (tmp_path / "folder").mkdir()
        assert refused("generate", NAME, "-o", "folder") == "folder is a folder: name a file in it to write to"
        (tmp_path / "file").write_text("")
        assert refused("reproduce", "-o", "file") == "file is a file: name a folder"
        assert "cannot be written" in refused("generate", NAME, "-o", "file/x.xlsx")


class TestWhatIsWritten:
    def test_a_new_file_has_the_usual_permissions(self, sheetgen, tmp_path):
        mask = os.umask(0o022)
        try:
            sheetgen("generate", NAME, "-q", "-o", "neuron.xlsx")
        finally:
            os.umask(mask)
        assert stat.S_IMODE((tmp_path / "neuron.xlsx").stat().st_mode) == 0o644


def test_a_closed_pipe_ends_quietly():
    command = f"{sys.executable} -m sheetgen verify {NAME} | head -c 10"
    output = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert output.stderr == ""
