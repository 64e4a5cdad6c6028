"""Whatever a cell holds, and whatever a terminal can show, a command prints its result."""

import os
import subprocess
import sys

import pytest


def run(root, *arguments, **environment):
    program = [sys.executable, "-m", "sheetgen", *arguments]
    variables = {**os.environ, **environment}
    return subprocess.run(
        program, capture_output=True, text=True, encoding="utf-8", cwd=root, env=variables, check=False
    )


@pytest.mark.parametrize("command", [["recalc"], ["verify"], ["verify", "--json"], ["explain", "A1"]])
def test_half_an_emoji_is_shown_by_its_number(command, workbook, root):
    path = workbook({"A1": "=LEFT(UNICHAR(128512),1)"})
    found = run(root, command[0], str(path), *command[1:])
    assert "\\ud83d" in found.stdout
    assert found.stderr == ""


def test_what_a_terminal_does_not_have_is_shown_by_its_number(root):
    found = run(root, "verify", "single-neuron", PYTHONIOENCODING="ascii")
    assert (found.returncode, found.stderr) == (0, "")
    assert "\\u2713" in found.stdout


def test_published_figures_are_shown_where_they_are_held_against(sheetgen):
    sheetgen("generate", "single-neuron-gradients", "--set", "input=0.9", "-o", "what-if.xlsx")
    assert "Published" in sheetgen("verify", "single-neuron-gradients")[1]
    out = sheetgen("verify", "what-if.xlsx")[1]
    assert "Published" not in out
    assert "Recalculated" in out
