"""Lines and exponential curves of least squares in any number of variables: LINEST, TREND, LOGEST and GROWTH."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Array, Value
from sheetgen.recalc.coerce import Raised, finite, to_condition
from sheetgen.recalc.functions import matrix
from sheetgen.recalc.functions.registry import Table, function
from sheetgen.recalc.functions.spread import mean, total
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

#: The error value for known x's that do not match the known y's in size, of Microsoft's notes on Office's formulas
#: (MS-OI29500, on LINEST and LOGEST).
UNEQUAL = ErrorValue.REF

#: A variable is redundant if no more than this share of it is left beside the others: rounding leaves about as much.
REDUNDANT = 1e-12

Matrix = list[list[float]]


@dataclass(frozen=True, slots=True)
class Data:
    """The known values: y, and the values of each variable."""

    ys: list[float]
    variables: list[list[float]]
    #: Whether y is one row and each variable another, and not columns.
    in_rows: bool
    #: Whether there is one variable in the shape of y.
    alike: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """What fits best. A redundant variable's slope and error are 0."""

    slopes: list[float]
    constant: float
    slope_errors: list[float]
    #: None where the constant was not asked for.
    constant_error: float | None
    #: How many variables are not redundant, and the degrees of freedom.
    used: int
    freedom: int
    explained: float
    residual: float

    def at(self, values: list[float]) -> float:
        """The height at one value of each variable."""
        return total([slope * value for slope, value in zip(self.slopes, values, strict=True)]) + self.constant


def _known(evaluator: Evaluator, known_ys: Array, known_xs: Value) -> Data:
    """The known values: x is 1, 2, 3 ... where it is left out; texts and blanks are #VALUE!."""
    rows = matrix.numbers(known_ys)
    ys = [y for row in rows for y in row]
    if known_xs is None:
        return Data(ys, [[float(index) for index in range(1, len(ys) + 1)]], len(rows) == 1, True)
    xs = matrix.numbers(evaluator.array(known_xs))
    height, width = len(rows), len(rows[0])
    if (len(xs), len(xs[0])) == (height, width):
        return Data(ys, [[x for row in xs for x in row]], height == 1, True)
    if width == 1 and len(xs) == height:
        return Data(ys, [list(column) for column in zip(*xs, strict=True)], False, False)
    if height == 1 and len(xs[0]) == width:
        return Data(ys, xs, True, False)
    raise Raised(UNEQUAL)


def _orthogonal(variables: Matrix, ys: list[float]) -> tuple[list[int], list[float], Matrix, list[float], list[float]]:
    """Takes the variables one by one, the longest first, each freed of what those before it explain.

    Gives which were taken, their remaining squares, how much of the earlier ones each contains, y's share of each, and
    what is left of y. A redundant variable is not taken.
    """
    import numpy as np

    columns = np.array(variables)
    rest = np.array(ys)
    limits = REDUNDANT**2 * (columns * columns).sum(axis=1)
    shares = np.zeros((len(variables), len(variables)))
    taken: list[int] = []
    squares: list[float] = []
    of_y: list[float] = []
    waiting = list(range(len(variables)))
    while True:
        lengths = (columns * columns).sum(axis=1)
        waiting = [index for index in waiting if lengths[index] > limits[index]]
        if not waiting:
            break
        best = max(waiting, key=lambda index: float(lengths[index]))
        waiting.remove(best)
        column, square = columns[best].copy(), float(lengths[best])
        for index in waiting:
            share = float(columns[index] @ column) / square
            shares[best, index] = share
            columns[index] -= share * column
        share = float(rest @ column) / square
        rest -= share * column
        taken.append(best)
        squares.append(square)
        of_y.append(share)
    return taken, squares, shares.tolist(), of_y, rest.tolist()


def _finite_orthogonal(
    variables: Matrix, ys: list[float]
) -> tuple[list[int], list[float], Matrix, list[float], list[float]]:
    """The same; #NUM! where a square is larger than a number can be."""
    import numpy as np

    try:
        with np.errstate(over="raise", invalid="raise"):
            return _orthogonal(variables, ys)
    except FloatingPointError:
        raise Raised(ErrorValue.NUM) from None


def _fit(data: Data, ys: list[float], *, constant: bool) -> Fit:
    """The least squares of y, by orthogonal variables around their means; around 0 without a constant."""
    centers = [mean(variable) if constant else 0.0 for variable in data.variables]
    center = mean(ys) if constant else 0.0
    shifted = [[x - middle for x in variable] for variable, middle in zip(data.variables, centers, strict=True)]
    heights = [y - center for y in ys]
    taken, squares, shares, of_y, rest = _finite_orthogonal(shifted, heights)

    # Each orthogonal variable in terms of the given ones, from the last that was taken back to the first.
    slopes = [0.0] * len(centers)
    inverse = [[0.0] * len(taken) for _ in centers]
    for place in reversed(range(len(taken))):
        index = taken[place]
        later = taken[place + 1 :]
        slopes[index] = of_y[place] - total([shares[index][other] * slopes[other] for other in later])
        inverse[index][place] = 1.0
        for column in range(place + 1, len(taken)):
            inverse[index][column] = -total([shares[index][other] * inverse[other][column] for other in later])

    freedom = len(ys) - len(taken) - constant
    residual = total([left * left for left in rest])
    variance = residual / freedom if freedom > 0 else 0.0

    def error(weights: list[float], own: float = 0.0) -> float:
        """The standard error of a weighted sum of slopes."""
        parts = [
            total([weight * row[place] for weight, row in zip(weights, inverse, strict=True)]) ** 2 / square
            for place, square in enumerate(squares)
        ]
        return math.sqrt(variance * (own + total(parts)))

    units = [[float(row == column) for column in range(len(centers))] for row in range(len(centers))]
    return Fit(
        slopes,
        center - total([slope * middle for slope, middle in zip(slopes, centers, strict=True)]),
        [error(unit) for unit in units],
        error(centers, 1 / len(ys)) if constant else None,
        len(taken),
        freedom,
        max(total([height * height for height in heights]) - residual, 0.0),
        residual,
    )


