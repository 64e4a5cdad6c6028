"""Loss functions of a sample, each with its derivative beside it.

Arrays of samples by outputs in; losses by sample, or derivatives of the outputs' shape, out. The loss of several
samples is their mean. Source: Bishop, "Pattern Recognition and Machine Learning", sections 5.2 and 5.3.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy

from sheetgen.native.activations import each
from sheetgen.native.neuron import Array


def summed(terms: Array) -> Array:
    """Sums along the last axis, from left to right, as a spreadsheet adds."""
    total = numpy.zeros(terms.shape[:-1])
    for index in range(terms.shape[-1]):
        total = total + terms[..., index]
    return total


@dataclass(frozen=True)
class Loss:
    """A function of outputs and targets, and its derivative by the outputs."""

    function: Callable[[Array, Array], Array]
    derivative: Callable[[Array, Array], Array]


def _squares(output: Array, target: Array) -> Array:
    error = output - target
    return summed(error * error)


LOSSES = {
    "half squared error": Loss(
        lambda output, target: _squares(output, target) / 2, lambda output, target: output - target
    ),
    "mean squared error": Loss(
        lambda output, target: _squares(output, target) / output.shape[-1],
        lambda output, target: 2 * (output - target) / output.shape[-1],
    ),
    "cross-entropy": Loss(
        lambda output, target: -summed(target * each(math.log, output)), lambda output, target: -target / output
    ),
}
