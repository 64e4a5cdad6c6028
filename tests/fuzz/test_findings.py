"""A finding is kept once for each kind, with the smallest input that shows it."""

from random import Random

import pytest

from fuzz.answers import answered
from fuzz.findings import Findings, smaller
from fuzz.mutate import mutation
from fuzz.package import joined, packed, pieces, unpacked
from fuzz.seeds import seeds, small_workbook
from fuzz.targets import TARGETS
from sheetgen.errors import SheetgenError


def failing(data):
    if b"x" in data:
        raise KeyError("x")
    if b"y" in data:
        raise IndexError("y")


def found_in(target, folder, *inputs):
    findings = Findings(folder, target)
    for data in inputs:
        try:
            target(data)
        except Exception as error:
            findings.add(data, error)
    return sorted(folder.glob("*.input"))


def test_each_kind_is_kept_once_and_made_smaller(tmp_path):
    kept = found_in(failing, tmp_path, b"aaxbb", b"x", b"zzyy", b"fine")
    assert sorted(path.read_bytes() for path in kept) == [b"x", b"y"]
    assert "KeyError" in "".join(path.with_suffix(".txt").read_text() for path in kept)


def test_a_workbook_is_made_smaller_by_parts_and_tags():
    def shows(data):
        return b"A6:B7" in unpacked(data).get("xl/worksheets/sheet1.xml", b"")

    parts = unpacked(smaller(small_workbook(), shows))
    assert list(parts) == ["xl/worksheets/sheet1.xml"]
    assert len(parts["xl/worksheets/sheet1.xml"]) < 100


def test_an_error_of_sheetgen_is_an_answer_and_any_other_is_none():
    with answered():
        raise SheetgenError("the cell A1 is wrong: mend it")
    with pytest.raises(ZeroDivisionError), answered():
        raise ZeroDivisionError
    with pytest.raises(AssertionError, match="says nothing"), answered():
        raise SheetgenError(" ")


@pytest.mark.parametrize("target", TARGETS)
def test_mutations_depend_on_nothing_but_chance(target):
    seed = seeds(target)[0]
    runs = [[mutation(target)(seed, Random(number)) for number in range(20)] for _ in range(2)]
    assert runs[0] == runs[1]
    assert len({*runs[0], seed}) > 10


def test_parts_and_pieces_put_together_again_are_the_same():
    parts = unpacked(small_workbook())
    assert unpacked(packed(parts)) == parts
    for content in parts.values():
        assert joined(pieces(content)) == content
    assert unpacked(b"no archive") == {}


def test_a_printed_formula_that_reads_otherwise_is_noticed(monkeypatch):
    monkeypatch.setattr("fuzz.targets.print_a1", lambda tree, own: "2-3")
    with pytest.raises(AssertionError, match="reads as another formula"):
        TARGETS["formula"](b"2+3")


def test_a_cell_that_is_scanned_otherwise_is_noticed(monkeypatch):
    from sheetgen.sheet import Address
    from sheetgen.workbook.scan import sheet

    original = sheet.scan_sheet

    def without_a_cell(*arguments):
        found = original(*arguments)
        found.values = dict(found.values.items())
        found.values.pop(Address(1, 1))
        return found

    monkeypatch.setattr(sheet, "scan_sheet", without_a_cell)
    with pytest.raises(AssertionError, match="values of Sheet differ"):
        TARGETS["columns"](small_workbook())


def test_a_stamped_value_that_is_not_there_is_noticed(monkeypatch):
    monkeypatch.setattr("fuzz.targets.stamping.stamp", lambda data, values, name: data)
    monkeypatch.setattr("sheetgen.recalc.evaluate._Run.store", _other_value)
    with pytest.raises(AssertionError, match="was not stamped"):
        TARGETS["workbook"](small_workbook())


def _other_value(run, evaluator, place, result):
    run.cells[place.sheet][place.address] = 12345.0
    evaluator.pending[place.sheet].pop(place.address, None)
