"""Workbooks to calculate, and engines that are skipped where they are absent."""

import re
import zipfile

import openpyxl
import pytest

from sheetgen.engines.ironcalc import IronCalc
from sheetgen.engines.libreoffice import LibreOffice
from sheetgen.sheet import Address, Place

ENGINES = {"ironcalc": IronCalc, "libreoffice": LibreOffice}


def pytest_runtest_setup(item):
    for name, kind in ENGINES.items():
        if item.get_closest_marker(name) and (reason := kind().why_not()):
            pytest.skip(reason)


@pytest.fixture(
    params=[pytest.param(name, marks=getattr(pytest.mark, name)) for name in ENGINES],
)
def engine(request):
    """Each engine in turn."""
    return ENGINES[request.param]()


@pytest.fixture
def book(tmp_path):
    """Writes a workbook: `book({"Sheet": {"A1": "=1+1"}})`; a value may be a pair with its number format."""

    def write(sheets, names=None, file="book.xlsx"):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, cells in sheets.items():
            sheet = workbook.create_sheet(title)
            for address, content in cells.items():
                value, number_format = content if isinstance(content, tuple) else (content, None)
                sheet[address] = value
                if number_format:
                    sheet[address].number_format = number_format
        for name, reference in (names or {}).items():
            defined = openpyxl.workbook.defined_name.DefinedName(name, attr_text=reference)
            workbook.defined_names[name] = defined
        path = tmp_path / file
        workbook.save(path)
        return path

    return write


@pytest.fixture
def plant():
    """Puts a cached value into every formula cell, as a program would that saved without recalculating."""

    def plant(path, cached):
        with zipfile.ZipFile(path) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        with zipfile.ZipFile(path, "w") as book:
            for name, content in parts.items():
                if "worksheets/" in name:
                    content, count = re.subn(rb"</f><v\s*(/>|></v>)", b"</f><v>%s</v>" % cached, content)
                    assert count
                book.writestr(name, content)

    return plant


@pytest.fixture
def at():
    """The value at an address of an evaluation's sheet: `at(evaluation, "A1")`; None for a blank cell."""

    def look(evaluation, address, sheet="S"):
        return evaluation.values.get(Place(sheet, Address.parse(address)))

    return look
