"""Cells as a person names them, and no more of them than can be worked with."""

import openpyxl
import pytest

from sheetgen.errors import UsageError
from sheetgen.named_cells import named_cells
from sheetgen.recalc import recalculate
from sheetgen.sheet import Address, Place
from sheetgen.workbook.read import read


@pytest.fixture
def values(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "S"
    book.active["A1"], book.active["A2"] = 1, "=A1*2"
    book.save(tmp_path / "b.xlsx")
    return recalculate(read(tmp_path / "b.xlsx"))


def test_addresses_ranges_and_inputs_with_commas_between_them(values):
    inputs = {"bias": Place("S", Address(1, 1))}
    assert named_cells("S!B1:B2, bias,A1", values, inputs) == [
        Place("S", Address(1, 2)),
        Place("S", Address(2, 2)),
        Place("S", Address(1, 1)),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A1:XFD1048576", r"^A1:XFD1048576 has 17,179,869,184 cells: name at most 100,000$"),
        (",".join(["A1:A60000", "B1:B60000"]), r"^A1:A60000,B1:B60000 names more than 100,000 cells: name fewer$"),
        ("", "names no cell"),
    ],
)
def test_what_is_refused(values, text, message):
    with pytest.raises(UsageError, match=message):
        named_cells(text, values, {})
