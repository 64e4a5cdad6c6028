"""What an answer may be: a result, or one clear sentence."""

from __future__ import annotations

import atexit
import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sheetgen.errors import SheetgenError
from sheetgen.recalc.values import Values
from sheetgen.values import ErrorValue


@contextmanager
def answered() -> Iterator[None]:
    """Lets a SheetgenError pass, if it says something; every other exception is a finding."""
    try:
        yield
    except SheetgenError as error:
        if not str(error).strip():
            raise AssertionError(f"{type(error).__name__} says nothing") from error


def as_text(data: bytes) -> str:
    """Bytes as the text that a file of them holds; what is no UTF-8 is replaced, to fuzz what comes after it."""
    return data.decode("utf-8", "replace")


@cache
def folder() -> Path:
    """A folder for the files of this process; in memory, where there is such a place."""
    memory = Path("/dev/shm")
    kept = tempfile.TemporaryDirectory(prefix="sheetgen-fuzz-", dir=memory if memory.is_dir() else None)
    atexit.register(kept.cleanup)
    return Path(kept.name)


def saved(data: bytes, name: str) -> Path:
    """The bytes as a file."""
    path = folder() / name
    path.write_bytes(data)
    return path


def check_values(values: Values) -> None:
    """Every value is one that a cell can hold, and can be written: a finite double, a text, a boolean, an error."""
    for cells in values.cells.values():
        for address, value in cells.items():
            fits = value is None or type(value) in (str, bool, ErrorValue) or type(value) is float
            assert fits, f"{address} is of {type(value)}"
            assert type(value) is not float or math.isfinite(value), f"{address} is {value}"
