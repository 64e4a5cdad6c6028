"""A file is written whole or not at all: beside its destination under another name, then moved into place."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sheetgen.ending import give_way
from sheetgen.errors import UsageError
from sheetgen.scratch import temporary_file


def write_whole(path: Path, data: bytes) -> None:
    """Puts the finished bytes at a path, or leaves what was there; UsageError where it cannot be written.

    A link is followed, and the permissions are those that a newly created file gets.
    """
    with whole_file(path) as file:
        file.write(data)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to that is at the path when all is written, or never; the same rules as above."""
    give_way()
    try:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise UsageError(f"{path} is a folder: name a file in it to write to")
        if path.exists() and not path.is_file():
            # A pipe, a terminal or /dev/null takes the bytes as they come; a file must not take its place.
            with path.open("wb") as file:
                yield file
            return
        if not target.parent.is_dir() and not target.parent.exists():
            raise UsageError(f"{path} cannot be written: there is no folder {target.parent}")
        with temporary_file(target.parent, target.name[:40]) as (handle, temporary):
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            give_way()
            temporary.chmod(_mode(target))
            temporary.replace(target)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def _mode(target: Path) -> int:
    """The old file's permissions, or what the umask leaves of a new one's."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
