"""What verify sees: each witness, each verdict, and a sentence for every broken bound."""

import math
import re
import zipfile
from decimal import Decimal

import openpyxl
import pandas
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import sheetgen
from sheetgen.errors import NativeError, SheetgenError, TemplateError, UsageError
from sheetgen.generation import generate
from sheetgen.native.neuron import gradients
from sheetgen.recalc import recalculate
from sheetgen.recalc.plan import make_plan
from sheetgen.sheet import Address
from sheetgen.template import load, parse
from sheetgen.values import ErrorValue
from sheetgen.verification import verify
from sheetgen.workbook.read import read

NAME = "single-neuron-gradients"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "neuron.xlsx"
    generate(load(NAME), path)
    return path


@pytest.fixture
def write(tmp_path):
    """Writes a template from its table and front matter, and returns its path."""

    def write(table, front="", name="small.md"):
        path = tmp_path / name
        path.write_text(f'+++\ntitle = "Small"\n{front}\n+++\n\n{table}\n', encoding="utf-8")
        return str(path)

    return write


def edit(path, old, new, part="xl/worksheets/sheet1.xml"):
    """Changes the bytes of one part of a workbook, as someone else's program or hand would."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = re.sub(old, new, parts[part], count=1)
    assert changed != parts[part]
    parts[part] = changed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def differing(result):
    return {str(cell.place.address): cell for cell in result.failed}


class TestWitnesses:
    def test_all_agree_on_the_template_and_on_its_workbook(self, path):
        assert verify(NAME)
        assert verify(path)

    def test_a_wrong_stored_value_differs(self, path):
        edit(path, rb"(<f>TANH\(E2\)</f><v>)[^<]*", rb"\g<1>999")
        cell = differing(verify(path))["F2"]
        assert "cached gives 999" in cell.reason

    def test_a_missing_stored_value_differs_and_says_what_to_do(self, path):
        edit(path, rb"(<f>TANH\(E2\)</f>)<v>[^<]*</v>", rb"\g<1>")
        assert "sheetgen recalc -o" in differing(verify(path))["F2"].reason

    def test_a_changed_formula_differs_from_native_and_from_the_printed_figure(self, path):
        edit(path, rb"<f>TANH\(E2\)</f>", rb"<f>SINH(E2)</f>")
        cell = differing(verify(path))["F2"]
        assert {check.witness for check in cell.failures} == {"native", "printed", "cached"}
        assert cell.formula == "=SINH(E2)"
        assert cell.filled == "SINH(0.8)"

    def test_a_formula_that_became_a_constant_differs(self, path):
        edit(path, rb"<f>TANH\(E2\)</f>", rb"")
        result = verify(path)
        assert (
            "the template has the formula =TANH(E2) here, the workbook the constant" in differing(result)["F2"].reason
        )

    def test_a_wrong_constant_that_native_covers_differs(self, path):
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


class TestDeclaredGradients:
    TABLE = (
        "|  | A | B | C |\n|--|--|--|--|\n| 1 | 0.5 | (EXP(A1)/(1+EXP(A1))) | (B1*(1-B1)) |\n| 2 | 3 | (A1*A2+B1) | |"
    )

    def test_a_gradient_is_held_against_the_derivative_of_the_sheets_own_formulas(self, write):
        result = verify(write(self.TABLE, '[gradients]\nC1 = "B1 by A1"'))
        assert result.witnesses["derivative"] == "run"
        cell = next(cell for cell in result.cells if str(cell.place.address) == "C1")
        assert cell.verdict == "agrees"
        assert cell.witnesses["derivative"] == pytest.approx(cell.recalculated, rel=1e-15)

    def test_a_wrong_one_differs_with_both_values_and_the_bound(self, write):
        result = verify(write(self.TABLE, '[gradients]\nC1 = "B2 by A1"'))
        reason = differing(result)["C1"].reason
        assert re.match(r"derivative gives 3\.23\d+, off by \d+ ulp", reason)
        assert "the bound is" in reason
        assert "the rounding errors of both, operation by operation" in reason

    def test_many_at_once(self, write):
        table = "|  | A | B |\n|--|--|--|\n| 1 | 2 | (A1*A2) |\n| 2 | 5 | |\n| 3 | (A2) | |\n| 4 | (A1) | |"
        result = verify(write(table, '[gradients]\n"A3:A4" = "B1 by A1:A2"'))
        assert [cell.witnesses.get("derivative") for cell in result.cells] == [None, 5.0, 2.0]
        assert not result.failed

    def test_a_kink_on_the_way_is_named(self, write):
        table = "|  | A | B | C |\n|--|--|--|--|\n| 1 | 0 | (ABS(A1)) | (SIGN(A1)) |"
        cell = verify(write(table, '[gradients]\nC1 = "B1 by A1"')).cells[-1]
        assert cell.verdict == "agrees"
        assert cell.reason.endswith("Sheet!B1: ABS has a kink or jumps at these arguments")

    def test_where_none_is_known_it_differs_and_says_why(self, write):
        table = "|  | A | B | C |\n|--|--|--|--|\n| 1 | 3 | (GAMMA(A1)) | (A1) |"
        reason = differing(verify(write(table, '[gradients]\nC1 = "B1 by A1"')))["C1"].reason
        assert reason.endswith("no derivative of GAMMA is known")

    def test_an_error_value_is_no_gradient(self, write):
        result = verify(
            write("|  | A | B | C |\n|--|--|--|--|\n| 1 | 3 | (A1^2) | (A1/0) |", '[gradients]\nC1 = "B1 by A1"')
        )
        assert "derivative gives 6, the formula #DIV/0!" in differing(result)["C1"].reason

    def test_of_an_error_value_there_is_no_derivative_to_hold_it_against(self, write):
        table = "|  | A | B | C |\n|--|--|--|--|\n| 1 | 0 | (1/A1) | (-1/A1^2) |"
        result = verify(write(table, '[gradients]\nC1 = "B1 by A1"'))
        assert {cell.verdict for cell in result.cells} == {"unwitnessed"}

    def test_without_any_it_is_not_run(self, write):
        assert verify(write(self.TABLE)).witnesses["derivative"] == "not run: the template declares no gradients"

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    # Past these the square of COSH overflows.
    @given(x=st.floats(-15, 15), y=st.floats(-15, 15))
    def test_the_bound_is_kept_by_another_formula_for_the_same_derivative(self, write, x, y):
        table = "|  | A | B |\n|--|--|--|\n" + (
            "| 1 | 0.5 | (TANH(A1*A2+A1)) |\n| 2 | 0.5 | ((1+A2)/COSH(A1*A2+A1)^2) |\n| 3 | | (A1*(1-B1^2)) |"
        )
        front = '[inputs]\nfirst = "A1"\nsecond = "A2"\n[gradients]\nB2 = "B1 by A1"\nB3 = "B1 by A2"'
        assert verify(load(write(table, front), {"first": x, "second": y})), (x, y)


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


class TestNative:
    TABLE = "|   | A | B |\n|---|---|---|\n| 1 | 2 | (A*3+A) |"
    LABELS = '[inputs]\nx = "A1"\n[rows]\n1 = "only"\n[columns]\nB = "result"\n'

    def module(self, tmp_path, body, name):
        (tmp_path / f"{name}.py").write_text(f"import pandas\n\ndef table(x):\n    {body}\n", encoding="utf-8")
        return f'native = "{name}:table"\n' + self.LABELS

    def test_a_function_of_the_users_own_needs_trust(self, write, tmp_path):
        front = self.module(tmp_path, "raise SystemExit(1)", "native_untrusted")
        result = verify(write(self.TABLE, front))
        assert result.witnesses["native"] == (
            "not run: native_untrusted:table is not part of sheetgen; --trust imports it"
        )

    def test_with_trust_it_is_imported_from_beside_the_template(self, write, tmp_path):
        body = "return pandas.DataFrame({'result': [x * 3 + x]}, index=['only'])"
        result = verify(write(self.TABLE, self.module(tmp_path, body, "native_good")), trust=True)
        assert [cell.verdict for cell in result.cells] == ["agrees"]

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            (
                "return pandas.DataFrame({'result': [1.0]}, index=['other'])",
                "has no row 'only', which the template promises",
            ),
            ("return pandas.DataFrame({'wrong': [1.0]}, index=['only'])", "has no column 'result', which the template"),
            ("return 3", "returned a int, not a DataFrame"),
            ("return 1 / 0", "failed with ZeroDivisionError: division by zero"),
        ],
    )
    def test_what_it_gets_wrong_is_named(self, write, tmp_path, body, message):
        name = f"native_bad_{abs(hash(body))}"
        with pytest.raises(NativeError, match=re.escape(message)):
            verify(write(self.TABLE, self.module(tmp_path, body, name)), trust=True)

    def test_a_module_that_does_not_exist_is_named(self, write):
        with pytest.raises(NativeError, match="the native module no_such_module cannot be imported"):
            verify(write(self.TABLE, 'native = "no_such_module:f"\n' + self.LABELS), trust=True)

    def test_another_order_of_operations_breaks_0_ulp(self, write, tmp_path):
        table = "|   | A | B |\n|---|---|---|\n| 1 | 0.1 | (A+A+A) |"
        body = "return pandas.DataFrame({'result': [3 * 0.1 + (x - 0.1)]}, index=['only'])"
        front = self.module(tmp_path, body.replace("3 * 0.1", "0.3"), "native_order")
        result = verify(write(table, front), trust=True)
        assert "off by 1 ulp" in result.failed[0].reason
        assert "the bound is 0 ulp: same operations" in result.failed[0].reason

    def test_another_order_of_operations_agrees_within_rounding_if_the_template_says_so(self, write, tmp_path):
        table = "|   | A | B |\n|---|---|---|\n| 1 | 0.1 | (A+A+A) |"
        body = "return pandas.DataFrame({'result': [0.3 + (x - 0.1)]}, index=['only'])"
        front = 'arithmetic = "reordered"\n' + self.module(tmp_path, body, "native_reordered")
        result = verify(write(table, front), trust=True)
        assert result
        assert "twice the rounding error of these operations" in result.cells[0].reason

    def test_a_number_that_does_not_exist_in_both_agrees(self):
        result = verify(NAME, {"tiny": "0"})
        assert result
        cells = {str(cell.place.address): cell for cell in result.cells}
        assert cells["K6"].recalculated is ErrorValue.DIV0
        assert "native has no finite number either" in cells["K6"].reason


@pytest.fixture(scope="module")
def article(tmp_path_factory):
    path = tmp_path_factory.mktemp("article") / "neuron.xlsx"
    generate(load(NAME), path)
    grid = read(path)
    return load(NAME), grid, make_plan(grid)


finite = st.floats(allow_nan=False, allow_infinity=False)
usual = st.floats(-10, 10)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(*[finite | usual] * 4, finite | usual | st.sampled_from([0.0, -0.0, 1e-4, 1e-300]))
@example(0.0, 0.0, 0.0, 0.0, 0.0)
@example(1e308, 1e308, -1e308, 1.0, 1e-4)
@example(0.4, 0.5, 0.6, 0.7, -1e-4)
def test_recalculated_equals_native_for_any_finite_inputs_or_both_have_no_number(article, i, w, b, t, tiny):
    template, grid, plan = article
    inputs = {"input": i, "weight": w, "bias": b, "target": t, "tiny": tiny}
    for name, value in inputs.items():
        grid.sheets["Sheet"].values[template.inputs[name].address] = value
    values = recalculate(grid, plan)
    frame = gradients(**inputs)
    sheet = template.sheets[0]
    for cell in sheet.formulas():
        native = frame.at[sheet.rows[cell.address.row], sheet.columns[cell.address.column]]
        recalculated = values.cells["Sheet"][cell.address]
        if isinstance(recalculated, ErrorValue):
            assert math.isnan(native), cell.address
            divides_by_zero = cell.address.column == 11 and tiny == 0
            assert recalculated in ({ErrorValue.DIV0, ErrorValue.NUM} if divides_by_zero else {ErrorValue.NUM})
        else:
            assert recalculated == native, cell.address


@settings(max_examples=30, deadline=None)
@given(*[st.floats(-3, 3)] * 4, st.floats(1e-6, 1e-2))
def test_the_faux_gradients_keep_their_bound_for_other_inputs(i, w, b, t, tiny):
    changes = {"input": i, "weight": w, "bias": b, "target": t, "tiny": tiny}
    result = verify(NAME, changes)
    assert result, [cell.reason for cell in result.failed]


class TestResult:
    def test_the_frame_has_a_row_for_each_cell_and_a_column_for_each_witness(self):
        frame = sheetgen.verify(NAME).frame
        assert isinstance(frame, pandas.DataFrame)
        assert len(frame) == 52
        assert {"sheet", "cell", "formula", "printed", "recalculated", "native", "cached", "verdict"} <= set(frame)
        assert set(frame["verdict"]) == {"agrees"}

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
