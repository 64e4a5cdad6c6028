"""The tables of the layers template: forward, backward, finite differences, an update, and training.

The inputs come by the names that the template gives them: `w[1][2,3]` is the weight from input 3 to neuron 2 of layer
1, `b[1][2]` its bias, `x[1,2]` input 2 of sample 1, `t[1,2]` its target.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy

from sheetgen.native.layer_parameters import complete
from sheetgen.native.losses import summed
from sheetgen.native.network import Layer, Network
from sheetgen.native.neuron import Array, finite

if TYPE_CHECKING:
    import pandas

__all__ = ["complete", "layers"]

#: Up to so many inputs a net is written as a sum of products, in which Tiny is added to the weight itself; a wider one
#: as SUMPRODUCT, to which Tiny times the input is added.
NARROW = 4


def neuron_names(shape: list[int]) -> list[list[str]]:
    """What each layer's neurons are called: h1, h2, … in a hidden layer, h2.1, … in the second of several, o1, …"""
    hidden = len(shape) - 2
    names = []
    for layer, size in enumerate(shape[1:], start=1):
        prefix = "o" if layer == hidden + 1 else "h" if hidden == 1 else f"h{layer}."
        names.append([f"{prefix}{neuron}" for neuron in range(1, size + 1)])
    return names


def parameter_names(shape: list[int]) -> list[tuple[str, int, int, int]]:
    """Every weight and bias in order: its name, layer, neuron and input (all from 0; a bias's input is the width)."""
    found = []
    for layer, (below, size) in enumerate(pairwise(shape)):
        for neuron in range(size):
            for index in range(below):
                found.append((f"w[{layer + 1}][{neuron + 1},{index + 1}]", layer, neuron, index))
            found.append((f"b[{layer + 1}][{neuron + 1}]", layer, neuron, below))
    return found


