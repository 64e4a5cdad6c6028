"""Audited workbooks as JSON, in the shape that docs/audit.md describes, written one workbook at a time."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from sheetgen.report.audit_totals import Totals
from sheetgen.report.data import plain
from sheetgen.workbook_audit import COUNTS, WorkbookAudit


def audit_json(results: Iterable[WorkbookAudit]) -> Iterator[str]:
    """The text in pieces, indented by 2."""
    totals = Totals()
    separator = "\n"
    yield '{\n  "workbooks": ['
    for result in results:
        totals.add(result)
        yield separator + textwrap.indent(_text(_workbook(result)), "    ", lambda _: True)
        separator = ",\n"
    yield "\n  ],\n" if totals.workbooks else "],\n"
    rest = {
        "total": {
            "workbooks": totals.workbooks,
            "errors": totals.errors,
            **{name: totals.counts[name] for name in COUNTS},
            "worst_ulp": totals.worst_ulp,
        },
        "by_function": dict(totals.by_function.most_common()),
        "by_reference": dict(totals.by_reference.most_common()),
    }
    yield _text(rest).removeprefix("{\n")


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)


def _workbook(result: WorkbookAudit) -> dict[str, Any]:
    return {
        "path": result.path,
        "engine": result.engine,
        **{name: getattr(result, name) for name in COUNTS},
        "worst_ulp": result.worst_ulp,
        "error": result.error,
        "reasons": dict(result.reasons),
        "where": result.where,
        "active": result.active,
        "differences": [
            {
                "sheet": difference.place.sheet,
                "cell": str(difference.place.address),
                "formula": difference.formula,
                "cached": plain(difference.cached),
                "recalculated": plain(difference.recalculated),
                "ulp": difference.ulp,
                "references": list(difference.references),
                "likely": difference.likely,
            }
            for difference in result.differences
        ],
    }
