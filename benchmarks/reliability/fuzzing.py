"""Fuzzing: every target of fuzz/targets.py is run for a while, guided by coverage; what was run before is added up.

python -m benchmarks.reliability fuzzing                             # 330 s for each target, an hour in all
SHEETGEN_FUZZ_SECONDS=60 python -m benchmarks.reliability fuzzing    # less; 0 only adds up
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

TITLE = "Fuzzing"

ROOT = Path(__file__).resolve().parents[2]
RUNS = ROOT / "fuzz" / "results" / "runs.jsonl"
#: Inputs that showed a finding, which the tests try again.
CASES = ROOT / "tests" / "fuzz" / "cases"

#: What each target is fed, in a word.
FED = {
    "formula": "formulas",
    "functions": "number formats, criteria, patterns, dates as texts",
    "template": "templates",
    "front_matter": "front matter",
    "generated": "templates, generated and verified",
    "workbook": "workbooks, recalculated and stamped",
    "columns": "workbooks, read in columns and cell by cell",
    "audited": "workbooks, audited, imported and compared",
    "html": "pages to import",
    "document": "Markdown to import",
    "csv": "CSV to import, data files",
}


def measure() -> dict[str, object]:
    """Runs every target, and adds up all runs that are on record."""
    seconds = int(os.environ.get("SHEETGEN_FUZZ_SECONDS", "330"))
    for target in FED if seconds else ():
        command = [sys.executable, str(ROOT / "fuzz" / "run.py"), target, "--seconds", str(seconds)]
        # 1: something was found, which is on record too. 2: nothing was tried, and nothing is on record.
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode not in (0, 1):
            raise SystemExit(f"fuzz/run.py {target} failed: pip install -e '.[fuzz]' has what it needs")
    runs = [json.loads(line) for line in RUNS.read_text(encoding="utf-8").splitlines()]
    return {"targets": {target: _total(target, runs) for target in FED}}


def _total(target: str, runs: list[dict]) -> dict[str, object]:
    """All runs of one target, and what the last of them says."""
    own = [run for run in runs if run["target"] == target]
    return {
        "inputs": sum(run["executions"] for run in own),
        "hours": round(sum(run["seconds"] for run in own) / 3600, 2),
        "cpu_hours": round(sum(run["cpu_seconds"] for run in own) / 3600, 2),
        "kinds": len({kind for run in own for kind in run["findings"]}),
        "cases": len(list((CASES / target).glob("*"))),
        "commit": own[-1]["commit"][:12] + (" with changes" if own[-1]["changed"] else "") if own else None,
        "found": own[-1]["findings"] if own else [],
    }


def lines(result: dict) -> list[str]:
    """The table, and what is still open."""
    targets = result["targets"]
    sums = ("inputs", "hours", "cpu_hours", "kinds", "cases")
    total = {key: sum(one[key] for one in targets.values()) for key in sums}
    open_findings = [f"{target}: {kind}" for target, one in targets.items() for kind in one["found"]]
    commits = list(dict.fromkeys(one["commit"] for one in targets.values() if one["commit"]))
    first = (
        f"{total['inputs']:,} inputs in {total['hours']:.1f} hours ({total['cpu_hours']:.1f} of processor time) were"
        " drawn by [atheris](https://github.com/google/atheris), which looks for inputs that reach new code, and by"
        " mutations that know formulas, templates and the XML of workbooks ([fuzz/README.md](../fuzz/README.md)). A"
        " finding is anything but a result or one sentence: another exception, a warning, 8 seconds of processor time,"
        " 3 GB of memory, a formula that prints as another, a workbook that reads in two ways, a value that was not"
        " stamped."
    )
    table = [
        "| fed with | inputs | hours | processor hours | kinds found | cases kept |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    table += [
        f"| {FED[target]} | {one['inputs']:,} | {one['hours']:.2f} | {one['cpu_hours']:.2f} | {one['kinds']} |"
        f" {one['cases']} |"
        for target, one in targets.items()
    ]
    found = "found nothing"
    if open_findings:
        found = f"found {len(open_findings)}, open until a later run finds no more: {'; '.join(open_findings)}"
    last = (
        f"These runs found {total['kinds']} kinds of failure, told apart by the exception and its place, some of them"
        " in the targets themselves. Of the inputs that showed one, in these runs or by hand with the same targets,"
        f" {total['cases']} are kept in [tests/fuzz/cases](../tests/fuzz/cases), and tried again by every run of the"
        " tests; how other findings are kept is said in [fuzz/README.md](../fuzz/README.md). The last run of each"
        f" target, at {', '.join(commits)}, {found}."
    )
    return [textwrap.fill(first, 120), "", *table, "", textwrap.fill(last, 120)]
