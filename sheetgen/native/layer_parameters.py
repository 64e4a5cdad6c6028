"""The parameters of the layers template: checked, and completed with weights and samples that are drawn from a seed."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sheetgen.native.activations import NAMES
from sheetgen.native.losses import LOSSES

#: How far the targets of a sample may be from the sum 1 of a distribution.
_SUM = 1e-9
#: Excel's limits for one sheet ("Excel specifications and limits").
_ROWS, _COLUMNS = 1_048_576, 16_384


def complete(parameters: dict[str, Any], *, inputs: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Parameters with layers, inputs and targets in full; ValueError, in one sentence, for what does not fit.

    Either `layers` (weights as a matrix with a row for each neuron, biases, activation) or a `shape` such as [2, 3, 1]
    is given; then weights between −1 and 1 are drawn from the seed, and samples likewise where there are none.
    `inputs` are the cells by name, where some were changed: then the targets are theirs.
    """
    found = dict(parameters)
    if inputs is not None:
        found["targets"] = [
            [inputs[f"t[{sample},{output}]"] for output in range(1, len(targets) + 1)]
            for sample, targets in enumerate(found["targets"], start=1)
        ]
    for name in ("seed", "steps", "faux"):
        found[name] = _whole(found[name], name, 0 if name in ("seed", "faux") else 1)
    _known(found["loss"], tuple(LOSSES), "loss")
    draw = random.Random(found["seed"])
    if found["layers"]:
        found["layers"] = _given(found["layers"])
        found["shape"] = [len(found["layers"][0]["weights"][0]), *(len(layer["biases"]) for layer in found["layers"])]
    else:
        found["shape"] = _shape(found["shape"])
        # Before millions of weights are drawn.
        _check_size(found)
        found["layers"] = _drawn(found["shape"], found["activation"], found["output"], draw)
    _check_size(found)
    _check_activations(found["layers"], found["loss"])
    _complete_samples(found, draw)
    return found


def _given(layers: Any) -> list[dict[str, Any]]:
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        raise ValueError("layers must be a list of tables, each with weights, biases and activation")
    found: list[dict[str, Any]] = []
    for number, layer in enumerate(layers, start=1):
        missing = [key for key in ("weights", "biases", "activation") if key not in layer]
        unknown = [key for key in layer if key not in ("weights", "biases", "activation")]
        if missing or unknown:
            problem = f"has no {missing[0]}" if missing else f"has an unknown key {unknown[0]!r}"
            raise ValueError(f"layer {number} {problem}: it needs weights, biases and activation")
        weights = _matrix(layer["weights"], f"layer {number}: weights")
        biases = _vector(layer["biases"], f"layer {number}: biases")
        if len(biases) != len(weights):
            raise ValueError(
                f"layer {number}: expected {len(weights)} biases, one for each row of weights, got {len(biases)}"
            )
        width = len(found[-1]["biases"]) if found else len(weights[0])
        if len(weights[0]) != width:
            raise ValueError(
                f"layer {number}: expected {width} weights in each row, one for each neuron of layer {number - 1},"
                f" got {len(weights[0])}"
            )
        found.append({"weights": weights, "biases": biases, "activation": layer["activation"]})
    return found


def _shape(shape: Any) -> list[int]:
    if not isinstance(shape, list) or len(shape) < 2:
        raise ValueError(f"shape = {shape}: give the inputs and the neurons of each layer, such as [2, 3, 1]")
    return [_whole(size, "shape", 1) for size in shape]


def _drawn(sizes: list[int], activation: Any, output: Any, draw: random.Random) -> list[dict[str, Any]]:
    """Layers of a shape, all weights and biases between −1 and 1, with four decimals."""
    return [
        {
            "weights": [[round(draw.uniform(-1, 1), 4) for _ in range(below)] for _ in range(size)],
            "biases": [round(draw.uniform(-1, 1), 4) for _ in range(size)],
            "activation": output if index == len(sizes) - 2 else activation,
        }
        for index, (below, size) in enumerate(pairwise(sizes))
    ]


