"""A whole template, from its text to data: parameters and inputs, and every error with its place."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetgen.errors import SheetgenError, TemplateError, UsageError
from sheetgen.sheet import Address, Place
from sheetgen.template import load, parse

PATH = Path("t.md")
HEAD = "|   | A | B | C |\n|---|---|---|---|\n"


def template(body, front="", changes=None):
    text = "\n".join(["+++", 'title = "T"', *([front] if front else []), "+++", body, ""])
    return parse(text, PATH, changes)


def cells(body, front="", changes=None):
    (sheet,) = template(body, front, changes).sheets
    return {str(address): cell for address, cell in sheet.cells.items()}


def refused(body, front="", changes=None, kind=TemplateError):
    with pytest.raises(kind) as caught:
        template(body, front, changes)
    message = str(caught.value)
    assert "\n" not in message
    return message


class TestPlaces:
    @pytest.mark.parametrize(
        ("body", "front", "message"),
        [
            (
                f"{HEAD}| 7 | x | 1 (see note) |",
                "",
                "t.md:6: row 7, column B: the formula (see note) does not read: ",
            ),
            (
                f"{HEAD}| 7 | x | | 2nd |",
                "",
                "t.md:6: row 7, column C: '2nd' begins like a figure and is none",
            ),
            (f"{HEAD}| 7 | = x |", "", "t.md:6: row 7, column A: the formula (x) does not read"),
            (f"## A\n{HEAD}\n## B\n{HEAD}| 3 | (oops) |", "", "t.md:11: row 3, column A: the formula (oops)"),
            (
                f"{HEAD}{{% for r in [1, 2] %}}\n| {{{{ r }}}} | 1 | (A+) |\n{{% endfor %}}",
                "",
                "t.md:7: row 1, column B: ",
            ),
            (
                f"{HEAD}{{% for r in [3, 4] %}}\n\n| {{{{ r }}}} | 1 |\n{{% endfor %}}",
                "",
                "t.md:8: row 3 stands outside a table",
            ),
            (
                f"{HEAD}{{% for r in [1, 1] %}}\n| {{{{ r }}}} | 1 |\n{{% endfor %}}",
                "",
                "t.md:7: row 1 stands here and in",
            ),
            (
                f"{HEAD}| 1 | {{{{ '\\x01' }}}} |",
                "",
                "t.md:6: the character U+0001 cannot stand in a workbook",
            ),
            (f"{HEAD}| 1 | \ud800 |", "", "t.md:6: the character U+D800 cannot stand in a workbook"),
            (f"{HEAD}| 1 | \ue000 |", "", "t.md:6: the character U+E000 cannot stand in a workbook"),
            (HEAD, 'source = "\\u0001"', "t.md:3: the character U+0001 cannot stand in a workbook"),
            (
                f"{HEAD}| 1 | 1 |",
                '[rows]\n1 = "x"\n[inputs]\nx = "B1"',
                "t.md:6: the input x = B1 is no constant",
            ),
            (
                f"{HEAD}| 1 | x |",
                '[inputs]\nx = "A1"',
                "t.md:4: the input x = A1 is no constant in the table",
            ),
            (
                f"{HEAD}| 1 | 1 |",
                '[names]\nRate = "A1"\n[inputs]\nRate = "C1"',
                "t.md:6: the input Rate = C1 is no",
            ),
            (
                f"{HEAD}| 1 | 1 |",
                '[inputs]\nx = "A1"\ny = "a1"',
                "t.md:5: the inputs x and y name the same cell, A1",
            ),
            (
                f"{HEAD}| 1 | 1 | (A) |",
                '[faux]\nB1 = "A1"',
                "t.md:4: [faux] B1: A1 is no formula in the table",
            ),
            (
                f"{HEAD}| 1 | 1 | (A) |",
                '[sheets.Two.rows]\n1 = "a"',
                "t.md:3: [sheets.Two]: there is no such sheet",
            ),
        ],
    )
    def test_an_error_names_file_line_row_and_column(self, body, front, message):
        assert refused(body, front).startswith(message)

    def test_labels_of_one_sheet_stand_before_those_of_the_file(self):
        front = '[rows]\n1 = "all"\n[sheets.Two.rows]\n1 = "own"'
        one, two = template(f"## One\n{HEAD}\n## Two\n{HEAD}", front).sheets
        assert (one.rows, two.rows) == ({1: "all"}, {1: "own"})

    def test_sheets_read_each_other_and_places_name_their_sheet(self):
        front = '[inputs]\nx = "A1"\ny = "\'Two words\'!A1"\n[names]\nRate = "Two words!A1"'
        made = template(f"## One\n{HEAD}| 1 | 1 | (Rate) |\n\n## Two words\n{HEAD}| 1 | 2 | (One!A) |", front)
        assert [str(place) for place in made.inputs.values()] == ["One!A1", "'Two words'!A1"]
        assert made.names == {"Rate": "'Two words'!$A$1"}
        assert [cell.formula for sheet in made.sheets for cell in sheet.formulas()] == ["Rate", "One!A1"]


class TestParameters:
    LOOP = "{% for r in range(2, 2 + steps) %}\n| {{ r }} | = A{{ r - 1 }}*2 |\n{% endfor %}"
    BODY = f"{HEAD}| 1 | {{{{ rate }}}} |\n{LOOP}"
    FRONT = "[parameters]\nsteps = 2\nrate = 0.10\nshown = true\nlabel = 'x'"

    def test_the_templates_own_values_stand_as_written(self):
        found = cells(self.BODY, self.FRONT)
        assert found["A1"].figure.text == "0.10"
        assert [found["A2"].formula, found["A3"].formula] == ["A1*2", "A2*2"]

    @pytest.mark.parametrize(("name", "steps"), [("steps", "0"), ("STEPS", "1"), ("Steps", 5)])
    def test_changes_set_them_in_any_case(self, name, steps):
        assert len(cells(self.BODY, self.FRONT, {name: steps})) == 1 + int(steps)

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("steps", "many", "steps = 'many': give a whole number"),
            ("steps", "2.5", "steps = '2.5': give a whole number"),
            ("Rate", "fast", "Rate = 'fast': give a number"),
            ("shown", "yes", "shown = 'yes': give true or false"),
            ("step", "1", "t has no input 'step'; did you mean steps?"),
            ("zzz", "1", "t has no input 'zzz'; it has: steps, rate, shown, label"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, name, value, message):
        assert refused(self.BODY, self.FRONT, {name: value}, UsageError) == message


class TestInputs:
    BODY = f"{HEAD}| 1 | 0.10 | TRUE | (A) |"
    FRONT = '[inputs]\nrate = "A1"\nflag = "B1"'

    @pytest.mark.parametrize(
        ("value", "number", "text"),
        [
            ("0.20", 0.2, "0.20"),
            ("+5", 5.0, "5"),
            ("−5%", -0.05, "−5%"),
            (" 1,234.5 ", 1234.5, "1,234.5"),
            (3, 3.0, "3"),
            (1e22, 1e22, "1e+22"),
            (0.1 + 0.2, 0.1 + 0.2, "0.30000000000000004"),
            (np.float64(0.5), 0.5, "0.5"),
            (np.int64(7), 7.0, "7"),
        ],
    )
    def test_an_input_is_changed_and_kept_as_written(self, value, number, text):
        made = template(self.BODY, self.FRONT, {"RATE": value})
        cell = made.cell(Place("Sheet", Address(1, 1)))
        assert (cell.value, cell.figure.text, made.changed) == (number, text, {"rate": text})

    @given(st.floats(allow_nan=False, allow_infinity=False))
    def test_every_finite_number_arrives_bit_for_bit(self, value):
        cell = template(self.BODY, self.FRONT, {"rate": value}).cell(Place("Sheet", Address(1, 1)))
        assert cell.value == value

    def test_the_same_value_changes_nothing(self):
        made = template(self.BODY, self.FRONT, {"rate": "0.1", "flag": True})
        assert made.changed == {}
        assert made.cell(Place("Sheet", Address(1, 1))).figure.text == "0.10"

    def test_a_number_is_no_boolean(self):
        assert template(self.BODY, self.FRONT, {"flag": 1}).changed == {"flag": "1"}

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"rates": "1"}, "t has no input 'rates'; did you mean rate?"),
            ({"zzz": "1"}, "t has no input 'zzz'; it has: rate, flag"),
            ({"rate": "nan"}, "the input rate = nan: a cell holds finite numbers only"),
            ({"rate": float("-inf")}, "the input rate = -inf: a cell holds finite numbers only"),
            ({"rate": "much"}, "the input rate: 'much' is not a figure"),
            (
                {"rate": "1e999"},
                "the input rate: '1e999' is larger than a spreadsheet can hold (about 1.8e308)",
            ),
            ({"rate": "=A1"}, "the input rate: '=A1' is not a figure"),
            ({"rate": None}, "the input rate is null: give a number"),
            ({"rate": [1, 2]}, "the input rate is a list: give a number"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, changes, message):
        assert refused(self.BODY, self.FRONT, changes, UsageError) == message


class TestFiles:
    def test_what_is_not_utf_8_is_no_template(self, tmp_path):
        path = tmp_path / "t.md"
        path.write_bytes(b"+++\ntitle = '\xff'\n+++\n")
        with pytest.raises(TemplateError, match=re.escape(f"{path} is not a template: it is not UTF-8 text")):
            load(path)

    def test_a_path_object_and_a_text_are_the_same(self, tmp_path):
        path = tmp_path / "own.md"
        path.write_text(f"+++\ntitle = 'T'\n+++\n{HEAD}| 1 | 1 |\n", encoding="utf-8")
        assert load(path) == load(str(path))
        assert load(path).name == "own"


PIECES = st.sampled_from(["| 1 | ", "| ", "{{ ", " }}", "{% for r in [1] %}", "{% endfor %}", "\n", "(B)"])


@settings(max_examples=300)
@given(
    st.text(max_size=60)
    | st.text("|-AB12 =()*+'`{%}#\n.\\x²:!&,;\"", max_size=80).map(HEAD.__add__)
    | st.lists(PIECES).map(lambda parts: HEAD + "".join(parts))
)
def test_whatever_stands_after_the_front_matter_it_is_read_or_refused_in_one_sentence(body):
    message = ""
    try:
        template(body, "[parameters]\nsteps = 3")
    except SheetgenError as error:
        message = str(error)
    assert "\n" not in message
