"""A single neuron with one input: its forward pass, its gradients, and finite differences to check them.

    net = input·weight + bias,  output = tanh(net),  error = output − target,  loss = error² / 2

Source: Chris Hulbert, "Neural networks explained with spreadsheets", part 2. All quantities are pure numbers. A result
past the largest number is nan, and nan is passed on: where a quantity does not exist, nothing that needs it does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar, cast

import numpy
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas

Array = NDArray[numpy.float64]

#: A number: Python's 64-bit float, NumPy's 32-bit one for the article's own program, or many neurons' at once.
Number = TypeVar("Number", float, numpy.float32, Array)

#: The rows and columns of the table that `gradients` returns.
ROWS = (
    "forward",
    "local",
    "global",
    "faux output",
    "faux net",
    "faux bias",
    "faux weight",
    "faux input",
)
COLUMNS = ("input", "weight", "bias", "net", "output", "target", "error", "loss", "faux gradient")


def finite(number: Number) -> Number:
    """The number, or nan where it overflowed."""
    if isinstance(number, numpy.ndarray):
        return numpy.where(numpy.isfinite(number), number, numpy.nan)
    return number if math.isfinite(number) else number * 0


def tanh(net: Number) -> Number:
    """The activation, in the precision of its argument; of an array, the same function element by element, as
    NumPy's own may differ from it in the last bit."""
    if isinstance(net, numpy.ndarray):
        return numpy.array([math.tanh(one) for one in net.flat]).reshape(net.shape)
    if isinstance(net, numpy.float32):
        return numpy.float32(numpy.tanh(net))
    return math.tanh(net)


def tanh_gradient(output: Number) -> Number:
    """The derivative of tanh, from its value: tanh' = 1 − tanh²."""
    return 1 - output * output


@dataclass(frozen=True)
class Neuron(Generic[Number]):
    """A neuron's parameters, its input and what it should answer; float, numpy.float32 or arrays throughout."""

    input: Number
    weight: Number
    bias: Number
    target: Number

    def net(self) -> Number:
        """input·weight + bias."""
        return finite(self.input * self.weight + self.bias)

    def output(self) -> Number:
        """tanh(net)."""
        return tanh(self.net())

    def error(self) -> Number:
        """output − target."""
        return finite(self.output() - self.target)

    def loss(self) -> Number:
        """error² / 2."""
        return half_square(self.error())


def half_square(error: Number) -> Number:
    """The loss of an error; its derivative is the error itself."""
    return finite(error * error / 2)


@dataclass(frozen=True)
class Gradients(Generic[Number]):
    """How the loss answers to each quantity: its derivatives, by the chain rule from the output back."""

    output: Number
    net: Number
    bias: Number
    weight: Number
    input: Number


def global_gradients(neuron: Neuron[Number]) -> Gradients[Number]:
    """The analytic gradients: each local one times the global one behind it.

    Output's is the error; net's is (1 − output²) times that; the bias's is net's; the weight's is the input times
    net's; the input's is the weight times net's.
    """
    output = neuron.error()
    net = finite(tanh_gradient(neuron.output()) * output)
    return Gradients(output, net, net, finite(neuron.input * net), finite(neuron.weight * net))


def finite_difference(loss: Number, nudged_loss: Number, tiny: Number | float) -> Number:
    """The forward difference quotient (f(x + tiny) − f(x)) / tiny; nan where tiny is 0."""
    if not isinstance(tiny, numpy.ndarray) and tiny == 0:
        return loss * math.nan
    return finite(finite(nudged_loss - loss) / tiny)


