"""How tiny should Tiny be? Finite differences of one neuron's gradients, for steps from a tenth down.

A forward difference (f(x + h) − f(x)) / h is off by h/2·f″, a central one (f(x + h) − f(x − h)) / 2h by h²/6·f‴
(Taylor's theorem); both by the rounding errors of f, divided by h. So there is a best h, and it is not the smallest.

The neuron is that of `sheetgen.native.neuron`. All quantities are pure numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sheetgen.native.neuron import OWN_ROUNDING, Neuron, curvature, finite, finite_difference, global_gradients

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    *("net", "output", "error", "loss", "real weight gradient", "real bias gradient"),
    *("loss above weight", "loss below weight", "forward by weight", "central by weight"),
    *("forward error by weight", "central error by weight"),
    *("loss above bias", "loss below bias", "forward by bias", "central by bias"),
    *("forward error by bias", "central error by bias"),
    "cancelled",
)

#: What stands for an error of 0, which no logarithmic axis can show.
NO_ERROR = 1e-20


def check(parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters of the template; ValueError where there are no steps, or steps that no double can tell from 0."""
    smallest = parameters["smallest"]
    if isinstance(smallest, bool) or not isinstance(smallest, int) or not 1 <= smallest <= 300:
        raise ValueError(f"smallest = {smallest}: give the exponent of the smallest Tiny, from 1 (0.1) to 300")
    return parameters


def tinies(smallest: int) -> dict[str, float]:
    """The steps by their row's label: "1e-1", "1e-2", … down to 10 to the minus `smallest`."""
    return {f"1e-{exponent}": float(f"1e-{exponent}") for exponent in range(1, smallest + 1)}


def sweep(*, input: float, weight: float, bias: float, target: float, parameters: dict[str, Any]) -> pandas.DataFrame:
    """The whole table: a row "neuron", and one for each step; a column for each of COLUMNS.

    None where the sheet has nothing, nan where a number does not exist.
    """
    import pandas

    neuron = Neuron(input, weight, bias, target)
    real = global_gradients(neuron)
    table: dict[str, dict[str, float | str]] = {
        "neuron": {
            "net": neuron.net(),
            "output": neuron.output(),
            "error": neuron.error(),
            "loss": neuron.loss(),
            "real weight gradient": real.weight,
            "real bias gradient": real.bias,
        }
    }
    for label, tiny in tinies(parameters["smallest"]).items():
        by_weight = _differences(
            neuron.loss(),
            Neuron(input, finite(weight + tiny), bias, target).loss(),
            Neuron(input, finite(weight - tiny), bias, target).loss(),
            tiny,
            real.weight,
        )
        by_bias = _differences(
            neuron.loss(),
            Neuron(input, weight, finite(bias + tiny), target).loss(),
            Neuron(input, weight, finite(bias - tiny), target).loss(),
            tiny,
            real.bias,
        )
        losses = [(result[0], other) for result in (by_weight, by_bias) for other in (neuron.loss(), result[1])]
        table[label] = dict(zip(COLUMNS[6:], (*by_weight, *by_bias, cancelled(neuron, tiny, losses)), strict=True))
    # As objects, so that None stays None: pandas would make nan of it.
    rows = [{column: entries.get(column) for column in COLUMNS} for entries in table.values()]
    return pandas.DataFrame(rows, index=list(table), columns=list(COLUMNS), dtype=object)


def cancelled(neuron: Neuron[float], tiny: float, losses: Sequence[tuple[float, float]]) -> str | float:
    """`may be 0` where two losses a step apart may agree to 48 bits: some spreadsheets take their difference for 0.

    The loss changes by its gradient times the step, of which 2⁻⁴⁸ of the loss may be lost; and its own rounding error,
    which is the error's times a few units 2⁻⁵³ of an output near 1, may hide as much again. Taylor's further terms can
    happen to undo that change, as between the two sides of a minimum: then the losses themselves, in pairs, show it.
    nan where a number does not exist.
    """
    real = global_gradients(neuron)
    changes = [finite(finite(min(abs(real.weight), abs(real.bias)) * tiny) * 2.0**48)]
    lost = [finite(neuron.loss() + abs(neuron.error()))]
    for one, other in losses:
        changes.append(finite(abs(finite(one - other)) * 2.0**48))
        lost.append(min(one, other))
    if any(map(math.isnan, (real.weight, real.bias, *changes, *lost))):
        return math.nan
    return "may be 0" if any(change <= most for change, most in zip(changes, lost, strict=True)) else ""


def _differences(loss: float, above: float, below: float, tiny: float, real: float) -> tuple[float, ...]:
    """Both losses, both differences, and how far each is from the real gradient."""
    forward = finite_difference(loss, above, tiny)
    central = finite_difference(below, above, 2 * tiny)
    errors = (abs(finite(difference - real)) for difference in (forward, central))
    return above, below, forward, central, *(max(error, NO_ERROR) for error in errors)


def truncation(
    *, input: float, weight: float, bias: float, target: float, parameters: dict[str, Any]
) -> pandas.DataFrame:
    """How far each difference may lie from the real gradient, were all arithmetic exact: the terms above, with the
    largest |f″| and |f‴| within the step. By the weight, the net moves by the input times the step."""
    import pandas

    net = input * weight + bias
    columns = ("forward by weight", "central by weight", "forward by bias", "central by bias")
    rows = []
    for tiny in tinies(parameters["smallest"]).values():
        bounds = []
        for slope in (input, 1.0):
            step = slope * tiny
            bounds.append(tiny / 2 * slope * slope * curvature(net, net + step, target))
            bounds.append(
                tiny * tiny / 6 * slope * slope * abs(slope) * third_derivative(net - step, net + step, target)
            )
        rows.append([bound * OWN_ROUNDING for bound in bounds])
    return pandas.DataFrame(rows, index=list(tinies(parameters["smallest"])), columns=list(columns), dtype=float)


def third_derivative(net: float, other: float, target: float) -> float:
    """The largest |L‴| between two nets, each factor at its largest there, with o = tanh(net) and s = 1 − o²:
    L‴ = −6·o·s² − 2·s²·(o − target) + 4·o²·s·(o − target)."""
    ends = math.tanh(net), math.tanh(other)
    smallest = 0.0 if min(ends) <= 0 <= max(ends) else min(map(abs, ends))
    output = max(map(abs, ends))
    slope = 1 - smallest * smallest
    error = max(abs(end - target) for end in ends)
    return 6 * output * slope**2 + 2 * slope**2 * error + 4 * output**2 * slope * error
