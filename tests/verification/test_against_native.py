"""Formulas held against a native implementation: whose it may be, and to how many digits both agree."""

import math
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sheetgen.errors import NativeError
from sheetgen.generation import generate
from sheetgen.native.neuron import gradients
from sheetgen.recalc import recalculate
from sheetgen.recalc.plan import make_plan
from sheetgen.template import load
from sheetgen.values import ErrorValue
from sheetgen.verification import verify
from sheetgen.workbook.read import read

NAME = "single-neuron-gradients"


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
