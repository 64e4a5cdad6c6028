"""What stands at an output when the command that writes it is killed, some hundred times, at all moments."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.reliability.killing import PHASES, Victim, commands, prepare
from sheetgen.template import available

TITLE = "Killed at any moment"
#: How often each command is killed.
KILLS = 42


def measure() -> dict[str, Any]:
    """For each command how often it was killed in which phase, and how often its outputs were whole then."""
    found: dict[str, Any] = {}
    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = Path(name)
        scratch = folder / "scratch"
        scratch.mkdir()
        # For the commands' own temporary files, so that what is left of them can be counted.
        before = os.environ.get("TMPDIR")
        os.environ["TMPDIR"] = str(scratch)
        try:
            prepare(folder)
            for seed, command in enumerate(commands(tuple(available()))):
                victim = Victim(command, folder, seed)
                tried = dict.fromkeys(PHASES, 0)
                survived = dict.fromkeys(PHASES, 0)
                for attempt in range(KILLS):
                    phase, wrong = victim.kill(attempt)
                    tried[phase] += 1
                    survived[phase] += not wrong
                    problems += wrong
                problems += victim.in_peace()
                found[command.title] = {"tried": tried, "survived": survived}
        finally:
            os.environ.pop("TMPDIR")
            if before is not None:
                os.environ["TMPDIR"] = before
        left = [path.name for path in scratch.iterdir()]
    return {"commands": found, "problems": problems, "left": left}


def lines(result: dict[str, Any]) -> list[str]:
    """A row for each command."""
    counts = result["commands"].values()
    tried = sum(sum(count["tried"].values()) for count in counts)
    survived = sum(sum(count["survived"].values()) for count in counts)
    rows = [
        "A new file is written beside its place under another name and then moved there. Each command was ended by"
        " SIGKILL, half of the times at moments spread over its whole run, half of them as its output was written; then"
        " every output was compared, byte for byte, with what stood there before and with what an undisturbed"
        f" run writes. Of {tried:,} kills, {survived:,} left one of the two.",
        "",
        "| command | before writing | while writing | after | one of the two stands |",
        "|---|---|---|---|---|",
    ]
    for title, count in result["commands"].items():
        phases = " | ".join(str(count["tried"][phase]) for phase in PHASES)
        total = sum(count["tried"].values())
        rows.append(f"| `{title}` | {phases} | {sum(count['survived'].values())} of {total} |")
    left = len(result["left"])
    rows += [
        "",
        "A file that `>` opens is emptied by the shell before the command starts, so that the old one is empty there."
        " What a kill leaves beside the output, `.NAME.….part`, is removed by the next run that writes the same"
        " output: a lock, which ends with its process, says that nobody writes it any more. In the folder of temporary"
        f" files {'nothing was' if not left else f'{left} files were'} left.",
    ]
    return rows + [f"- {problem}" for problem in result["problems"]]
