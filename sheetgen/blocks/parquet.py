"""A Parquet file column by column: only those that are asked for are unpacked, and what they take is known before.

A few bytes can stand for any number of equal values. The file's own description says how many rows there are and how
many bytes a column has; texts stay in their dictionary, where each stands once.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Iterator
from typing import Any

from sheetgen.errors import UsageError
from sheetgen.reading import MOST_BYTES

#: How such a file begins, and ends.
_MARK = b"PAR1"
#: Bytes of the shortest: these, the length of what describes it, and these again.
_SHORTEST = 12


def is_parquet(content: bytes) -> bool:
    """Whether a file begins as Parquet; in CSV the same four letters are the first column's name."""
    return content.startswith(_MARK) and content[4:5] not in (b",", b";", b"\t", b"\r", b"\n")


class Parquet:
    """The columns of a file's bytes; `name` is what messages call it. UsageError where they cannot be read."""

    def __init__(self, content: bytes, name: str) -> None:
        if len(content) < _SHORTEST or not content.endswith(_MARK):
            raise UsageError(f"{name} is no readable Parquet file: its end is missing")
        self.content = content
        self.name = name
        with self._reading():
            from pyarrow.parquet import ParquetFile

            file = ParquetFile(io.BytesIO(content))
            self.metadata, self.schema = file.metadata, file.schema_arrow
            self.rows: int = self.metadata.num_rows
            # What pandas wrote as the index of a frame is no column of it.
            index = (self.schema.pandas_metadata or {}).get("index_columns", [])
            self.header: list[str] = [title for title in self.schema.names if title not in index]

    def column(self, index: int) -> Iterable[Any]:
        """A column's values, by its place in the header."""
        title = self.header[index]
        self._check(title)
        with self._reading():
            from pyarrow.parquet import ParquetFile

            file = ParquetFile(io.BytesIO(self.content), read_dictionary=[title] if self._is_text(title) else None)
            read = file.read(columns=[title]).column(0)
            values: Iterable[Any] = _looked_up(read) if hasattr(read.type, "index_type") else read.to_numpy()
            return values

    def _is_text(self, title: str) -> bool:
        from pyarrow import types

        kind = self.schema.field(title).type
        return any(
            is_(kind) for is_ in (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
        )

    def _check(self, title: str) -> None:
        """UsageError for a column of something else than numbers and texts, and for one that is too large."""
        with self._reading():
            from pyarrow import types

            kind = self.schema.field(title).type
            numbers = (types.is_integer, types.is_floating, types.is_decimal, types.is_boolean, types.is_null)
            plain = any(is_(kind) for is_ in (*numbers, types.is_dictionary)) or self._is_text(title)
            groups = [self.metadata.row_group(number) for number in range(self.metadata.num_row_groups)]
            chunks = [group.column(number) for group in groups for number in range(group.num_columns)]
            size = sum(chunk.total_uncompressed_size for chunk in chunks if chunk.path_in_schema == title)
        if not plain:
            raise UsageError(f"{self.name}: the column {title} holds {kind}, not numbers")
        if size > MOST_BYTES:
            raise UsageError(f"{self.name}: the column {title} has more than {MOST_BYTES >> 20:,} MiB, unpacked")

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except ImportError:
            raise UsageError(f"{self.name}: reading Parquet needs pyarrow: pip install 'sheetgen[parquet]'") from None
        except Exception as error:
            # Whatever pyarrow finds wrong with the bytes.
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise UsageError(f"{self.name} is no readable Parquet file: {reason}") from None


def _looked_up(column: Any) -> Iterator[Any]:
    """The values of a column with dictionaries, each value made once, which pandas makes anew for every row."""
    for chunk in column.chunks:
        values = chunk.dictionary.to_pylist()
        for index in chunk.indices.to_pylist():
            yield None if index is None else values[index]
