"""How far a finite difference may lie from its gradient in a network, by interval arithmetic.

By the mean value theorem (f(x + h) − f(x)) / h is a derivative of f somewhere between x and x + h; where f has a kink,
it lies within the hull of its one-sided derivatives. So does the gradient at x. An interval that holds every derivative
of the loss by one weight, while the weight runs through the step, is therefore no narrower than the two are apart.

Source: Moore, Kearfott and Cloud, "Introduction to Interval Analysis", chapters 5 and 6 (forward differentiation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy

from sheetgen.native.activations import ACTIVATIONS, LEAK, logistic
from sheetgen.native.layers import network_of, parameter_names, sampled
from sheetgen.native.network import Layer, Network
from sheetgen.native.neuron import Array

if TYPE_CHECKING:
    import pandas

#: What the rounding of these intervals themselves can have lost, relative to the magnitudes that were added: far more
#: than a few thousand operations of half an ulp each.
_OWN_ROUNDING = 2.0**-40


class Interval(NamedTuple):
    """Lower and upper ends, arrays of one shape."""

    low: Array
    high: Array

    def __mul__(self, other: Interval) -> Interval:  # type: ignore[override]
        ends = [self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high]
        return Interval(numpy.minimum.reduce(ends), numpy.maximum.reduce(ends))

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def through(self, weights: Array) -> Interval:
        """The sums of a layer's weights times these inputs."""
        up, down = numpy.maximum(weights, 0).T, numpy.minimum(weights, 0).T
        return Interval(self.low @ up + self.high @ down, self.high @ up + self.low @ down)

    def widest(self) -> Array:
        """The larger magnitude of both ends."""
        return numpy.maximum(abs(self.low), abs(self.high))


def truncation(*, parameters: dict[str, Any], **inputs: float) -> dict[str, pandas.DataFrame]:
    """A bound for each finite difference of the sheet Faux, in the row of its first sample."""
    import pandas

    network, samples, targets = network_of(parameters, inputs)
    every = parameter_names(parameters["shape"])
    rows = {}
    with numpy.errstate(all="ignore"):
        for place in sampled(len(every), parameters["faux"]):
            name, layer, neuron, index = every[place]
            low, high, size = _derivatives(network, samples, targets, (layer, neuron, index), inputs["tiny"])
            rows[f"{name} sample 1"] = (high - low) * (1 + _OWN_ROUNDING) + size * _OWN_ROUNDING
    return {"Faux": pandas.DataFrame({"faux gradient": rows})}


def _derivatives(
    network: Network, samples: Array, targets: Array, place: tuple[int, int, int], tiny: float
) -> tuple[float, float, float]:
    """An interval for the derivative of the mean loss by one weight or bias within the step, and the sum of magnitudes
    that it came of."""
    layer, neuron, index = place
    width = network.layers[layer].weights.shape[1]
    below = network.forward(samples).outputs[layer]
    # The net of one neuron runs through the step times its input; its derivative is that input.
    slope = numpy.ones(len(samples)) if index == width else below[:, index]
    net = network.layers[layer].net(below)
    moved = net.copy()
    moved[:, neuron] = moved[:, neuron] + tiny * slope
    nets = Interval(numpy.minimum(net, moved), numpy.maximum(net, moved))
    by_net = numpy.zeros_like(net)
    by_net[:, neuron] = slope
    by = Interval(by_net, by_net)
    size = abs(by_net)
    outputs = nets
    for number in range(layer, len(network.layers)):
        own = network.layers[number]
        if number > layer:
            nets = outputs.through(own.weights)
            nets = Interval(nets.low + own.biases, nets.high + own.biases)
            by = by.through(own.weights)
            size = size @ abs(own.weights).T
        if own.activation == "softmax":
            break
        outputs, slopes = _activated(own, nets)
        by = slopes * by
        size = slopes.widest() * size
    low, high, total = _of_loss(network, nets, outputs, by, size, targets)
    count = len(samples)
    return float(low.sum() / count), float(high.sum() / count), float(total.sum() / count)


def _activated(layer: Layer, nets: Interval) -> tuple[Interval, Interval]:
    """Outputs and slopes for nets within intervals; every activation rises, or stays."""
    activation = ACTIVATIONS[layer.activation]
    ends = [activation.function(end) for end in nets]
    outputs = Interval(*ends)
    slopes = [activation.derivative(net, out) for net, out in zip(nets, ends, strict=True)]
    found = Interval(numpy.minimum(*slopes), numpy.maximum(*slopes))
    across = (nets.low <= 0) & (nets.high >= 0)
    if layer.activation in ("tanh", "logistic"):
        # Steepest at 0.
        peak = 1.0 if layer.activation == "tanh" else 0.25
        found = Interval(found.low, numpy.where(across, peak, found.high))
    elif layer.activation in ("relu", "leaky relu"):
        least = 0.0 if layer.activation == "relu" else LEAK
        found = Interval(numpy.where(across, least, found.low), numpy.where(across, 1.0, found.high))
    elif layer.activation == "softplus":
        found = Interval(logistic(nets.low), logistic(nets.high))
    return outputs, found


def _of_loss(
    network: Network, nets: Interval, outputs: Interval, by: Interval, size: Array, targets: Array
) -> tuple[Array, Array, Array]:
    """The derivative of each sample's loss, from those of the last layer: outputs, or nets where that is a softmax."""
    if network.layers[-1].activation == "softmax":
        outputs = _softmax(nets)
        if network.loss == "cross-entropy":
            # Softmax and cross-entropy together: ∂L/∂net = out − target.
            terms = (outputs - Interval(targets, targets)) * by
            return terms.low.sum(-1), terms.high.sum(-1), (size * (1 + abs(targets))).sum(-1)
        terms = outputs * by
        mean = Interval(terms.low.sum(-1, keepdims=True), terms.high.sum(-1, keepdims=True))
        by = outputs * (by - mean)
        size = 2 * size.sum(-1, keepdims=True) + size
    factor = 1.0 if network.loss == "half squared error" else 2 / targets.shape[-1]
    errors = outputs - Interval(targets, targets)
    terms = errors * by
    return terms.low.sum(-1) * factor, terms.high.sum(-1) * factor, (errors.widest() * size).sum(-1) * factor


def _softmax(nets: Interval) -> Interval:
    """A softmax is largest where its own net is largest and all others smallest."""
    ends = []
    for own, others in ((nets.low, nets.high), (nets.high, nets.low)):
        largest = numpy.maximum(nets.low, nets.high).max(-1, keepdims=True)
        raised, rest = numpy.exp(own - largest), numpy.exp(others - largest)
        # numpy's exp is within a few ulp, which the bound on rounding covers.
        ends.append(raised / (raised + rest.sum(-1, keepdims=True) - rest))
    return Interval(*ends)
