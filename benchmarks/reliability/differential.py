"""Random formulas, evaluated by sheetgen, IronCalc and LibreOffice: where they differ, and who is right.

SHEETGEN_DIFFERENTIAL_KEPT=1 sorts again what the last run found, by changed classes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from benchmarks.differential.classes import VERDICTS, classes
from benchmarks.differential.page import NAMES, page, summary
from benchmarks.differential.run import COUNT, SEED, keep, kept, run, tell

TITLE = "Random formulas, by three calculators"
#: So many classes are named.
SHOWN = 8
PAGE = Path(__file__).resolve().parents[2] / "docs" / "differential.md"


def measure() -> dict[str, Any]:
    """Runs the formulas, and writes docs/differential.md too."""
    if os.environ.get("SHEETGEN_DIFFERENTIAL_KEPT"):
        outcome = kept()
    else:
        outcome = keep(run(SEED, COUNT, jobs=os.cpu_count() or 1, progress=tell))
    result = summary(outcome)
    PAGE.write_text(page(outcome, result), encoding="utf-8")
    return result


def lines(result: dict[str, Any]) -> list[str]:
    """The part as Markdown."""
    total = result["formulas"] - result["refused"]
    text = [
        f"{result['formulas']:,} random formulas (seed {result['seed']}) with operators, references and all functions"
        f" that another has too; {result['refused']:,} that sheetgen refuses are not compared. Each"
        " difference is traced to the smallest part that differs, belongs to a class, and each class says"
        " who is right and why: [differential.md](differential.md).\n",
        "| calculator | agrees | differs |",
        "| --- | --- | --- |",
    ]
    for name, differing in result["differing"].items():
        text.append(f"| {result['versions'][name]} | {total - differing:,} | {differing:,} |")
    right = ", ".join(
        f"{words} in {result['right'][key]:,}" for key, words in VERDICTS.items() if result["right"].get(key)
    )
    text.append(f"\nWho is right where they differ: {right}. Without a class: {result['unexplained']}.\n")
    titles = {one.name: f"{one.title} ({NAMES[one.calculator]})" for one in classes()}
    text += ["The largest classes:\n", "| class | differences |", "| --- | --- |"]
    text += [f"| {titles.get(name, name)} | {count:,} |" for name, count in list(result["classes"].items())[:SHOWN]]
    return text
