"""Results as plain data for JSON, in the shape that docs/json.md describes."""

from __future__ import annotations

import math
from typing import Any

from sheetgen.values import ErrorValue, Scalar
from sheetgen.verify import CellResult, Result


def plain(value: Scalar) -> str | float | bool | None:
    """A value for JSON: error values as their text, and so nan and infinity, which JSON has not."""
    if isinstance(value, ErrorValue):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def verification(result: Result, ok: bool) -> dict[str, Any]:
    """A verified template or workbook."""
    return {
        "template": result.template.name if result.template else None,
        "workbook": result.workbook,
        "ok": ok,
        "checked": len(result.cells),
        "failed": len(result.failed),
        "unwitnessed": len(result.unwitnessed),
        "witnesses": result.witnesses,
        "cells": [_cell(cell) for cell in result.cells],
    }


def _cell(cell: CellResult) -> dict[str, Any]:
    return {
        "sheet": cell.place.sheet,
        "cell": str(cell.place.address),
        "row": cell.row,
        "column": cell.column,
        "formula": cell.formula,
        "printed": cell.printed,
        "recalculated": plain(cell.recalculated),
        **{name: plain(value) for name, value in cell.witnesses.items()},
        "verdict": cell.verdict,
        "reason": cell.reason,
    }
