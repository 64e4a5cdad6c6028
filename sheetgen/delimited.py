"""CSV and its kin as rows of texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from sheetgen.errors import UsageError

_DELIMITERS = ",;\t"


def harmless(entry: object) -> object:
    """What may stand in a field that a spreadsheet program reads: a text that it would take for a formula gets an
    apostrophe, a number stays one.

    Source: OWASP, "CSV Injection".
    """
    if isinstance(entry, str) and entry[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        try:
            float(entry)
        except ValueError:
            return "'" + entry
    return entry


def delimiter_of(text: str) -> str:
    """What separates the fields: a comma, a semicolon or a tab, whichever the first line has most of."""
    first = text.partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def rows_of(text: str, name: str) -> list[list[str]]:
    """The fields row by row, a blank line as a row without any; UsageError where quotes do not close."""
    return list(each_row(text, name))


def each_row(text: str, name: str) -> Iterator[list[str]]:
    """The same one by one, for who may not want all."""
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    except csv.Error as error:
        raise UsageError(f"{name} is no CSV file: {error}") from None
