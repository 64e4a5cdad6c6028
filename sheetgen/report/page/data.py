"""What the page's script knows of the sheet beyond its formulas, as plain data for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sheetgen.recalc import Values
from sheetgen.report.data import plain
from sheetgen.report.page.cells import inputs, number_format, quantities
from sheetgen.report.page.program import Layout, Program, runs
from sheetgen.result import Result
from sheetgen.sheet import Cell, CellRange, Chart, Place, Template
from sheetgen.tolerance import Check
from sheetgen.values import ErrorValue, Scalar
from sheetgen.workbook.read_formats import Formats


def page_data(
    result: Result, values: Values, program: Program, formats: Mapping[str, Formats] | None = None
) -> dict[str, Any]:
    """Sheets, constants, inputs, formats, notations, figures, verdicts and charts, cells by their numbers."""
    layout, template = program.layout, result.template
    shown = [sheet.name for sheet in template.sheets] if template else list(values.grid.sheets)
    cells = list(_cells(template))
    places = [place for place, _ in cells] if template else _places(values, shown)
    codes = [(place, number_format(place, values, template, formats)) for place in places]
    return {
        "stride": layout.stride,
        "sheets": [[name, layout.base[name]] for name in shown],
        "blank": sum(max(rows, 1) for rows, _ in layout.extent.values()) * layout.stride,
        "constants": _constants(values, layout),
        "functions": program.cells,
        "spellings": program.spellings,
        "inputs": [_input(name, place, values, layout, template) for name, place in inputs(values, template).items()],
        "names": bool(template and template.inputs),
        "changed": template.changed if template else {},
        "quantities": {name: [rows, columns] for name, rows, columns in quantities(template)},
        "formats": _grouped((layout.index(place), code) for place, code in codes if code != "General"),
        "notations": _grouped((layout.index(place), cell.notation) for place, cell in cells if cell.notation),
        "figures": _grouped(
            (layout.index(place), cell.figure.text) for place, cell in cells if cell.figure and cell.is_formula
        ),
        "published": bool(template and template.published),
        **_verdicts(result, layout),
        "charts": [_chart(chart, layout) for chart in template.charts] if template else [],
    }


def _cells(template: Template | None) -> Iterable[tuple[Place, Cell]]:
    for sheet in template.sheets if template else ():
        for address, cell in sorted(sheet.cells.items()):
            yield Place(sheet.name, address), cell


def _places(values: Values, sheets: Iterable[str]) -> list[Place]:
    return [Place(sheet, address) for sheet in sheets for address in sorted(values.cells[sheet])]


def _constants(values: Values, layout: Layout) -> list[list[Any]]:
    """Every value that is no formula's: `[cell, value]`, an error value as `{"error": …}`."""
    return [
        [layout.index(place), _json(value)]
        for sheet in layout.base
        for address, value in sorted(values.cells[sheet].items())
        if (place := Place(sheet, address)) not in values.plan.trees
    ]


def _json(value: Scalar) -> Any:
    return {"error": str(value)} if isinstance(value, ErrorValue) else _whole(value)


def _whole(value: Scalar) -> Any:
    """A whole number without its `.0`; -0.0 stays, as JSON reads it back."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 and str(value) != "-0.0":
        return int(value)
    return plain(value)


def _input(name: str, place: Place, values: Values, layout: Layout, template: Template | None) -> list[Any]:
    """Its name and cell, and where its slider ends: the declared range, or three times its value to either side."""
    value = values.at(place)
    if isinstance(value, bool) or not isinstance(value, float):
        return [name, layout.index(place)]
    declared = template.ranges.get(name) if template else None
    low, high = declared or ((-3 * abs(value), 3 * abs(value)) if value else (-1.0, 1.0))
    return [name, layout.index(place), float(f"{low:.6g}"), float(f"{high:.6g}")]


def _verdicts(result: Result, layout: Layout) -> dict[str, Any]:
    """Each cell's verdict with the numbers of the comparisons behind it, which many cells share."""
    checks: dict[Any, int] = {}
    verdicts = []
    for cell in result.cells:
        said = [(check.witness, int(check.ok), _reason(check)) for check in cell.checks]
        numbers = tuple(checks.setdefault(one, len(checks)) for one in said)
        verdict = (cell.verdict, numbers, *([cell.likely] if cell.likely else []))
        verdicts.append((layout.index(cell.place), verdict))
    return {"checks": list(checks), "verdicts": _grouped(verdicts)}


def _reason(check: Check) -> str:
    return check.reason.removeprefix(check.witness).strip()


def _grouped(pairs: Iterable[tuple[int, Any]]) -> list[Any]:
    """Things that many cells share, and which cells: `[things, runs]`."""
    numbers: dict[Any, int] = {}
    cells = [(index, numbers.setdefault(thing, len(numbers))) for index, thing in pairs]
    return [list(numbers), runs(cells)]


def _chart(chart: Chart, layout: Layout) -> dict[str, Any]:
    return {
        "kind": chart.kind,
        "title": chart.title,
        "sheet": chart.place.sheet,
        "x": chart.x_title,
        "y": chart.y_title,
        "log": chart.log,
        "series": [[one.name, _range(one.x, layout), _range(one.y, layout)] for one in chart.series],
    }


def _range(cells: CellRange, layout: Layout) -> Sequence[int]:
    return [layout.index(Place(cells.sheet, cells.first)), layout.index(Place(cells.sheet, cells.last))]
