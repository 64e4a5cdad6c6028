"""Temporary files and folders. What a killed run leaves of them, the next one removes: it knows by a lock, which ends
with the process that holds it, that nobody uses them any more."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sheetgen.ending import stops_wait

try:
    import fcntl
except ImportError:  # Windows, where what a killed run leaves has to stay.
    fcntl = None  # type: ignore[assignment]

#: What `tempfile` puts into a name to make it unique.
_RANDOM = "[a-z0-9_]{8}"
#: So often another name is taken, where somebody took a new file for one that was left.
_TRIES = 100


@contextlib.contextmanager
def temporary_file(folder: Path, stem: str) -> Iterator[tuple[int, Path]]:
    """A new file `.STEM.….part` in a folder, open for writing (its descriptor is the caller's to close), and its path.

    At the end it is gone, unless it was moved away.
    """
    start, end = f".{stem}.", ".part"
    _remove_leftovers(folder, f"{re.escape(start)}{_RANDOM}{re.escape(end)}")
    for _ in range(_TRIES):
        path = lock = None
        try:
            with stops_wait():
                handle, name = tempfile.mkstemp(prefix=start, suffix=end, dir=folder)
                path = Path(name)
                # A second descriptor keeps the lock while the file, written and closed, is moved into place.
                lock = os.dup(handle) if fcntl is not None else None
            if lock is None or _locked(lock, path):
                yield handle, path
                return
            os.close(handle)
        finally:
            if path is not None:
                with contextlib.suppress(FileNotFoundError):
                    path.unlink()
            if lock is not None:
                os.close(lock)
    raise FileExistsError(f"no temporary file could be kept in {folder}")


@contextlib.contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """A new folder for temporary files, which is removed at the end with all that is in it."""
    place = Path(tempfile.gettempdir())
    _remove_leftovers(place, f"{re.escape(prefix)}{_RANDOM}")
    for _ in range(_TRIES):
        with tempfile.TemporaryDirectory(prefix=prefix, dir=place, ignore_cleanup_errors=True) as name:
            lock = os.open(name, os.O_RDONLY) if fcntl is not None else None
            try:
                if lock is None or _locked(lock, Path(name)):
                    yield Path(name)
                    return
            finally:
                if lock is not None:
                    os.close(lock)
    raise FileExistsError(f"no temporary folder could be kept in {place}")


def _locked(handle: int, path: Path) -> bool:
    """Locks what was made a moment ago; False where it was taken for a leftover meanwhile."""
    # Where a file system has no locks, nobody else gets one either, and nothing is removed.
    with contextlib.suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_EX)
    return path.exists()


def _remove_leftovers(folder: Path, name: str) -> None:
    """Removes this user's files and folders of such a name that no process holds."""
    if fcntl is None:
        return
    # Whatever cannot be looked at or removed stays: it is in nobody's way.
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for path in [entry.path for entry in entries if re.fullmatch(name, entry.name)]:
            with contextlib.suppress(OSError):
                _remove_if_left(path)


def _remove_if_left(path: str) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        state = os.fstat(handle)
        if state.st_uid == os.geteuid():
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if stat.S_ISDIR(state.st_mode):
                shutil.rmtree(path, ignore_errors=True)
            elif stat.S_ISREG(state.st_mode):
                Path(path).unlink()
    finally:
        os.close(handle)
