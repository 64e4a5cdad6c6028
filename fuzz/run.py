"""Fuzzes a target for a while, guided by coverage: `python fuzz/run.py TARGET --seconds N`.

Findings are kept in fuzz/findings/TARGET, what was reached in fuzz/corpus/TARGET; git ignores both. What was run is
appended to fuzz/results/runs.jsonl. Exit status: 0 nothing was found, 1 something was, 2 it could not be run, of which
nothing is appended.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import platform
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]

FINDINGS, CORPUS, RESULTS = (ROOT / "fuzz" / name for name in ("findings", "corpus", "results"))

#: MiB of memory, and seconds by the clock, for one input: what exceeds them ends the process. The limit of CPU time is
#: shorter (fuzz/guided.py); this one is for code that Python cannot interrupt.
MEMORY, SECONDS = 3_000, 60
#: So many processes may end before their time: by an input that is kept, and without one.
MOST_ENDED, MOST_FAILED = 20, 20
#: Bytes of one input.
LENGTH = {"workbook": 60_000, "audited": 60_000, "columns": 60_000}


class NotRunError(Exception):
    """Fuzzing that tried nothing, or broke down again and again: its findings, also none, say nothing."""


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    from fuzz.seeds import seeds
    from fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=list(TARGETS))
    parser.add_argument("--seconds", type=int, default=900)
    parser.add_argument("--more", type=Path, action="append", default=[], help="a folder of further first inputs")
    parser.add_argument("--results", type=Path, default=RESULTS / "runs.jsonl", help="where the run is noted")
    options = parser.parse_args(arguments)
    corpus = CORPUS / options.target
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds(options.target):
        (corpus / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    try:
        result = fuzz(options.target, options.seconds, [corpus, *options.more])
    except NotRunError as error:
        print(f"fuzz/run.py {options.target}: {error}", file=sys.stderr)
        return 2
    options.results.parent.mkdir(exist_ok=True)
    with options.results.open("a", encoding="utf-8") as file:
        file.write(json.dumps(result) + "\n")
    print(json.dumps(result, indent=2))
    return 1 if result["findings"] else 0


def fuzz(target: str, seconds: float, folders: list[Path]) -> dict[str, object]:
    """Runs processes one after another until the time is over; what was run, and what was found in it. NotRunError
    where that is no result."""
    findings = FINDINGS / target
    started, date = time.monotonic(), datetime.date.today().isoformat()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory(prefix="sheetgen-fuzz-") as scratch:
        found, counter = Path(scratch) / "findings", Path(scratch) / "counter"
        found.mkdir()
        counter.write_bytes(struct.pack("<q", 0))
        ended = failed = 0
        while (left := int(seconds - (time.monotonic() - started))) > 0:
            known = _times(found)
            if _process(target, left, folders, counter, found) != 0:
                if _times(found) == known:
                    failed += 1
                else:
                    ended += 1
            if ended > MOST_ENDED or failed > MOST_FAILED:
                break
        executions = struct.unpack("<q", counter.read_bytes())[0]
        kinds = []
        for file in sorted(found.iterdir()):
            findings.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, findings)
            if file.suffix == ".txt":
                kinds.append(file.read_text(encoding="utf-8").splitlines()[0])
            elif file.suffix != ".input":
                # timeout-…, oom-…, crash-…: what ended the process.
                kinds.append(file.name.partition("-")[0])
    if executions == 0 or failed > MOST_FAILED:
        log = _log(target)
        raise NotRunError(f"{executions:,} inputs were tried, {failed} processes ended without a finding: see {log}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "target": target,
        "date": date,
        "commit": _git("rev-parse", "HEAD"),
        "changed": bool(_git("status", "--porcelain", "--untracked-files=no", "--", "sheetgen", "fuzz/*.py")),
        "seconds": round(time.monotonic() - started),
        "cpu_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime),
        "executions": executions,
        "findings": sorted(kinds),
        "python": platform.python_version(),
    }


def _process(target: str, seconds: int, folders: list[Path], counter: Path, found: Path) -> int:
    """One process of `fuzz.guided`; its exit status, 0 where the time was over."""
    command = [
        *(sys.executable, "-m", "fuzz.guided", target, str(counter), str(found)),
        *(
            f"-max_total_time={seconds}",
            f"-timeout={SECONDS}",
            f"-rss_limit_mb={MEMORY}",
            f"-report_slow_units={SECONDS}",
        ),
        *(
            f"-max_len={LENGTH.get(target, 4096)}",
            f"-artifact_prefix={found}/",
            "-len_control=0",
            "-print_final_stats=1",
        ),
        *map(str, folders),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    log = _log(target)
    log.parent.mkdir(exist_ok=True)
    with log.open("ab") as file:
        return subprocess.run(command, cwd=ROOT, env=environment, stdout=file, stderr=file, check=False).returncode


def _times(folder: Path) -> dict[str, int]:
    """When each file was written: the same input may end two processes."""
    return {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}


def _log(target: str) -> Path:
    """What the processes print."""
    return FINDINGS / f"{target}.log"


def _git(*arguments: str) -> str:
    run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
