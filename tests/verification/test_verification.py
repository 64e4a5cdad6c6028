"""What verify sees: each witness, each verdict, and a sentence for every broken bound."""

from decimal import Decimal

import openpyxl
import pandas
import pytest

import sheetgen
from sheetgen.errors import SheetgenError, TemplateError, UnsupportedError, UsageError
from sheetgen.generation import generate
from sheetgen.sheet import Address
from sheetgen.template import load, parse
from sheetgen.verification import verify
from sheetgen.workbook.read import read

NAME = "single-neuron-gradients"


def differing(result):
    return {str(cell.place.address): cell for cell in result.failed}


class TestWitnesses:
    def test_all_agree_on_the_template_and_on_its_workbook(self, path):
        assert verify(NAME)
        assert verify(path)

    def test_a_wrong_stored_value_differs(self, path, edit):
        edit(path, rb"(<f>TANH\(E2\)</f><v>)[^<]*", rb"\g<1>999")
        cell = differing(verify(path))["F2"]
        assert "cached gives 999" in cell.reason

    def test_a_missing_stored_value_differs_and_says_what_to_do(self, path, edit):
        edit(path, rb"(<f>TANH\(E2\)</f>)<v>[^<]*</v>", rb"\g<1>")
        assert "sheetgen recalc -o" in differing(verify(path))["F2"].reason

    def test_a_changed_formula_differs_from_the_template_from_native_and_from_the_printed_figure(self, path, edit):
        edit(path, rb"<f>TANH\(E2\)</f>", rb"<f>SINH(E2)</f>")
        cell = differing(verify(path))["F2"]
        assert {check.witness for check in cell.failures} == {"formula", "native", "printed", "cached"}
        assert cell.formula == "=SINH(E2)"
        assert cell.filled == "SINH(0.8)"

    def test_a_formula_that_became_a_constant_differs(self, path, edit):
        edit(path, rb"<f>TANH\(E2\)</f>", rb"")
        result = verify(path)
        assert (
            "the template has the formula =TANH(E2) here, the workbook the constant" in differing(result)["F2"].reason
        )

    @pytest.mark.parametrize(
        ("formula", "other"),
        [(r"G2", "0.7"), (r"\(I6-I2\)/Tiny", "(I6-I2)/B12"), (r"1-F2\^2", "1-F2*F2"), (r"B2\*C2\+D2", "C2*B2+D2")],
    )
    def test_a_formula_that_became_another_differs_though_its_value_is_the_same(self, path, edit, formula, other):
        edit(path, rb"<f>%b</f>" % formula.encode(), rb"<f>%b</f>" % other.encode())
        found = differing(verify(path))
        assert {check.witness for cell in found.values() for check in cell.failures} == {"formula"}
        for cell in found.values():
            assert cell.formula == f"={other}"
            assert cell.notation is None
            assert f"here, the workbook ={other}" in cell.reason

    def test_a_formula_that_is_spelled_another_way_is_the_same(self, path, edit):
        edit(path, rb"<f>TANH\(E2\)</f>", rb"<f> tanh( E2 )</f>")
        edit(path, rb"<f>\(I6-I2\)/Tiny</f>", rb"<f>(I6-I2)/TINY</f>")
        assert verify(path)

    def test_a_label_that_was_changed_differs(self, path, edit):
        edit(path, rb"Neuron maths:", rb"Other maths:", part="xl/sharedStrings.xml")
        found = differing(verify(path))
        assert found["A2"].reason == "the template has Neuron maths: here, the workbook Other maths:"

    def test_a_constant_that_became_a_formula_differs(self, path, edit):
        edit(path, rb'(<c r="D3"[^>]*>)<v>1<', rb"\g<1><f>2-1</f><v>1<")
        assert differing(verify(path))["D3"].reason == "the template has 1 here, the workbook =2-1"

    def test_a_wrong_constant_that_native_covers_differs(self, path, edit):
        edit(path, rb'(<c r="D3"[^>]*><v>)1<', rb"\g<1>2<")
        assert list(differing(verify(path))) == ["D3"]

    def test_a_misprint_is_off_by_more_than_half_a_unit(self):
        template = load(NAME)
        text = template.text.replace("0.664 (tanh(E))", "0.665 (tanh(E))")
        result = verify(parse(text, template.path))
        reason = differing(result)["F2"].reason
        assert "published 0.665 is off by 0.00096" in reason
        assert "half a unit of its last digit is 0.0005" in reason

    def test_a_workbook_with_changed_inputs_is_not_held_against_the_printed_figures(self, tmp_path):
        path = tmp_path / "what-if.xlsx"
        generate(load(NAME, {"input": "0.9"}), path)
        result = verify(path)
        assert result
        assert result.witnesses["printed"] == "not run: inputs were changed (input = 0.9)"
        assert result.witnesses["native"] == "run"

    def test_an_input_typed_into_the_workbook_counts_as_changed(self, path):
        workbook = openpyxl.load_workbook(path)
        workbook["Sheet"]["B2"] = 0.75
        workbook.save(path)
        result = verify(path)
        assert result.witnesses["printed"] == "not run: inputs were changed (input = 0.75)"
        assert {check.witness for cell in result.failed for check in cell.failures} == {"cached"}

    def test_a_faux_gradient_outside_its_bound_differs(self):
        """A coarser Tiny in one row: the difference quotient is then no longer the template's."""
        template = load(NAME)
        text = template.text.replace('K8  = "D4"', 'K8  = "C4"')
        reason = differing(verify(parse(text, template.path)))["K8"].reason
        assert "the finite difference is" in reason
        assert "truncation (Taylor's remainder)" in reason

    def test_a_workbook_saved_by_openpyxl_keeps_its_template(self, path):
        openpyxl.load_workbook(path).save(path)
        result = verify(path)
        assert result.template is not None
        assert result.witnesses["native"] == "run"
        assert {check.witness for cell in result.failed for check in cell.failures} == {"cached"}


