"""Runs another program under a time limit, and leaves nothing of it behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sheetgen.ending import give_way, stops_wait
from sheetgen.errors import EngineError, UsageError
from sheetgen.scratch import temporary_folder

#: An environment variable that says how many seconds a calculator may take, and how many it may take without it.
TIMEOUT, USUAL_SECONDS = "SHEETGEN_ENGINE_TIMEOUT", 120
#: A program that says more than this, in bytes, has lost its way.
_MOST_SAID = 1 << 31
#: How long to wait between two looks at a program, in seconds: at first, and at most.
_PAUSE, _LONGEST_PAUSE = 0.001, 0.05


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


def time_limit() -> float:
    """How many seconds a calculator may take; UsageError where the environment says what is no number of seconds."""
    text = os.environ.get(TIMEOUT, "")
    if not text:
        return USUAL_SECONDS
    if not text.isascii() or not text.isdecimal() or len(text) > 6 or int(text) == 0:
        raise UsageError(f"{TIMEOUT} is {text!r}: give a whole number of seconds, such as {USUAL_SECONDS}")
    return int(text)


@contextlib.contextmanager
def working_folder(prefix: str, what: str) -> Iterator[Path]:
    """A folder for a calculator's own files; EngineError where these cannot be written."""
    try:
        with temporary_folder(prefix) as folder:
            yield folder
    except OSError as error:
        raise EngineError(
            f"{what} needs room for its files in {tempfile.gettempdir()} ({error.strerror}); TMPDIR names another"
        ) from None


def run(
    command: Sequence[str], timeout_seconds: float, what: str, environment: Mapping[str, str] | None = None
) -> Finished:
    """Run a program to its end; `what` begins the text of an EngineError ("book.xlsx: LibreOffice")."""
    give_way()
    # Files, not pipes: what the program started and left running would keep a pipe open.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
        process = None
        try:
            with stops_wait():
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=messages,
                    env={**os.environ, **(environment or {})},
                    # A process group of its own: launchers start children, and all must end.
                    start_new_session=True,
                )
            problem = _wait(process, timeout_seconds, (output, messages))
        except OSError as error:
            raise EngineError(f"{what} cannot be started ({error.strerror}); check {command[0]}") from error
        finally:
            # Also where it ended by itself: its children may not have.
            if process is not None:
                _kill_group(process)
                process.wait()
        if problem:
            raise EngineError(f"{what} was stopped {problem}")
        return Finished(process.returncode, _text(output), _text(messages))


def _wait(process: subprocess.Popen[bytes], seconds: float, said: Sequence[IO[bytes]]) -> str | None:
    """Waits until a program has ended, and says what is wrong where it did not in time."""
    end = time.monotonic() + seconds
    pause = _PAUSE
    while not _has_ended(process):
        if time.monotonic() > end:
            return f"after {seconds:g} seconds; {TIMEOUT} allows it more time, or leave it out"
        if any(os.fstat(file.fileno()).st_size > _MOST_SAID for file in said):
            return "as it talked without end; leave it out"
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
    return None


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended. Where the system can do so it is not waited for, so that its id cannot be another's yet."""
    if hasattr(os, "waitid"):
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None
    return process.poll() is not None


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and its children. Not yet waited for, its id cannot be another's."""
    if process.returncode is not None:
        return
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