def _check_activations(layers: list[dict[str, Any]], loss: str) -> None:
    for number, layer in enumerate(layers, start=1):
        _known(layer["activation"], NAMES, f"layer {number}: activation")
        if layer["activation"] == "softmax" and number < len(layers):
            raise ValueError(f"layer {number}: softmax stands before the end; only the last layer can have it")
    if loss == "cross-entropy" and layers[-1]["activation"] != "softmax":
        raise ValueError(f"cross-entropy needs softmax in the last layer, not {layers[-1]['activation']}")


def _complete_samples(found: dict[str, Any], draw: random.Random) -> None:
    """One sample where none is given; a single one may be given without the outer brackets."""
    inputs, targets = found["shape"][0], found["shape"][-1]
    if not found["inputs"]:
        found["inputs"] = [[round(draw.uniform(-1, 1), 4) for _ in range(inputs)]]
    if not found["targets"]:
        one = found["layers"][-1]["activation"] == "softmax"
        found["targets"] = [
            [float(index == 0) for index in range(targets)]
            if one
            else [round(draw.random(), 4) for _ in range(targets)]
            for _ in _samples(found["inputs"])
        ]
    for name, width, of in (("inputs", inputs, "input"), ("targets", targets, "output neuron")):
        samples = _matrix(_samples(found[name]), name)
        if len(samples[0]) != width:
            raise ValueError(
                f"{name}: expected {width} numbers in each sample, one for each {of}, got {len(samples[0])}"
            )
        found[name] = samples
    if len(found["inputs"]) != len(found["targets"]):
        raise ValueError(f"there are {len(found['inputs'])} samples of inputs and {len(found['targets'])} of targets")
    if found["loss"] == "cross-entropy":
        for number, sample in enumerate(found["targets"], start=1):
            numbers = [float(target) for target in sample]
            if min(numbers) < 0 or abs(sum(numbers) - 1) > _SUM:
                raise ValueError(f"targets, sample {number}: cross-entropy needs numbers from 0 on whose sum is 1")


def _check_size(found: dict[str, Any]) -> None:
    """Whether every sheet fits into Excel's limits."""
    shape, samples = found["shape"], len(_samples(found["inputs"])) or 1
    weights = sum((below + 1) * size for below, size in pairwise(shape))
    neurons = sum(shape[1:])
    columns = {"Backward": 1 + 3 * neurons + 2 * weights, "Training": max(shape) + 4 + 3 * neurons}
    rows = {
        "Faux": 2 + min(weights, found["faux"]) * samples,
        "Training": 6 + found["steps"] * (max(neurons, samples) + 2),
        "Inputs": 5 + sum(size + 2 for size in shape[1:]) + samples,
    }
    for sizes, limit, what in ((columns, _COLUMNS, "columns"), (rows, _ROWS, "rows")):
        for sheet, size in sizes.items():
            if size > limit:
                raise ValueError(
                    f"the sheet {sheet} would need {size:,} {what} for {weights:,} weights and biases,"
                    f" {samples:,} samples and {found['steps']:,} steps, and Excel has {limit:,}"
                )


def _samples(value: Any) -> list[Any]:
    if isinstance(value, list) and value and not isinstance(value[0], list):
        return [value]
    return value if isinstance(value, list) else [value]


def _matrix(value: Any, name: str) -> list[list[Any]]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"{name} must be a list of rows of numbers")
    rows = [_vector(row, f"{name}, row {number}") for number, row in enumerate(value, start=1)]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise ValueError(f"{name}, row {number}: expected {len(rows[0])} numbers as in row 1, got {len(row)}")
    return rows


def _vector(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"{name} must be a list of numbers")
    return [_number(item, name) for item in value]


def _number(value: Any, name: str) -> Any:
    """A finite number, as it is written."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not _is_finite(value):
        raise ValueError(f"{name}: {_short(value)} is no finite number")
    return value


def _whole(value: Any, name: str, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{name} = {value}: give a whole number, at least {least}")
    return value


def _known(value: Any, names: Sequence[str], what: str) -> None:
    if value not in names:
        raise ValueError(f"{what} = {value!r} is not known; there are: {', '.join(names)}")


def _is_finite(value: float | Decimal) -> bool:
    """Whether a cell can hold a number; a whole one can be larger than any double."""
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _short(value: Any) -> str:
    """A value in a message: Python refuses to write whole numbers of thousands of digits."""
    if isinstance(value, int) and not _is_finite(value):
        return "a whole number of more than 308 digits"
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
