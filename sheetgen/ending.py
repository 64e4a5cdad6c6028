"""How a run of the command line ends when it does not end by itself: by a signal, by a reader that has gone, by what
nobody expected. Imports nothing heavy, since a signal may come while everything else is being imported."""

from __future__ import annotations

import _thread
import contextlib
import errno
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

from sheetgen.version import VERSION

#: Set to anything, it shows the traceback of what was not expected.
DEBUG = "SHEETGEN_DEBUG"
#: What a shell reports of a program whose reader has gone (128 and SIGPIPE).
READER_GONE = 141
#: A sentence of more characters is told in part.
_LONGEST = 1_000
#: So many seconds pass before a signal that was lost comes again.
_MOMENT = 0.01
#: What writing into standard output may meet. Files have names, and what fails in writing one is told by whoever writes
#: it: without a name, it is standard output that is meant.
_OF_WRITING = (errno.ENOSPC, errno.EIO, errno.EPIPE, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
#: The signals that ask a program to end, and what is said of each.
_SIGNALS = {"SIGINT": "interrupted", "SIGTERM": "terminated", "SIGHUP": "hung up"}


#: One entry for each `stops_wait` that is entered, and the signals that wait for its end.
_holding: list[bool] = []
_held_back: list[int] = []
#: The signals that were raised as exceptions.
_raised: list[int] = []


class Stopped(SystemExit):
    """A signal asked the program to end: everything is cleaned up on the way out, and the status says which it was."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number
        self.status = 128 + number
        self.text = _SIGNALS[signal.Signals(number).name]


def prepare() -> None:
    """Makes signals clean up, and standard streams that the shell has closed go nowhere."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # Else the next file that is opened, an output, would be taken for it.
            handle = os.open(os.devnull, os.O_RDWR)
            stream = open(handle, "w" if number else "r", encoding="utf-8")  # noqa: SIM115, PTH123
            setattr(sys, name, stream)
    owner = os.getpid()

    def stop(number: int, frame: FrameType | None) -> None:
        if os.getpid() != owner:
            # A worker process has inherited this; it ends as it would have done without.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        if _holding:
            _held_back.append(number)
            return
        raise_stop(number)

    keep_stops()
    for name in _SIGNALS:
        asked = getattr(signal, name, None)
        # One that is ignored, as under nohup, stays so.
        if asked is not None and signal.getsignal(asked) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(asked, stop)


def raise_stop(number: int) -> NoReturn:
    """A signal becomes an exception, and stays known if that is lost."""
    _raised.append(number)
    raise Stopped(number)


def give_way() -> None:
    """Raises Stopped if a signal has asked the program to end.

    Asked where an error is seen, which may have come of that: Python up to 3.11, for one, wraps what is raised in
    `__set_name__`, as while a library is imported, in an error. And asked before something is written or started and
    before a run ends well, since a library may have swallowed the exception: openpyxl, for one, has an `except` that
    makes a TypeError of everything, and C code may clear an error that it takes for its own.
    """
    if _raised:
        raise Stopped(_raised[-1])


@contextlib.contextmanager
def stops_wait() -> Iterator[None]:
    """Signals that come meanwhile end the program afterwards: what a library starts must not be left half started."""
    _holding.append(True)
    try:
        yield
    finally:
        _holding.pop()
        if _held_back and not _holding:
            raise_stop(_held_back.pop())


def keep_stops() -> None:
    """What a callback raises is lost there: let the signal come again, until it finds another place."""
    sys.unraisablehook = _not_lost


def _not_lost(unraisable: sys.UnraisableHookArgs) -> None:
    if isinstance(unraisable.exc_value, Stopped):
        # From a thread, a moment later: a signal that comes at once would be raised in here, and be lost as well.
        _thread.start_new_thread(_again, (unraisable.exc_value.number,))
    elif not _raised:
        # Else it comes of the stop: what is half made cannot finalize itself, as a ZipFile without its attributes.
        sys.__unraisablehook__(unraisable)


def _again(number: int) -> None:
    time.sleep(_MOMENT)
    os.kill(os.getpid(), number)


def say(text: str) -> None:
    """A sentence on standard error; nothing where nobody listens any more."""
    sentence = " ".join(text.split())
    if len(sentence) > _LONGEST:
        # A formula, a name or a path in it came from a file that someone made so.
        sentence = f"{sentence[: _LONGEST // 2]} … {sentence[-_LONGEST // 2 :]}"
    try:
        print(f"sheetgen: {sentence}", file=sys.stderr, flush=True)
    except (OSError, ValueError):
        silence(sys.stderr)


def say_stopped(stop: Stopped) -> int:
    """One line that the run was interrupted; its exit status."""
    if sys.stderr.isatty():
        # After the ^C that the terminal shows.
        with contextlib.suppress(OSError):
            print(file=sys.stderr)
    say(stop.text)
    return stop.status


def by_number(error: UnicodeError) -> tuple[str, int]:
    """Characters that an encoding lacks, as JSON writes them: `\\u00b7`. Python's own way, `\\xb7`, is no JSON."""
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2)), error.end


def silence(stream: TextIO) -> None:
    """Sends what is still to be written, also at exit, nowhere."""
    with contextlib.suppress(OSError, ValueError):
        handle = os.open(os.devnull, os.O_WRONLY)
        os.dup2(handle, stream.fileno())
        os.close(handle)


def unexpected(error: BaseException, *, printing: bool = True) -> str:
    """What is said of an error that no part of sheetgen foresaw; with SHEETGEN_DEBUG after its traceback.

    `printing` says whether it may have come from standard output.
    """
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    if isinstance(error, MemoryError):
        return "there is not enough memory for this: close other programs, or take a smaller workbook"
    if isinstance(error, RecursionError):
        return "something in this is nested too deeply to be evaluated: split it into several cells"
    if isinstance(error, OSError) and error.strerror:
        what = "the system cannot go on with this"
        if error.filename is not None:
            what = f"{error.filename} cannot be read or written"
        elif printing and error.errno in _OF_WRITING:
            what = "standard output cannot be written"
        way_out = "; allow more (ulimit -n), or take fewer --jobs" if error.errno == errno.EMFILE else ""
        return f"{what}: {error.strerror}{way_out}"
    text = " ".join(str(error).split())
    what = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return (
        f"this is a bug of sheetgen {VERSION}, at {_place(error)}: {what[:300]}; please report it with the command and"
        f" the file, and with what {DEBUG}=1 shows"
    )


def _place(error: BaseException) -> str:
    """The last line of sheetgen that an error came through."""
    package = Path(__file__).parent
    place = "an unknown place"
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(package):
            place = f"{path.relative_to(package).as_posix()}:{frame.lineno}"
    return place
