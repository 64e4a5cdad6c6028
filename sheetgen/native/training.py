"""Training a single neuron: gradient descent, one example over and over.

Each step computes output and loss, and then takes the learning rate times the gradient from the weight and the bias:
w ← w − η·∂loss/∂w, b ← b − η·∂loss/∂b.

Source: Chris Hulbert, "Neural networks explained with spreadsheets", part 3. All quantities are pure numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy

from sheetgen.native.neuron import Neuron, Number, finite, global_gradients

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    *("in", "out", "input", "weight", "weight gradient", "bias", "bias gradient", "net", "output"),
    *("target", "attempt", "error", "loss"),
)

#: A row for each step must fit into a sheet, below two rows of headings.
_MOST_STEPS = 1_048_574


def check(parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters of the template; ValueError where there is no step to take, or too many for a sheet."""
    steps = parameters["steps"]
    if isinstance(steps, bool) or not isinstance(steps, int) or not 1 <= steps <= _MOST_STEPS:
        raise ValueError(f"steps = {steps}: give a whole number from 1 to {_MOST_STEPS:,}, a row of the sheet for each")
    return parameters


def steps(neuron: Neuron[Number], learning_rate: Number, count: int) -> Iterator[Neuron[Number]]:
    """The neuron before each of so many steps, trained from one to the next."""
    for _ in range(count):
        yield neuron
        gradients = global_gradients(neuron)
        neuron = Neuron(
            neuron.input,
            finite(neuron.weight - finite(gradients.weight * learning_rate)),
            finite(neuron.bias - finite(gradients.bias * learning_rate)),
            neuron.target,
        )


@numpy.errstate(all="ignore")
def training(
    *, learning_rate: Number, example: Number, weight: Number, bias: Number, parameters: dict[str, Any]
) -> pandas.DataFrame:
    """The table of the article: a row "step 1", "step 2", … for each step, a column for each of COLUMNS.

    The neuron learns to answer ten times the `example`. nan where a number does not exist. With arrays of one shape,
    for many neurons at once, the table holds arrays.
    """
    import pandas

    first = Neuron(example, weight, bias, finite(example * 10))
    rows = [_row(neuron) for neuron in steps(first, learning_rate, parameters["steps"])]
    attempts = {"attempt": [float(number) for number in range(1, len(rows) + 1)]}
    labels = [f"step {number}" for number in range(1, len(rows) + 1)]
    return pandas.DataFrame(rows, index=labels).assign(**attempts)[list(COLUMNS)]


def _row(neuron: Neuron[Number]) -> dict[str, Number]:
    """A step's row, by column."""
    gradients = global_gradients(neuron)
    return {
        "in": neuron.input,
        "out": neuron.target,
        "input": neuron.input,
        "weight": neuron.weight,
        "weight gradient": gradients.weight,
        "bias": neuron.bias,
        "bias gradient": gradients.bias,
        "net": neuron.net(),
        "output": neuron.output(),
        "target": neuron.target,
        "error": neuron.error(),
        "loss": neuron.loss(),
    }
