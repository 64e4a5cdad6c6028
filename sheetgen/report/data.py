"""Results as plain data for JSON, in the shape that docs/witnesses.md describes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sheetgen.differentiate import Gradient
from sheetgen.explanation import Explanation, Line, spelled_area
from sheetgen.mutate import Mutant
from sheetgen.recalc import Values
from sheetgen.result import BlocksResult, CellResult, Result
from sheetgen.samples import Samples
from sheetgen.selftest import SelftestResult
from sheetgen.sheet import Place, Template
from sheetgen.values import ErrorValue, Scalar


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
        "checked": result.formula_count + result.constant_count,
        "failed": result.failed_count,
        "unwitnessed": result.unwitnessed_count,
        "volatile": result.volatile_count,
        **({"blocks": result.blocks, "data": result.data} if isinstance(result, BlocksResult) else {}),
        "witnesses": result.witnesses,
        "cells": [_cell(cell) for cell in result.cells],
        **({} if result.samples is None else {"samples": _samples(result.samples)}),
    }


def _samples(samples: Samples) -> dict[str, Any]:
    return {
        "count": samples.count,
        "seed": samples.seed,
        "compared": samples.compared,
        "disagreements": [
            {
                "cell": str(found.place),
                "count": found.count,
                "inputs": found.inputs,
                "sheet": plain(found.sheet),
                "native": plain(found.native),
                "reason": found.reason,
            }
            for found in samples.disagreements
        ],
    }


def sheets(template: Template, values: Values) -> dict[str, Any]:
    """A template's cells: constants and texts as printed, formulas with their values."""
    return {
        "template": template.name,
        "title": template.title,
        "sheets": [
            {
                "name": sheet.name,
                "cells": {
                    str(address): {
                        **({"formula": f"={cell.formula}", "notation": cell.notation} if cell.is_formula else {}),
                        **({"printed": cell.figure.text} if cell.figure else {}),
                        "value": plain(values.at(Place(sheet.name, address))),
                    }
                    for address, cell in sorted(sheet.cells.items())
                },
            }
            for sheet in template.sheets
        ],
    }


def derivatives(result: Gradient, of: Place, names: Mapping[Place, str]) -> dict[str, Any]:
    """The derivatives of one cell; `names` are those of inputs."""
    values = result.values
    return {
        "workbook": values.grid.path,
        "of": {"sheet": of.sheet, "cell": str(of.address), "value": plain(values.at(of))},
        "by": [
            {
                "input": names.get(place),
                "sheet": place.sheet,
                "cell": str(place.address),
                "value": plain(values.at(place)),
                "derivative": _number(result.at(place)),
                "bound": _number(result.error(place)),
            }
            for place in result.by
        ],
        "notes": [
            {
                "kind": finding.kind,
                "sheet": finding.place.sheet,
                "cell": str(finding.place.address),
                "message": finding.message,
            }
            for finding in result.findings
        ],
    }


def explanation(found: Explanation) -> dict[str, Any]:
    """An explained cell: its witnesses, the trees' lines in order, and its derivatives."""
    slopes = found.sensitivity
    inputs = found.template.inputs if found.template else {}
    names = {place: name for name, place in inputs.items()}
    return {
        "workbook": found.values.grid.path,
        "template": found.template.name if found.template else None,
        **_cell(found.cell),
        "notation": found.cell.notation,
        "filled": found.cell.filled,
        "precedents": [_line(line) for line in found.precedents],
        "dependents": [_line(line) for line in found.dependents],
        "derivatives": None if slopes is None else derivatives(slopes, found.cell.place, names)["by"],
        "no_derivatives": found.no_sensitivity or None,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "cells": spelled_area(line.area, ""),
        "depth": line.depth,
        "kind": line.kind,
        "name": line.name,
        "value": plain(line.value),
        "formula": line.formula,
        "notation": line.notation,
        "filled": line.filled,
        "repeated": line.repeated,
        "beyond": line.beyond,
    }


def _number(number: float) -> float | None:
    """A number for JSON; None for what is not finite."""
    return number if math.isfinite(number) else None


def mutation(result: SelftestResult) -> dict[str, Any]:
    """A self-test: what became of each mutant."""
    return {
        "template": result.template.name,
        "ok": bool(result),
        "caught": len(result.caught),
        "total": result.total,
        "planted": result.planted,
        "possible": result.possible,
        "mutants": [
            *[_mutant(mutant, "caught", finding) for mutant, finding in result.caught],
            *[_mutant(mutant, "survived", "") for mutant in result.survived],
            *[_mutant(mutant, "equivalent", reason) for mutant, reason in result.equivalent],
        ],
    }


def _mutant(mutant: Mutant, outcome: str, reason: str) -> dict[str, str | None]:
    return {
        "sheet": mutant.place.sheet,
        "cell": str(mutant.place.address),
        "kind": mutant.kind,
        "change": mutant.change,
        "formula": mutant.cell.formula,
        "outcome": outcome,
        "reason": reason,
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
        **({"likely": cell.likely} if cell.likely else {}),
    }
