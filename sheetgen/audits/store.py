"""Results on disk, a line of JSON each, written whole as they come: what a run that was killed had done is there.

A file that is kept begins with a line of its own, so that no other file is taken for one and written to. Its last line
may be torn, where a run was killed in the middle of it: it is cut off. Without a file to keep, a temporary one holds
the results, so that many thousands of them need no memory.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, overload

from sheetgen.audits.lock import lock
from sheetgen.audits.record import decode, key
from sheetgen.errors import UsageError
from sheetgen.workbook_audit import WorkbookAudit

#: The first line of a file that is kept.
HEADER = b'{"sheetgen":"audits","format":1}\n'


class Store:
    """A file of results; each goes by the place of its line."""

    def __init__(self, descriptor: int, name: str) -> None:
        self.name = name
        self._descriptor = descriptor
        self._end = 0
        self._by_key: dict[str, int] = {}

    def add(self, line: str) -> int:
        """Writes a result whole, behind all others; its place. A failure that is there already is not told twice."""
        record = json.loads(line)
        data = line.encode() + b"\n"
        if record["error"] is not None and (place := self._by_key.get(line)) is not None:
            return place
        place = self._append(data)
        self._note(record, line, place)
        return place

    def place(self, name: str) -> int | None:
        """The place of the result that goes by a key, if it is there and was none of a failure."""
        return self._by_key.get(name)

    def at(self, place: int) -> dict[str, Any]:
        """What is written at a place."""
        record: dict[str, Any] = json.loads(self._reader(place).readline())
        return record

    def _reader(self, place: int) -> IO[bytes]:
        # A new one each time, as writing moves the position that a reader believes in. Closing must not end the lock.
        reader = io.BufferedReader(io.FileIO(self._descriptor, "rb", closefd=False))
        reader.seek(place)
        return reader

    def load(self) -> None:
        """Reads what an earlier run left, and cuts off what it did not finish; UsageError for any other file."""
        # A first line that was not finished is one of ours too, if what there is of it is the same.
        reader = self._reader(0)
        start = reader.read(len(HEADER))
        if start != HEADER:
            if HEADER[: len(start)] != start:
                raise UsageError(f"{self.name} is no file that --resume wrote, and is left alone: name another")
            os.ftruncate(self._descriptor, 0)
            self._append(HEADER)
            return
        self._end = len(HEADER)
        for number, line in enumerate(reader, start=2):
            if not line.endswith(b"\n"):
                os.ftruncate(self._descriptor, self._end)
                break
            try:
                record = json.loads(line)
                decode(record)
                self._note(record, line[:-1].decode(), self._end)
            except (ValueError, LookupError, TypeError):
                raise UsageError(
                    f"{self.name} is damaged in line {number}: delete that line, or name another file"
                ) from None
            self._end += len(line)

    def _note(self, record: dict[str, Any], line: str, place: int) -> None:
        # Why something failed may have passed, so it is tried again.
        name = line if record["error"] is not None else key(record["content"], record["conditions"])
        self._by_key[name] = place

    def _append(self, data: bytes) -> int:
        place, written = self._end, 0
        try:
            os.lseek(self._descriptor, self._end, os.SEEK_SET)
            while written < len(data):
                written += os.write(self._descriptor, data[written:])
        except OSError as error:
            raise UsageError(f"{self.name} cannot be written: {error.strerror}") from None
        self._end += len(data)
        return place


@contextlib.contextmanager
def open_store(path: Path | None) -> Iterator[Store]:
    """The results in a file, which no other process writes to meanwhile; in a temporary one where none is named.

    UsageError where it is no such file, is in use, or cannot be written.
    """
    if path is None:
        with tempfile.TemporaryFile(buffering=0, prefix="sheetgen-audit-") as file:
            yield Store(file.fileno(), "the temporary file of results")
        return
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(path, flags, 0o666)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UsageError(f"{path} is no file that results can be kept in: name another")
        try:
            ours = lock(descriptor)
        except OSError as error:
            raise UsageError(f"{path} cannot be locked ({error.strerror}): name a file elsewhere") from None
        if not ours:
            raise UsageError(f"{path} is in use by another audit: wait for its end, or name another file")
        store = Store(descriptor, str(path))
        store.load()
        yield store
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Results(Sequence[WorkbookAudit]):
    """Results in the order of the report, each read from the file when it is looked at."""

    def __init__(self, store: Store, names: Sequence[str], places: Sequence[int]) -> None:
        self._store = store
        self._names = names
        self._places = places

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, index: int) -> WorkbookAudit: ...
    @overload
    def __getitem__(self, index: slice) -> list[WorkbookAudit]: ...
    def __getitem__(self, index: int | slice) -> WorkbookAudit | list[WorkbookAudit]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        return decode(self._store.at(self._places[index]), self._names[index])

    def content(self, index: int) -> str | None:
        """The hash of a workbook's content; None where it could not be read."""
        content: str | None = self._store.at(self._places[index])["content"]
        return content
