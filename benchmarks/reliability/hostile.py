"""Hostile files: the real command line on each of a catalogue, in a process of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.hostile import Case, catalogue
from benchmarks.hostile.books import book
from benchmarks.hostile.trial import Trial, run

TITLE = "Hostile input"
#: What a command may take: seconds of a processor, its start included, and MiB.
_SECONDS, _MEMORY = 1.0, 150.0
#: How often one that takes longer is tried.
_TRIALS = 5


def measure() -> dict[str, Any]:
    """Tries every case, and those that took too long again."""
    plain = Case("", "an ordinary workbook", "book.xlsx", book("1+1"), ("recalc", "FILE"), (0,))
    return {"start": _entry(_tried(plain)), "trials": [_entry(trial) for trial in _least(list(catalogue()))]}


def _least(cases: list[Case]) -> list[Trial]:
    """The trial of each case that took the least of a processor, of one or of a few where that was too much: what else
    a machine does adds to a time, and nothing takes from it. As that may last, they are tried again after all others.
    """
    trials = [_tried(case) for case in cases]
    for _ in range(_TRIALS - 1):
        for index, trial in enumerate(trials):
            # One without an answer counts at once.
            if trial.processor > _SECONDS and not trial.problem:
                trials[index] = min(trial, _tried(trial.case), key=lambda each: (not each.problem, each.processor))
    return trials


def _tried(case: Case) -> Trial:
    with tempfile.TemporaryDirectory(prefix="sheetgen-hostile-") as folder:
        return run(case, Path(folder))


def _entry(trial: Trial) -> dict[str, Any]:
    return {
        "kind": trial.case.kind,
        "name": trial.case.name,
        "command": trial.case.command[0],
        "status": trial.status,
        "problem": trial.problem,
        "seconds": round(trial.seconds, 2),
        "processor": round(trial.processor, 2),
        "memory": round(trial.memory),
    }


def lines(result: dict[str, Any]) -> list[str]:
    """The numbers, a table by kind of attack, and whatever took more than it may."""
    trials = result["trials"]
    answered, refused = (_count(trials, statuses) for statuses in ((0, 1), (2,)))
    slowest = max(trials, key=lambda trial: trial["processor"])
    largest = max(trials, key=lambda trial: trial["memory"])
    start = result["start"]
    page = [
        f"{len(trials)} hostile files of {len({trial['kind'] for trial in trials})} kinds, each read by the command"
        " line in a process of its own (`benchmarks/hostile/` builds them, `tests/test_hostile.py` runs them too):"
        f" {answered} were answered, {refused} refused with one sentence,"
        f" {sum(trial['problem'] is not None for trial in trials)} did neither.",
        "",
        "Seconds are those of a processor, the start of Python included, the least of up to"
        f" {_TRIALS} trials where one takes more than {_SECONDS:g}: an ordinary workbook of one formula takes"
        f" {start['processor']:.2f} s and {start['memory']} MiB. The slowest was “{slowest['name']}”"
        f" ({slowest['kind']}) with {slowest['processor']:.2f} s, the largest “{largest['name']}”"
        f" ({largest['kind']}) with {largest['memory']} MiB.",
        "",
        "| Attack | Tried | Answered | Refused | Slowest, s | Largest, MiB |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for kind in dict.fromkeys(trial["kind"] for trial in trials):
        own = [trial for trial in trials if trial["kind"] == kind]
        page.append(
            f"| {kind} | {len(own)} | {_count(own, (0, 1))} | {_count(own, (2,))} |"
            f" {max(trial['processor'] for trial in own):.2f} | {max(trial['memory'] for trial in own)} |"
        )
    over = [each for each in trials if each["processor"] > _SECONDS or each["memory"] > _MEMORY or each["problem"]]
    refused_late = [each for each in over if each["status"] not in (0, 1) or each["problem"]]
    answered_late = [each for each in over if each not in refused_late]
    limit = f"{_SECONDS:g} s or {_MEMORY:g} MiB"
    page += ["", f"Refused after more than {limit}: {len(refused_late) or 'none'}.", *_listed(refused_late)]
    if answered_late:
        page += ["", f"Answered, as files are that do no harm but are large or ask for much, after more than {limit}:"]
        page += _listed(answered_late)
    return page


def _listed(trials: list[dict[str, Any]]) -> list[str]:
    if not trials:
        return []
    return [
        "",
        *(
            f"- {trial['kind']}: {trial['name']}: {trial['processor']:.2f} s, {trial['memory']} MiB"
            + (f"; {trial['problem'].splitlines()[0][:200]}" if trial["problem"] else "")
            for trial in trials
        ),
    ]


def _count(trials: list[dict[str, Any]], statuses: tuple[int, ...]) -> int:
    return sum(trial["status"] in statuses and trial["problem"] is None for trial in trials)
