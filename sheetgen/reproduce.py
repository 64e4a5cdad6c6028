"""The main job: every template's workbook, generated, recalculated from the file, and verified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sheetgen.errors import UsageError
from sheetgen.generation import generate
from sheetgen.result import Result
from sheetgen.template import available, load
from sheetgen.verification import verify


def reproduce(folder: Path, *, engines: Sequence[str] = ()) -> Iterator[Result]:
    """Writes each shipped template's workbook into a folder and verifies the file that was written, one by one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise UsageError(f"{folder} is a file: name a folder") from None
    except OSError as error:
        raise UsageError(f"{folder} cannot be made a folder: {error.strerror}") from None
    for name in available():
        path = folder / f"{name}.xlsx"
        generate(load(name), path)
        yield verify(path, engines=engines)
