"""Draws workbooks of formulas, asks all calculators, and traces each difference to the smallest part that differs."""

from __future__ import annotations

import pickle
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.differential.books import SIZE, Constants, draw_constants, draw_formulas
from benchmarks.differential.classes import class_of
from benchmarks.differential.compare import OTHERS, Asked, Difference
from benchmarks.differential.conditions import Finding
from benchmarks.differential.grammar import VALUES
from benchmarks.differential.parts import ENDLESS, Part, cells_of, name_of, operands, parts, ranges_of
from sheetgen.values import Scalar

#: The formulas that docs/differential.md is about.
COUNT, SEED = 100_000, 1
#: What the last run found; git ignores it.
KEPT = Path(__file__).with_name("kept.pickle")


@dataclass
class Outcome:
    """What all calculators said to some formulas."""

    seed: int
    formulas: int = 0
    #: The formulas that sheetgen refuses to evaluate, by reason.
    refused: dict[str, int] = field(default_factory=dict)
    #: By calculator, on how many formulas it differs.
    differing: dict[str, int] = field(default_factory=dict)
    #: By calculator, how many of these differ only because a formula before them does.
    inherited: dict[str, int] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Counts another outcome in."""
        self.formulas += other.formulas
        self.versions = other.versions
        self.findings += other.findings
        for mine, theirs in (
            (self.refused, other.refused),
            (self.differing, other.differing),
            (self.inherited, other.inherited),
        ):
            for key, number in theirs.items():
                mine[key] = mine.get(key, 0) + number


def run(
    seed: int,
    count: int,
    *,
    size: int = SIZE,
    others: tuple[str, ...] = OTHERS,
    planted: dict[int, Scalar] | None = None,
    jobs: int = 1,
    progress: Callable[[Outcome], None] = lambda outcome: None,
) -> Outcome:
    """So many formulas in workbooks of `size`; `planted` replaces values of sheetgen's in the first workbook.

    Workbooks are independent, so that several `jobs` give the same.
    """
    starts = range(0, count, size)
    work = [(seed, start, min(size, count - start), others, None if start else planted) for start in starts]
    outcome = Outcome(seed, differing=dict.fromkeys(others, 0), inherited=dict.fromkeys(others, 0))
    with ProcessPoolExecutor(jobs) if jobs > 1 else nullcontext() as pool:
        for part in (pool.map if pool else map)(_workbook, work):
            outcome.add(part)
            progress(outcome)
    return outcome


def _workbook(work: tuple[int, int, int, tuple[str, ...], dict[int, Scalar] | None]) -> Outcome:
    """One workbook's formulas."""
    seed, start, count, others, planted = work
    outcome = Outcome(seed, count, differing=dict.fromkeys(others, 0), inherited=dict.fromkeys(others, 0))
    draw = random.Random(f"{seed}/{start}")
    constants = draw_constants(draw)
    formulas = draw_formulas(draw, count)
    asked = Asked(constants, formulas, others=others, planted=planted)
    outcome.versions = {name: evaluation.version for name, evaluation in asked.evaluations.items()}
    outcome.refused = Counter(re.sub(r"^.*?![A-Z]+\d+: ", "", why) for why in asked.refused().values())
    differences = asked.differences()
    values = {row: asked.ours(row) for row in asked.rows}
    traced = trace(constants, formulas, values, differences, others)
    for difference, finding in zip(differences, traced, strict=True):
        outcome.differing[difference.calculator] += 1
        if finding is None:
            outcome.inherited[difference.calculator] += 1
        else:
            # Here, where several processes do it: exact values take the longest, and go with a finding from now on.
            class_of(finding)
            outcome.findings.append(finding)
    for name, rows in asked.endless.items():
        outcome.differing[name] += len(rows)
        outcome.findings += [
            Finding(name, "", asked.ours(row), ENDLESS, formulas[row - 1], formulas[row - 1]) for row in rows
        ]
    return outcome


def keep(outcome: Outcome) -> Outcome:
    """Keeps what was found, so that changed classes can be tried without asking the calculators anew."""
    KEPT.write_bytes(pickle.dumps(outcome))
    return outcome


def kept() -> Outcome:
    """What was kept last."""
    outcome = pickle.loads(KEPT.read_bytes())
    assert isinstance(outcome, Outcome)
    return outcome


def tell(outcome: Outcome) -> None:
    """How far a run is, on standard error."""
    apart = ", ".join(f"{name} differs on {count:,}" for name, count in outcome.differing.items())
    print(f"{outcome.formulas:,} formulas: {apart}", file=sys.stderr, flush=True)


def trace(
    constants: Constants,
    formulas: Sequence[str],
    values: dict[int, Scalar],
    differences: Sequence[Difference],
    others: tuple[str, ...] = OTHERS,
) -> list[Finding | None]:
    """For each difference the smallest part that differs by itself; None where only a formula before does.

    A planted value is in no part: what differs is then the formula itself.
    """
    found = {row: parts(formulas[row - 1], row) for row in {difference.row for difference in differences}}
    texts = list(dict.fromkeys(part.text for some in found.values() for part in some))
    if not texts:
        return [_whole(difference, formulas) for difference in differences]
    known = {**constants, **{(VALUES, row, 1): value for row, value in values.items()}}
    asked = Asked(known, texts, others=others)
    rows = {text: row for row, text in enumerate(texts, start=1)}
    ours = {text: asked.ours(row) for text, row in rows.items()}

    def first(difference: Difference) -> Finding | None:
        name = difference.calculator
        for part in found[difference.row]:
            row = rows[part.text]
            apart = None if row in asked.endless.get(name, ()) else asked.difference(name, row)
            if apart:
                return finding(apart, part, formulas[difference.row - 1], known, ours)
        own = ours[found[difference.row][-1].text] if found[difference.row] else difference.ours
        # From the same values sheetgen gets the same again, unless something else put its value there.
        return _whole(difference, formulas) if own != difference.ours else None

    return [first(difference) for difference in differences]


def _whole(difference: Difference, formulas: Sequence[str]) -> Finding:
    text = formulas[difference.row - 1]
    return Finding(difference.calculator, "", difference.ours, difference.theirs, text, text)


def finding(
    difference: Difference, part: Part, formula: str, constants: Constants, known: dict[str, Scalar]
) -> Finding:
    """A difference on a part of a formula."""
    return Finding(
        difference.calculator,
        name_of(part.tree),
        difference.ours,
        difference.theirs,
        part.text,
        formula,
        tuple(operands(part.tree, constants, known)),
        tuple(tuple(cells) for cells in ranges_of(part.tree, constants)),
        {place: constants.get(place) for place in cells_of(part.tree)},
    )
