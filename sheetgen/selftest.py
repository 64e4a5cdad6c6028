"""Does verify catch errors? Every mutant of a template is verified, and none may pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from sheetgen.algebra import same_expression
from sheetgen.errors import SheetgenError, UsageError
from sheetgen.mutate import Mutant, mutants
from sheetgen.result import Result
from sheetgen.sheet import Template
from sheetgen.values import shortest
from sheetgen.verification import verify


@dataclass(slots=True)
class SelftestResult:
    """The mutants by what became of them; true when none survived."""

    template: Template
    #: Caught mutants with the first thing that gave each away.
    caught: list[tuple[Mutant, str]] = field(default_factory=list)
    survived: list[Mutant] = field(default_factory=list)
    #: Mutants that are provably no error, with the reason; they count neither way.
    equivalent: list[tuple[Mutant, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return not self.survived

    @property
    def total(self) -> int:
        """How many mutants there were to catch."""
        return len(self.caught) + len(self.survived)


def selftest(template: Template, progress: Callable[[int, int], None] | None = None) -> SelftestResult:
    """Verifies every mutant of a template. `progress` is told how many are done, and of how many.

    UsageError where the template itself differs: all its mutants would do so too, whatever was planted.
    """
    if verify(template).failed:
        raise UsageError(f"{template.name} differs before an error is planted: mend first what sheetgen verify shows")
    result = SelftestResult(template)
    # Gone through twice: to count them is cheap, to keep them would not be.
    total = sum(1 for _ in mutants(template))
    for done, mutant in enumerate(mutants(template)):
        if progress:
            progress(done, total)
        changed = mutant.planted_in(template)
        try:
            verified = verify(changed)
        except SheetgenError as error:
            result.caught.append((mutant, str(error)))
            continue
        if verified.failed:
            cell = verified.failed[0]
            result.caught.append((mutant, f"{cell.place.address}: {cell.failures[0].reason}"))
        elif reason := _why_no_error(template, changed, mutant, verified):
            result.equivalent.append((mutant, reason))
        else:
            result.survived.append(mutant)
    return result


def _why_no_error(template: Template, changed: Template, mutant: Mutant, verified: Result) -> str | None:
    """The proof that a mutant which passed is as right as the template, or None: then verify has missed it.

    Another input or figure leaves every formula the same expression, so that algebra says nothing of it.
    """
    if mutant.kind == "figure":
        return _why_right_too(template, mutant, verified)
    if mutant.kind != "input" and same_expression(template, changed, mutant.place):
        return "written out to its inputs it is the same expression, by the rules of algebra"
    return None


def _why_right_too(template: Template, mutant: Mutant, verified: Result) -> str | None:
    """Why a figure's neighbour is a right rounding too, by arithmetic that is not the tried witness's."""
    value = next(cell.recalculated for cell in verified.cells if cell.place == mutant.place)
    cells = (template.cell(mutant.place), mutant.cell)
    figures = [cell.figure.exact for cell in cells if cell and cell.figure and cell.figure.exact is not None]
    if isinstance(value, float) and len(figures) == 2 and sum(map(Fraction, figures)) == 2 * Fraction(value):
        return f"{shortest(value)} lies half way between the two figures: both are right roundings"
    return None