class TestSettings:
    """Parameters that decide how many rows there are go with the template into the workbook."""

    @pytest.fixture
    def looped(self, write):
        rows = "{% for n in range(2, 2 + steps) %}\n| {{ n }} | = A{{ n - 1 }}*{{ rate }} |\n{% endfor %}\n"
        front = '[parameters]\nsteps = 3\nrate = 0.5\n[inputs]\nstart = "A1"'
        return write("|   | A |\n|---|---|\n| 1 | 1.5 |\n" + rows, front)

    def test_a_workbook_made_with_other_parameters_is_verified_with_them(self, looped, tmp_path):
        path = tmp_path / "looped.xlsx"
        generate(load(looped, {"steps": "6", "rate": "0.25", "start": "3"}), path)
        result = verify(path)
        assert [str(cell.place.address) for cell in result.cells] == ["A2", "A3", "A4", "A5", "A6", "A7"]
        assert result.cells[1].formula == "=A2*0.25"
        assert result.template.settings == {"parameters": {"steps": 6, "rate": Decimal("0.25")}}

    def test_damaged_settings_are_refused(self, looped, tmp_path):
        path = tmp_path / "looped.xlsx"
        generate(load(looped, {"steps": "6"}), path)
        workbook = openpyxl.load_workbook(path)
        workbook["Template"]["B1"] = "{{"
        workbook.save(path)
        with pytest.raises(TemplateError, match="the settings beside its template are damaged"):
            verify(path)


