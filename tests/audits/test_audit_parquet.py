"""Audits as Parquet, which pandas reads: a row for each workbook, with its differences."""

import pandas
import pytest

from sheetgen.audits import audit_all, find
from sheetgen.audits.record import content_hash
from sheetgen.cli import run
from sheetgen.report import audit_parquet
from sheetgen.report.audit_parquet import ParquetOutput
from sheetgen.version import VERSION


@pytest.fixture
def folder(books):
    """Four workbooks, of which the first and the last differ, and one that cannot be read."""
    folder = books(4)
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04, and no more")
    return folder


def audited(*arguments):
    """The exit status of an audit that prints nothing that is looked at here."""
    return run(["audit", *map(str, arguments), "--json"])


def test_a_file_has_a_row_for_each_workbook_in_the_order_of_the_report(folder, tmp_path):
    assert audited(folder, "--parquet", tmp_path / "audits.parquet") == 1
    frame = pandas.read_parquet(tmp_path / "audits.parquet")
    paths = sorted(folder.iterdir())
    assert list(frame.path) == [str(path) for path in paths]
    assert list(frame.agree) == [1, 2, 2, 1, 0]
    assert list(frame.differ) == [1, 0, 0, 1, 0]
    assert list(frame.content) == [content_hash(path.read_bytes()) for path in paths]
    assert frame.error[4].startswith(str(paths[4]))
    assert frame.error[:4].isna().all()
    assert set(frame.sheetgen) == {VERSION}


def test_differences_are_lists_that_explode(folder, tmp_path):
    audited(folder, "--parquet", tmp_path / "audits.parquet")
    frame = pandas.read_parquet(tmp_path / "audits.parquet")
    rows = frame[["path", "differences"]].explode("differences").dropna()
    found = pandas.json_normalize(rows.differences.tolist())
    # 0*3 and 3*3, each stored as one more.
    assert found[["sheet", "cell", "formula", "cached", "recalculated"]].to_numpy().tolist() == [
        ["Sheet", "A2", "=A1*3", "1", "0"],
        ["Sheet", "A2", "=A1*3", "10", "9"],
    ]
    assert list(found.cached_number) == [1.0, 10.0]
    assert found.ulp[0] == 0x3FF0000000000000


def test_a_folder_gets_whole_files_while_the_audit_goes_on(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(audit_parquet, "_ROWS", 2)
    seen = []
    output = ParquetOutput(f"{tmp_path / 'audits'}/")

    def watch(results, index):
        output.add(results, index)
        seen.append(len(pandas.read_parquet(tmp_path / "audits")) if (tmp_path / "audits").exists() else 0)

    with audit_all(find([str(folder)]), watch=watch) as results:
        output.finish(results)
    assert seen == [0, 2, 2, 4, 4]
    frame = pandas.read_parquet(tmp_path / "audits")
    assert sorted(frame.path) == [str(path) for path in sorted(folder.iterdir())]


def test_another_run_takes_the_place_of_the_first(folder, tmp_path):
    target = tmp_path / "audits"
    target.mkdir()
    for _ in range(2):
        audited(folder, "--parquet", target)
        assert len(pandas.read_parquet(target)) == 5


def test_a_folder_of_other_files_is_refused_and_left_alone(folder, tmp_path, capsys):
    before = sorted(folder.iterdir())
    assert run(["audit", str(folder), "--parquet", str(folder)]) == 2
    assert capsys.readouterr().err == (
        f"sheetgen: {folder} holds other files, such as 0000.xlsx: name an empty folder\n"
    )
    assert sorted(folder.iterdir()) == before


def test_a_run_that_fails_leaves_an_older_file(folder, tmp_path, monkeypatch):
    target = tmp_path / "audits.parquet"
    audited(folder, "--parquet", target)
    old = target.read_bytes()
    monkeypatch.setattr(audit_parquet, "_row", None)
    assert run(["audit", str(folder), "--engine", "sheetgen", "--json", "--parquet", str(target)]) == 2
    assert target.read_bytes() == old
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audits.parquet", "books"]


def test_numbers_beyond_64_bits_less_one_and_odd_texts_are_kept(tmp_path):
    from sheetgen.sheet import Address, Place
    from sheetgen.tolerance import ulps
    from sheetgen.workbook_audit import Difference, WorkbookAudit

    far = ulps(float("-inf"), float("inf"))
    difference = Difference(Place("Sheet", Address(1, 1)), "=1", float("inf"), float("-inf"), far)
    result = WorkbookAudit("\udcff.xlsx", differ=1, worst_ulp=far, differences=[difference])

    class One(list):
        def content(self, index):
            return None

    ParquetOutput(str(tmp_path / "one.parquet")).finish(One([result]))
    frame = pandas.read_parquet(tmp_path / "one.parquet")
    assert frame.worst_ulp[0] == far
    assert frame.path[0] == "?.xlsx"
    assert frame.differences[0][0]["cached_number"] == float("inf")


@pytest.mark.parametrize("option", ["--parquet", "--csv", "--junit"])
def test_an_output_that_cannot_be_written_is_refused_before_anything_is_audited(folder, tmp_path, capsys, option):
    target = tmp_path / "none" / "out"
    assert run(["audit", str(folder), option, str(target)]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == (
        "",
        f"sheetgen: {target} cannot be written: there is no folder {target.parent}\n",
    )


def test_what_an_earlier_run_wrote_stays_until_there_is_more(folder, tmp_path, monkeypatch):
    target = tmp_path / "audits"
    target.mkdir()
    audited(folder, "--parquet", target)
    assert run(["audit", str(folder), "--parquet", str(target), "--dask", "nowhere"]) == 2
    assert len(pandas.read_parquet(target)) == 5
