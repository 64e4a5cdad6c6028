"""What a verification found: a verdict for each cell, with what every witness said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sheetgen import formula_text
from sheetgen.counts import counted, differing
from sheetgen.recalc import Values
from sheetgen.sheet import Place, Template
from sheetgen.tolerance import Check
from sheetgen.values import Scalar

if TYPE_CHECKING:
    import pandas

    from sheetgen.samples import Samples


@dataclass(frozen=True, slots=True)
class CellResult:
    """One judged cell: what it is, what each witness says, and the verdict with its reason."""

    place: Place
    row: str
    column: str
    notation: str | None
    printed: str | None
    recalculated: Scalar
    witnesses: Mapping[str, Scalar]
    checks: tuple[Check, ...]
    verdict: str
    #: What the cell was judged among.
    values: Values = field(repr=False)
    #: What a published figure that alone disagrees probably was, or None where nothing explains it.
    likely: str | None = None
    #: Why the values of others are not held against it, or None where they are.
    not_compared: str | None = None

    @property
    def is_formula(self) -> bool:
        """Whether the workbook has a formula there; otherwise it is a constant that the native table covers."""
        return self.place in self.values.plan.trees

    @property
    def formula(self) -> str | None:
        """The formula in A1 with its equals sign; None for a constant."""
        return formula_text.formula(self.values, self.place)

    @property
    def filled(self) -> str:
        """The formula with the values that it was calculated from."""
        return formula_text.filled(self.values, self.place)

    @property
    def failures(self) -> list[Check]:
        """The comparisons that broke their bound."""
        return [check for check in self.checks if not check.ok]

    @property
    def reason(self) -> str:
        """Why the verdict is what it is: the broken bounds, or what all witnesses say."""
        if self.not_compared and not self.failures:
            return "; ".join([*(check.reason for check in self.checks), self.not_compared])
        if self.verdict == "unwitnessed":
            return "no witness besides the formula itself"
        return "; ".join(check.reason for check in (self.failures or self.checks))


@dataclass(slots=True)
class Tally:
    """How a witness fared: how many cells it was held against, with how many it agrees, and the largest distance."""

    good: int = 0
    total: int = 0
    worst: int | None = None

    def add(self, check: Check) -> None:
        """One more comparison."""
        self.total += 1
        self.good += check.ok
        if check.ulp is not None:
            self.worst = max(self.worst or 0, check.ulp)


#: Of a cell that another calculation gives another value, though nothing was changed.
CHANGES_BY_ITSELF = "it changes by itself: recalculated, and not compared"

#: How the state of a witness begins that was asked and could give no answer.
FAILED = "failed: "


@dataclass(slots=True, repr=False)
class Result:
    """A verified workbook; true when nothing differs, and every calculator that was asked has answered."""

    workbook: str
    template: Template | None
    witnesses: dict[str, str]
    cells: list[CellResult] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    #: Sheet and code on drawn inputs, if that was asked for.
    samples: Samples | None = None
    #: The workbook's bytes, as they were judged.
    source: bytes = field(default=b"", repr=False)

    def __bool__(self) -> bool:
        return not self.differs and not self.unanswered

    def __repr__(self) -> str:
        # Short, as a notebook shows it: the template's whole text is in here, and the workbook's bytes are.
        counts = f"{counted(self.formula_count, 'formula')}, {counted(self.constant_count, 'constant')}"
        return (
            f"<{type(self).__name__} of {self.workbook}: {counts},"
            f" {differing(self.failed_count)}, {self.unwitnessed_count:,} unwitnessed>"
        )

    @property
    def differs(self) -> bool:
        """Whether a cell differs, or sheet and code do on drawn inputs."""
        return self.failed_count > 0 or not (self.samples is None or bool(self.samples))

    @property
    def unanswered(self) -> dict[str, str]:
        """The calculators that were asked and failed, with the sentence that says why."""
        return unanswered(self.witnesses)

    @property
    def formula_count(self) -> int:
        """How many formula cells were judged."""
        return sum(cell.is_formula for cell in self.cells)

    @property
    def constant_count(self) -> int:
        """How many constants were judged: those that the native table covers."""
        return len(self.cells) - self.formula_count

    @property
    def failed_count(self) -> int:
        """How many cells differ."""
        return len(self.failed)

    @property
    def unwitnessed_count(self) -> int:
        """How many cells nobody else can vouch for."""
        return len(self.unwitnessed)

    @property
    def volatile_count(self) -> int:
        """How many cells change by themselves, so that nobody else's value is held against them."""
        return sum(cell.not_compared is not None for cell in self.cells)

    def tally(self, witness: str) -> Tally:
        """How a witness fared."""
        tally = Tally()
        for cell in self.cells:
            for check in cell.checks:
                if check.witness == witness:
                    tally.add(check)
        return tally

    @property
    def failed(self) -> list[CellResult]:
        """The cells that differ."""
        return [cell for cell in self.cells if cell.verdict == "differs"]

    @property
    def unwitnessed(self) -> list[CellResult]:
        """The cells that nobody else can vouch for."""
        return [cell for cell in self.cells if cell.verdict == "unwitnessed"]

    @property
    def frame(self) -> pandas.DataFrame:
        """A row for each judged cell, a column for each witness.

        Of a workbook with a block for each row of data, which may have millions of cells, a row for each that is in
        `cells`: the first of those that differ or are unwitnessed.
        """
        import pandas

        others = [name for name, state in self.witnesses.items() if state == "run" and name not in _IN_EVERY_ROW]
        columns = ["sheet", "cell", "row", "column", "formula", "printed", "recalculated", *others, "verdict", "reason"]
        rows = [
            [
                cell.place.sheet,
                str(cell.place.address),
                cell.row,
                cell.column,
                cell.formula,
                cell.printed,
                cell.recalculated,
                *(cell.witnesses.get(name) for name in others),
                cell.verdict,
                cell.reason,
            ]
            for cell in self.cells
        ]
        # The columns are there also where there are no rows.
        return pandas.DataFrame(rows, columns=columns, dtype=object)


@dataclass(slots=True, repr=False)
class BlocksResult(Result):
    """A verified workbook of blocks, one for each row of a data file: cells are counted, and of those that differ or
    are unwitnessed the first are in `cells`."""

    blocks: int = 0
    data: str = ""
    formulas: int = 0
    constants: int = 0
    differing: int = 0
    doubtful: int = 0
    volatile: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)

    @property
    def formula_count(self) -> int:
        """How many formula cells were judged."""
        return self.formulas

    @property
    def constant_count(self) -> int:
        """How many constants were judged: those that the native table covers."""
        return self.constants

    @property
    def failed_count(self) -> int:
        """How many cells differ."""
        return self.differing

    @property
    def unwitnessed_count(self) -> int:
        """How many cells nobody else can vouch for."""
        return self.doubtful

    @property
    def volatile_count(self) -> int:
        """How many cells change by themselves, so that nobody else's value is held against them."""
        return self.volatile

    def tally(self, witness: str) -> Tally:
        """How a witness fared."""
        return self.tallies.get(witness, Tally())


def unanswered(states: Mapping[str, str]) -> dict[str, str]:
    """Of witnesses' states, the sentences of those that failed."""
    return {name: state.removeprefix(FAILED) for name, state in states.items() if state.startswith(FAILED)}


_IN_EVERY_ROW = ("recalculated", "printed", "faux")
