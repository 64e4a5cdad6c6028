"""Gradients that a template declares are held against the derivative of the sheet's own formulas."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetgen.template import load
from sheetgen.verification import verify


def differing(result):
    return {str(cell.place.address): cell for cell in result.failed}


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
