"""An audited workbook as a line of JSON, from which the same result can be read again; and what it depends on."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import math
from collections import Counter
from functools import cache
from typing import Any

from sheetgen.sheet import Address, Place
from sheetgen.values import ERROR_BY_TEXT, ErrorValue, Scalar
from sheetgen.version import VERSION
from sheetgen.workbook import limits
from sheetgen.workbook_audit import COUNTS, Difference, WorkbookAudit

_COUNTS = (*COUNTS, "worst_ulp")

#: The limits among the conditions, and the environment variables that hold them.
LIMITS = {"max_mib": limits.SIZE, "max_cells": limits.CELLS, "max_steps": limits.STEPS}

#: What an audit's outcome depends on, besides the workbook.
Conditions = dict[str, str | int | None]


def conditions(engine: str) -> Conditions:
    """What the outcome of an audit depends on here: the calculator, versions, limits."""
    found: Conditions = {
        "sheetgen": VERSION,
        "engine": engine,
        **{name: limits.limit(variable) for name, variable in LIMITS.items()},
        "scipy": _version("scipy"),
    }
    if engine in ("auto", "ironcalc"):
        found["ironcalc"] = _version("ironcalc")
    if engine == "libreoffice":
        found["libreoffice"] = _libreoffice()
    return found


def difference_of(there: Conditions, here: Conditions) -> str:
    """What another process has that is not the same here, in a few words; nothing if all of it is."""
    for name, value in here.items():
        if there.get(name) != value:
            return f"{name} {there.get(name) or 'not at all'} where this process has {value or 'none'}"
    return ""


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


@cache
def _libreoffice() -> str:
    from sheetgen.engines.libreoffice import LibreOffice

    return LibreOffice().version()


def content_hash(data: bytes) -> str:
    """What tells one workbook from another, whatever their names are."""
    return hashlib.sha256(data).hexdigest()


def key(content: str, under: Conditions) -> str:
    """What an audit goes by: the same workbook under the same conditions has the same outcome."""
    return hashlib.sha256(json.dumps([content, under], sort_keys=True).encode()).hexdigest()


def encode(result: WorkbookAudit, content: str | None, under: Conditions) -> str:
    """The result in one line; `content` is the workbook's hash, None for what could not be read.

    Which cells were not compared is left out: they are counted, and so are the reasons.
    """
    record = {
        "path": result.path,
        "content": content,
        "conditions": under,
        "engine": result.engine,
        **{name: getattr(result, name) for name in _COUNTS},
        "error": result.error,
        "reasons": dict(result.reasons),
        "where": result.where,
        "active": result.active,
        "differences": [_difference(difference) for difference in result.differences],
    }
    return json.dumps(record, separators=(",", ":"), allow_nan=False)


def decode(record: dict[str, Any], path: str | None = None) -> WorkbookAudit:
    """The result that a line holds, once parsed; under another path if the same workbook has several."""
    return WorkbookAudit(
        record["path"] if path is None else path,
        record["engine"],
        **{name: record[name] for name in _COUNTS},
        error=record["error"],
        reasons=Counter(record["reasons"]),
        where=record["where"],
        active=record["active"],
        differences=[
            Difference(
                Place(sheet, Address(row, column)),
                formula,
                _scalar(cached),
                _scalar(recalculated),
                ulp,
                tuple(references),
                likely,
            )
            for sheet, row, column, formula, cached, recalculated, ulp, references, likely in record["differences"]
        ],
    )


def _difference(difference: Difference) -> list[Any]:
    place = difference.place
    return [
        *(place.sheet, place.address.row, place.address.column, difference.formula),
        *(_plain(difference.cached), _plain(difference.recalculated)),
        *(difference.ulp, difference.references, difference.likely),
    ]


def _plain(value: Scalar) -> Any:
    """A value as JSON holds it: what JSON has not is an object."""
    if isinstance(value, ErrorValue):
        return {"error": str(value)}
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": str(value)}
    return value


def _scalar(plain: Any) -> Scalar:
    if isinstance(plain, dict):
        return ERROR_BY_TEXT[plain["error"]] if "error" in plain else float(plain["number"])
    scalar: Scalar = plain
    return scalar
