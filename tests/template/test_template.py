"""Template files: the cell grammar, tables, front matter, loops, and an error with its place for everything else."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetgen.errors import SheetgenError, TemplateError, UsageError
from sheetgen.sheet import Address
from sheetgen.template import available, find, load, parse
from sheetgen.template.table import split_row
from sheetgen.values import ErrorValue

PATH = find("single-neuron-gradients").with_name("t.md")
HEAD = "|   | A | B | C |\n|---|---|---|---|\n"


def template(table, front="", changes=None):
    lines = ["+++", 'title = "T"', *([front] if front else []), "+++", table, ""]
    return parse("\n".join(lines), PATH, changes)


def cells(table, front="", changes=None):
    return {str(address): cell for address, cell in template(table, front, changes).sheets[0].cells.items()}


def refused(table, front=""):
    with pytest.raises(TemplateError) as caught:
        template(table, front)
    message = str(caught.value)
    assert message.startswith(f"{PATH}:")
    assert "\n" not in message
    return message.removeprefix(f"{PATH}:")


class TestCells:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("'0.5 (guess)", "0.5 (guess)"),
            ("'=1+1", "=1+1"),
            ("'", ""),
            ("Faux gradient of ‘net’:", "Faux gradient of ‘net’:"),
            ("-", "-"),
            ("a (b)", "a (b)"),
            ("-0.0080", -0.008),
            ("−0.5", -0.5),
            ("1,234.5", 1234.5),
            ("5%", 0.05),
            ("TRUE", True),
            ("#N/A", ErrorValue.NA),
            ("a \\| b", "a | b"),
        ],
    )
    def test_constants_and_texts(self, text, value):
        cell = cells(f"{HEAD}| 1 | {text} |")["A1"]
        assert (cell.value, cell.formula) == (value, None)

    @pytest.mark.parametrize(
        ("text", "formula", "figure"),
        [
            ("= A2*C2", "A2*C2", None),
            ("(B*C)", "B1*C1", None),
            ("0.8 (B*C+2)", "B1*C1+2", "0.8"),
            ("0.8 (`B*C*2`)", "B1*C1*2", "0.8"),
            ("0.8 `(B*C*2)`", "B1*C1*2", "0.8"),
            ("`(B*C*2)`", "B1*C1*2", None),
            ("0.664 (tanh(B))", "TANH(B1)", "0.664"),
            ("-0.0359 ((B - C2)/2)", "(B1-C2)/2", "-0.0359"),
            ("TRUE (B>1)", "B1>1", "TRUE"),
            ("#DIV/0! (1/0)", "1/0", "#DIV/0!"),
            ("5% (B)", "B1", "5%"),
            ('= IF(B>1,"(",")")', 'IF(B1>1,"(",")")', None),
            ('(")"&B)', '")"&B1', None),
        ],
    )
    def test_formulas_with_and_without_a_published_figure(self, text, formula, figure):
        cell = cells(f"{HEAD}| 1 | {text} |")["A1"]
        assert (cell.formula, cell.figure and cell.figure.text) == (formula, figure)

    @pytest.mark.parametrize(
        "text",
        ["1 (see note)", "0.5 (B*", "(optional)", "2nd", "1.5x", "+0.5", "1. first", "TRUE story", "(B) and", "3 4"],
    )
    def test_what_begins_like_a_figure_or_formula_and_is_neither_is_refused_with_the_way_to_quote_it(self, text):
        message = refused(f"{HEAD}| 1 | x | {text} |")
        assert message.startswith("6: row 1, column B: ")
        assert message.endswith(f"; quote a text: '{text}")

    def test_an_empty_cell_is_nothing(self):
        assert cells(f"{HEAD}| 1 | | x | |").keys() == {"B1"}

    @given(
        st.text(
            st.characters(blacklist_categories=("Cc", "Cs", "Co", "Cn"), blacklist_characters="|{\\\u2028\u2029"),
            max_size=20,
        )
    )
    def test_a_quoted_text_is_that_text(self, text):
        found = cells(f"{HEAD}| 1 | '{text} |")["A1"].value
        assert found == f"'{text}".strip()[1:]


class TestTables:
    def test_the_first_column_is_the_row_and_the_header_the_column(self):
        found = cells("|  | B | AA |\n|--|--|--|\n| 7 | 1 | 2 |\n| 3 | 3 | 4 |")
        assert {place: cell.value for place, cell in found.items()} == {"B7": 1, "AA7": 2, "B3": 3, "AA3": 4}

    def test_several_tables_are_sheets_named_by_their_headings(self):
        sheets = template(f"## One\n\n{HEAD}| 1 | 1 |\n\n## Two words\n\n{HEAD}| 1 | (One!A) |").sheets
        assert [sheet.name for sheet in sheets] == ["One", "Two words"]
        assert sheets[1].cells[Address(1, 1)].formula == "One!A1"

    def test_tables_in_code_blocks_and_without_column_letters_are_prose(self):
        text = f"```\n{HEAD}| 1 | 9 |\n```\n\n| form | example |\n|---|---|\n| a | b |\n\n{HEAD}| 1 | 1 |"
        assert cells(text)["A1"].value == 1

    @pytest.mark.parametrize(
        ("table", "message"),
        [
            ("prose only", " there is no table in it"),
            (f"{HEAD}| x | 1 |", "6: 'x' in the first column is no row number"),
            (f"{HEAD}| 0 | 1 |", "6: '0' in the first column is no row number"),
            (f"{HEAD}| 1048577 | 1 |", "6: '1048577' in the first column is no row number"),
            (f"{HEAD}| 1 | 1 |\n| 1 | 2 |", "7: row 1 stands here and in line 6"),
            (f"{HEAD}| 1 | 1 | 2 | 3 | 4 |", "6: row 1 has 4 cells and the header ends at column C"),
            ("|  | A | x |\n|--|--|--|\n| 1 | 1 |", "4: 'x' in the header is no column letter"),
            ("|  | B | A |\n|--|--|--|\n| 1 | 1 |", "4: the header's columns must rise"),
            ("|  | A | B |\n| 1 | 1 |", "4: under the header a row of dashes must stand"),
            (f"{HEAD}| 1 | 1 |\n\n{HEAD}| 1 | 1 |", "4: with several tables, each needs a heading"),
            (f"## A\n{HEAD}| 1 | 1 |\n\n## a\n{HEAD}| 1 | 1 |", "10: two tables stand under the name a"),
            (f"## A/B\n{HEAD}| 1 | 1 |\n\n## B\n{HEAD}| 1 | 1 |", "4: 'A/B' cannot name a sheet"),
            (f"## About\n{HEAD}| 1 | 1 |\n\n## B\n{HEAD}| 1 | 1 |", "4: the sheet About is written by sheetgen itself"),
        ],
    )
    def test_what_is_wrong_with_a_table_is_named_with_its_line(self, table, message):
        assert refused(table).startswith(message)

    def test_rows_are_split_at_bars_that_are_not_escaped(self):
        assert split_row("| 1 | a \\| b | |") == ["1", "a | b", ""]


class TestFrontMatter:
    @pytest.mark.parametrize(
        ("front", "message"),
        [
            ("foo = 1", "3: the front matter has no key 'foo'"),
            ('sorce = "x"', "3: the front matter has no key 'sorce'; did you mean source?"),
            ("source = 1", "3: source must be a text in quotes"),
            ('errata = "x"', "3: errata must be a list of texts"),
            ("names = 1", "3: names must be a table"),
            ("x = ", "3: the front matter is not TOML"),
            ('arithmetic = "other"', '3: arithmetic must be "same" or "reordered"'),
            ('[names]\nTin = "A1"', "4: the defined name Tin could be a column; take one of four letters or more"),
            ('[names]\nABC12 = "A1"', "4: the defined name ABC12 could be a cell's address"),
            ('[names]\nR1C1 = "A1"', "4: the defined name R1C1 could be a cell's address"),
            ('[names]\n"a b" = "A1"', "4: 'a b' cannot be a defined name"),
            ('[names]\nTrue = "A1"', "4: 'True' cannot be a defined name"),
            ('[names]\nRate = "A1"\nRATE = "A1"', "4: the defined name Rate stands twice"),
            ('[names]\nRate = "A0"', "4: Rate = 'A0': 'A0' is not a cell's address"),
            ('[names]\nRate = "No!A1"', "4: Rate = 'No!A1': there is no sheet 'No', only Sheet"),
            ('[inputs]\nx = "B1"', "4: the input x = B1 is no constant in the table"),
            ('[inputs]\nx = "C1"', "4: the input x = C1 is no constant in the table"),
            ('[inputs]\nx = "A1"\ny = "A1"', "5: the inputs x and y name the same cell, A1"),
            ('[faux]\nA1 = "C1"', "4: [faux] A1: A1 is no formula in the table"),
            ('[gradients]\nC1 = "A1"', '4: [gradients] C1 must say of what by what, such as "I2 by C2"'),
            ("[gradients]\nC1 = 1", "4: [gradients] C1 must say of what by what"),
            ('[gradients]\nC1 = "No!A1 by A1"', "4: C1 = 'No!A1': there is no sheet 'No', only Sheet"),
            ('[gradients]\nC1 = "C1 by 7"', "4: C1 = '7': '7' is not a cell's address"),
            ('[gradients]\nA1 = "C1 by A1"', "4: [gradients] A1: A1 is no formula in the table"),
            ('[gradients]\nC1 = "A1 by A1"', "4: [gradients] C1: A1 is no formula in the table"),
            ('[gradients]\nC1 = "C1 by B1"', "4: [gradients] C1: B1 is no number in the table"),
            ('[gradients]\nC1 = "C1 by A1:A2"', "4: [gradients] C1: A1:A2 is not of the same size"),
            ('[gradients]\n"C1:A1" = "C1 by A1"', "4: [gradients] C1:A1: C1:A1 must begin at its upper left corner"),
            ('[gradients]\n"A1:Z9999" = "C1 by A1"', "4: [gradients] A1:Z9999: A1:Z9999 has more than 100,000 cells"),
            ('[gradients]\nC1 = "C1 by A1"\n"Sheet!C1" = "C1 by A1"', "5: [gradients] Sheet!C1: C1 stands there twice"),
            ('[rows]\nx = "a"', "4: [rows] x is no row number"),
            ('[columns]\nb = "a"', "4: [columns] b is no column letter"),
            ('[rows]\n1 = "a"\n2 = "a"', "3: [rows] gives two rows the same label"),
            ('[sheets.Other.rows]\n1 = "a"', "3: [sheets.Other]: there is no such sheet"),
        ],
    )
    def test_what_is_wrong_is_named_with_its_line(self, front, message):
        assert refused(f"{HEAD}| 1 | 1 | x | (A) |", front).startswith(message)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("# Title", "t.md is not a template: its first line must be +++"),
            ("+++\ntitle = 'a'\n", "t.md:1: the front matter has no end"),
            ("+++\n+++\n", "t.md:1: the front matter must have a title"),
            ("+++\ntitle = 'a'\n+++\n\x01", "t.md:4: the character U+0001 cannot stand in a workbook"),
        ],
    )
    def test_what_is_no_template_is_named(self, text, message):
        with pytest.raises(TemplateError, match=re.escape(message)):
            parse(text, PATH)

    def test_names_stand_for_cells_and_ranges(self):
        names = template(f"{HEAD}| 1 | 1 |", '[names]\nRate = "A1"\nArea = "A1:B2"').names
        assert names == {"Rate": "Sheet!$A$1", "Area": "Sheet!$A$1:$B$2"}


class TestLoops:
    LOOP = "{% for row in range(2, 2 + steps) %}\n| {{ row }} | = A{{ row - 1 }}*2 | (A+1) |\n{% endfor %}\n"

    def test_a_loop_emits_rows(self):
        found = cells(f"{HEAD}| 1 | 1 |\n{self.LOOP}", "[parameters]\nsteps = 3")
        assert [found[f"A{row}"].formula for row in (2, 3, 4)] == ["A1*2", "A2*2", "A3*2"]
        assert "A5" not in found

    @pytest.mark.parametrize("steps", [0, 1, 5])
    def test_parameters_are_set_by_name_in_any_case(self, steps):
        found = cells(f"{HEAD}| 1 | 1 |\n{self.LOOP}", "[parameters]\nsteps = 3", {"Steps": str(steps)})
        assert len(found) == 1 + 2 * steps

    def test_a_parameter_keeps_its_type(self):
        with pytest.raises(UsageError, match="steps = 'many': give a whole number"):
            cells(f"{HEAD}| 1 | 1 |\n{self.LOOP}", "[parameters]\nsteps = 3", {"steps": "many"})

    def test_an_error_in_a_row_that_a_loop_made_names_the_line_of_the_template(self):
        message = refused(f"{HEAD}{{% for row in [1, 2] %}}\n| {{{{ row }}}} | 1 | (A+) |\n{{% endfor %}}\n| 9 | 1 |")
        assert message.startswith("7: row 1, column B: ")

    def test_rows_after_a_loop_keep_their_lines(self):
        message = refused(f"{HEAD}{{% for row in [1, 2] %}}\n| {{{{ row }}}} | 1 |\n{{% endfor %}}\n| 9 | (oops) |")
        assert message.startswith("9: row 9, column A: ")

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ("{% for row in %}", "6: Jinja2 cannot read this"),
            ("\n{{ nothing }}", "7: 'nothing' is undefined"),
            ("\n\n{{ 1 / 0 }}", "8: division by zero"),
            ("{{ ''.__class__.__mro__ }}", "6: a template may not do this"),
            ("{{ self.__init__.__globals__ }}", "6: a template may not do this"),
        ],
    )
    def test_what_jinja_refuses_is_named_with_its_line(self, body, message):
        assert refused(f"{HEAD}{body}").startswith(message)


class TestChanges:
    FRONT = '[inputs]\nrate = "A1"\nflag = "B1"'
    TABLE = f"{HEAD}| 1 | 0.10 | TRUE | (A) |"

    def test_an_input_is_changed_in_any_case_and_kept_as_written(self):
        changed = template(self.TABLE, self.FRONT, {"RATE": "1e-3"})
        assert changed.changed == {"rate": "1e-3"}
        assert changed.sheets[0].cells[Address(1, 1)].value == 1e-3

    def test_the_same_value_changes_nothing(self):
        assert template(self.TABLE, self.FRONT, {"rate": "0.1"}).changed == {}

    def test_numbers_and_booleans_are_taken_from_python_too(self):
        changed = template(self.TABLE, self.FRONT, {"rate": 0.1 + 0.2, "flag": False})
        assert changed.sheets[0].cells[Address(1, 1)].value == 0.1 + 0.2
        assert changed.sheets[0].cells[Address(1, 2)].value is False

    def test_an_unknown_input_is_refused_with_the_nearest(self):
        with pytest.raises(UsageError, match=r"t has no input 'rates'; did you mean rate\?"):
            template(self.TABLE, self.FRONT, {"rates": "1"})


class TestFind:
    def test_the_shipped_templates_have_short_names(self):
        assert "single-neuron-gradients" in available()
        assert find("single-neuron-gradients").is_file()

    def test_a_byte_order_mark_before_the_text_is_no_part_of_it(self, tmp_path):
        text = load("single-neuron").text
        (tmp_path / "marked.md").write_text(text, encoding="utf-8-sig")
        assert load(tmp_path / "marked.md").text == text

    def test_a_path_is_taken_as_it_is(self, tmp_path):
        path = tmp_path / "own.md"
        path.write_text(load("single-neuron-gradients").text, encoding="utf-8")
        assert load(str(path)).name == "own"

    def test_line_ends_of_other_systems_do_not_matter(self, tmp_path):
        path = tmp_path / "own.md"
        path.write_bytes(load("single-neuron-gradients").text.replace("\n", "\r\n").encode())
        assert load(str(path)).digest == load("single-neuron-gradients").digest


@settings(max_examples=200)
@given(st.text(alphabet="|-AB12 =()*+'`{%}#\n.\\x", max_size=80))
def test_whatever_stands_in_a_template_it_is_read_or_refused_in_one_sentence(body):
    message = ""
    try:
        template(HEAD + body)
    except SheetgenError as error:
        message = str(error)
    assert "\n" not in message
