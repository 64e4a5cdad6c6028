"""Declarations in the body: labels, inputs and names that depend on parameters."""

import re
from pathlib import Path

import pytest

from sheetgen.errors import TemplateError
from sheetgen.sheet import Address, Place
from sheetgen.template import parse

FRONT = '+++\ntitle = "T"\n[parameters]\nsteps = 3\n[rows]\n1 = "start"\n+++\n'
TABLE = """
|   | A |
|---|---|
| 1 | 1 |
{% for n in range(2, 2 + steps) %}
| {{ n }} | = A{{ n - 1 }}*2 |
{% endfor %}
"""


def block(text):
    return f"\n```toml sheetgen\n{text}\n```\n"


def template(declared, changes=None, front=FRONT):
    return parse(front + block(declared) + TABLE, Path("t.md"), changes)


def test_labels_are_declared_by_a_loop():
    text = '[rows]\n{% for n in range(2, 2 + steps) %}\n{{ n }} = "step {{ n - 1 }}"\n{% endfor %}'
    assert template(text).sheets[0].rows == {1: "start", 2: "step 1", 3: "step 2", 4: "step 3"}
    assert len(template(text, {"steps": "5"}).sheets[0].rows) == 6


def test_inputs_and_names_and_finite_differences_too():
    found = template('[inputs]\nx = "A1"\n[names]\nResult = "A{{ steps + 1 }}"\n[faux]\nA2 = "A3"')
    assert found.inputs == {"x": Place("Sheet", Address(1, 1))}
    assert found.names == {"Result": "Sheet!$A$4"}
    assert list(found.faux) == [Place("Sheet", Address(2, 1))]


def test_labels_of_a_sheet_are_added_to_those_of_the_front_matter():
    tables = "\n## One\n" + TABLE + "\n## Two\n" + TABLE
    front = FRONT.replace("[rows]", "[sheets.Two.rows]")
    found = parse(front + block('[sheets.Two.rows]\n2 = "next"') + tables, Path("t.md"))
    assert [sheet.rows for sheet in found.sheets] == [{}, {1: "start", 2: "next"}]


def test_other_code_blocks_are_prose():
    assert parse(FRONT + "\n```toml\n[rows]\n2 = 3\n```\n" + TABLE, Path("t.md")).sheets[0].rows == {1: "start"}


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ('[rows]\n1 = "again"', "t.md:11: [rows] 1 stands twice"),
        ("[rows]\n2 = ", "t.md:11: this declaration is not TOML: Invalid value"),
        ('[rows]\n{% for n in (2, 2) %}\n{{ n }} = "x"\n{% endfor %}', "t.md:12: this declaration is not TOML"),
        ('title = "Other"', "t.md:10: a block in the body declares names, inputs,"),
        ("[parameters]\nsteps = 4", "t.md:10: a block in the body declares names, inputs,"),
        ('[inputs]\nx = "A2"', "t.md:11: the input x = A2 is no constant in the table"),
        ("[rows]\n2 = 5", "t.md:11: [rows] 2 must be a text in quotes"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(declared, message):
    with pytest.raises(TemplateError, match=f"^{re.escape(message)}"):
        template(declared)


def test_a_formula_that_uses_an_inputs_name_is_told_how_to():
    text = '+++\ntitle = "T"\n[inputs]\nrate = "A1"\n+++\n|   | A | B |\n|---|---|---|\n| 1 | 0.5 | = rate*2 |\n'
    with pytest.raises(TemplateError, match=r'rate is an input: give its cell a name, \[names\] rate = "A1"; quote'):
        parse(text, Path("t.md"))
    assert parse(text.replace("+++\n|", '[names]\nrate = "A1"\n+++\n|'), Path("t.md"))
