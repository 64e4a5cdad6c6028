"""Values that another program has stored: it takes a difference of nearly equal numbers for 0, and keeps 15 digits."""

import openpyxl
import pytest

from sheetgen import verify
from sheetgen.sheet import Address
from sheetgen.workbook.stamp import stamp
from sheetgen.workbook_audit import audit


@pytest.fixture
def saved(tmp_path):
    """A workbook as another program has saved it: cells, and the values stored for the formulas among them."""

    def saved(cells, stored):
        book = openpyxl.Workbook()
        for cell, value in cells.items():
            book.active[cell] = value
        book.calculation.fullCalcOnLoad = False
        path = tmp_path / "saved.xlsx"
        book.save(path)
        path.write_bytes(stamp(path, {"Sheet": {Address.parse(cell): value for cell, value in stored.items()}}))
        return path

    return saved


PARTS = {"A1": 0.5, "B1": 0.4, "C1": 0.1, "D1": "=A1-B1-C1"}
DECIDED = {**PARTS, "E1": '=IF(D1=0,"ok","off")', "F1": '=IF(E1="ok",1,2)', "G1": "=D1*1E+20"}


@pytest.mark.parametrize(
    ("cells", "stored"),
    [
        (PARTS, {"D1": 0.0}),
        ({"D1": "=1-0.9-0.1"}, {"D1": 0.0}),
        ({"D1": "=0.1+0.2-0.3"}, {"D1": 0.0}),
        (DECIDED, {"D1": 0.0, "E1": "ok", "F1": 1.0, "G1": 0.0}),
        ({"A1": 1 / 3, "B1": "=A1*3.7"}, {"B1": 1.23333333333333}),
    ],
)
def test_what_a_spreadsheet_program_makes_of_it_agrees(saved, cells, stored):
    path = saved(cells, stored)
    found = audit(path, "sheetgen")
    assert (found.agree, found.differ) == (len(stored), 0)
    assert verify(path)


@pytest.mark.parametrize(
    ("cells", "stored", "wrong"),
    [
        (PARTS, {"D1": 0.001}, ["D1"]),
        ({"A1": 0.5, "B1": 0.4, "D1": "=A1-B1"}, {"D1": 0.0}, ["D1"]),
        (DECIDED, {"D1": 0.0, "E1": "ok", "F1": 3.0, "G1": 0.0}, ["F1"]),
        (DECIDED, {"D1": 0.0, "E1": "ok", "F1": 1.0, "G1": 7.0}, ["G1"]),
        ({"A1": 1 / 3, "B1": "=A1*3.7"}, {"B1": 1.2333333333}, ["B1"]),
    ],
)
def test_what_none_makes_of_it_differs(saved, cells, stored, wrong):
    path = saved(cells, stored)
    assert [str(found.place.address) for found in audit(path, "sheetgen").differences] == wrong
    assert [str(cell.place.address) for cell in verify(path).failed] == wrong


def test_how_many_doubles_lie_between_0_and_a_number_is_not_told(saved):
    assert audit(saved(PARTS, {"D1": 0.0}), "sheetgen").worst_ulp == 0


def test_no_more_cells_are_gone_through_than_a_limit(saved, monkeypatch):
    cells = DECIDED | {f"A{row}": "=A1-B1-C1" for row in range(2, 50)}
    stored = {"D1": 0.0, "E1": "ok", "F1": 1.0, "G1": 0.0} | {f"A{row}": 0.0 for row in range(2, 50)}
    path = saved(cells, stored)
    assert audit(path, "sheetgen").differ == 0
    monkeypatch.setattr("sheetgen.stored_values._MOST_CELLS", 60)
    assert audit(path, "sheetgen").differ == 52 - 20
