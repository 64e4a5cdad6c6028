"""Runs the real command line on one hostile file, in a process of its own, and measures it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.hostile.case import Case

#: No case takes so much of a processor; one that does is ended.
_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: the exit status (negative for a signal), what was printed, and what it took."""

    case: Case
    status: int
    output: str
    error: str
    #: On the clock, and of a processor, in seconds.
    seconds: float
    processor: float
    #: The most memory at once, in MiB.
    memory: float

    @property
    def problem(self) -> str | None:
        """Why this is no answer, or None."""
        case = self.case
        if self.status not in case.statuses:
            return f"exit status {self.status}: {(self.error or self.output)[-300:]}"
        if "Traceback" in self.output + self.error:
            return "a traceback"
        if self.status == 2 and "audit" not in case.command and self.error.strip().count("\n"):
            return f"more than one sentence: {self.error[:300]}"
        if self.status == 2 and len(self.error) > 2_000:
            return f"a sentence of {len(self.error):,} characters"
        if case.says and case.says not in self.output + self.error:
            return f"does not say {case.says!r}: {(self.error or self.output)[:300]}"
        return None


def run(case: Case, folder: Path) -> Trial:
    """Writes the file into an empty folder, and runs the command there."""
    path = case.write(folder)
    measured = folder / "measured.json"
    command = [sys.executable, "-P", "-m", "sheetgen", *case.arguments(path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "COLUMNS": "200"}
    # As installed: whoever tells Python to compile every module again at every start does not measure the file.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    starter = [
        sys.executable,
        "-I",
        "-S",
        str(Path(__file__).with_name("starter.py")),
        str(measured),
        str(_SECONDS),
        *command,
    ]
    finished = subprocess.run(
        starter, capture_output=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=True
    )
    told = json.loads(measured.read_text())
    return Trial(
        case,
        told["status"],
        finished.stdout.decode(errors="replace"),
        finished.stderr.decode(errors="replace"),
        told["seconds"],
        told["processor"],
        told["memory"],
    )
