"""What a calculator shows that takes a difference for 0 where it is small beside its operands."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.recalc import recalculate
from sheetgen.recalc.plan import make_plan
from sheetgen.recalc.rounding import one_formula
from sheetgen.sheet import Address, Place

PART = 2.0**-48
HERE = Place("Sheet", Address(1, 3))


@pytest.fixture(scope="session")
def shown(make_grid):
    """What `C1` gives, and how far that may be off, with A1 and B1 as they are."""

    def shown(formula, a, b, cancels=PART):
        grid = make_grid({"A1": a, "B1": b, "C1": formula})
        plan = make_plan(grid)
        return one_formula(recalculate(grid, plan), plan.trees[HERE], HERE, cancels)

    return shown


@given(st.floats(1e-6, 1e6), st.integers(1, 64))
def test_the_difference_of_two_cells_is_0_exactly_where_it_is_less_than_that_part_of_the_smaller_one(shown, a, count):
    b = a - count * math.ulp(a)
    found = shown("=A1-B1", a, b)
    if a - b < PART * b and not (a.is_integer() and b.is_integer()):
        assert found == (0, 0)
    else:
        assert found.value == a - b
        assert found.error < math.ulp(a - b)


@pytest.mark.parametrize("formula", ["=(A1-B1)/0.001", "=-B1+A1", "=(A1-B1)*1000+0"])
def test_it_is_0_wherever_it_stands_in_the_formula(shown, formula):
    assert shown(formula, 0.3, 0.1 + 0.2).value == 0
    assert shown(formula, 0.3, 0.1 + 0.2, cancels=0.0).value != 0


def test_whole_numbers_do_not_cancel(shown):
    assert shown("=A1-B1", 2.0**52, 2.0**52 - 1).value == 1


def test_numbers_of_different_signs_do_not_cancel(shown):
    assert shown("=A1-B1", 1e-20, -1e-20).value == 2e-20


def test_where_rounding_decides_both_answers_are_expected(shown):
    """A tanh may be an ulp off, and so lie on either side of the limit."""
    output = math.tanh(0.5)
    ulps = math.floor(PART * output / math.ulp(output))
    found = shown("=TANH(A1)-B1", 0.5, output - ulps * math.ulp(output))
    assert found.value > 0
    assert found.error >= found.value


def test_a_sum_that_is_small_beside_its_terms_may_be_0(shown):
    found = shown("=SUM(A1,-B1)", 0.3, 0.1 + 0.2)
    assert found.error >= abs(found.value) > 0
    found = shown("=SUM(A1,-B1)", 0.3, 0.2)
    assert found.error < found.value / 1e6
