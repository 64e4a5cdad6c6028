"""Sheet and code on many inputs: the formulas read back from the workbook, and the native function, must agree on all.

An exported workbook drifts from its program where nobody looks: at 0, at equal inputs, at huge ones. Inputs are drawn
there first, then uniformly.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from sheetgen import reference, tolerance
from sheetgen.errors import NativeError, UsageError
from sheetgen.generation import build
from sheetgen.named_function import trusted
from sheetgen.recalc import Values, recalculate
from sheetgen.recalc.plan import make_plan
from sheetgen.recalc.rounding import rounding_errors
from sheetgen.sheet import Place, Template
from sheetgen.tolerance import Check
from sheetgen.values import ErrorValue, Scalar
from sheetgen.workbook.read import read

Inputs = dict[str, float]

#: What is tried for each input, within its range if the template declares one.
_EDGES = (0.0, -0.0, 1.0, -1.0, 1e-300, -1e-9, 1e9, 1e150, -1e300)
#: For so many cells the smallest inputs are looked for.
_MOST_SHRUNK = 20


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A cell in which sheet and code differ: in how many samples, and the smallest inputs found that show it."""

    place: Place
    count: int
    inputs: Inputs
    sheet: Scalar
    native: Scalar
    reason: str


@dataclass(slots=True)
class Samples:
    """What came of the comparison; true when sheet and code agree on all samples."""

    count: int
    seed: int
    compared: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)

    def __bool__(self) -> bool:
        return not self.disagreements


def compare_samples(template: Template, count: int, seed: int = 0, *, trust: bool = False) -> Samples:
    """Evaluates a template's formulas and its native function on `count` inputs, drawn with a seed.

    Numbers must agree within the bounds that `verify` derives; an error value in the sheet and a number that is not
    finite, or an exception, in the code count as agreeing. UsageError for a template without inputs or native function.
    """
    if template.native is None:
        raise UsageError(f"{template.name} has no native function that samples could be held against")
    if not (trusted(template.native) or trust):
        raise UsageError(f"{template.native} is not part of sheetgen; --trust imports it")
    published = {name: template.cell(place) for name, place in template.inputs.items()}
    usual: Inputs = {name: cell.value for name, cell in published.items() if cell and isinstance(cell.value, float)}
    if not usual:
        raise UsageError(f"{template.name} has no inputs that could be drawn: [inputs] must name them")
    comparison = _Comparison(template, usual)
    result = Samples(count, seed)
    found: dict[Place, tuple[int, Inputs]] = {}
    for inputs in drawn(template, usual, count, seed):
        checks = comparison.checks(inputs)
        result.compared += len(checks)
        for place, check in checks.items():
            if not check.ok:
                times, first = found.get(place, (0, inputs))
                found[place] = times + 1, first
    for index, (place, (times, inputs)) in enumerate(found.items()):
        smallest = comparison.smallest(place, inputs) if index < _MOST_SHRUNK else inputs
        check = comparison.checks(smallest)[place]
        sheet, native = comparison.both(place)
        result.disagreements.append(Disagreement(place, times, smallest, sheet, native, check.reason))
    return result


def drawn(template: Template, usual: Inputs, count: int, seed: int) -> Iterator[Inputs]:
    """The inputs: edges of each alone, all of them equal, then uniform ones over their ranges.

    Without a declared range it is three times the published value to either side, or -1 to 1 for 0.
    """
    ranges = {name: template.ranges.get(name) for name in usual}
    edges = [usual]
    for name, limits in ranges.items():
        edges += [{**usual, name: value} for value in _EDGES if limits is None or limits[0] <= value <= limits[1]]
    common = [limits for limits in ranges.values() if limits is not None]
    edges += [
        dict.fromkeys(usual, value) for value in _EDGES if all(low <= value <= high for low, high in common)
    ]  # fmt: skip
    yield from edges[:count]
    draw = random.Random(seed)
    for _ in range(count - len(edges)):
        chosen = {}
        for name, value in usual.items():
            low, high = ranges[name] or ((-3 * abs(value), 3 * abs(value)) if value else (-1.0, 1.0))
            chosen[name] = draw.uniform(low, high)
        yield chosen


class _Comparison:
    """The workbook, and the native function, for one inputs after another."""

    def __init__(self, template: Template, usual: Inputs) -> None:
        self.template = template
        self.usual = usual
        self.grid = read(build(template)[0], template.name)
        self.plan = make_plan(self.grid)
        self.values: Values = recalculate(self.grid, self.plan)
        self.native: dict[Place, Scalar] = {}
        #: What the native function raised, if it did.
        self.raised = ""
        self.covered: list[Place] = []
        self._ask({name: self.values.at(place) for name, place in template.inputs.items()})
        if self.raised:
            raise NativeError(self.raised)
        self.covered = list(self.native)

    def _ask(self, inputs: dict[str, Scalar]) -> None:
        template = self.template
        assert template.native is not None
        try:
            frame = reference.call(template.native, inputs, template)
            self.native, self.raised = reference.values(frame, template.native, template), ""
        except NativeError as error:
            self.native, self.raised = {}, str(error)

    def checks(self, inputs: Inputs) -> dict[Place, Check]:
        """Every cell that the native table covers, compared for these inputs."""
        for name, value in inputs.items():
            place = self.template.inputs[name]
            self.grid.sheets[place.sheet].values[place.address] = value
        self.values = recalculate(self.grid, self.plan)
        self._ask({name: self.values.at(place) for name, place in self.template.inputs.items()})
        if self.raised:
            return self._raised()
        rounding: dict[Place, float] | None = None
        found: dict[Place, Check] = {}
        for place, native in self.native.items():
            own = self.values.at(place)
            if type(own) is type(native) is float and own == native:
                found[place] = _EQUAL
                continue
            if self.template.arithmetic == "reordered" and rounding is None:
                rounding = rounding_errors(self.values, self.plan)
            if rounding is None:
                found[place] = tolerance.same("native", native, own)
            else:
                found[place] = tolerance.reordered("native", native, own, rounding.get(place, math.inf))
        return found

    def _raised(self) -> dict[Place, Check]:
        """Where the code raises, the sheet must have an error too; which cell it is of cannot be told."""
        if any(isinstance(self.values.at(place), ErrorValue) for place in self.covered):
            return dict.fromkeys(self.covered, _EQUAL)
        formulas = [place for place in self.covered if place in self.plan.trees]
        return {formulas[-1]: Check("native", False, f"{self.raised}, and the sheet has no error")}

    def both(self, place: Place) -> tuple[Scalar, Scalar]:
        """A cell's value in the sheet and in the code, for the inputs that were compared last."""
        return self.values.at(place), self.native.get(place)

    def smallest(self, place: Place, inputs: Inputs) -> Inputs:
        """Inputs that still show a difference in a cell: the published ones where they do, others with few digits."""

        def differs(candidate: Inputs) -> bool:
            check = self.checks(candidate).get(place)
            return check is not None and not check.ok

        for name in inputs:
            candidate = {**inputs, name: self.usual[name]}
            if candidate[name] != inputs[name] and differs(candidate):
                inputs = candidate
        for name, value in inputs.items():
            if value == self.usual[name]:
                continue
            rounder = [0.0, 1.0, -1.0, *(float(f"{value:.{digits}g}") for digits in (1, 2, 3, 6))]
            for other in rounder:
                if other != value and differs({**inputs, name: other}):
                    inputs = {**inputs, name: other}
                    break
        return inputs


_EQUAL = Check("native", True, "native equal", 0)
