"""What a verification found: a verdict for each cell, with what every witness said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sheetgen.sheet import Place, Template
from sheetgen.tolerance import Check
from sheetgen.values import Scalar

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class CellResult:
    """One judged cell: what it is, what each witness says, and the verdict with its reason."""

    place: Place
    row: str
    column: str
    #: The formula in A1 with its equals sign; None for a constant that the native table covers.
    formula: str | None
    notation: str | None
    filled: str
    printed: str | None
    recalculated: Scalar
    witnesses: Mapping[str, Scalar]
    checks: tuple[Check, ...]
    verdict: str

    @property
    def failures(self) -> list[Check]:
        """The comparisons that broke their bound."""
        return [check for check in self.checks if not check.ok]

    @property
    def reason(self) -> str:
        """Why the verdict is what it is: the broken bounds, or what all witnesses say."""
        if self.verdict == "unwitnessed":
            return "no witness besides the formula itself"
        return "; ".join(check.reason for check in (self.failures or self.checks))


@dataclass(slots=True)
class Result:
    """A verified workbook; true when nothing differs."""

    workbook: str
    template: Template | None
    witnesses: dict[str, str]
    cells: list[CellResult] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return not self.failed

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
        """A row for each judged cell, a column for each witness."""
        import pandas

        others = [name for name, state in self.witnesses.items() if state == "run" and name not in _IN_EVERY_ROW]
        rows = [
            {
                "sheet": cell.place.sheet,
                "cell": str(cell.place.address),
                "row": cell.row,
                "column": cell.column,
                "formula": cell.formula,
                "printed": cell.printed,
                "recalculated": cell.recalculated,
                **{name: cell.witnesses.get(name) for name in others},
                "verdict": cell.verdict,
                "reason": cell.reason,
            }
            for cell in self.cells
        ]
        return pandas.DataFrame(rows, dtype=object)


_IN_EVERY_ROW = ("recalculated", "printed", "faux")
