"""LibreOffice: what is particular to it, and how its process is kept in check."""

import math
import os
import random
import stat
import tempfile
import time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink, ExternalSheetNames

from sheetgen.engines.libreoffice import CANCELS, LibreOffice
from sheetgen.errors import EngineError
from sheetgen.values import ErrorValue


@pytest.fixture
def stub(tmp_path, monkeypatch):
    """Puts a shell script in soffice's place, and temporary directories where they can be counted."""

    def write(script):
        path = tmp_path / "soffice-stub"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("SHEETGEN_SOFFICE", str(path))
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(scratch))
        return scratch

    pytest.importorskip("xlrd")
    return write


@pytest.mark.libreoffice
def test_results_are_bit_equal_to_those_of_the_c_library(book, at):
    generator = random.Random(1)
    # openpyxl writes 16 digits, so the inputs have fewer.
    inputs = [(round(generator.uniform(-4, 4), 6), round(generator.uniform(0.1, 9), 6)) for _ in range(200)]
    cells = {}
    for row, (x, y) in enumerate(inputs, start=1):
        cells |= {f"A{row}": x, f"B{row}": y, f"C{row}": f"=A{row}/B{row}"}
        cells |= {f"D{row}": f"=TANH(A{row})", f"E{row}": f"=EXP(A{row})"}
    evaluation = LibreOffice().evaluate(book({"S": cells}))
    assert evaluation.digits is None
    for row, (x, y) in enumerate(inputs, start=1):
        got = [at(evaluation, f"{column}{row}") for column in "CDE"]
        assert got == [x / y, math.tanh(x), math.exp(x)]


@pytest.mark.libreoffice
@pytest.mark.parametrize("formula", ["=A{0}-B{0}", "=-B{0}+A{0}", "=(A{0}-B{0})/0.5", "=SUM(A{0},-B{0})"])
def test_a_difference_of_less_than_2_to_the_minus_48_is_0_wherever_it_stands(book, at, formula):
    cells = {}
    for row, number in enumerate((1.25, 1.9375, 0.0006), start=1):
        step = math.ulp(number)
        # The largest number of ulps that is less than this part of the smaller number, and one more.
        most = math.ceil(CANCELS * number / step) - 1
        while most * step >= CANCELS * (number - most * step):
            most -= 1
        for offset, ulps in enumerate((most, most + 1)):
            at_row = 2 * row + offset
            # In whole ulps, so that B itself is no difference that cancels.
            cells[f"A{at_row}"] = f"={int(number / step)}*2^{int(math.log2(step))}"
            cells[f"B{at_row}"] = f"=({int(number / step)}-{ulps})*2^{int(math.log2(step))}"
            cells[f"C{at_row}"] = formula.format(at_row)
    evaluation = LibreOffice().evaluate(book({"S": cells}))
    for row in (2, 4, 6):
        assert at(evaluation, f"A{row}") != at(evaluation, f"B{row}")
        assert at(evaluation, f"C{row}") == 0
        assert at(evaluation, f"C{row + 1}") > 0


@pytest.mark.libreoffice
def test_a_difference_of_whole_numbers_is_never_0(book, at):
    evaluation = LibreOffice().evaluate(book({"S": {"A1": "=2^52-(2^52-1)", "A2": "=2^49+0.5-2^49"}}))
    assert (at(evaluation, "A1"), at(evaluation, "A2")) == (1, 0)


@pytest.mark.libreoffice
def test_it_tells_its_version(book):
    version = LibreOffice().evaluate(book({"S": {"A1": 1}})).version
    assert version.startswith("LibreOffice ")
    assert version[12].isdigit()


@pytest.mark.libreoffice
@pytest.mark.parametrize("corner", ["A70000", "IW1"])
def test_a_workbook_too_large_for_xls_has_fifteen_digits(book, plant, at, corner):
    path = book(
        {
            "S": {corner: "=B2/3", "B2": 2, "B3": "=1/0", "B4": "=1=1", "B5": '="x_"&CHAR(11)', "B6": "te xt"}
            | {
                "B7": '=""',
                "B8": ("=DATE(2024,1,15)+0.5", "yyyy-mm-dd"),
                "B9": '="#N/A"',
                "B10": (None, "0%"),
            }
            | {"B11": "=_xlfn.NO_SUCH(1)", "B12": "_x0041_"},
            "Größe & 'Co' 1": {"A1": "=NA()"},
        }
    )
    plant(path, b"999")
    evaluation = LibreOffice().evaluate(path)
    assert evaluation.digits == 15
    assert at(evaluation, corner) == pytest.approx(2 / 3, rel=1e-14)
    assert [at(evaluation, f"B{row}") for row in range(2, 13)] == [
        2.0,
        ErrorValue.DIV0,
        True,
        "x_\x0b",
        "te xt",
        "",
        45306.5,
        "#N/A",
        None,
        ErrorValue.NAME,
        "_x0041_",
    ]
    assert at(evaluation, "A1", "Größe & 'Co' 1") is ErrorValue.NA


@pytest.mark.libreoffice
def test_the_last_cell_of_an_xls_is_still_within_it(book, at):
    evaluation = LibreOffice().evaluate(book({"S": {"IV65536": "=1/3", "A1": "=ROWS(B:B)"}}))
    assert evaluation.digits is None
    assert (at(evaluation, "IV65536"), at(evaluation, "A1")) == (1 / 3, 1048576.0)


