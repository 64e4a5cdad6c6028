"""Every witness of a workbook's values, gathered and held against the recalculation, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path

from sheetgen import declared_gradients, native_witness, tolerance
from sheetgen.as_in_template import changed_constants, formula_check
from sheetgen.engines import NAMES, Evaluation, engine
from sheetgen.errors import EngineError, FormulaError
from sheetgen.figure import Figure
from sheetgen.misprints import likely_misprints
from sheetgen.named_function import trusted
from sheetgen.recalc import Values, recalculate
from sheetgen.recalc.evaluate import recalculate_what_can_be
from sheetgen.recalc.plan import Plan, make_plan
from sheetgen.recalc.rounding import one_formula, rounding_errors
from sheetgen.recalc.volatile import volatile_places
from sheetgen.result import CHANGES_BY_ITSELF, FAILED, CellResult, Result
from sheetgen.sheet import Place, Template, column_letters
from sheetgen.stored_values import StoredValues
from sheetgen.tolerance import Check
from sheetgen.values import Scalar
from sheetgen.workbook.grid import Grid

#: Chooses cells of a workbook, given its values and its template.
Choice = Callable[[Values, Template | None], Sequence[Place]]


class Judge:
    """Holds every witness's value for every cell against the recalculated one."""

    def __init__(
        self, grid: Grid, template: Template | None, data: bytes, *, own_cache: bool, only: Choice | None
    ) -> None:
        self.grid = grid
        self.only = only
        #: What cannot be evaluated: where single cells are asked about, others may be so.
        self.problems: dict[Place, FormulaError] = {}
        if only is None:
            self.values: Values = recalculate(grid, make_plan(grid))
        else:
            self.values, self.problems = recalculate_what_can_be(grid)
        self.plan: Plan = self.values.plan
        self.template = template
        self.data = data
        #: Whether the cached values are ours, so that they vouch for nothing, and must be equal.
        self.own_cache = own_cache
        self.stored = StoredValues(self.values, own=own_cache)
        self.states: dict[str, str] = {"recalculated": "run"}
        self.native: dict[Place, Scalar] = {}
        self.truncation: dict[Place, Scalar] = {}
        self.derivatives: dict[Place, declared_gradients.Derivative] = {}
        #: The labels and constants that are not the template's.
        self.constants: dict[Place, Check] = {}
        self.engines: dict[str, Evaluation] = {}
        #: Other calculators' values, as if they were ours, for those that need a closer look.
        self.others: dict[str, Values] = {}

    @cached_property
    def rounding(self) -> dict[Place, float]:
        """Each cell's bound on its rounding error, for the witnesses that need it."""
        return rounding_errors(self.values, self.plan) if self.plan.trees else {}

    @cached_property
    def volatile(self) -> set[Place]:
        """The cells whose value no other calculation can give again."""
        return volatile_places(self.values)

    def run(self, engines: Sequence[str], trust: bool) -> Result:
        # Cells that are none, or have no value, are told before anybody is asked about them.
        chosen = None if self.only is None else self.only(self.values, self.template)
        for place in chosen or ():
            if place in self.problems:
                raise self.problems[place]
        self._ask_native(trust)
        self._look_at_figures()
        self._differentiate()
        self.states["cached"] = "run"
        self.states |= {name: f"not run: not asked for (--engine {name})" for name in NAMES}
        for name in engines:
            self._ask_engine(name)
        if self.template is not None:
            judged = self.native.keys() - self._texts(self.template)
            self.constants = dict(changed_constants(self.template, self.values, judged))
        result = Result(self.grid.path, self.template, self.states, source=self.data)
        result.versions = {key: evaluation.version for key, evaluation in self.engines.items()}
        result.cells = [self._judge(place) for place in (self._places() if chosen is None else chosen)]
        return result

    def _ask_native(self, trust: bool) -> None:
        template = self.template
        if template is None or template.native is None:
            self.states["native"] = "not run: " + (
                "there is no template" if template is None else "the template names none"
            )
            return
        if not (trusted(template.native) or trust):
            self.states["native"] = f"not run: {template.native} is not part of sheetgen; --trust imports it"
            return
        inputs = {name: self.values.at(place) for name, place in template.inputs.items()}
        frame = native_witness.call(template.native, inputs, template)
        self.native = native_witness.values(frame, template.native, template)
        self.states["native"] = "run"
        if template.truncation and (trusted(template.truncation) or trust):
            bounds = native_witness.call(template.truncation, inputs, template)
            self.truncation = native_witness.values(
                native_witness.aligned(bounds, frame), template.truncation, template
            )

    def _look_at_figures(self) -> None:
        template = self.template
        if template is None:
            self.states["printed"] = self.states["faux"] = "not run: there is no template"
            return
        if template.changed:
            changes = ", ".join(f"{name} = {text}" for name, text in template.changed.items())
            self.states["printed"] = f"not run: inputs were changed ({changes})"
        elif not any(cell.figure for sheet in template.sheets for cell in sheet.formulas()):
            self.states["printed"] = "not run: the source prints no results"
        else:
            self.states["printed"] = "run"
        if not template.faux:
            self.states["faux"] = "not run: the template declares no finite differences"
        elif not self.truncation:
            self.states["faux"] = "not run: no truncation bounds were given"
        else:
            self.states["faux"] = "run"

    def _differentiate(self) -> None:
        if self.template is None:
            self.states["derivative"] = "not run: there is no template"
        elif not self.template.gradients:
            self.states["derivative"] = "not run: the template declares no gradients"
        else:
            self.derivatives = declared_gradients.derivatives(self.template.gradients, self.values, self.rounding)
            self.states["derivative"] = "run"

    def _ask_engine(self, name: str) -> None:
        calculator = engine(name)
        try:
            # Whoever asks for a second opinion must learn that there is none.
            if why_not := calculator.why_not():
                raise EngineError(f"{name} was asked for and cannot run: {why_not}")
            self.engines[name] = calculator.evaluate(Path(self.grid.path), self.data)
            self.states[name] = "run"
        except EngineError as error:
            # What the others say is worth having all the same.
            self.states[name] = f"{FAILED}{error}"

    def _places(self) -> list[Place]:
        """The formulas of the workbook and of its template, and the constants that the native table covers."""
        places = set(self.grid.formula_places())
        if self.template is not None:
            places.update(self.template.formula_places())
            places.update(self.native.keys() - set(self.template.inputs.values()) - self._texts(self.template))
            places.update(self.constants)
        order = list(self.grid.sheets)
        return sorted(places, key=lambda place: (order.index(place.sheet), place.address))

    def _texts(self, template: Template) -> set[Place]:
        found = set()
        for place in self.native:
            cell = template.cell(place)
            if cell is None or isinstance(cell.value, str):
                found.add(place)
        return found

    def _judge(self, place: Place) -> CellResult:
        cell = self.template.cell(place) if self.template and self._in_template(place) else None
        source = self.grid.sheets[place.sheet].formulas.get(place.address)
        value = self.values.at(place)
        witnesses: dict[str, Scalar] = {}
        checks: list[Check] = []
        vouched = False
        # What was calculated elsewhere was drawn, or the time, elsewhere. Derivatives are of this calculation itself.
        compared = place not in self.volatile
        replaced = formula_check(cell, place, self.values) if cell is not None and cell.is_formula else None
        if replaced is not None:
            checks.append(replaced)
        if place in self.constants:
            checks.append(self.constants[place])
        if place in self.native and compared:
            witnesses["native"] = self.native[place]
            checks.append(self._check_native(place, value))
            vouched = True
        figure = cell.figure if cell is not None and cell.is_formula and self.states["printed"] == "run" else None
        if figure is not None and compared:
            checks.append(tolerance.printed(figure, value))
            vouched = True
        cached = self.grid.cached(place)
        # Viewers need a stored value all the same.
        if source is not None and (compared or cached is None):
            witnesses["cached"] = cached
            checks.append(self.stored.check(place, cached, value))
            vouched = vouched or not (self.own_cache or cached is None)
        if self.template and place in self.template.faux and self.states["faux"] == "run" and compared:
            checks.append(self._check_faux(place, value))
            vouched = True
        if place in self.derivatives:
            slope = self.derivatives[place]
            witnesses["derivative"] = slope.value
            checks.append(tolerance.derivative(slope.value, value, slope.bound, slope.notes))
            vouched = True
        # Constants are read, not calculated: no engine has anything to say of them.
        for name, evaluation in self.engines.items() if source is not None and compared else ():
            other = evaluation.values.get(place)
            witnesses[name] = other
            checks.append(
                tolerance.engine(
                    name,
                    other,
                    value,
                    digits=evaluation.digits,
                    rounding=self.rounding.get(place, math.inf),
                    error_kinds=evaluation.error_kinds,
                    alone=partial(self._alone, name, place),
                )
            )
            vouched = True
        failed = any(not check.ok for check in checks)
        sheet = self.template.sheet(place.sheet) if self.template and self._in_template(place) else None
        return CellResult(
            place=place,
            row=(sheet.rows.get(place.address.row) if sheet else None) or str(place.address.row),
            column=(sheet.columns.get(place.address.column) if sheet else None) or column_letters(place.address.column),
            notation=cell.notation if cell and replaced is None else None,
            printed=cell.figure.text if cell and cell.figure and cell.is_formula else None,
            recalculated=value,
            witnesses=witnesses,
            checks=tuple(checks),
            verdict="differs" if failed else "agrees" if vouched else "unwitnessed",
            values=self.values,
            likely=self._misprint(place, value, checks) if failed else None,
            not_compared=None if compared else _why_not_compared(figure),
        )

    def _misprint(self, place: Place, value: Scalar, checks: Sequence[Check]) -> str | None:
        """What the figure probably was, where all other witnesses agree."""
        cell = self.template.cell(place) if self.template and self._in_template(place) else None
        wrong = [check.witness for check in checks if not check.ok]
        if wrong != ["printed"] or cell is None or cell.figure is None:
            return None
        return "; or ".join(likely_misprints(cell.figure, value, self.values, place)) or "unexplained"

    def _alone(self, name: str, place: Place) -> tuple[float, float]:
        """What a formula gives with another calculator's values of the cells before it, and its own rounding error."""
        if name not in self.others:
            cells = {
                sheet.name: {address: value for address, value in sheet.values.items() if address not in sheet.formulas}
                for sheet in self.grid.sheets.values()
            }
            for at, value in self.engines[name].values.items():
                cells[at.sheet][at.address] = value
            self.others[name] = Values(self.grid, self.plan, cells)
        return one_formula(self.others[name], self.plan.trees[place], place, self.engines[name].cancels)

    def _in_template(self, place: Place) -> bool:
        return self.template is not None and any(sheet.name == place.sheet for sheet in self.template.sheets)

    def _check_native(self, place: Place, value: Scalar) -> Check:
        assert self.template is not None
        if self.template.arithmetic == "reordered":
            return tolerance.reordered("native", self.native[place], value, self.rounding.get(place, 0.0))
        return tolerance.same("native", self.native[place], value)

    def _check_faux(self, place: Place, value: Scalar) -> Check:
        assert self.template is not None
        real = self.template.faux[place]
        truncation = self.truncation.get(place)
        return tolerance.finite_difference(
            value,
            self.values.at(real),
            str(real.address),
            truncation if isinstance(truncation, float) else math.inf,
            self.rounding.get(place, math.inf) + self.rounding.get(real, math.inf),
        )


def _why_not_compared(figure: Figure | None) -> str:
    if figure is None:
        return CHANGES_BY_ITSELF
    return f"{CHANGES_BY_ITSELF}; no calculation can prove the published {figure.text}"
