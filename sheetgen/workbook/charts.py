"""The charts of a template, written by openpyxl."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.chart import LineChart, Reference, ScatterChart
from openpyxl.chart import Series as SheetSeries
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from sheetgen.sheet import CellRange, Chart

if TYPE_CHECKING:
    from openpyxl import Workbook

#: Centimetres.
_WIDTH, _HEIGHT = 20.0, 10.0
_GREY = "D9D9D9"
#: Told apart by everyone, in print too (Okabe and Ito's palette).
_COLOURS = ("0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9")


def add_chart(workbook: Workbook, chart: Chart) -> None:
    """Puts a chart onto its sheet."""
    # openpyxl's stubs know neither the units of its sizes nor that a legend is there.
    drawn: Any = LineChart() if chart.kind == "line" else ScatterChart()
    drawn.title = chart.title
    drawn.x_axis.title, drawn.y_axis.title = chart.x_title, chart.y_title
    # openpyxl leaves axes out unless told not to.
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.width, drawn.height = _WIDTH, _HEIGHT
    drawn.legend.position = "b"
    for index, series in enumerate(chart.series):
        x, y = (_reference(workbook, cells) for cells in (series.x, series.y))
        one = SheetSeries(y, None if chart.kind == "line" else x, title=series.name)
        one.smooth = False
        one.marker.symbol = "none" if chart.kind == "line" else "circle"
        one.marker.size = 5
        colour = _COLOURS[index % len(_COLOURS)]
        one.graphicalProperties.line.solidFill = colour
        one.graphicalProperties.line.width = 19_050
        one.marker.graphicalProperties.solidFill = colour
        one.marker.graphicalProperties.line.solidFill = colour
        drawn.series.append(one)
        if chart.kind == "line":
            drawn.set_categories(x)
    if chart.kind == "line":
        count = chart.series[0].x.last.row - chart.series[0].x.first.row + 1
        drawn.x_axis.tickLblSkip = drawn.x_axis.tickMarkSkip = _round(count / 10)
    for axis, name in ((drawn.x_axis, "x"), (drawn.y_axis, "y")):
        if name in chart.log:
            axis.scaling.logBase = 10
            axis.number_format = "0E+00"
        if name == "y" or chart.kind == "scatter":
            axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=_GREY, w=6_350)))
        # Labels at the edge of the chart, also where an axis crosses in the middle.
        axis.tickLblPos = "low"
    sheet: Any = workbook[chart.place.sheet]
    sheet.add_chart(drawn, str(chart.place.address))


def _round(number: float) -> int:
    """The nearest of 1, 2, 5, 10, 20, … from below, and 1 at least: people count so."""
    steps = [step * 10**power for power in range(7) for step in (1, 2, 5)]
    return max((step for step in steps if step <= number), default=1)


def _reference(workbook: Workbook, cells: CellRange) -> Reference:
    (top, left), (bottom, right) = cells.first, cells.last
    return Reference(workbook[cells.sheet], min_row=top, max_row=bottom, min_col=left, max_col=right)
