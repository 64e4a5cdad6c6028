"""Sheet and code for one inputs after another: exact about errors, texts and exceptions, and slow."""

from __future__ import annotations

import math

from sheetgen import native_witness, tolerance
from sheetgen.errors import NativeError
from sheetgen.generation import build
from sheetgen.recalc import Values, recalculate
from sheetgen.recalc.plan import make_plan
from sheetgen.recalc.rounding import rounding_errors
from sheetgen.recalc.volatile import volatile_places
from sheetgen.samples.draw import Inputs
from sheetgen.sheet import Place, Template
from sheetgen.tolerance import Check
from sheetgen.values import ErrorValue, Scalar
from sheetgen.workbook.read import read

_EQUAL = Check("native", True, "native equal", 0)


class Comparison:
    """The workbook, and the native function, for one inputs after another."""

    def __init__(self, template: Template, usual: Inputs) -> None:
        self.template = template
        self.usual = usual
        self.grid = read(build(template)[0], template.name)
        self.plan = make_plan(self.grid)
        self.values: Values = recalculate(self.grid, self.plan)
        #: What changes by itself, which nothing can be held against.
        self.volatile = volatile_places(self.values)
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
            frame = native_witness.call(template.native, inputs, template)
            values, self.raised = native_witness.values(frame, template.native, template), ""
            self.native = {place: value for place, value in values.items() if place not in self.volatile}
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
        check = Check("native", False, f"{self.raised}, and the sheet has no error")
        return dict.fromkeys((formulas or self.covered)[-1:], check)

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