def _logarithms(ys: list[float]) -> list[float]:
    """The logarithms of y; #NUM! unless all are positive."""
    return [math.log(y) for y in ys]


def _flag(evaluator: Evaluator, value: Value, default: bool) -> bool:
    """An optional condition, which may be left empty between two commas."""
    return default if value is None else to_condition(evaluator.single_or_cell(value))


def _coefficients(fit: Fit, show: Callable[[float], float], *, statistics: bool) -> Array:
    """LINEST's and LOGEST's result: the last variable's coefficient comes first, and the statistics below."""
    first: list[Scalar] = [finite(show(value)) for value in (*reversed(fit.slopes), fit.constant)]
    if not statistics:
        return Array((tuple(first),))
    exact = fit.freedom <= 0 or fit.residual == 0
    whole = fit.explained + fit.residual
    ratio: Scalar = ErrorValue.NUM
    if not exact and fit.used:
        ratio = finite(fit.explained / fit.used / (fit.residual / fit.freedom))
    below: list[list[Scalar]] = [
        [*reversed(fit.slope_errors), ErrorValue.NA if fit.constant_error is None else fit.constant_error],
        [fit.explained / whole if whole else 1.0, 0.0 if exact else math.sqrt(fit.residual / fit.freedom)],
        [ratio, float(fit.freedom)],
        [fit.explained, fit.residual],
    ]
    padded = [row + [ErrorValue.NA] * (len(first) - len(row)) for row in below]
    return Array((tuple(first), *(tuple(row) for row in padded)))


@function("LINEST")
def linest(
    evaluator: Evaluator, known_ys: Array, known_xs: Table = None, constant: Value = None, statistics: Value = None
) -> Value:
    """LINEST: the slopes of the line of least squares, last variable first, and its constant; on request with standard
    errors, r2 and the error of y, F and the degrees of freedom, and the sums of squares."""
    data = _known(evaluator, known_ys, known_xs)
    fit = _fit(data, data.ys, constant=_flag(evaluator, constant, True))
    return _coefficients(fit, float, statistics=_flag(evaluator, statistics, False))


@function("LOGEST")
def logest(
    evaluator: Evaluator, known_ys: Array, known_xs: Table = None, constant: Value = None, statistics: Value = None
) -> Value:
    """LOGEST: the bases and the factor of the exponential curve of least squares, which is fitted to the logarithms of
    y; the statistics are those of the logarithms. #NUM! unless all y are positive."""
    data = _known(evaluator, known_ys, known_xs)
    fit = _fit(data, _logarithms(data.ys), constant=_flag(evaluator, constant, True))
    return _coefficients(fit, math.exp, statistics=_flag(evaluator, statistics, False))


def _heights(
    evaluator: Evaluator, data: Data, fit: Fit, new_xs: Value, show: Callable[[float], float], shape: Array
) -> Array:
    """TREND's and GROWTH's result: the heights at new values, or at the known ones in the shape of y."""
    if new_xs is None:
        heights = [finite(show(fit.at(list(values)))) for values in zip(*data.variables, strict=True)]
        width = shape.width
        return Array(tuple(tuple(heights[row * width : (row + 1) * width]) for row in range(shape.height)))
    xs = matrix.numbers(evaluator.array(new_xs))
    if data.alike:
        return Array(tuple(tuple(finite(show(fit.at([x]))) for x in row) for row in xs))
    values = [list(column) for column in zip(*xs, strict=True)] if data.in_rows else xs
    if len(values[0]) != len(fit.slopes):
        raise Raised(UNEQUAL)
    found = [finite(show(fit.at(item))) for item in values]
    return Array((tuple(found),)) if data.in_rows else Array(tuple((height,) for height in found))


@function("TREND")
def trend(
    evaluator: Evaluator, known_ys: Array, known_xs: Table = None, new_xs: Table = None, constant: Value = None
) -> Value:
    """TREND: the heights of the line of least squares at new values of x, or at the known ones."""
    data = _known(evaluator, known_ys, known_xs)
    fit = _fit(data, data.ys, constant=_flag(evaluator, constant, True))
    return _heights(evaluator, data, fit, new_xs, float, known_ys)


@function("GROWTH")
def growth(
    evaluator: Evaluator, known_ys: Array, known_xs: Table = None, new_xs: Table = None, constant: Value = None
) -> Value:
    """GROWTH: the heights of the exponential curve of least squares at new values of x, or at the known ones; #NUM!
    unless all y are positive."""
    data = _known(evaluator, known_ys, known_xs)
    fit = _fit(data, _logarithms(data.ys), constant=_flag(evaluator, constant, True))
    return _heights(evaluator, data, fit, new_xs, math.exp, known_ys)