def sampled(count: int, most: int) -> list[int]:
    """Which of so many parameters get a finite difference: all, or as many as allowed, evenly spread."""
    if count <= most:
        return list(range(count))
    return [index * count // most for index in range(most)]


def layers(*, parameters: dict[str, Any], **inputs: float) -> dict[str, pandas.DataFrame]:
    """Every sheet's table by its name; nan where a number does not exist."""
    with numpy.errstate(all="ignore"):
        return {name: _frame(rows) for name, rows in _tables(parameters, inputs)}


#: A table by the labels of its rows and columns, as far as it goes.
Rows = dict[str, dict[str, float]]


def _frame(rows: Rows) -> pandas.DataFrame:
    """The table as objects: None where there is nothing, nan for what is no finite number."""
    import pandas

    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    cells = [[_plain(row.get(column)) for column in columns] for row in rows.values()]
    return pandas.DataFrame(cells, index=list(rows), columns=columns, dtype=object)


def _plain(number: float | None) -> float | None:
    return None if number is None else float(number) if numpy.isfinite(number) else numpy.nan


def _tables(parameters: dict[str, Any], inputs: Mapping[str, float]) -> Iterator[tuple[str, Rows]]:
    shape = parameters["shape"]
    network, samples, targets = network_of(parameters, inputs)
    done = network.forward(samples)
    names = neuron_names(shape)
    losses = network.losses(done.outputs[-1], targets)
    loss = _mean(losses)
    forward = {f"x{index + 1}": samples[:, index] for index in range(shape[0])}
    for layer, own in enumerate(names):
        forward |= {f"net {name}": done.nets[layer][:, index] for index, name in enumerate(own)}
        forward |= {f"out {name}": done.outputs[layer + 1][:, index] for index, name in enumerate(own)}
    errors = done.outputs[-1] - targets
    forward |= {f"error {name}": errors[:, index] for index, name in enumerate(names[-1])}
    yield "Forward", _with_mean({**forward, "loss": losses}, {"loss": loss})

    gradients = network.backward(done, targets)
    backward: dict[str, Array] = {}
    for layer in reversed(range(len(names))):
        for kind, numbers in (
            ("global out", gradients.outputs[layer]),
            ("local", gradients.locals[layer]),
            ("global net", gradients.nets[layer]),
        ):
            if numbers is not None:
                backward |= {f"{kind} {name}": numbers[:, index] for index, name in enumerate(names[layer])}
    means: dict[str, float] = {}
    for name, layer, neuron, index in parameter_names(shape):
        bias = index == shape[layer]
        local = numpy.ones(len(samples)) if bias else done.outputs[layer][:, index]
        backward[f"local {name}"] = local
        whole = backward[f"global {name}"] = gradients.nets[layer][:, neuron] * local
        means[f"global {name}"] = _mean(whole)
    yield "Backward", _with_mean(backward, means)
    yield "Faux", _faux(network, samples, targets, loss, means, parameters, inputs["tiny"])
    yield "Update", _update(inputs, means, parameters)
    yield "Training", _training(network, samples, targets, parameters, inputs["learning_rate"])


def network_of(parameters: dict[str, Any], inputs: Mapping[str, float]) -> tuple[Network, Array, Array]:
    """The network and its samples, as the inputs have them."""
    shape = parameters["shape"]
    count = len(parameters["inputs"])
    found = []
    for number, (below, size) in enumerate(pairwise(shape), start=1):
        weights = [[inputs[f"w[{number}][{j},{i}]"] for i in range(1, below + 1)] for j in range(1, size + 1)]
        biases = [inputs[f"b[{number}][{j}]"] for j in range(1, size + 1)]
        found.append(Layer(numpy.array(weights), numpy.array(biases), parameters["layers"][number - 1]["activation"]))
    samples = [[inputs[f"x[{s},{i}]"] for i in range(1, shape[0] + 1)] for s in range(1, count + 1)]
    targets = [[inputs[f"t[{s},{k}]"] for k in range(1, shape[-1] + 1)] for s in range(1, count + 1)]
    return Network(found, parameters["loss"]), numpy.array(samples), numpy.array(targets)


def _mean(numbers: Array) -> float:
    return float(summed(numbers) / len(numbers))


def _with_mean(columns: dict[str, Array], means: dict[str, float]) -> Rows:
    """A row for each sample, and one for the mean of some columns."""
    count = len(next(iter(columns.values())))
    rows = {
        f"sample {sample + 1}": {name: float(numbers[sample]) for name, numbers in columns.items()}
        for sample in range(count)
    }
    return {**rows, "mean": means}


def _faux(
    network: Network,
    samples: Array,
    targets: Array,
    loss: float,
    means: dict[str, float],
    parameters: dict[str, Any],
    tiny: float,
) -> Rows:
    """The forward pass again for each weight and bias, with Tiny added to it."""
    shape = parameters["shape"]
    names = neuron_names(shape)
    every = parameter_names(shape)
    rows: Rows = {}
    for place in sampled(len(every), parameters["faux"]):
        name, layer, neuron, index = every[place]
        done, losses = nudged(network, samples, targets, layer, neuron, index, tiny)
        for sample in range(len(samples)):
            row = rows[f"{name} sample {sample + 1}"] = {}
            for number, own in enumerate(names):
                row |= {f"net {one}": done[0][number][sample, at] for at, one in enumerate(own)}
                row |= {f"out {one}": done[1][number + 1][sample, at] for at, one in enumerate(own)}
            row["loss"] = losses[sample]
        first = rows[f"{name} sample 1"]
        first["real gradient"] = means[f"global {name}"]
        first["faux gradient"] = (_mean(losses) - loss) / tiny if tiny else numpy.nan
    return rows


def nudged(
    network: Network, samples: Array, targets: Array, layer: int, neuron: int, index: int, tiny: float
) -> tuple[tuple[list[Array], list[Array]], Array]:
    """Nets, outputs and losses with Tiny added to one weight, or to a bias (whose index is the layer's width)."""
    own = network.layers[layer]
    width = own.weights.shape[1]
    weights, biases = own.weights.copy(), own.biases.copy()
    wide = width > NARROW and index < width
    if index == width:
        biases[neuron] = biases[neuron] + tiny
    elif not wide:
        weights[neuron, index] = weights[neuron, index] + tiny
    changed = [*network.layers]
    changed[layer] = Layer(weights, biases, own.activation)
    nets: list[Array] = []
    outputs = [samples]
    for number, one in enumerate(changed):
        net = one.net(outputs[-1])
        if wide and number == layer:
            net[:, neuron] = finite(net[:, neuron] + finite(tiny * outputs[-1][:, index]))
        nets.append(net)
        outputs.append(one.output(net))
    return (nets, outputs), replace(network, layers=changed).losses(outputs[-1], targets)


def _update(inputs: Mapping[str, float], means: dict[str, float], parameters: dict[str, Any]) -> Rows:
    rate = inputs["learning_rate"]
    return {
        name: {
            "value": inputs[name],
            "gradient": means[f"global {name}"],
            "updated": inputs[name] - rate * means[f"global {name}"],
        }
        for name, *_ in parameter_names(parameters["shape"])
    }


def _training(network: Network, samples: Array, targets: Array, parameters: dict[str, Any], rate: float) -> Rows:
    """A row for each step's loss, and below a block for each step: a neuron's weights, and a sample's pass, by row."""
    shape = parameters["shape"]
    names = neuron_names(shape)
    rows: Rows = {}
    for step in range(1, parameters["steps"] + 1):
        done = network.forward(samples)
        losses = network.losses(done.outputs[-1], targets)
        gradients = network.backward(done, targets)
        rows[f"step {step}"] = {"mean loss": _mean(losses)}
        count = max(sum(shape[1:]), len(samples))
        block = [rows.setdefault(f"step {step} row {number}", {}) for number in range(1, count + 1)]
        neurons = ((weights, layer.biases[at]) for layer in network.layers for at, weights in enumerate(layer.weights))
        for row, (weights, bias) in zip(block, neurons, strict=False):
            row |= {f"w{index + 1}": weight for index, weight in enumerate(weights)} | {"bias": bias}
        for sample, row in zip(range(len(samples)), block, strict=False):
            for number, own in enumerate(names):
                row |= {f"net {name}": done.nets[number][sample, at] for at, name in enumerate(own)}
                row |= {f"out {name}": done.outputs[number + 1][sample, at] for at, name in enumerate(own)}
                row |= {f"global {name}": gradients.nets[number][sample, at] for at, name in enumerate(own)}
            row["loss"] = losses[sample]
        network = network.trained(samples, targets, rate)
    return rows
