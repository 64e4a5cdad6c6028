"""A file that changes while it is read: the result is of one version, or it is one sentence."""

import io
from functools import cache
from pathlib import Path

import openpyxl
import pytest

import sheetgen
from sheetgen.cli import run
from sheetgen.comparison.side import side
from sheetgen.engines import Evaluation
from sheetgen.errors import WorkbookError
from sheetgen.report.page import write_report
from sheetgen.sheet import Address, Place
from sheetgen.verification import verify
from sheetgen.workbook.read import read
from sheetgen.workbook_audit import audit


@cache
def book(factor):
    """A workbook without stored values whose A2 is 2 times a factor."""
    workbook = openpyxl.Workbook()
    workbook.active.title = "S"
    workbook.active["A1"] = 2
    workbook.active["A2"] = f"=A1*{factor}"
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


class Replacing:
    """A calculator that finds another workbook at the path by the time it is asked."""

    name = "ironcalc"
    asked = b""

    def why_not(self):
        return None

    def evaluate(self, path, data=None):
        path.write_bytes(book(1000))
        type(self).asked = path.read_bytes() if data is None else data
        grid = sheetgen.workbook.read.read(type(self).asked)
        return Evaluation({Place("S", Address.parse("A2")): sheetgen.recalc.recalculate(grid)["S!A2"]})


@pytest.fixture
def changing(tmp_path, monkeypatch):
    """A path whose file is replaced as soon as another calculator is asked about it."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(book(21))
    monkeypatch.setattr("sheetgen.judging.engine", lambda name: Replacing())
    monkeypatch.setattr("sheetgen.workbook_audit.find_engine", lambda name: Replacing())
    return path


def test_verify_asks_a_calculator_about_the_bytes_that_it_judged(changing):
    result = verify(changing, engines=["ironcalc"])
    (cell,) = result.cells
    assert cell.recalculated == cell.witnesses["ironcalc"] == 42
    assert Replacing.asked == result.source == book(21)


def test_a_report_holds_the_workbook_that_was_judged(changing, tmp_path):
    result = verify(changing)
    changing.unlink()
    write_report(result, tmp_path / "report.html")
    assert "42" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_audit_compares_one_version(changing):
    assert audit(changing, engine="ironcalc").engine == "ironcalc"
    assert Replacing.asked == book(21)


def test_recalc_stores_values_in_the_version_that_it_calculated(tmp_path, monkeypatch):
    path = tmp_path / "book.xlsx"
    path.write_bytes(book(21))
    monkeypatch.chdir(tmp_path)
    real = sheetgen.recalc.recalculate

    def replacing(grid):
        path.write_bytes(book(1000))
        return real(grid)

    monkeypatch.setattr("sheetgen.recalc.recalculate", replacing)
    assert run(["recalc", "book.xlsx", "-q", "-o", "out.xlsx"]) == 0
    grid = read(tmp_path / "out.xlsx")
    assert grid.sheets["S"].formulas[Address.parse("A2")].text == "A1*21"
    assert grid.cached(Place("S", Address.parse("A2"))) == 42


def test_diff_looks_at_the_formats_of_the_version_that_it_read(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(book(21))
    found = side(path)
    path.unlink()
    assert found.formats("S") is not None
    assert found.source == book(21)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_read_while_it_is_half_there_is_one_sentence(tmp_path, part):
    data = book(21)
    path = tmp_path / "book.xlsx"
    path.write_bytes(data[: int(part * len(data))])
    with pytest.raises(WorkbookError, match=r"book\.xlsx is truncated or damaged") as raised:
        read(path)
    assert "\n" not in str(raised.value)


def test_a_file_of_two_versions_is_one_sentence(tmp_path):
    """Half of it was read before another program wrote over it in place, and half after."""
    old, new = book(21), book(1234567)
    path = tmp_path / "book.xlsx"
    path.write_bytes(old[: len(old) // 2] + new[len(old) // 2 :])
    with pytest.raises(WorkbookError) as raised:
        read(path)
    assert "\n" not in str(raised.value)


def test_a_template_that_vanishes_is_one_sentence(tmp_path, monkeypatch, capsys):
    path = tmp_path / "t.md"
    path.write_bytes(b"\xff\xfe")
    real = Path.read_bytes

    def vanishing(self):
        data = real(self)
        if self == path:
            self.unlink()
        return data

    monkeypatch.setattr(Path, "read_bytes", vanishing)
    assert run(["verify", str(path)]) == 2
    assert capsys.readouterr().err == f"sheetgen: {path} is not a template: it is not UTF-8 text\n"
