"""The derivatives of several cells by several others, each by each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheetgen.differentiate.cells import Tapes
from sheetgen.differentiate.derivatives import Gradient, check_numbers, gradient_by_cells
from sheetgen.differentiate.rounded import Rounded
from sheetgen.differentiate.tape import Finding
from sheetgen.recalc.values import Values
from sheetgen.sheet import Place


def jacobian(values: Values, of: Iterable[Place], by: Iterable[Place] | None = None) -> dict[Place, Gradient]:
    """The gradient of each of some cells by each of others, or by every constant that any of them depends on.

    All formulas between them are traced once. Then one sweep forwards for each `by` gives the derivatives of all `of`,
    or one backwards for each `of` those by all `by`: whichever needs fewer sweeps. Source: Griewank and Walther,
    "Evaluating Derivatives", chapter 3. UsageError for a cell that holds no number, DerivativeError where a function
    on the way has no known derivative.
    """
    targets = list(dict.fromkeys(of))
    asked = None if by is None else list(dict.fromkeys(by))
    check_numbers(values, targets, asked or ())
    tapes = Tapes(values, asked)
    for place in targets:
        tapes.follow(place)
    variables = tapes.constants() if asked is None else asked
    sweep = _forwards if len(variables) < len(targets) else _backwards
    found, findings = sweep(tapes, targets, variables)
    return {place: gradient_by_cells(values, variables, found[place], findings[place], asked) for place in targets}


#: The derivatives of each cell by others, and what there is to say of them.
_Sweeps = tuple[Mapping[Place, Mapping[Place, Rounded]], Mapping[Place, list[Finding]]]


def _backwards(tapes: Tapes, of: list[Place], by: list[Place]) -> _Sweeps:
    """One sweep for each cell that is differentiated."""
    swept = {place: tapes.backwards({place: Rounded(1.0)}) for place in of}
    return {place: found for place, (found, _) in swept.items()}, {place: said for place, (_, said) in swept.items()}


def _forwards(tapes: Tapes, of: list[Place], by: list[Place]) -> _Sweeps:
    """One sweep for each cell that the derivatives are by."""
    found: dict[Place, dict[Place, Rounded]] = {place: {} for place in of}
    findings: dict[Place, list[Finding]] = {place: [] for place in of}
    behind = {place: tapes.behind(place) for place in of}
    for variable in by:
        moved, said = tapes.forwards(variable)
        for place in of:
            if place in moved:
                found[place][variable] = moved[place]
            findings[place].extend(finding for finding in said if tapes.concerns(finding, behind[place]))
    return found, findings