@pytest.mark.libreoffice
def test_links_to_other_files_are_not_followed(book, at):
    other = book({"S": {"A1": 5}}, file="other.xlsx")
    path = book({"S": {"A1": "=[1]S!A1", "A2": "=1+1"}})
    workbook = openpyxl.load_workbook(path)
    link = ExternalLink(ExternalBook(sheetNames=ExternalSheetNames(sheetName=["S"]), id="rId1"))
    link.file_link = Relationship(type="externalLinkPath", Target=other.as_uri(), TargetMode="External", Id="rId1")
    workbook._external_links.append(link)
    workbook.save(path)
    evaluation = LibreOffice().evaluate(path)
    assert at(evaluation, "A1") != 5.0
    assert at(evaluation, "A2") == 2.0


def test_one_that_hangs_is_killed_with_its_children_at_the_time_limit(stub, book, tmp_path):
    pids = tmp_path / "pids"
    scratch = stub(f"sleep 300 & echo $$ $! > {pids}; wait")
    started = time.monotonic()
    with pytest.raises(EngineError, match=r"book\.xlsx: LibreOffice was stopped after 1 seconds; ") as raised:
        LibreOffice(timeout_seconds=1).evaluate(book({"S": {"A1": 1}}))
    assert time.monotonic() - started < 10
    assert "\n" not in str(raised.value)
    assert list(scratch.iterdir()) == []
    for pid in pids.read_text().split():
        assert ended(int(pid))


def test_what_one_that_is_killed_kept_in_its_temporary_directory_goes_too(stub, book, tmp_path):
    # soffice makes a directory lu….tmp there, which only soffice itself would remove.
    kept = tmp_path / "kept"
    scratch = stub(f'mkdir "${{TMPDIR:?}}/lu1.tmp" && echo "$TMPDIR" > {kept}; sleep 300')
    with pytest.raises(EngineError, match="was stopped"):
        LibreOffice(timeout_seconds=1).evaluate(book({"S": {"A1": 1}}))
    assert Path(kept.read_text().strip()).is_relative_to(scratch)
    assert list(scratch.iterdir()) == []


@pytest.mark.libreoffice
def test_a_constant_beside_two_decimals_is_snapped_by_xls_and_its_formulas_are_not(book, at):
    beside = 746.0699999999999
    evaluation = LibreOffice().evaluate(book({"S": {"A1": beside, "A2": "=A1*1"}}))
    assert at(evaluation, "A2") == beside
    assert at(evaluation, "A1") == 746.07


def ended(pid):
    """Whether a process is gone, or dead and only waits for a parent; it gets a moment for that."""
    for _ in range(50):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (
            "echo first >&2; echo 'Error: source file could not be loaded' >&2",
            "source file could not be loaded",
        ),
        ("exit 1", "exit status 1"),
        ("exit 0", "exit status 0"),
        ("kill -9 $$", "killed by signal 9"),
    ],
)
def test_one_that_exports_nothing_is_told_in_one_sentence(stub, book, script, reason):
    scratch = stub(script)
    path = book({"S": {"A1": 1}})
    with pytest.raises(EngineError) as raised:
        LibreOffice().evaluate(path)
    assert str(raised.value) == (
        f"{path}: LibreOffice exported nothing ({reason}); open the workbook in LibreOffice to see why"
    )
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(("kind", "corner"), [("xls", "A1"), ("xlsx", "A70000")])
def test_one_that_exports_rubbish_is_told_in_one_sentence(stub, book, kind, corner):
    stub(f'while [ "$1" != --outdir ]; do shift; done; mkdir "$2"; echo rubbish > "$2/workbook.{kind}"')
    with pytest.raises(EngineError, match="LibreOffice exported an unreadable file") as raised:
        LibreOffice().evaluate(book({"S": {corner: 1}}))
    assert "\n" not in str(raised.value)


def test_one_that_cannot_be_started_is_told(stub, book, tmp_path):
    stub("")
    (tmp_path / "soffice-stub").write_text("#!/no/such/interpreter\n")
    with pytest.raises(EngineError, match=r"LibreOffice cannot be started \(No such file or directory\)"):
        LibreOffice().evaluate(book({"S": {"A1": 1}}))


def test_it_gets_a_profile_that_recalculates_runs_no_macros_and_follows_no_links(stub, book, tmp_path):
    kept = tmp_path / "kept"
    stub(f'echo "$@" > {kept}; cat "${{1#-env:UserInstallation=file://}}"/user/*.xcu >> {kept}')
    with pytest.raises(EngineError):
        LibreOffice().evaluate(book({"S": {"A1": 1}}))
    text = kept.read_text()
    for option in ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"):
        assert option in text
    for setting in (
        '"OOXMLRecalcMode" oor:op="fuse"><value>0<',
        '"Link" oor:op="fuse"><value>1<',
        '"MacroSecurityLevel" oor:op="fuse"><value>3<',
        '"DisableMacrosExecution" oor:op="fuse"><value>true<',
    ):
        assert setting in text


def test_a_missing_program_is_told(monkeypatch, tmp_path, book):
    monkeypatch.delenv("SHEETGEN_SOFFICE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (
        LibreOffice().why_not() == "LibreOffice is not installed: no soffice on the PATH; get it from libreoffice.org"
    )
    with pytest.raises(EngineError, match=r"book\.xlsx: LibreOffice is not installed"):
        LibreOffice().evaluate(book({"S": {"A1": 1}}))


def test_a_named_program_that_is_missing_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("SHEETGEN_SOFFICE", str(tmp_path / "gone"))
    assert LibreOffice().why_not() == (
        f"LibreOffice is not installed: SHEETGEN_SOFFICE names {tmp_path / 'gone'}, which is no program; unset it"
    )


def test_a_missing_package_is_told_with_the_way_out(stub, monkeypatch):
    stub("")
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    assert LibreOffice().why_not() == "the Python package xlrd is not installed: pip install 'sheetgen[engines]'"
