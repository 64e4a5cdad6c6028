"""A workbook evaluated for many inputs at once: every number is that of one recalculation after another."""

import math

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.recalc import recalculate
from sheetgen.recalc.many_inputs import ManyInputs
from sheetgen.recalc.plan import make_plan
from sheetgen.sheet import Address, Place

FORMULAS = {
    "C1": "=A1*B1+3",
    "C2": "=IF(B1=0,0,A1/B1)",
    "C3": "=IF(A1>B1,TANH(A1),SQRT(B1))",
    "C4": "=MAX(ABS(A1),1E-20)",
    "C5": "=MIN(A1,B1,0.5)",
    "C6": "=SUM(C1:C2)-A1%",
    "C7": "=LN(A1)^2",
    "C8": "=EXP(C1)",
    # Needs a cell that comes later, and is no number.
    "C9": "=IF(C10,A1,D1)",
    "C10": "=A1<>0.3",
    "C11": '=IF(A1<=B1,"small","large")',
    "C12": "=1/(A1-B1)",
    "C13": "=IF(0.1+0.2=A1,1,2)",
}
EDGES = [0.0, -0.0, 1.0, -1.0, 0.3, 0.1 + 0.2, 1e-300, 1e150, -1e300, 710.0]
numbers = st.sampled_from(EDGES) | st.floats(-1e3, 1e3)


def many(make_grid, pairs):
    grid = make_grid({"A1": 0.0, "B1": 0.0, **FORMULAS})
    plan = make_plan(grid)
    inputs = {
        Place("Sheet", Address(1, column + 1)): numpy.array([pair[column] for pair in pairs]) for column in range(2)
    }
    return grid, plan, ManyInputs(grid, plan, inputs)


def bits(value):
    return (math.copysign(1, value), value) if isinstance(value, float) else (type(value), value)


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8))
def test_every_number_is_that_of_one_recalculation(make_grid, pairs):
    grid, plan, found = many(make_grid, pairs)
    assert found.found.keys() | found.left.keys() == set(plan.trees)
    for index, (a, b) in enumerate(pairs):
        grid.sheets["Sheet"].values.update({Address(1, 1): a, Address(1, 2): b})
        alone = recalculate(grid, plan)
        for place, column in found.found.items():
            if not math.isnan(column[index]):
                assert bits(float(column[index])) == bits(alone.at(place)), (place, a, b)
        others = found.others(index)
        for place, value in (others or {}).items():
            assert bits(value) == bits(alone.at(place)), (place, a, b)


def test_what_is_no_text_is_found_on_arrays(make_grid):
    _, _, found = many(make_grid, [(2.0, 4.0), (3.0, 4.0)])
    assert sorted(str(place.address) for place in found.left) == ["C10", "C11", "C9"]
    assert found.found[Place("Sheet", Address(2, 3))].tolist() == [0.5, 0.75]
    assert found.others(0) == {
        Place("Sheet", Address(9, 3)): 2.0,
        Place("Sheet", Address(10, 3)): True,
        Place("Sheet", Address(11, 3)): "small",
    }


def test_a_branch_that_is_not_chosen_may_be_an_error(make_grid):
    _, _, found = many(make_grid, [(1.0, 0.0), (1.0, 2.0)])
    assert found.found[Place("Sheet", Address(2, 3))].tolist() == [0.0, 0.5]


def test_an_error_is_left_to_the_evaluator(make_grid):
    _, _, found = many(make_grid, [(1.0, 1.0)])
    assert math.isnan(found.found[Place("Sheet", Address(12, 3))][0])
    assert found.others(0) is None


@pytest.mark.parametrize("formula", ["=A1+C2", '=INDIRECT("C2")+A1'])
def test_cells_that_wait_for_one_another_are_left(make_grid, formula):
    grid = make_grid({"A1": 1.0, "C2": "=IF(A1>0,A1,C3)", "C3": formula})
    plan = make_plan(grid)
    found = ManyInputs(grid, plan, {Place("Sheet", Address(1, 1)): numpy.array([1.0, 2.0])})
    for index, number in enumerate((1.0, 2.0)):
        grid.sheets["Sheet"].values[Address(1, 1)] = number
        alone = recalculate(grid, plan)
        for place, column in found.found.items():
            assert column[index] == alone.at(place)
        assert all(value == alone.at(place) for place, value in (found.others(index) or {}).items())
