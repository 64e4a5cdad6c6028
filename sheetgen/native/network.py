"""A fully connected network: forward, backward, and a step of gradient descent.

    net = W·x + b,  out = activation(net),  and backwards by the chain rule
    ∂L/∂net = ∂L/∂out · activation′(net),  ∂L/∂W = ∂L/∂net · xᵀ,  ∂L/∂b = ∂L/∂net,  ∂L/∂x = Wᵀ · ∂L/∂net

Source: Goodfellow, Bengio and Courville, "Deep Learning", algorithms 6.3 and 6.4. Sums run from left to right, so that
a spreadsheet that adds the same terms gives the same bits; all else is NumPy over samples and neurons at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from sheetgen.native.activations import ACTIVATIONS, softmax
from sheetgen.native.losses import LOSSES, summed
from sheetgen.native.neuron import Array, finite


@dataclass(frozen=True)
class Layer:
    """Weights (neurons by inputs), biases (neurons), and the name of the activation."""

    weights: Array
    biases: Array
    activation: str

    def net(self, inputs: Array) -> Array:
        """W·x + b for each sample: samples by inputs in, samples by neurons out; nan where it overflows, as an
        activation would make a number of infinity again."""
        total = numpy.zeros((*inputs.shape[:-1], len(self.biases)))
        for index in range(inputs.shape[-1]):
            total = total + self.weights[:, index] * inputs[..., index, None]
        return finite(total + self.biases)

    def output(self, net: Array) -> Array:
        """The activation of the nets."""
        return softmax(net) if self.activation == "softmax" else ACTIVATIONS[self.activation].function(net)


@dataclass(frozen=True)
class Pass:
    """What a forward pass gave, by layer: nets and outputs (samples by neurons); `outputs[0]` are the inputs."""

    nets: list[Array]
    outputs: list[Array]


@dataclass(frozen=True)
class Gradients:
    """∂L/∂out, the activation's derivative (None for softmax) and ∂L/∂net by layer, each samples by neurons."""

    outputs: list[Array]
    locals: list[Array | None]
    nets: list[Array]


@dataclass(frozen=True)
class Network:
    """Layers, and the loss that their output is judged by."""

    layers: Sequence[Layer]
    loss: str

    def forward(self, inputs: Array) -> Pass:
        """Nets and outputs of every layer for samples by inputs."""
        nets: list[Array] = []
        outputs = [inputs]
        for layer in self.layers:
            nets.append(layer.net(outputs[-1]))
            outputs.append(layer.output(nets[-1]))
        return Pass(nets, outputs)

    def losses(self, output: Array, targets: Array) -> Array:
        """The loss of each sample."""
        return LOSSES[self.loss].function(output, targets)

    def backward(self, done: Pass, targets: Array) -> Gradients:
        """The derivatives of each sample's loss, from the last layer to the first."""
        output = LOSSES[self.loss].derivative(done.outputs[-1], targets)
        outputs: list[Array] = []
        slopes: list[Array | None] = []
        nets: list[Array] = []
        for index in reversed(range(len(self.layers))):
            layer, out = self.layers[index], done.outputs[index + 1]
            if layer.activation != "softmax":
                slope = ACTIVATIONS[layer.activation].derivative(done.nets[index], out)
                net = slope * output
            else:
                slope = None
                # Of softmax and cross-entropy together only the difference remains, for targets whose sum is 1.
                net = (
                    out - targets if self.loss == "cross-entropy" else out * (output - summed(output * out)[..., None])
                )
            outputs.insert(0, output)
            slopes.insert(0, slope)
            nets.insert(0, net)
            # Wᵀ · ∂L/∂net: what the layer below has to answer for.
            total = numpy.zeros((*net.shape[:-1], layer.weights.shape[1]))
            for neuron in range(net.shape[-1]):
                total = total + layer.weights[neuron] * net[..., neuron, None]
            output = total
        return Gradients(outputs, slopes, nets)

    def gradients(self, inputs: Array, targets: Array) -> list[tuple[Array, Array]]:
        """∂L/∂W and ∂L/∂b of the mean loss, by layer."""
        done = self.forward(inputs)
        found = []
        for net, below in zip(self.backward(done, targets).nets, done.outputs, strict=False):
            # Samples last, to be summed from the first on.
            weights = summed(numpy.moveaxis(net[:, :, None] * below[:, None, :], 0, -1)) / len(inputs)
            found.append((weights, summed(net.T) / len(inputs)))
        return found

    def trained(self, inputs: Array, targets: Array, learning_rate: float) -> Network:
        """The network after one step of gradient descent."""
        layers = [
            Layer(layer.weights - learning_rate * weights, layer.biases - learning_rate * biases, layer.activation)
            for layer, (weights, biases) in zip(self.layers, self.gradients(inputs, targets), strict=True)
        ]
        return Network(layers, self.loss)
