"""Does verify catch errors? Mutants of a template, all or some, are verified, and none may pass."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from sheetgen.algebra import same_expression
from sheetgen.errors import SheetgenError, UsageError
from sheetgen.mutate import Mutant, mutants
from sheetgen.processes import in_processes
from sheetgen.result import Result
from sheetgen.samples import compare_samples
from sheetgen.sheet import Template
from sheetgen.values import shortest
from sheetgen.verification import verify


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: "caught" by the first thing that gave it away, "equivalent", as the reason proves, or
    "survived"."""

    mutant: Mutant
    verdict: str
    reason: str = ""


@dataclass(slots=True)
class SelftestResult:
    """The mutants by what became of them; true when none survived."""

    template: Template
    #: How many mutants the template has. Fewer may have been planted.
    possible: int = 0
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

    @property
    def planted(self) -> int:
        """How many mutants were verified."""
        return self.total + len(self.equivalent)

    def add(self, outcome: Outcome) -> None:
        """One more mutant has been verified."""
        if outcome.verdict == "survived":
            self.survived.append(outcome.mutant)
        else:
            kept = self.caught if outcome.verdict == "caught" else self.equivalent
            kept.append((outcome.mutant, outcome.reason))


def selftest(
    template: Template,
    *,
    most: int | None = None,
    samples: int = 0,
    jobs: int = 1,
    watch: Callable[[Outcome], None] = lambda outcome: None,
) -> SelftestResult:
    """Verifies the mutants of a template in so many processes, or `most` of them; `watch` is told of each, as it comes.

    Those that would survive are tried on so many `samples` of inputs too, as `verify` does it. UsageError where the
    template itself differs: all its mutants would do so too, whatever was planted.
    """
    if verify(template, samples=samples).differs:
        raise UsageError(f"{template.name} differs before an error is planted: mend first what sheetgen verify shows")
    possible = count(template)
    planted = possible if most is None else min(most, possible)
    tasks = enumerate(_chosen(template, possible, planted))
    work = partial(_verified, template, samples)
    outcomes: Iterator[tuple[int, Outcome]]
    if min(jobs, planted) <= 1:
        outcomes = ((index, work(mutant)) for index, mutant in tasks)
    else:
        outcomes = in_processes(tasks, min(jobs, planted), work, _died)
    found: dict[int, Outcome] = {}
    for index, outcome in outcomes:
        found[index] = outcome
        watch(outcome)
    result = SelftestResult(template, possible)
    # In the order of the template, whichever process was done first.
    for index in sorted(found):
        result.add(found[index])
    return result


def count(template: Template) -> int:
    """How many mutants a template has. To make them is cheap; it is to verify them that takes long."""
    return sum(1 for _ in mutants(template))


def _chosen(template: Template, possible: int, planted: int) -> Iterator[Mutant]:
    """So many mutants, spread evenly: one of each of as many equal parts, the same ones in every run.

    Which one of its part is drawn: at equal distances it might be the same token in each of many rows that are alike.
    """
    draw = random.Random(0)
    starts = [part * possible // planted for part in range(planted)]
    chosen = {draw.randrange(start, end) for start, end in zip(starts, [*starts[1:], possible], strict=True)}
    return (mutant for index, mutant in enumerate(mutants(template)) if index in chosen)


def _verified(template: Template, samples: int, mutant: Mutant) -> Outcome:
    """The mutant as a template: written, read back and verified like any other."""
    changed = mutant.planted_in(template)
    try:
        verified = verify(changed)
        if verified.failed:
            cell = verified.failed[0]
            return Outcome(mutant, "caught", f"{cell.place.address}: {cell.failures[0].reason}")
        if reason := _why_no_error(template, changed, mutant, verified):
            return Outcome(mutant, "equivalent", reason)
        # Last, as it takes longest.
        if samples and (found := compare_samples(changed, samples).disagreements):
            first = found[0]
            return Outcome(
                mutant, "caught", f"{first.place.address}: {first.count} of {samples} samples: {first.reason}"
            )
    except SheetgenError as error:
        return Outcome(mutant, "caught", str(error))
    return Outcome(mutant, "survived")


def _died(mutant: Mutant) -> Outcome:
    raise SheetgenError(
        f"{mutant.place}: the process that verified {mutant.change} died, and again when it was tried alone (out of"
        " memory?); close other programs, or take fewer --jobs"
    )


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
