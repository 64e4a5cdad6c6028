"""Cells of the type `d`: dates as ISO 8601 writes them are the serial numbers that Excel would store."""

import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel

import sheetgen
from benchmarks.hostile.books import parts, zipped
from sheetgen.errors import WorkbookError
from sheetgen.workbook import read as reading
from sheetgen.workbook.iso_dates import serial_number


@pytest.mark.parametrize(
    ("text", "serial", "serial1904"),
    [
        ("1900-01-01", 1, None),
        ("1900-02-28", 59, None),
        ("1900-03-01", 61, None),
        ("1904-01-01", 1462, 0),
        ("2024-01-01T00:00:00", 45292, 43830),
        ("2024-01-01T12:00", 45292.5, 43830.5),
        ("2024-01-01T06:00:00.000Z", 45292.25, 43830.25),
        ("9999-12-31", 2958465, 2957003),
        ("18:00:00", 0.75, 0.75),
        ("T18:00", 0.75, 0.75),
    ],
)
def test_serial_numbers(text, serial, serial1904):
    assert serial_number(text, date1904=False) == serial
    if serial1904 is not None:
        assert serial_number(text, date1904=True) == serial1904


@given(st.datetimes(datetime.datetime(1904, 1, 1), datetime.datetime(9999, 12, 31)))
def test_they_are_those_of_openpyxl(moment):
    moment = moment.replace(microsecond=0)
    assert serial_number(moment.isoformat(), date1904=False) == pytest.approx(to_excel(moment), abs=1e-9)
    mac = to_excel(moment, CALENDAR_MAC_1904)
    assert serial_number(moment.isoformat(), date1904=True) == pytest.approx(mac, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["", "x", "2024-13-01", "2024-02-30", "1899-12-30", "25:00:00", "12:60", "2024-1-1", "٢٠٢٤-٠١-٠١"]
)
def test_what_is_no_date(text):
    with pytest.raises(ValueError, match=r"is no date in ISO 8601|month|day|no time of day|before the first day"):
        serial_number(text, date1904=False)


@pytest.mark.parametrize("large", [10**12, 0])
@pytest.mark.parametrize("date1904", [False, True])
def test_a_workbook_that_holds_them(tmp_path, monkeypatch, large, date1904):
    monkeypatch.setattr(reading, "LARGE", large)
    path = tmp_path / "b.xlsx"
    book = openpyxl.Workbook(iso_dates=True)
    if date1904:
        book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = datetime.datetime(2024, 1, 31, 12)
    book.active["A2"], book.active["A3"] = "=A1+1", "=ISNUMBER(A1)"
    book.save(path)
    values = sheetgen.recalculate(path)
    first = 45322.5 - (1462 if date1904 else 0)
    assert (values["A1"], values["A2"], values["A3"]) == (first, first + 1, True)


def test_one_that_holds_no_date_is_refused():
    book = zipped(parts('<row r="1"><c r="A1" t="d"><v>31.1.2024</v></c></row>'))
    with pytest.raises(WorkbookError, match=r"A1 holds no date: '31\.1\.2024' is no date in ISO 8601"):
        reading.read(book, "b.xlsx")
