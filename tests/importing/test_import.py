"""`sheetgen import`, the command and its counterpart in Python."""

import json
from pathlib import Path

import pytest

import sheetgen
from sheetgen.cli import run
from sheetgen.template import find

NAME = "single-neuron-gradients"
BOOK = "output/single-neuron.xlsx"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.csv"], "there is no file gone.csv"),
        ([BOOK, "--table", "1"], f"{BOOK} is a workbook: choose among its sheets with --sheet"),
        ([BOOK, "--sheet", "X"], f"{BOOK} has no sheet 'X'; it has Sheet, About, Template"),
        (["README.md", "--sheet", "X"], "README.md is no workbook: choose among its tables with --table"),
    ],
)
def test_refusals_are_one_sentence(arguments, message, capsys):
    assert run(["import", *arguments]) == 2
    assert capsys.readouterr().err == f"sheetgen: {message}\n"


def test_the_command_writes_a_template_that_verifies(workbook, tmp_path, capsys):
    path = workbook({"A1": "Net", "A2": 2, "B2": "=A2*3"})
    assert run(["import", str(path), "-o", str(tmp_path / "t.md")]) == 0
    assert run(["verify", str(tmp_path / "t.md"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["witnesses"]["printed"] == "run"


def test_python_has_the_same(tmp_path):
    text = sheetgen.import_(Path("output") / f"{NAME}.xlsx")
    assert text == find(NAME).read_text(encoding="utf-8")