class TestOtherPeoplesWorkbooks:
    @pytest.fixture
    def plain(self, tmp_path):
        path = tmp_path / "plain.xlsx"
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = 2
        workbook.active["A2"] = "=A1*3"
        workbook.save(path)
        return path

    def test_stored_values_vouch_for_it(self, plain):
        grid = read(plain)
        from sheetgen.workbook.stamp import stamp

        plain.write_bytes(stamp(plain, {"Sheet": {Address(2, 1): 6.0}}))
        assert grid.formula_places()
        result = verify(plain)
        assert result
        assert [cell.verdict for cell in result.cells] == ["agrees"]
        assert result.witnesses["native"] == "not run: there is no template"

    def test_a_wrong_stored_value_differs(self, plain):
        from sheetgen.workbook.stamp import stamp

        plain.write_bytes(stamp(plain, {"Sheet": {Address(2, 1): 7.0}}))
        assert list(differing(verify(plain))) == ["A2"]

    def test_its_inputs_cannot_be_set(self, plain):
        with pytest.raises(UsageError, match="is a workbook: change the inputs of a template"):
            verify(plain, {"a": "1"})


class TestUnwitnessed:
    TABLE = "|   | A | B |\n|---|---|---|\n| 1 | 2 | (A*2) |\n| 2 | 2 | 4 (A*2) |"

    def test_a_formula_that_nobody_vouches_for_is_shown_and_is_no_failure(self, write):
        result = verify(write(self.TABLE))
        assert result
        assert [cell.verdict for cell in result.cells] == ["unwitnessed", "agrees"]

    def test_the_stored_value_is_our_own_and_vouches_for_nothing(self, write, tmp_path):
        path = tmp_path / "out.xlsx"
        generate(load(write(self.TABLE)), path)
        assert [cell.verdict for cell in verify(path).cells] == ["unwitnessed", "agrees"]


class TestResult:
    def test_the_frame_has_a_row_for_each_cell_and_a_column_for_each_witness(self):
        frame = sheetgen.verify(NAME).frame
        assert isinstance(frame, pandas.DataFrame)
        assert len(frame) == 52
        assert {"sheet", "cell", "formula", "printed", "recalculated", "native", "cached", "verdict"} <= set(frame)
        assert set(frame["verdict"]) == {"agrees"}

    def test_it_is_shown_in_a_line(self):
        shown = f"<Result of {NAME}: 51 formulas, 1 constant, 0 differ, 0 unwitnessed>"
        assert repr(sheetgen.verify(NAME)) == shown

    def test_the_first_cell_reads_like_the_article(self):
        cell = sheetgen.verify(NAME).cells[0]
        assert (cell.row, cell.column, cell.formula, cell.notation) == ("forward", "net", "=B2*C2+D2", "B*C+D")
        assert cell.filled == "0.4*0.5+0.6"

    def test_a_defined_name_is_filled_in_with_its_value(self):
        cell = next(cell for cell in sheetgen.verify(NAME).cells if str(cell.place.address) == "E7")
        assert cell.filled == "0.8+0.0001"


class TestDamagedTemplates:
    def test_a_workbook_whose_template_was_damaged_is_refused_by_name(self, path):
        workbook = openpyxl.load_workbook(path)
        workbook["Template"]["A2"] = "title = "
        workbook.save(path)
        with pytest.raises(TemplateError, match=r"neuron\.md:2: the front matter is not TOML"):
            verify(path)

    def test_a_text_typed_into_an_input_is_refused(self, path):
        workbook = openpyxl.load_workbook(path)
        workbook["Sheet"]["B2"] = "lots"
        workbook.save(path)
        with pytest.raises(SheetgenError, match=r"the input input \(Sheet!B2\) holds lots, not a number"):
            verify(path)

    def test_a_text_that_reads_like_a_number_is_called_a_text(self, path):
        workbook = openpyxl.load_workbook(path)
        workbook["Sheet"]["B2"] = "0.4"
        workbook.save(path)
        with pytest.raises(SheetgenError, match=r"the input input \(Sheet!B2\) holds the text 0.4, not a number"):
            verify(path)


def test_a_workbook_with_a_function_that_nobody_knows_is_refused_with_the_way_to_the_rest(workbook):
    with pytest.raises(UnsupportedError, match=r"A1: the function QQQQ is not supported; sheetgen audit judges"):
        verify(workbook({"A1": "=QQQQ(1)", "A2": "=1+1"}))
