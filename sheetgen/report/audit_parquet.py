"""Audited workbooks as Parquet: a row for each, with its differences in a column of lists.

A file is there when all is written. A folder gets whole files while the audit goes on, so that whoever reads it sees
what has been done so far.
"""

from __future__ import annotations

import importlib.util
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetgen.audits import Results
from sheetgen.errors import UsageError
from sheetgen.values import Scalar, show
from sheetgen.version import VERSION
from sheetgen.workbook.atomic import whole_file
from sheetgen.workbook_audit import COUNTS, Difference, WorkbookAudit

if TYPE_CHECKING:
    import pyarrow

#: So many workbooks, or so many seconds, go into one part of a folder.
_ROWS, _SECONDS = 500, 10.0
_PART = re.compile(r"audit-\d{6,}\.parquet")


class ParquetOutput:
    """Where rows go, as they come or at the end; UsageError where they cannot go there."""

    def __init__(self, path: str) -> None:
        if importlib.util.find_spec("pyarrow") is None:
            raise UsageError("--parquet needs pyarrow: pip install 'sheetgen[parquet]'")
        self.path = Path(path)
        self.is_folder = self.path.is_dir() or path.endswith(("/", os.sep))
        self._parts = 0
        self._waiting: list[int] = []
        self._since = time.monotonic()
        if self.is_folder and self.path.is_dir():
            self._earlier()

    def add(self, results: Results, index: int) -> None:
        """One more result is there: a folder gets it soon."""
        if self.is_folder:
            self._waiting.append(index)
            if len(self._waiting) >= _ROWS or time.monotonic() - self._since > _SECONDS:
                self._part(results)

    def finish(self, results: Results) -> None:
        """All results are there."""
        if not self.is_folder:
            _write(self.path, results, range(len(results)))
        elif self._waiting:
            self._part(results)

    def _part(self, results: Results) -> None:
        if not self._parts:
            self._begin()
        _write(self.path / f"audit-{self._parts:06}.parquet", results, self._waiting)
        self._parts += 1
        self._waiting.clear()
        self._since = time.monotonic()

    def _begin(self) -> None:
        """What an earlier run wrote goes, once there is something to take its place."""
        try:
            self.path.mkdir(exist_ok=True)
            for entry in self._earlier():
                entry.unlink()
        except OSError as error:
            raise UsageError(f"{self.path} cannot be written: {error.strerror}") from None

    def _earlier(self) -> list[Path]:
        """The files of an earlier run; a folder of anything else is refused, and left alone."""
        entries = sorted(entry for entry in self.path.iterdir() if not entry.name.startswith("."))
        for entry in entries:
            if not _PART.fullmatch(entry.name):
                raise UsageError(f"{self.path} holds other files, such as {entry.name}: name an empty folder")
        return entries


def _write(path: Path, results: Results, indexes: Iterable[int]) -> None:
    from pyarrow import Table
    from pyarrow.parquet import ParquetWriter

    schema = _schema()
    rows: list[dict[str, Any]] = []
    with whole_file(path) as file, ParquetWriter(file, schema, compression="zstd") as writer:
        for index in indexes:
            rows.append(_row(results[index], results.content(index)))
            if len(rows) == _ROWS:
                writer.write_table(Table.from_pylist(rows, schema))
                rows.clear()
        writer.write_table(Table.from_pylist(rows, schema))


def _schema() -> pyarrow.Schema:
    import pyarrow as pa

    text, number = pa.string(), pa.int64()
    # Between two doubles may lie nearly as many others as 64 bits can count.
    ulp = pa.uint64()
    difference = {
        **dict.fromkeys(("sheet", "cell", "formula", "cached", "recalculated"), text),
        **dict.fromkeys(("cached_number", "recalculated_number"), pa.float64()),
        "ulp": ulp,
        "references": pa.list_(text),
        "likely": text,
    }
    return pa.schema(
        {
            **dict.fromkeys(("path", "content", "sheetgen", "engine", "error"), text),
            **dict.fromkeys(COUNTS, number),
            "worst_ulp": ulp,
            "reasons": pa.list_(pa.struct({"reason": text, "count": number})),
            "active": pa.list_(text),
            "differences": pa.list_(pa.struct(difference)),
        }
    )


def _row(result: WorkbookAudit, content: str | None) -> dict[str, Any]:
    return {
        "path": _text(result.path),
        "content": content,
        "sheetgen": VERSION,
        "engine": result.engine,
        "error": None if result.error is None else _text(result.error),
        **{name: getattr(result, name) for name in COUNTS},
        "worst_ulp": result.worst_ulp,
        "reasons": [{"reason": _text(reason), "count": count} for reason, count in result.reasons.items()],
        "active": [_text(text) for text in result.active],
        "differences": [_difference(difference) for difference in result.differences],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "sheet": difference.place.sheet,
        "cell": str(difference.place.address),
        "formula": _text(difference.formula),
        "cached": _text(show(difference.cached)),
        "recalculated": _text(show(difference.recalculated)),
        "cached_number": _number(difference.cached),
        "recalculated_number": _number(difference.recalculated),
        "ulp": difference.ulp,
        "references": list(difference.references),
        "likely": None if difference.likely is None else _text(difference.likely),
    }


def _number(value: Scalar) -> float | None:
    return value if isinstance(value, float) else None


def _text(text: str) -> str:
    """Text that UTF-8 can hold: a file's name may have bytes that are no letters."""
    return text.encode(errors="replace").decode()
