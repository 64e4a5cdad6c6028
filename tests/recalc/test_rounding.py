"""The derived rounding bounds hold against exact arithmetic."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.recalc import recalculate
from sheetgen.recalc.error_bounds import UNIT
from sheetgen.recalc.plan import make_plan
from sheetgen.recalc.rounding import rounding_errors
from sheetgen.sheet import Address, Place

NUMBERS = st.floats(-1e12, 1e12, allow_nan=False) | st.sampled_from([0.1, 0.2, 0.3, 1e-9, 1e15, 5e-324, -0.7])


def errors(grid):
    plan = make_plan(grid)
    values = recalculate(grid, plan)
    return values, {str(place.address): bound for place, bound in rounding_errors(values, plan).items()}


def expressions(leaf):
    """Formula texts with their exact values; None stands for what a division by zero leaves."""

    def join(left, operator, right):
        text = f"({left[0]}{operator}{right[0]})"
        a, b = left[1], right[1]
        if a is None or b is None or (operator == "/" and b == 0):
            return text, None
        return text, {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else None}[operator]

    return st.recursive(
        leaf, lambda children: st.builds(join, children, st.sampled_from("+-*/"), children), max_leaves=12
    )


@given(st.data(), st.lists(NUMBERS, min_size=1, max_size=5))
def test_the_bound_holds_against_exact_arithmetic(make_grid, data, numbers):
    """A chain of three formulas, each of which may use the ones before it."""
    cells = {f"A{row}": number for row, number in enumerate(numbers, start=1)}
    known = [(cell, Fraction(number)) for cell, number in cells.items()]
    for cell in ("B1", "B2", "B3"):
        text, exact = data.draw(expressions(st.sampled_from(known)))
        cells[cell] = f"={text}"
        known.append((cell, exact))
    values, bounds = errors(make_grid(cells))
    for cell, exact in known[len(numbers) :]:
        value = values[cell]
        if isinstance(value, float) and math.isfinite(bounds[cell]):
            assert exact is not None
            assert abs(Fraction(value) - exact) <= Fraction(bounds[cell])


def test_it_holds_among_subnormal_numbers(make_grid):
    """5e-324 · 1.5 is rounded to twice the smallest double, so that what is divided by it is off by a sixth."""
    values, bounds = errors(make_grid({"A1": 5e-324, "A2": 1.5, "B1": "=A1*A2", "B2": "=A1/B1"}))
    assert abs(Fraction(values["B2"]) - Fraction(2, 3)) <= Fraction(bounds["B2"])


def test_it_holds_where_a_quotient_is_lost_among_them(make_grid):
    """15E-324 / 1.23 is 10E-324, but the divisor has become 6."""
    added = [1.01, 1.01, 1.01, -0.9, -0.9]
    cells = {f"C{row}": number for row, number in enumerate(added, start=1)}
    cells |= {"A1": 1.5e-323, "B1": 1e16, "D1": "=B1+C1+C2+C3+C4+C5-B1", "E1": "=A1/D1"}
    values, bounds = errors(make_grid(cells))
    exact = Fraction(1.5e-323) / sum(map(Fraction, added))
    assert abs(Fraction(values["E1"]) - exact) <= Fraction(bounds["E1"])


@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=2, max_size=20))
def test_the_bound_of_a_sum_of_terms_is_small(make_grid, numbers):
    cells = {f"A{row}": number for row, number in enumerate(numbers, start=1)}
    values, bounds = errors(make_grid({**cells, "B1": "=" + "+".join(cells)}))
    size = sum(abs(number) for number in numbers)
    assert bounds["B1"] <= 1.01 * len(numbers) * UNIT * size + 1e-320
    assert abs(Fraction(values["B1"]) - sum(map(Fraction, numbers))) <= Fraction(bounds["B1"])


@given(
    st.sampled_from([0.5, 1.0, 2.0, 3.0, -1.0, -2.0, 7.0]),
    st.lists(st.floats(-100, 100, allow_nan=False), min_size=3, max_size=3),
)
def test_the_bound_of_a_power_holds_after_cancellation(make_grid, exponent, numbers):
    """Whole powers have exact values; the base is a sum that may have lost most of its digits."""
    cells = dict(zip(("A1", "A2", "A3"), numbers, strict=True)) | {"A4": exponent, "B1": "=(A1+A2+A3)^A4"}
    values, bounds = errors(make_grid(cells))
    base = sum(map(Fraction, numbers))
    if exponent != 0.5 and isinstance(values["B1"], float) and math.isfinite(bounds["B1"]) and base:
        assert abs(Fraction(values["B1"]) - base ** int(exponent)) <= Fraction(bounds["B1"])


@pytest.mark.parametrize("function", ["SQRT", "EXP", "LN", "TANH"])
@given(numbers=st.lists(st.floats(-3, 3, allow_nan=False), min_size=3, max_size=3))
def test_the_bound_of_a_function_holds_after_cancellation(make_grid, function, numbers):
    """The function of the exact argument, rounded once, must lie within the bound and a few units of that rounding."""
    cells = dict(zip(("A1", "A2", "A3"), numbers, strict=True)) | {"B1": f"={function}(A1+A2+A3)"}
    values, bounds = errors(make_grid(cells))
    exact = float(sum(map(Fraction, numbers)))
    if not (isinstance(values["B1"], float) and math.isfinite(bounds["B1"])):
        return
    assert exact > 0 or function in ("EXP", "TANH", "SQRT")
    reference = getattr(math, {"LN": "log"}.get(function, function.lower()))(
        max(exact, 0) if function == "SQRT" else exact
    )
    slack = 4 * UNIT * (abs(reference) + (1 if function == "LN" else 0))
    assert abs(values["B1"] - reference) <= bounds["B1"] + slack


@pytest.mark.parametrize(
    ("formula", "bound"),
    [
        ("=A1", 0.0),
        ("=-A1", 0.0),
        ("=ABS(A1)", 0.0),
        ("=A1+A1", UNIT),
        ("=A1*2", UNIT),
        ("=A1%", UNIT / 200),
        ("=A1+A9", UNIT / 2),
        ("=x", 0.0),
    ],
)
def test_each_operation_adds_half_an_ulp_at_most(make_grid, formula, bound):
    _, bounds = errors(make_grid({"A1": 0.5, "B1": formula}, {"x": "Sheet!$A$1"}))
    assert bounds["B1"] == pytest.approx(bound, rel=1e-6, abs=1e-300)


@pytest.mark.parametrize("formula", ["=SUM(A1:A2)", "=IF(TRUE,A1,2)", "=A2+1", "=SIN(A1)", "=A1^A3", "=TRUE*2"])
def test_where_no_bound_can_be_derived_it_is_infinite(make_grid, formula):
    _, bounds = errors(make_grid({"A1": 0.5, "A2": True, "A3": "=0.1+0.2", "B1": formula}))
    assert bounds["B1"] == math.inf


@pytest.mark.parametrize("formula", ["=1/0", '="text"', "=1=1"])
def test_what_is_no_number_has_no_rounding_error(make_grid, formula):
    _, bounds = errors(make_grid({"B1": formula}))
    assert bounds == {"B1": 0.0}


def test_errors_travel_from_cell_to_cell(make_grid):
    grid = make_grid({"A1": 0.1, "A2": 0.2, "A3": 0.3, "B1": "=A1+A2", "C1": "=B1-A3", "D1": "=C1/1E-6"})
    values, bounds = errors(grid)
    assert values["C1"] != 0
    exact = Fraction(0.1) + Fraction(0.2) - Fraction(0.3)
    assert abs(Fraction(values["C1"]) - exact) <= Fraction(bounds["C1"]) < Fraction(1, 10**16)
    assert bounds["D1"] >= bounds["C1"] * 1e6


def test_a_workbook_without_formulas_has_no_bounds(make_grid):
    assert errors(make_grid({"A1": 1.0}))[1] == {}


def test_every_formula_cell_has_a_bound(make_grid):
    plan_grid = make_grid({"One": {"A1": "=1+1"}, "Two": {"B2": "=One!A1*3"}})
    plan = make_plan(plan_grid)
    found = rounding_errors(recalculate(plan_grid, plan), plan)
    assert set(found) == {Place("One", Address(1, 1)), Place("Two", Address(2, 2))}


@given(st.lists(st.floats(-1e6, 1e6) | st.sampled_from([0.0, 0.1, 0.3]), min_size=2, max_size=5), st.booleans())
def test_the_bound_of_a_choice_holds_against_exact_arithmetic(make_grid, numbers, largest):
    cells = {f"A{row}": number for row, number in enumerate(numbers, start=1)}
    cells |= {f"B{row}": f"=A{row}*0.3-0.09+0*A{row}" for row in range(1, len(numbers) + 1)}
    name, choose = ("MAX", max) if largest else ("MIN", min)
    values, bounds = errors(make_grid({**cells, "C1": f"={name}(B1:B{len(numbers)},0)"}))
    exact = choose(0, *(Fraction(number) * Fraction(0.3) - Fraction(0.09) for number in numbers))
    assert abs(Fraction(values["C1"]) - exact) <= Fraction(bounds["C1"])


def test_products_with_an_exact_zero_are_exact(make_grid):
    """So that ReLU of a net of zeros is 0 for certain."""
    cells = {"A1": 0.1, "B1": "=A1*0.1", "C1": "=B1*0+0", "D1": "=MAX(0,C1)", "E1": "=MAX(0,-5-B1)"}
    _, bounds = errors(make_grid(cells))
    assert bounds["C1"] == bounds["D1"] == bounds["E1"] == 0
