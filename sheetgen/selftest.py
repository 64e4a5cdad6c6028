"""Does verify catch errors? Every mutant of a template is verified, and none may pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sheetgen.algebra import same_expression
from sheetgen.errors import SheetgenError
from sheetgen.mutate import Mutant, mutants
from sheetgen.sheet import Template
from sheetgen.verification import verify


@dataclass(slots=True)
class SelftestResult:
    """The mutants by what became of them; true when none survived."""

    template: Template
    #: Caught mutants with the first thing that gave each away.
    caught: list[tuple[Mutant, str]] = field(default_factory=list)
    survived: list[Mutant] = field(default_factory=list)
    #: Mutants that provably compute the same, with the reason; they count neither way.
    equivalent: list[tuple[Mutant, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return not self.survived

    @property
    def total(self) -> int:
        """How many mutants there were to catch."""
        return len(self.caught) + len(self.survived)


def selftest(template: Template, progress: Callable[[int, int], None] | None = None) -> SelftestResult:
    """Verifies every mutant of a template. `progress` is told how many are done, and of how many."""
    result = SelftestResult(template)
    planted = list(mutants(template))
    for done, mutant in enumerate(planted):
        if progress:
            progress(done, len(planted))
        finding = _finding(mutant)
        if finding is not None:
            result.caught.append((mutant, finding))
        elif same_expression(template, mutant.template, mutant.place):
            result.equivalent.append(
                (mutant, "written out to its inputs it is the same expression, by the rules of algebra")
            )
        else:
            result.survived.append(mutant)
    return result


def _finding(mutant: Mutant) -> str | None:
    """What verify has against a mutant, or None if it lets it pass."""
    try:
        result = verify(mutant.template)
    except SheetgenError as error:
        return str(error)
    if not result.failed:
        return None
    cell = result.failed[0]
    return f"{cell.place.address}: {cell.failures[0].reason}"
