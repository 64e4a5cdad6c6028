"""The same workbook, asked of all three calculators, and what of it differs."""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from benchmarks.differential.books import Constants, write
from benchmarks.differential.grammar import CALC
from sheetgen import tolerance
from sheetgen.engines import Evaluation, engine
from sheetgen.errors import EngineError
from sheetgen.recalc import Values
from sheetgen.recalc.evaluate import recalculate_what_can_be
from sheetgen.recalc.rounding import one_formula
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue, Scalar
from sheetgen.workbook.read import read

#: Seconds after which a calculator is taken not to end with a formula.
PATIENCE = {"ironcalc": 20.0, "libreoffice": 60.0}
#: The functions that a calculator is known not to come to an end with: looked for there first.
SUSPECTS = re.compile(r"INV|CONFIDENCE|BINOM|POISSON|HYPGEOM|VDB")
#: The other calculators.
OTHERS = ("ironcalc", "libreoffice")


@dataclass(frozen=True, slots=True)
class Difference:
    """A formula on which sheetgen and another calculator differ."""

    row: int
    calculator: str
    ours: Scalar
    theirs: Scalar


class Asked:
    """A workbook's values by all calculators; `planted` replaces some of ours, for a test of the comparison."""

    def __init__(
        self,
        constants: Constants,
        formulas: list[str],
        *,
        others: tuple[str, ...] = OTHERS,
        planted: dict[int, Scalar] | None = None,
    ) -> None:
        #: By calculator the formulas that it does not come to an end with.
        self.endless: dict[str, list[int]] = {}
        self.evaluations: dict[str, Evaluation] = {}
        self.rows = range(1, len(formulas) + 1)
        with tempfile.TemporaryDirectory(prefix="sheetgen-differential-") as folder:
            path = Path(folder, "formulas.xlsx")
            write(path, constants, formulas)
            self.values, self.problems = recalculate_what_can_be(read(path))
            for row, value in (planted or {}).items():
                self.values.cells[CALC][Address(row, 1)] = value
            for name in others:
                self._ask(name, path, constants, formulas)

    def _ask(self, name: str, path: Path, constants: Constants, formulas: list[str]) -> None:
        calculator: Any = engine(name)
        calculator.timeout_seconds = 5 * PATIENCE[name]

        def ends(rows: Sequence[int]) -> bool:
            """Whether it does with these formulas alone."""
            kept = set(rows)
            write(path, constants, [text if row in kept else "0" for row, text in enumerate(formulas, start=1)])
            try:
                self.evaluations[name] = calculator.evaluate(path)
            except EngineError:
                return False
            return True

        def endless(rows: Sequence[int]) -> list[int]:
            if ends(rows):
                return []
            middle = len(rows) // 2
            return endless(rows[:middle]) + endless(rows[middle:]) if middle else list(rows)

        if ends(self.rows):
            return
        # None of these workbooks takes more than a second or two: what takes this long does not end.
        calculator.timeout_seconds = PATIENCE[name]
        suspects = [row for row in self.rows if SUSPECTS.search(formulas[row - 1])]
        others = [row for row in self.rows if not SUSPECTS.search(formulas[row - 1])]
        self.endless[name] = endless(suspects) + endless(others)
        left_out = set(self.endless[name])
        if not ends([row for row in self.rows if row not in left_out]):
            raise EngineError(f"{name} fails on the formulas together that it evaluates one by one")

    @cached_property
    def others(self) -> dict[str, Values]:
        """Other calculators' values, as if they were ours."""
        result = {}
        for name, evaluation in self.evaluations.items():
            cells = {sheet: dict(values) for sheet, values in self.values.cells.items()}
            for place, value in evaluation.values.items():
                cells[place.sheet][place.address] = value
            result[name] = Values(self.values.grid, self.values.plan, cells)
        return result

    def refused(self) -> dict[int, str]:
        """The formulas that sheetgen refuses to evaluate, and why."""
        return {place.address.row: str(why) for place, why in self.problems.items()}

    def ours(self, row: int) -> Scalar:
        """What sheetgen has for a formula."""
        return self.values.at(Place(CALC, Address(row, 1)))

    def theirs(self, name: str, row: int) -> Scalar:
        """What another calculator has."""
        return self.evaluations[name].values.get(Place(CALC, Address(row, 1)))

    def difference(self, name: str, row: int) -> Difference | None:
        """How another calculator differs on a formula, if it does: judged as `sheetgen verify` judges it."""
        ours, theirs = self.ours(row), self.theirs(name, row)
        if ours == theirs and type(ours) is type(theirs):
            return None
        # An empty text is exported as nothing.
        if ours in ("", None) and theirs in ("", None):
            return None
        place = Place(CALC, Address(row, 1))
        evaluation = self.evaluations[name]
        check = tolerance.engine(
            name,
            theirs,
            ours,
            digits=evaluation.digits,
            rounding=math.inf,
            error_kinds=evaluation.error_kinds,
            alone=partial(self._alone, name, place),
        )
        return None if check.ok else Difference(row, name, ours, theirs)

    def _alone(self, name: str, place: Place) -> tuple[float, float]:
        try:
            tree = self.values.plan.trees[place]
            return one_formula(self.others[name], tree, place, self.evaluations[name].cancels)
        except (OverflowError, ZeroDivisionError):
            return 0.0, math.inf

    def differences(self, but: frozenset[int] = frozenset()) -> list[Difference]:
        """All of them, but for formulas that sheetgen refuses."""
        refused = self.refused().keys() | but
        found = [
            self.difference(name, row)
            for name in self.evaluations
            for row in self.rows
            if row not in refused and row not in self.endless.get(name, ())
        ]
        return [difference for difference in found if difference]


def kind(value: Scalar) -> str:
    """What sort of value it is; errors by their names."""
    if isinstance(value, ErrorValue):
        return str(value)
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, float) else "text"