@numpy.errstate(all="ignore")
def gradients(*, input: Number, weight: Number, bias: Number, target: Number, tiny: Number | float) -> pandas.DataFrame:
    """The whole table of the article: a row for each of ROWS, a column for each of COLUMNS.

    None where the article has nothing, nan where a number does not exist. With arrays of one shape, for many neurons at
    once, the table holds arrays.
    """
    import pandas

    neuron = Neuron(input, weight, bias, target)
    exact = global_gradients(neuron)
    table: dict[str, dict[str, Number | float | None]] = {row: dict.fromkeys(COLUMNS) for row in ROWS}
    table["forward"] |= _forward(neuron)
    table["local"] |= {
        "input": weight,
        "weight": input,
        "bias": 1.0,
        "net": finite(tanh_gradient(neuron.output())),
        "output": neuron.error(),
    }
    table["global"] |= {
        "input": exact.input,
        "weight": exact.weight,
        "bias": exact.bias,
        "net": exact.net,
        "output": exact.output,
    }
    loss = neuron.loss()

    nudged_output = finite(neuron.output() + tiny)
    error = finite(nudged_output - target)
    table["faux output"] |= {
        "output": nudged_output,
        "target": target,
        "error": error,
        "loss": half_square(error),
    }

    nudged_net = finite(neuron.net() + tiny)
    output = tanh(nudged_net)
    error = finite(output - target)
    table["faux net"] |= {
        "net": nudged_net,
        "output": output,
        "target": target,
        "error": error,
        "loss": half_square(error),
    }

    table["faux bias"] |= _forward(Neuron(input, weight, finite(bias + tiny), target))
    table["faux weight"] |= _forward(Neuron(input, finite(weight + tiny), bias, target))
    table["faux input"] |= _forward(Neuron(finite(input + tiny), weight, bias, target))
    for row in ROWS[3:]:
        table[row]["faux gradient"] = finite_difference(loss, cast("Number", table[row]["loss"]), tiny)
    # As objects, so that None stays None: pandas would make nan of it, which here means a number that does not exist.
    return pandas.DataFrame(list(table.values()), index=list(ROWS), columns=list(COLUMNS), dtype=object)


def _forward(neuron: Neuron[Number]) -> dict[str, Number | float | None]:
    return {
        "input": neuron.input,
        "weight": neuron.weight,
        "bias": neuron.bias,
        "net": neuron.net(),
        "output": neuron.output(),
        "target": neuron.target,
        "error": neuron.error(),
        "loss": neuron.loss(),
    }


def truncation(*, input: float, weight: float, bias: float, target: float, tiny: float) -> pandas.DataFrame:
    """How far each faux gradient may lie from the real one, were all arithmetic exact.

    A forward difference is off by tiny/2 · f″(ξ) for some ξ between x and x + tiny (Taylor's theorem). With L the loss
    as a function of the net and o = tanh(net), L″ = (1 − o²)² − 2·o·(1 − o²)·(o − target). The weight enters the net
    times the input, which squares into its second derivative, and the input times the weight; the bias enters as it
    is. As a function of the output, the loss is a parabola with second derivative 1.
    """
    import pandas

    net = input * weight + bias
    second = {
        "faux output": 1.0,
        "faux net": curvature(net, net + tiny, target),
        "faux bias": curvature(net, net + tiny, target),
        "faux weight": input * input * curvature(net, net + input * tiny, target),
        "faux input": weight * weight * curvature(net, net + weight * tiny, target),
    }
    bounds = {row: abs(tiny) / 2 * largest * OWN_ROUNDING for row, largest in second.items()}
    return pandas.DataFrame({"faux gradient": bounds}, index=list(ROWS), dtype=float)


#: The bound is computed in floats itself: a dozen operations, none of which cancels, so this covers their rounding.
OWN_ROUNDING = 1 + 2.0**-40


def curvature(net: float, other: float, target: float) -> float:
    """The largest |L″| between two nets, each factor at its largest there; tanh is monotonic."""
    ends = math.tanh(net), math.tanh(other)
    smallest = 0.0 if min(ends) <= 0 <= max(ends) else min(map(abs, ends))
    largest = max(map(abs, ends))
    slope = 1 - smallest * smallest
    error = max(abs(end - target) for end in ends)
    return slope * slope + 2 * largest * slope * error
