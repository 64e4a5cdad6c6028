"""Kills a command with SIGKILL at a chosen moment, and looks at what stands at its outputs then."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NAME = "single-neuron-gradients"
#: What stands at an output before a run.
OLD = b"what stood here before\n"
#: The phases in which a kill can find a command.
PHASES = ("before", "while", "after")


@dataclass(frozen=True)
class Command:
    """A command line and the files that it writes, in its working folder."""

    title: str
    arguments: tuple[str, ...]
    outputs: tuple[str, ...]
    #: The output that the shell opens for it, as `>` does: the shell empties it before the command starts.
    redirected: str | None = None


def commands(shipped: tuple[str, ...]) -> list[Command]:
    """All that write files; `shipped` are the names of the templates that reproduce writes."""
    reproduced = tuple(f"output/{name}.{kind}" for name in shipped for kind in ("xlsx", "html"))
    return [
        Command("generate -o", ("generate", NAME, "-q", "-o", "out.xlsx"), ("out.xlsx",)),
        Command("generate --data -o", ("generate", NAME, "--data", "rows.csv", "-q", "-o", "out.xlsx"), ("out.xlsx",)),
        Command("recalc -o", ("recalc", "source.xlsx", "-q", "-o", "out.xlsx"), ("out.xlsx",)),
        Command("page -o", ("page", NAME, "-q", "-o", "out.html"), ("out.html",)),
        Command("reproduce -o", ("reproduce", "-q", "-o", "output"), reproduced),
        Command(
            "audit --csv", ("audit", "source.xlsx", "wrong.xlsx", "--jobs", "1", "-q", "--csv", "a.csv"), ("a.csv",)
        ),
        Command(
            "audit --junit", ("audit", "source.xlsx", "wrong.xlsx", "--jobs", "1", "-q", "--junit", "a.xml"), ("a.xml",)
        ),
        Command(
            "audit --json > file",
            ("audit", "source.xlsx", "wrong.xlsx", "--jobs", "1", "--json"),
            ("a.json",),
            "a.json",
        ),
    ]


def prepare(folder: Path, rows: int = 2_000) -> None:
    """The files that the commands read: a workbook, one whose stored values are wrong, rows of data."""
    run(folder, "generate", NAME, "-q", "-o", "source.xlsx")
    import zipfile

    with zipfile.ZipFile(folder / "source.xlsx") as source, zipfile.ZipFile(folder / "wrong.xlsx", "w") as wrong:
        for part in source.namelist():
            # The net, 0.8, stored as 0.9.
            wrong.writestr(part, source.read(part).replace(b"<v>0.8</v>", b"<v>0.9</v>"))
    lines = (f"0.{n % 9 + 1},-0.{n % 7 + 1},{n}e-4,0.5\n" for n in range(rows))
    (folder / "rows.csv").write_text("input,weight,bias,target\n" + "".join(lines))
    (folder / "output").mkdir(exist_ok=True)


def run(folder: Path, *arguments: str) -> None:
    """A command that nobody kills; it must do its work (or find differences)."""
    done = subprocess.run([sys.executable, "-m", "sheetgen", *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"sheetgen {' '.join(arguments)}: {done.stderr}")


class Victim:
    """A command to be killed again and again, in a folder of its own."""

    def __init__(self, command: Command, folder: Path, seed: int = 0) -> None:
        """Runs it once in peace, for what it writes and how long it takes."""
        self.command = command
        self.folder = folder
        self.random = random.Random(seed)
        started = time.monotonic()
        self._end(self._start())
        self.seconds = time.monotonic() - started
        self.new = {name: (folder / name).read_bytes() for name in command.outputs}

    def kill(self, attempt: int) -> tuple[str, list[str]]:
        """One kill: its phase, and what is wrong with the outputs, a line for each that is neither old nor new.

        Every other attempt is spread over the whole run, the others are made in the moment of writing.
        """
        for name in self.command.outputs:
            if attempt % 4 < 2:
                (self.folder / name).write_bytes(OLD)
            else:
                (self.folder / name).unlink(missing_ok=True)
        before = {name: self._content(name) for name in self.command.outputs}
        if self.command.redirected:
            before[self.command.redirected] = b""
        for leftover in self.leftovers():
            leftover.unlink()
        process = self._start()
        wait: Callable[[subprocess.Popen[bytes]], None] = self._until_written if attempt % 2 else self._some_time
        wait(process)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        ended = process.wait() != -signal.SIGKILL
        found = {name: self._content(name) for name in self.command.outputs}
        wrong = [
            f"{self.command.title}: {name} is neither the old file nor the new one"
            for name, content in found.items()
            if content not in (before[name], self.new[name])
        ]
        if ended or all(content == self.new[name] for name, content in found.items()):
            return "after", wrong
        untouched = all(content == before[name] for name, content in found.items())
        return "before" if untouched and not self.leftovers() else "while", wrong

    def leftovers(self) -> list[Path]:
        """The temporary files that lie beside the outputs."""
        folders = {(self.folder / name).parent for name in self.command.outputs}
        return [path for folder in sorted(folders) for path in folder.glob(".*.part")]

    def in_peace(self) -> list[str]:
        """Runs it once more; what is wrong then, such as a temporary file that is left."""
        self._end(self._start())
        wrong = [f"{name} is not as it was" for name, new in self.new.items() if self._content(name) != new]
        written = {Path(name).name[:40] for name in self.command.outputs}
        return wrong + [
            f"{path.name} is left" for path in self.leftovers() if path.name[1:].rpartition(".")[0][:-9] in written
        ]

    def _start(self) -> subprocess.Popen[bytes]:
        arguments = [sys.executable, "-m", "sheetgen", *self.command.arguments]
        redirected = self.command.redirected
        with open(self.folder / redirected if redirected else os.devnull, "wb") as output:  # noqa: PTH123
            return subprocess.Popen(arguments, cwd=self.folder, stdout=output, stderr=subprocess.DEVNULL)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.wait() not in (0, 1):
            raise RuntimeError(f"sheetgen {' '.join(self.command.arguments)} failed")

    def _content(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def _some_time(self, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + self.random.uniform(0, 1.05 * self.seconds)
        while time.monotonic() < end and process.poll() is None:
            time.sleep(0.001)

    def _until_written(self, process: subprocess.Popen[bytes]) -> None:
        """Until a temporary file is there, or the redirected output grows, and a moment longer."""
        number = self.random.randrange(len(self.command.outputs))
        output = self.folder / self.command.outputs[number]
        stem = f".{output.name[:40]}."
        while process.poll() is None:
            if self.command.redirected:
                if output.stat().st_size:
                    break
            elif any(name.startswith(stem) for name in os.listdir(output.parent)):  # noqa: PTH208
                break
        # Of writing, which takes about so long, a part.
        end = time.perf_counter() + self.random.choice((0, self.random.uniform(0, 0.003)))
        while time.perf_counter() < end:
            pass
