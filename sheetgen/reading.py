"""A user's file, read whole: never more than a limit, and never waiting for a writer that does not come."""

from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path

from sheetgen.errors import SheetgenError, UsageError

#: Tables, pages, templates and parameters are texts; no such text is larger.
MOST_BYTES = 256 << 20
#: How long a pipe is waited for that nobody has opened to write.
_SECONDS = 0.5


def read_file(path: Path, most: int = MOST_BYTES, error: type[SheetgenError] = UsageError) -> bytes:
    """The bytes of a file; an error of that type, in one sentence, where there are none or too many."""
    if "\0" in str(path):
        raise error(f"{str(path)!r} is no file's name")
    try:
        kind = path.stat().st_mode
        if stat.S_ISCHR(kind) and not path.samefile("/dev/stdin"):
            raise error(f"{path} is a device: name a file")
        data = _of_pipe(path, most) if stat.S_ISFIFO(kind) else _start(path, most)
    except TimeoutError:
        raise error(f"{path} cannot be read: nobody writes into this pipe") from None
    except FileNotFoundError:
        raise error(f"there is no file {path}") from None
    except OSError as problem:
        raise error(f"{path} cannot be read: {problem.strerror}") from None
    return checked(data, str(path), most, error)


def read_input(name: str, most: int = MOST_BYTES, error: type[SheetgenError] = UsageError) -> bytes:
    """The same, where `-` is standard input."""
    if name != "-":
        return read_file(Path(name), most, error)
    return checked(sys.stdin.buffer.read(most + 1), "standard input", most, error)


def checked(data: bytes, name: str, most: int, error: type[SheetgenError]) -> bytes:
    """The bytes, unless they are too many."""
    if len(data) > most:
        raise error(f"{name} has more than {most >> 20:,} MiB")
    return data


def _start(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)


def _of_pipe(path: Path, most: int) -> bytes:
    """What comes through a named pipe."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(handle, "rb", buffering=0) as file:
        until = time.monotonic() + _SECONDS
        # Nothing at all: nobody has opened it to write. None: somebody has, and has not written yet.
        while (first := file.read(1)) == b"":
            if time.monotonic() > until:
                raise TimeoutError
            time.sleep(0.01)
        os.set_blocking(handle, True)
        pieces = [first or b""]
        size = 0
        while size <= most and (piece := file.read(1 << 20)):
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)
