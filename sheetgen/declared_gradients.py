"""The gradients that a template declares, by automatic differentiation of the workbook's own formulas."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sheetgen.differentiate import Background, gradient
from sheetgen.errors import DerivativeError
from sheetgen.recalc.values import Values
from sheetgen.sheet import Place


@dataclass(frozen=True, slots=True)
class Derivative:
    """A derivative with the bound on its rounding error and that of the cell that is held against it."""

    #: NaN where there is none.
    value: float
    bound: float
    #: The kinks on the way, and why there is none.
    notes: tuple[str, ...] = ()


def derivatives(
    gradients: Mapping[Place, tuple[Place, Place]], values: Values, rounding: Mapping[Place, float]
) -> dict[Place, Derivative]:
    """For each declared gradient the derivative, where what it is of and by are numbers.

    `rounding` has the bound on each formula cell's own error, infinite where that is not known.
    """
    found: dict[Place, Derivative] = {}
    by_target: dict[Place, dict[Place, Place]] = {}
    for place, (of, by) in gradients.items():
        if all(type(values.at(cell)) is float for cell in (of, by)):
            by_target.setdefault(of, {})[place] = by
    unknown = [place for cells in by_target.values() for place in cells if math.isinf(rounding.get(place, math.inf))]
    background = Background(values, [*by_target, *unknown])
    errors = {**rounding, **{place: background.bound(place) for place in unknown}}
    for of, variables in by_target.items():
        try:
            result = gradient(values, [of], variables.values(), rounding=True, background=background)
        except DerivativeError as error:
            found.update(dict.fromkeys(variables, Derivative(math.nan, math.inf, (str(error),))))
            continue
        notes = tuple(str(finding) for finding in result.findings)
        for place, by in variables.items():
            found[place] = Derivative(result.at(by), result.error(by) + errors[place], notes)
    return found
