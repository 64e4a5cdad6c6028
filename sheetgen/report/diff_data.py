"""A comparison as plain data, for --json."""

from __future__ import annotations

from typing import Any

from sheetgen.comparison.model import CellChange, Diff, LineChange
from sheetgen.report.data import plain
from sheetgen.sheet import column_letters
from sheetgen.version import VERSION


def comparison(result: Diff) -> dict[str, Any]:
    """Everything that differs; `ok` where nothing does."""
    return {
        "sheetgen": VERSION,
        "old": result.old,
        "new": result.new,
        "ok": bool(result),
        "bound": result.bound,
        "sheets": [{"change": sheet.kind, "old": sheet.old, "new": sheet.new} for sheet in result.sheets],
        "lines": [_line(line) for line in result.lines],
        "cells": [_cell(cell) for cell in result.cells],
        "names": [
            {"name": change.name, "sheet": change.sheet, "old": change.old, "new": change.new}
            for change in result.names
        ],
    }


def _line(line: LineChange) -> dict[str, Any]:
    ends = [number if line.axis == "row" else column_letters(number) for number in (line.first, line.last)]
    return {
        "change": line.kind,
        "axis": line.axis,
        "sheet": line.sheet,
        "first": ends[0],
        "last": ends[1],
        "values": list(line.texts),
    }


def _cell(cell: CellChange) -> dict[str, Any]:
    return {
        "sheet": cell.sheet,
        "old_cell": str(cell.old),
        "new_cell": str(cell.new),
        "label": cell.label,
        "old_formula": cell.old_formula,
        "new_formula": cell.new_formula,
        "formula_differs": cell.formula_differs,
        "old_value": plain(cell.old_value),
        "new_value": plain(cell.new_value),
        "value_differs": cell.value_differs,
        "ulp": cell.ulp,
        "follows": cell.follows,
        **({"published": {"old": cell.published[0], "new": cell.published[1]}} if cell.published else {}),
        "formats": [{"what": what, "old": old, "new": new} for what, old, new in cell.formats],
    }
