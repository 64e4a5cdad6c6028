"""How large a workbook may be before it is refused: what real ones never reach, and what no memory could hold."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping

from sheetgen.errors import UsageError, WorkbookError

#: Entries in the archive; Excel's own workbooks have some dozens.
ENTRIES = 1_000
#: A part may be so many times as large as its compressed form, past so many bytes: XML of real sheets comes to 20.
RATIO, RATIO_FROM = 100, 100 * 1024
#: Elements within elements; SpreadsheetML needs a dozen.
NESTING = 256

#: Environment variables that raise or lower the others, and what holds without them.
SIZE, CELLS, STEPS = "SHEETGEN_MAX_MIB", "SHEETGEN_MAX_CELLS", "SHEETGEN_MAX_STEPS"
_OPTIONS = {SIZE: "--max-size", CELLS: "--max-cells", STEPS: "--max-steps"}
USUAL = {SIZE: 1024, CELLS: 20_000_000, STEPS: 500_000}
#: A template is text that somebody reads: it has fewer cells, unless the environment says how many a workbook may have.
_IMPORTED = 100_000


def limit(name: str) -> int:
    """A limit: what the environment says, or what is usual; UsageError where that is no positive number."""
    text = os.environ.get(name, "")
    if not text:
        return USUAL[name]
    if not text.isascii() or not text.isdecimal() or len(text) > 12 or int(text) == 0:
        raise UsageError(f"{_OPTIONS[name]} ({name}) is {text!r}: give a whole number, such as {USUAL[name]}")
    return int(text)


@contextlib.contextmanager
def changed(texts: Mapping[str, str]) -> Iterator[None]:
    """Other limits for a while, also for processes that are started meanwhile; UsageError where one is none."""
    before = {name: os.environ.get(name) for name in texts}
    os.environ.update(texts)
    try:
        for name in texts:
            limit(name)
        yield
    finally:
        for name, text in before.items():
            if text is None:
                del os.environ[name]
            else:
                os.environ[name] = text


def most_bytes() -> int:
    """How many bytes a workbook's file may have, and all of its parts together, unpacked."""
    return limit(SIZE) << 20


def most_imported() -> int:
    """How many cells `import` makes a template of."""
    return limit(CELLS) if os.environ.get(CELLS) else _IMPORTED


def refuse_more_cells(count: int) -> None:
    """WorkbookError past the limit of cells."""
    most = limit(CELLS)
    if count > most:
        raise WorkbookError(f"it has more than {most:,} cells: sheetgen --max-cells N allows more")
