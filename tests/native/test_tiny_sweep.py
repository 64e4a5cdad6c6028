"""The sweep's mathematics: its bounds hold for any neuron, and the errors fall and rise as the textbook says."""

import math
from decimal import Decimal, localcontext

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import sheetgen
from sheetgen.errors import UsageError
from sheetgen.native.sweep import sweep, third_derivative
from sheetgen.template import load

ARTICLE = {"input": 0.4, "weight": 0.5, "bias": 0.6, "target": 0.7}
numbers = st.floats(-3, 3, allow_subnormal=False).map(lambda number: round(number, 6))


def exact_third(net, target):
    """L‴ by a central difference of the fourth kind in 80-digit arithmetic, where no rounding can be seen."""
    with localcontext(prec=80):
        step = Decimal(10) ** -15

        def loss(x):
            up, down = x.exp(), (-x).exp()
            return ((up - down) / (up + down) - Decimal(target)) ** 2 / 2

        centre = Decimal(net)
        terms = [loss(centre + k * step) * weight for k, weight in ((2, 1), (1, -2), (-1, 2), (-2, -1))]
        return float(sum(terms) / (2 * step**3))


@given(numbers, numbers)
def test_the_bound_on_the_third_derivative_holds_at_a_point(net, target):
    exact = abs(exact_third(net, target))
    assert exact <= third_derivative(net, net, target) * (1 + 1e-9) + 1e-12


@given(numbers, st.floats(0.001, 2), numbers, st.floats(0, 1))
def test_and_everywhere_between_two_nets(net, width, target, part):
    assert (
        abs(exact_third(net + part * width, target)) <= third_derivative(net, net + width, target) * (1 + 1e-9) + 1e-12
    )


@settings(max_examples=20, deadline=None)
@given(numbers, numbers, numbers, numbers)
def test_every_difference_is_within_its_own_steps_bound(input, weight, bias, target):
    result = sheetgen.verify("tiny-sweep", input=input, weight=weight, bias=bias, target=target)
    assert result, [cell.reason for cell in result.failed]
    assert result.tally("faux").total == 60


def test_forward_differences_are_best_near_the_square_root_of_the_precision_and_central_ones_near_its_cube_root():
    frame = sweep(**ARTICLE, parameters={"smallest": 15})
    steps = frame.index[1:]
    assert min(steps, key=lambda step: frame.at[step, "forward error by weight"]) == "1e-8"
    assert min(steps, key=lambda step: frame.at[step, "central error by weight"]) in ("1e-5", "1e-6")


def test_truncation_falls_with_the_step_or_its_square():
    frame = sweep(**ARTICLE, parameters={"smallest": 4})
    forward, central = frame["forward error by bias"], frame["central error by bias"]
    assert forward["1e-3"] / forward["1e-4"] == pytest.approx(10, rel=0.01)
    assert central["1e-2"] / central["1e-3"] == pytest.approx(100, rel=0.01)


def test_where_two_losses_may_agree_to_48_bits_the_sheet_says_so():
    frame = sweep(**ARTICLE, parameters={"smallest": 18})
    assert [step for step in frame.index[1:] if frame.at[step, "cancelled"]] == [f"1e-{n}" for n in range(14, 19)]
    assert frame.at["1e-18", "forward by bias"] == 0
    assert frame.at["1e-18", "forward error by bias"] == abs(frame.at["neuron", "real bias gradient"])


def test_an_error_of_0_is_no_0_on_a_logarithmic_axis():
    frame = sweep(input=0.0, weight=1.0, bias=0.0, target=0.0, parameters={"smallest": 2})
    assert frame.at["1e-1", "central error by weight"] == 1e-20


@pytest.mark.ironcalc
@pytest.mark.libreoffice
@pytest.mark.parametrize("engine", ["ironcalc", "libreoffice"])
@pytest.mark.parametrize("smallest", [15, 20])
def test_other_calculators_agree_whether_they_snap_to_0_or_not(engine, smallest):
    from sheetgen.engines import engine as find

    why = find(engine).why_not()
    if why:
        pytest.skip(why)
    result = sheetgen.verify("tiny-sweep", engines=[engine], smallest=smallest)
    assert result, [cell.reason for cell in result.failed]
    assert result.tally(engine).total == 6 + 13 * smallest


# Taylor's third term undoes the first at a step of 1e-3; the second does at a step of 0.1 across the minimum.
@example(1e-6, 1e-6, 1e-6, 1e-6)
@example(1.0, 0.0, 0.0, math.tanh(0.1) / 2)
@given(numbers, numbers, numbers, numbers)
def test_no_difference_cancels_where_the_sheet_does_not_say_so(input, weight, bias, target):
    frame = sweep(input=input, weight=weight, bias=bias, target=target, parameters={"smallest": 18})
    loss = frame.at["neuron", "loss"]
    for _, row in frame.iloc[1:].iterrows():
        if not row["cancelled"]:
            for above, below in (
                (row["loss above weight"], loss),
                (row["loss above weight"], row["loss below weight"]),
                (row["loss above bias"], loss),
                (row["loss above bias"], row["loss below bias"]),
            ):
                assert abs(above - below) >= 2.0**-48 * min(above, below)


@pytest.mark.libreoffice
@pytest.mark.parametrize("inputs", [{"weight": 3}, {"input": 0.01, "weight": 2}])
def test_libreoffice_shows_0_nowhere_else_and_that_0_is_expected(inputs):
    from sheetgen.engines import engine as find

    if why := find("libreoffice").why_not():
        pytest.skip(why)
    result = sheetgen.verify("tiny-sweep", engines=["libreoffice"], smallest=16, **inputs)
    assert result, [cell.reason for cell in result.failed]
    frame = result.frame[result.frame.sheet == "Sweep"].set_index("cell")
    snapped = [
        int(cell[1:])
        for cell in frame.index
        if cell[0] in "DEJK" and frame.at[cell, "libreoffice"] == 0 != frame.at[cell, "recalculated"]
    ]
    assert snapped
    assert all(frame.at[f"N{row}", "recalculated"] == "may be 0" for row in snapped)


@pytest.mark.parametrize("smallest", ["0", "301"])
def test_steps_that_make_no_sense_are_refused(smallest):
    with pytest.raises(
        UsageError, match=rf"^tiny-sweep: smallest = {smallest}: give the exponent of the smallest Tiny"
    ):
        load("tiny-sweep", {"smallest": smallest})


def test_where_the_loss_is_no_number_the_sheet_and_the_native_table_agree_that_nothing_is():
    result = sheetgen.verify("tiny-sweep", input=1e200, weight=1e200)
    assert result, [cell.reason for cell in result.failed]


def test_an_infinite_gradient_is_no_number():
    assert math.isnan(sweep(input=1e200, weight=1e200, bias=0.0, target=0.0, parameters={"smallest": 1}).iat[0, 0])
