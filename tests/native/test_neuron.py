"""The reference mathematics: against the article's program, against calculus done exactly, against its own bounds."""

import math
from decimal import Decimal, localcontext

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.native.neuron import COLUMNS, ROWS, Neuron, global_gradients, gradients, truncation

ARTICLE = {"input": 0.4, "weight": 0.5, "bias": 0.6, "target": 0.7, "tiny": 1e-4}

numbers = st.floats(-3, 3, allow_subnormal=False)


def test_the_articles_program_prints_what_the_article_says():
    # It computes with 32-bit floats.
    single = numpy.float32
    exact = global_gradients(Neuron(single(0.4), single(0.5), single(0.6), single(0.7)))
    assert f"Weight gradient: {exact.weight:.4f}" == "Weight gradient: -0.0080"
    assert f"Bias gradient: {exact.bias:.4f}" == "Bias gradient: -0.0201"


def test_the_articles_program_computes_in_32_bit_floats():
    single = numpy.float32
    exact = global_gradients(Neuron(single(0.4), single(0.5), single(0.6), single(0.7)))
    assert type(exact.weight) is numpy.float32
    assert exact.weight != single(global_gradients(Neuron(0.4, 0.5, 0.6, 0.7)).weight) or exact.bias.dtype == "float32"


def test_the_table_has_the_articles_rows_and_columns():
    frame = gradients(**ARTICLE)
    assert tuple(frame.index) == ROWS
    assert tuple(frame.columns) == COLUMNS
    assert frame.at["local", "bias"] == 1
    assert frame.at["local", "loss"] is None


@given(numbers, numbers, numbers, numbers)
def test_the_gradients_are_the_derivatives_of_the_loss(input, weight, bias, target):
    """Central differences in 60-digit arithmetic, where neither truncation nor rounding can be seen."""
    with localcontext(prec=60):
        step = Decimal(10) ** -18

        def loss(i, w, b):
            net = i * w + b
            growth = (2 * net).exp()
            output = (growth - 1) / (growth + 1)
            return (output - Decimal(target)) ** 2 / 2

        point = Decimal(input), Decimal(weight), Decimal(bias)
        exact = global_gradients(Neuron(input, weight, bias, target))
        for index, gradient in enumerate((exact.input, exact.weight, exact.bias)):
            up = [x + step * (index == place) for place, x in enumerate(point)]
            down = [x - step * (index == place) for place, x in enumerate(point)]
            slope = (loss(*up) - loss(*down)) / (2 * step)
            assert float(slope) == pytest.approx(gradient, rel=1e-11, abs=1e-13)


@given(numbers, numbers, numbers, numbers, st.floats(1e-6, 1e-1))
def test_the_truncation_bound_holds_in_exact_arithmetic(input, weight, bias, target, tiny):
    bounds = truncation(input=input, weight=weight, bias=bias, target=target, tiny=tiny)["faux gradient"]
    with localcontext(prec=60):
        i, w, b, t, h = map(Decimal, (input, weight, bias, target, tiny))

        def tanh(x):
            growth = (2 * x).exp()
            return (growth - 1) / (growth + 1)

        net = i * w + b
        output = tanh(net)
        slope = (1 - output**2) * (output - t)
        cases = {
            "faux output": (output + h, output - t),
            "faux net": (tanh(net + h), slope),
            "faux bias": (tanh(net + h), slope),
            "faux weight": (tanh(i * (w + h) + b), i * slope),
            "faux input": (tanh((i + h) * w + b), w * slope),
        }
        for row, (nudged, real) in cases.items():
            faux = ((nudged - t) ** 2 / 2 - (output - t) ** 2 / 2) / h
            assert abs(faux - real) <= Decimal(bounds[row]) + Decimal("1e-40")


def test_what_overflows_is_nan_and_so_is_what_needs_it():
    frame = gradients(input=1e300, weight=1e300, bias=0.0, target=0.0, tiny=1e-4)
    assert math.isnan(frame.at["forward", "net"])
    assert math.isnan(frame.at["forward", "loss"])
    assert math.isnan(frame.at["global", "weight"])


def test_a_tiny_of_zero_gives_no_finite_differences():
    frame = gradients(**{**ARTICLE, "tiny": 0.0})
    assert all(math.isnan(frame.at[row, "faux gradient"]) for row in ROWS[3:])
    assert frame.at["global", "weight"] == pytest.approx(-0.008, abs=5e-5)
