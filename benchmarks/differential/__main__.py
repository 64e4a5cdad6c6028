"""Evaluates random formulas by all calculators, sorts the differences into classes, and writes docs/differential.md.

    python -m benchmarks.differential                         # 100,000 formulas
    python -m benchmarks.differential --seed 7 --count 5000 --page page.md
    python -m benchmarks.differential --kept                  # the last run's findings, by changed classes

Exit status: 0 where every difference has its class, 1 where one has none.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from benchmarks.differential.classes import class_of
from benchmarks.differential.page import page, summary
from benchmarks.differential.run import COUNT, SEED, Outcome, keep, kept, run, tell

DOCS = Path(__file__).resolve().parents[2] / "docs"


def main(arguments: list[str]) -> int:
    """Runs, writes the page, and lists what nothing explains."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.differential")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--page", type=Path, default=DOCS / "differential.md", help="where the page is written")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="workbooks at the same time")
    parser.add_argument("--kept", action="store_true", help="sort again what the last run found, by changed classes")
    options = parser.parse_args(arguments)
    outcome = kept() if options.kept else keep(run(options.seed, options.count, jobs=options.jobs, progress=tell))
    options.page.write_text(page(outcome, summary(outcome)), encoding="utf-8")
    return unexplained(outcome)


def unexplained(outcome: Outcome) -> int:
    """Lists the findings without a class; the exit status."""
    left = [finding for finding in outcome.findings if class_of(finding) is None]
    for finding in left:
        print(f"{finding.calculator}  ={finding.text}  sheetgen {finding.ours!r}, there {finding.theirs!r}")
    print(f"{len(left)} of {len(outcome.findings)} differences have no class")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
