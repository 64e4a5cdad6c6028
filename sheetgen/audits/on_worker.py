"""What a Dask worker does: it tells one workbook's content from another's, and audits it under the client's conditions.

A worker may have several threads; sheetgen's limits belong to the process, so one workbook at a time is in work.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sheetgen.audits.files import read
from sheetgen.audits.record import LIMITS, Conditions, conditions, content_hash, difference_of
from sheetgen.audits.task import audit_data, failed
from sheetgen.errors import SheetgenError, UsageError
from sheetgen.workbook import limits

#: What stands for a name where it is not known; no name holds it, and no cell.
_NO_NAME = "\0"

_ONE_AT_A_TIME = threading.Lock()


def fingerprint(name: str, where: str, under: Conditions) -> tuple[str | None, str]:
    """The hash of a workbook's content; for one that cannot be read there is none, but the line that tells of it."""
    with _under(under):
        try:
            return content_hash(read(where)), ""
        except SheetgenError as error:
            return None, failed(name, str(error).replace(where, name), under)


def audit_there(where: str, content: str, under: Conditions) -> tuple[bool, str]:
    """The line of an audited workbook, without its name, and whether it is one to keep: failures are to be tried again.

    Several files may have the same content, so that what is said of it must fit all of them.
    """
    with _under(under):
        try:
            data = read(where)
        except SheetgenError as error:
            return False, failed(_NO_NAME, str(error).replace(where, _NO_NAME), under)
        if content_hash(data) != content:
            return False, failed(_NO_NAME, f"{_NO_NAME} was changed while it was audited: audit it again", under)
        line = audit_data(_NO_NAME, data, under)
        return json.loads(line)["error"] is None, line


def named(line: str, name: str) -> str:
    """The line with the name of its workbook."""
    record = json.loads(line)
    record["path"] = name
    if record["error"] is not None:
        record["error"] = record["error"].replace(_NO_NAME, name)
    return json.dumps(record, separators=(",", ":"))


@contextmanager
def _under(under: Conditions) -> Iterator[None]:
    with (
        _ONE_AT_A_TIME,
        limits.changed({variable: str(under[name]) for name, variable in LIMITS.items()}),
    ):
        # A worker that came later than the first look at them all may have another version.
        if other := difference_of(conditions(str(under["engine"])), under):
            raise UsageError(f"a Dask worker has {other}: install the same there")
        yield
