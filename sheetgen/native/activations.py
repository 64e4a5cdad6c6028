"""Activation functions, each with its derivative beside it; arrays in, arrays of the same shape out.

Source: Goodfellow, Bengio and Courville, "Deep Learning", chapter 6. Where an exponential would overflow, the logistic
function and softplus are their first terms, which they equal there to the last bit. Elementary functions are those of
the C library, element by element: NumPy's own can differ in the last bit. A number past the largest double is nan.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy

from sheetgen.native.neuron import Array, finite

#: The slope of leaky ReLU for negative nets.
LEAK = 0.01
#: Exponentials overflow a little further, at 709.
LARGE = 700.0


def each(function: Callable[[float], float], numbers: Array) -> Array:
    """A function of one number on every element; nan where it overflows or does not exist."""

    def one(number: float) -> float:
        try:
            return function(number)
        except (OverflowError, ValueError, ZeroDivisionError):
            return math.nan

    return numpy.array([one(number) for number in numbers.flat], float).reshape(numbers.shape)


def above_zero(net: Array, yes: Array | float, no: Array | float) -> Array:
    """One number where the net is above 0 and another where it is not; nan where there is no net."""
    return numpy.where(numpy.isnan(net), numpy.nan, numpy.where(net > 0, yes, no))


def logistic(net: Array) -> Array:
    """1 / (1 + e^−net); e^net below −LARGE."""
    return each(lambda number: math.exp(number) if number < -LARGE else 1 / (1 + math.exp(-number)), net)


def softplus(net: Array) -> Array:
    """ln(1 + e^net), whose derivative is the logistic function; the net itself above LARGE."""
    return each(lambda number: number if number > LARGE else math.log(1 + math.exp(number)), net)


def softmax(net: Array) -> Array:
    """e^net over their sum along the last axis; the largest net is taken from all first, so that nothing overflows."""
    raised = each(math.exp, finite(net - net.max(axis=-1, keepdims=True)))
    total = numpy.zeros(net.shape[:-1])
    for index in range(net.shape[-1]):
        total = total + raised[..., index]
    return raised / total[..., None]


@dataclass(frozen=True)
class Activation:
    """A function of the net, and its derivative as a function of the net and the output."""

    function: Callable[[Array], Array]
    derivative: Callable[[Array, Array], Array]


#: Softmax is no function of one net; its derivative is in `Network.backward`.
ACTIVATIONS = {
    "tanh": Activation(lambda net: each(math.tanh, net), lambda net, output: 1 - output * output),
    "logistic": Activation(logistic, lambda net, output: output * (1 - output)),
    "relu": Activation(lambda net: above_zero(net, net, 0.0), lambda net, output: above_zero(net, 1.0, 0.0)),
    "leaky relu": Activation(
        lambda net: above_zero(net, net, LEAK * net), lambda net, output: above_zero(net, 1.0, LEAK)
    ),
    "softplus": Activation(softplus, lambda net, output: logistic(net)),
    "linear": Activation(lambda net: net, lambda net, output: numpy.ones_like(net)),
}
NAMES = (*ACTIVATIONS, "softmax")
