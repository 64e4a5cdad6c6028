"""Runs another program under a time limit, and leaves nothing of it behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheetgen.errors import EngineError


@dataclass(frozen=True, slots=True)
class Finished:
    """A program that ended by itself; `status` is negative where a signal ended it."""

    status: int
    output: str
    messages: str

    def reason(self) -> str:
        """The last thing it said on standard error, on one line, else how it ended."""
        lines = [line.strip() for line in self.messages.splitlines() if line.strip()]
        # LibreOffice says so on every start where there is no Java, which it does not need here.
        lines = [line for line in lines if "javaldx" not in line]
        if lines:
            return lines[-1].removeprefix("Error: ").rstrip(".")
        return f"killed by signal {-self.status}" if self.status < 0 else f"exit status {self.status}"


def run(
    command: Sequence[str], timeout_seconds: float, what: str, environment: Mapping[str, str] | None = None
) -> Finished:
    """Run a program to its end; `what` begins the text of an EngineError ("book.xlsx: LibreOffice")."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, **(environment or {})},
            # A process group of its own: launchers start children, and all must end.
            start_new_session=True,
        )
    except OSError as error:
        raise EngineError(f"{what} cannot be started ({error.strerror}); check {command[0]}") from error
    with process:
        try:
            output, messages = process.communicate(timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            _kill_group(process)
            raise EngineError(
                f"{what} was stopped after {timeout_seconds:g} seconds; allow it more time or leave it out"
            ) from None
        except BaseException:
            _kill_group(process)
            raise
    return Finished(process.returncode, output, messages)


def _kill_group(process: subprocess.Popen[str]) -> None:
    """Kill the process and its children. Not yet waited for, its id cannot be another's."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
