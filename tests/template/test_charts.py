"""[[charts]] in the front matter, or declared in the body."""

import io
import re
from pathlib import Path

import openpyxl
import pytest

from sheetgen.errors import TemplateError
from sheetgen.generation import build
from sheetgen.sheet import Address, Place
from sheetgen.template import parse

TABLE = "\n|   | A | B |\n|---|---|---|\n| 1 | 1 | 10 |\n| 2 | 2 | 100 |\n"
CHART = """[[charts]]
kind = "scatter"
title = "Growth"
at = "D2"
x = "Time"
y = "Size"
log = "y"
series = [{ name = "Size", x = "A1:A2", y = "B1:B2" }]
"""


def template(charts, table=TABLE):
    return parse(f'+++\ntitle = "T"\n{charts}+++\n{table}', Path("t.md"))


def test_it_is_read_with_its_place_and_its_ranges():
    (chart,) = template(CHART).charts
    assert (chart.kind, chart.place, chart.log) == ("scatter", Place("Sheet", Address(2, 4)), "y")
    assert chart.series[0].y.last == Address(2, 2)


def test_the_workbook_has_it_with_titles_and_axes():
    sheet = openpyxl.load_workbook(io.BytesIO(build(template(CHART))[0]))["Sheet"]
    (chart,) = sheet._charts
    assert type(chart).__name__ == "ScatterChart"
    texts = [part.title.tx.rich.p[0].r[0].t for part in (chart, chart.x_axis, chart.y_axis)]
    assert texts == ["Growth", "Time", "Size"]
    assert (chart.x_axis.delete, chart.y_axis.delete) == (False, False)
    assert (chart.x_axis.scaling.logBase, chart.y_axis.scaling.logBase) == (None, 10)
    assert chart.series[0].xVal.numRef.f == "'Sheet'!$A$1:$A$2"


def test_a_chart_may_show_another_sheet():
    tables = f"\n## It's\n{TABLE}\n## Two\n{TABLE}"
    (chart,) = template(CHART.replace('"A1:A2"', '"Two!A1:A2"'), tables).charts
    assert (chart.series[0].x.sheet, chart.series[0].y.sheet, chart.place.sheet) == ("Two", "It's", "It's")


def test_the_same_template_gives_the_same_bytes():
    assert build(template(CHART))[0] == build(template(CHART))[0]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'kind = "scatter"',
            'kind = "pie"',
            't.md:4: [[charts]]: kind = \'pie\' is not known; it is one of "line", "sc',
        ),
        ('log = "y"', 'log = "z"', "t.md:9: [[charts]]: log = 'z' is not known"),
        ('kind = "scatter"\n', 'log = "x"\n', "t.md"),
        ('title = "Growth"', 'titel = "Growth"', "t.md:5: [[charts]] has no key 'titel'; the keys are: kind, title"),
        ('title = "Growth"', 'title = ""', "t.md:5: [[charts]]: a chart needs a title, and titles x and y of its axes"),
        ('at = "D2"', 'at = "Nowhere!D2"', "t.md:6: at = 'Nowhere!D2': there is no sheet 'Nowhere'"),
        ('at = "D2"\n', "", "t.md"),
        ('"A1:A2"', '"A1"', "t.md:10: [[charts]]: 'A1' is no range such as B2:B9"),
        ('"A1:A2"', '"A1:A0"', "t.md:10: series = "),
        ('name = "Size", ', "", "t.md:10: [[charts]]: each of the series needs name, x, y"),
        ('[{ name = "Size", x = "A1:A2", y = "B1:B2" }]', "[]", "t.md:10: [[charts]]: series must be"),
        ("[[charts]]", "[charts]", "t.md:3: charts must be several tables: [[charts]]"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old, new, message):
    with pytest.raises(TemplateError, match=f"^{re.escape(message)}"):
        template(CHART.replace(old, new))


def test_the_counting_axis_of_a_line_chart_cannot_be_logarithmic():
    with pytest.raises(TemplateError, match="the x axis of a line chart counts"):
        template(CHART.replace('"scatter"', '"line"').replace('"y"\nseries', '"xy"\nseries'))
