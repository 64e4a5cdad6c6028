"""Shared by all tests: a test that needs another program may be skipped, unless that program is required."""

from __future__ import annotations

import io
import os
import re
import signal
import zipfile
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sheetgen.recalc import recalculate
from sheetgen.sheet import Address
from sheetgen.workbook.grid import Grid, GridSheet, SourceFormula

ROOT = Path(__file__).resolve().parent.parent

#: Markers whose tests must not be skipped, as `.ci/run` says, which installs what they need.
REQUIRED = {name for name in os.environ.get("SHEETGEN_REQUIRE", "").split(",") if name}

# How long an example takes is no property of the code: on a busy computer it only makes tests fail by chance. Where CI
# is set, examples are the same on every run; elsewhere each run tries new ones.
settings.register_profile(
    "sheetgen",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("sheetgen")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    markers = {marker.name for marker in item.iter_markers()}
    if report.skipped and markers & REQUIRED and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"skipped, although {', '.join(sorted(markers & REQUIRED))} is required here: {report.longrepr}"
        )
    return report


@pytest.fixture(scope="session")
def heed_signals():
    """For a process' `preexec_fn`. Tests that were started in the background or under nohup ignore signals, and so
    would all that they start."""

    def heed():
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)

    return heed


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's folder."""
    return ROOT


def _make_grid(cells, names=None):
    sheets = cells if any(isinstance(value, dict) for value in cells.values()) else {"Sheet": cells}
    grid = Grid("test.xlsx")
    for name, contents in sheets.items():
        sheet = grid.sheets[name] = GridSheet(name)
        for text, value in contents.items():
            address = Address.parse(text)
            if isinstance(value, str) and value.startswith("="):
                sheet.formulas[address] = SourceFormula(value[1:], address)
            else:
                sheet.values[address] = value
    for name, definition in (names or {}).items():
        owner, _, short = name.rpartition("!")
        grid.names[owner or None, short.lower()] = definition
    return grid


@pytest.fixture(scope="session")
def make_grid():
    """A grid from cells, `{"A1": 1.0, "B1": "=A1*2"}` or the same by sheet, and names, `{"x": …, "Sheet!y": …}`."""
    return _make_grid


@pytest.fixture(scope="session")
def calculate():
    """The values of such a grid."""
    return lambda cells, names=None: recalculate(_make_grid(cells, names))


@pytest.fixture(scope="session")
def result():
    """The value of one formula, which stands in `at`, among other cells of its sheet."""

    def result(formula, cells=None, at="Z100", names=None):
        return recalculate(_make_grid({"Sheet": {**(cells or {}), at: formula}}, names))[f"Sheet!{at}"]

    return result


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@pytest.fixture(scope="session")
def xlsx():
    """The bytes of a small workbook with one sheet: the rows of its data, and other parts that replace or add."""

    def xlsx(rows="", parts=None, strings=None, main=_MAIN, relations=_RELATIONS):
        contents = {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1"'
            f' Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
            f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        }
        if strings is not None:
            contents["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{strings}</sst>'
        contents.update(parts or {})
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in contents.items():
                if content is not None:
                    archive.writestr(name, content)
        return output.getvalue()

    return xlsx


@pytest.fixture(scope="session")
def save_book():
    """Writes a workbook of cells by address, `A1` or `Data!A1`, as a program does that calculates nothing."""

    # Not above: sheetgen is to be imported first, which keeps openpyxl from taking lxml, whose bytes are others.
    import openpyxl
    from openpyxl.workbook.defined_name import DefinedName

    def save_book(path, cells, names=None, formats=None):
        book = openpyxl.Workbook()
        book.active.title = "Sheet"
        for place, value in cells.items():
            sheet, _, address = place.rpartition("!")
            if sheet and sheet not in book.sheetnames:
                book.create_sheet(sheet)
            book[sheet or "Sheet"][address] = value
        for address, code in (formats or {}).items():
            book.active[address].number_format = code
        for name, text in (names or {}).items():
            book.defined_names[name] = DefinedName(name, attr_text=text)
        book.save(path)
        return path

    return save_book


@pytest.fixture
def workbook(save_book, tmp_path):
    """The same, for a test that needs one workbook and no name for it."""
    return lambda *cells, **others: save_book(tmp_path / "book.xlsx", *cells, **others)


@pytest.fixture(scope="session")
def edit():
    """Changes the bytes of one part of a workbook, as someone else's program or hand would."""

    def edit(path, old, new, part="xl/worksheets/sheet1.xml"):
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        changed = re.sub(old, new, parts[part], count=1)
        assert changed != parts[part]
        parts[part] = changed
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)

    return edit
