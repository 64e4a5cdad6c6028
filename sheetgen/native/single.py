"""A single neuron with two inputs, going forward only.

Source: Chris Hulbert, "Neural networks explained with spreadsheets", part 1, where the loss is the square of the error.
All quantities are pure numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from sheetgen.native.neuron import Number, finite, tanh

if TYPE_CHECKING:
    import pandas


@numpy.errstate(all="ignore")
def single(
    *, input_1: Number, input_2: Number, weight_1: Number, weight_2: Number, bias: Number, target: Number
) -> pandas.DataFrame:
    """One row, "neuron": net = input₁·weight₁ + input₂·weight₂ + bias, output = tanh(net), loss = (output − target)².

    nan where a number does not exist; with arrays, for many neurons at once, the table holds arrays.
    """
    import pandas

    net = finite(finite(finite(input_1 * weight_1) + finite(input_2 * weight_2)) + bias)
    output = tanh(net)
    error = finite(output - target)
    return pandas.DataFrame(
        [{"net": net, "output": output, "loss": finite(error * error)}], index=["neuron"], dtype=object
    )
