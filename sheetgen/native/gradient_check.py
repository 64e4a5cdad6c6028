"""A gradient held against finite differences, for any function of one's own."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy

from sheetgen.native.neuron import Array


class GradientError(AssertionError):
    """A gradient that finite differences do not confirm; the text has both values and the bound."""


def check_gradients(
    function: Callable[[Array], float],
    gradient: Callable[[Array], Array] | Sequence[float] | Array,
    at: Sequence[float] | Array,
    *,
    tiny: float = 1e-3,
    terms: float = 0.0,
) -> Array:
    """Compares a gradient with central differences, and returns the differences.

    `function` takes an array of any shape and gives a number; `gradient` is an array of that shape, or a function that
    gives one. The differences are extrapolated from steps of `tiny`, tiny/2 and tiny/4 times the scale of each number
    (Richardson), so that truncation is of the sixth order; the bound is what the last extrapolation changed, and the
    rounding of the function's values over the step. Where the function adds terms that cancel, its value does not tell
    how large they were, and rounded: `terms` is the largest sum of their magnitudes. GradientError names the first
    element beyond the bound.
    """
    point = numpy.array(at, float)
    claimed = numpy.asarray(gradient(point) if callable(gradient) else gradient, float)
    if claimed.shape != point.shape:
        raise GradientError(f"the gradient has the shape {claimed.shape}, the point {point.shape}")
    found = numpy.empty_like(point)
    for index in numpy.ndindex(point.shape):
        found[index], bound = _derivative(function, point, index, tiny, terms)
        if not abs(found[index] - claimed[index]) <= bound:
            place = ", ".join(map(str, index)) if index else "the number"
            apart = abs(found[index] - claimed[index])
            raise GradientError(
                f"element {place}: the gradient is {float(claimed[index])!r}, finite differences give"
                f" {float(found[index])!r}; they are {apart:.3g} apart, the bound is {bound:.3g}"
            )
    return found


def _derivative(
    function: Callable[[Array], float], point: Array, index: tuple[int, ...], tiny: float, terms: float
) -> tuple[float, float]:
    """The derivative by one element, extrapolated, and how far it may be off."""
    scale = max(abs(point[index]), 1.0)
    largest = terms
    table: list[float] = []
    for halving in range(3):
        step = scale * tiny / 2**halving
        above, below = point.copy(), point.copy()
        above[index] += step
        below[index] -= step
        high, low = float(function(above)), float(function(below))
        largest = max(largest, abs(high), abs(low))
        # What was added, as the floats have it.
        table.append((high - low) / (above[index] - below[index]))
    first = [(4 * table[1] - table[0]) / 3, (4 * table[2] - table[1]) / 3]
    best = (16 * first[1] - first[0]) / 15
    # A few operations on values of this size, each rounded, over the smallest step.
    rounding = 64 * 2.0**-53 * largest / (scale * tiny / 4)
    return best, 4 * abs(best - first[1]) + rounding + 16 * math.ulp(abs(best))
