"""The audit of one workbook by name, as every worker does it: a line comes back, whatever happens."""

from __future__ import annotations

from sheetgen.audits.files import read
from sheetgen.audits.record import Conditions, content_hash, encode
from sheetgen.ending import give_way, unexpected
from sheetgen.errors import SheetgenError
from sheetgen.workbook_audit import WorkbookAudit, audit


def audit_named(name: str, under: Conditions) -> str:
    """Reads a workbook, audits it, and gives the line that tells of it."""
    try:
        data = read(name)
    except SheetgenError as error:
        return encode(WorkbookAudit(name, _engine(under), error=str(error)), None, under)
    return audit_data(name, data, under)


def audit_data(name: str, data: bytes, under: Conditions) -> str:
    """The same for a workbook that has been read."""
    try:
        result = audit(name, str(under["engine"]), data)
    except Exception as error:  # One workbook that shows a fault of sheetgen must not stop the others.
        give_way()
        why = f"{name} cannot be audited: {unexpected(error, printing=False)}"
        result = WorkbookAudit(name, _engine(under), error=why)
    give_way()
    return encode(result, content_hash(data), under)


def failed(name: str, why: str, under: Conditions) -> str:
    """The line of a workbook of which nothing more is known."""
    return encode(WorkbookAudit(name, _engine(under), error=why), None, under)


def _engine(under: Conditions) -> str:
    return "sheetgen" if under["engine"] == "auto" else str(under["engine"])
