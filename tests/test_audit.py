"""What audit tells of a workbook: which stored values follow from their formulas, and which do not."""

import csv
import json
from typing import ClassVar

import openpyxl
import pytest

from sheetgen.causes import Differing
from sheetgen.cli import run
from sheetgen.engines import Evaluation
from sheetgen.recalc.arrays import Area
from sheetgen.report.audit_table import details
from sheetgen.report.audit_totals import Totals
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue
from sheetgen.workbook.stamp import stamp
from sheetgen.workbook_audit import audit


@pytest.fixture
def workbook(tmp_path):
    """Writes a workbook from cells, with values stored for its formulas, and returns its path."""

    def workbook(cells, stored, name="model.xlsx"):
        book = openpyxl.Workbook()
        for cell, value in cells.items():
            book.active[cell] = value
        path = tmp_path / name
        book.save(path)
        path.write_bytes(stamp(path, {"Sheet": {Address.parse(cell): value for cell, value in stored.items()}}))
        return path

    return workbook


def test_values_that_follow_agree(workbook):
    result = audit(workbook({"A1": 2, "A2": "=A1*3", "A3": '="a"&A1'}, {"A2": 6.0, "A3": "a2"}))
    assert result
    assert (result.agree, result.bit_equal, result.differ) == (2, 2, 0)


def test_a_value_that_does_not_follow_is_named_with_both_values(workbook):
    result = audit(workbook({"A1": 2, "A2": "=A1*3"}, {"A2": 7.0}))
    assert not result
    (difference,) = result.differences
    assert (str(difference.place), difference.formula) == ("Sheet!A2", "=A1*3")
    assert (difference.cached, difference.recalculated) == (7.0, 6.0)


def test_a_last_bit_agrees_and_is_counted_apart(workbook):
    result = audit(workbook({"A1": 0.1, "A2": "=A1+0.2"}, {"A2": 0.3}))
    assert (result.agree, result.bit_equal, result.worst_ulp) == (1, 0, 1)


def test_what_cancellation_explains_agrees(workbook):
    result = audit(workbook({"A1": 0.1, "A2": "=A1+0.2-0.3"}, {"A2": 0.0}), "sheetgen")
    assert (result.agree, result.differ) == (1, 0)


def test_an_unsupported_function_is_never_taken_to_agree(workbook):
    path = workbook({"A1": "=NOSUCHFUNCTION(1)", "A2": "=A1+1"}, {"A1": 5.0, "A2": 6.0})
    result = audit(path, "sheetgen")
    assert (result.agree, result.unsupported) == (0, 2)
    assert list(result.reasons) == [
        "the function NOSUCHFUNCTION is not supported",
        "they need a cell where the function NOSUCHFUNCTION is not supported",
    ]


def test_a_formula_without_a_stored_value_is_not_taken_to_agree(workbook):
    result = audit(workbook({"A1": "=1+1"}, {}))
    assert (result.agree, result.unsupported) == (0, 1)


@pytest.mark.ironcalc
def test_where_ours_lacks_a_function_ironcalc_takes_the_whole_workbook(workbook):
    from sheetgen.engines import engine

    why = engine("ironcalc").why_not()
    if why:
        pytest.skip(why)
    result = audit(workbook({"A1": "=BESSELJ(1.9,2)", "A2": "=2*3"}, {"A1": 0.329925829, "A2": 6.0}))
    assert result.engine in ("ironcalc", "sheetgen")
    assert result.unsupported == 0


class TestAHelper:
    """Another calculator is believed of the cells that sheetgen cannot evaluate, and of no others."""

    VALUES: ClassVar = {"A1": 7.0, "A2": 8.0, "A3": 999.0, "A4": ErrorValue.NAME}

    @pytest.fixture(autouse=True)
    def helper(self, monkeypatch):
        class Helper:
            def why_not(self):
                return None

            def evaluate(self, path, data):
                found = {Place("Sheet", Address.parse(cell)): value for cell, value in TestAHelper.VALUES.items()}
                return Evaluation(found)

        monkeypatch.setattr("sheetgen.workbook_audit.find_engine", lambda name: Helper())

    CELLS: ClassVar = {"A1": "=FOO(1)", "A2": "=A1+1", "A3": "=2*3"}

    def test_its_values_stand_in_for_those_that_are_lacking(self, workbook):
        result = audit(workbook(self.CELLS, {"A1": 7.0, "A2": 8.0, "A3": 6.0}))
        assert (result.engine, result.agree, result.differ, result.unsupported) == ("sheetgen, ironcalc", 3, 0, 0)

    def test_they_are_held_against_what_is_stored(self, workbook):
        (wrong,) = audit(workbook(self.CELLS, {"A1": 7.0, "A2": 9.0, "A3": 6.0})).differences
        assert (str(wrong.place), wrong.recalculated) == ("Sheet!A2", 8.0)

    def test_what_it_does_not_know_either_is_unsupported(self, workbook):
        result = audit(workbook({"A4": "=BAR(1)", "A3": "=2*3"}, {"A4": 5.0, "A3": 6.0}))
        assert details(result)[-1][0].endswith("model.xlsx Sheet!A4: the function BAR is not supported")
        assert (result.engine, result.agree, result.differ, result.unsupported) == ("sheetgen", 1, 0, 1)


class TestWhatTakesTooManySteps:
    """A formula that is refused for its steps is handed to no one else, who would take for ever."""

    TOO_MUCH = "=SUMPRODUCT((ROW(C1:C20000)=TRANSPOSE(ROW(D1:D20000)))*1)"

    @pytest.fixture(autouse=True)
    def helper(self, monkeypatch):
        """A helper that must not be asked."""

        class Helper:
            def why_not(self):
                return None

            def evaluate(self, path, data):
                pytest.fail("the helper was asked")

        monkeypatch.setattr("sheetgen.workbook_audit.find_engine", lambda name: Helper())

    def test_it_counts_as_unsupported(self, workbook):
        result = audit(workbook({"A1": self.TOO_MUCH, "A2": "=A1+1"}, {"A1": 20_000.0, "A2": 20_001.0}))
        assert (result.engine, result.unsupported) == ("sheetgen", 2)
        assert [reason.partition(": ")[2] for reason in result.reasons] == ["sheetgen --max-steps N allows more"] * 2

    def test_so_does_a_missing_function_beside_it_and_the_report_says_why(self, workbook):
        result = audit(workbook({"A1": self.TOO_MUCH, "A2": "=NOSUCHFUNCTION(1)"}, {"A1": 20_000.0, "A2": 6.0}))
        assert (result.engine, result.unsupported) == ("sheetgen", 2)
        assert (
            "the function NOSUCHFUNCTION is not supported; ironcalc was not asked, as another formula takes too many"
            " steps"
        ) in result.reasons


def test_differences_are_grouped_by_function(workbook):
    path = workbook({"A1": "=SUM(1,2)", "A2": "=SUM(1,ABS(2))", "A3": "=1+1"}, {"A1": 4.0, "A2": 4.0, "A3": 4.0})
    assert Totals.of([audit(path)]).by_function == {"SUM": 2, "ABS": 1, "(operators only)": 1}


def test_differences_are_grouped_by_kind_of_reference(workbook):
    path = workbook({"A1": 1.0, "B1": "=A1+1", "C1": "=SUM(A1:A2)", "D1": "=1+1"}, {"B1": 5.0, "C1": 7.0, "D1": 3.0})
    assert Totals.of([audit(path, "sheetgen")]).by_reference == {"cell": 1, "range": 1, "no reference": 1}


def test_a_branch_that_rounding_decides_is_the_likely_cause(workbook):
    cells = {"A1": "=10.1-10", "B1": "=IF(A1<0.1,1,2)", "C1": "=B1*2"}
    path = workbook(cells, {"A1": 0.09999999999999964, "B1": 2.0, "C1": 4.0})
    found = {str(one.place.address): one.likely for one in audit(path, "sheetgen").differences}
    assert found == {
        "B1": "A1<0.1 compares 0.09999999999999964 with 0.1, which rounding alone can turn",
        "C1": "it depends on Sheet!B1, which differs",
    }


def test_a_difference_without_a_visible_cause_has_none(workbook):
    path = workbook({"A1": 1.0, "B1": "=IF(A1>0.5,1,2)"}, {"B1": 2.0})
    assert [one.likely for one in audit(path, "sheetgen").differences] == [None]


class TestCommand:
    def test_one_broken_file_does_not_stop_the_rest(self, workbook, tmp_path, capsys):
        workbook({"A1": 2, "A2": "=A1*3"}, {"A2": 6.0}, "good.xlsx")
        (tmp_path / "bad.xlsx").write_bytes(b"not a workbook")
        status = run(["audit", str(tmp_path), "--json"])
        report = json.loads(capsys.readouterr().out)
        assert status == 2
        assert report["total"]["agree"] == 1
        assert [bool(entry["error"]) for entry in report["workbooks"]] == [True, False]

    def test_a_difference_is_exit_1(self, workbook, capsys):
        path = workbook({"A1": 2, "A2": "=A1*3"}, {"A2": 7.0})
        assert run(["audit", str(path)]) == 1
        out = capsys.readouterr().out
        assert "stored 7, recalculated 6" in out
        assert "1 differ" in out

    def test_several_processes_give_the_same_as_one(self, workbook, tmp_path, capsys):
        for number in range(4):
            workbook({"A1": 2, "A2": "=A1*3"}, {"A2": 6.0 + number % 2}, f"{number}.xlsx")
        outputs = []
        for jobs in ("1", "2"):
            assert run(["audit", str(tmp_path), "--jobs", jobs, "--json"]) == 1
            outputs.append(json.loads(capsys.readouterr().out))
        assert outputs[0] == outputs[1]

    def test_csv_has_a_row_for_each_difference(self, workbook, tmp_path, capsys):
        path = workbook({"A1": 2, "A2": "=A1*3"}, {"A2": 7.0})
        run(["audit", str(path), "--csv", str(tmp_path / "findings.csv"), "-q"])
        capsys.readouterr()
        with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [(row["cell"], row["formula"], row["cached"]) for row in rows] == [("Sheet!A2", "'=A1*3", "7")]

    def test_a_folder_without_workbooks_is_refused(self, tmp_path, capsys):
        assert run(["audit", str(tmp_path)]) == 2
        assert "there is no workbook (.xlsx, .xlsm) in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("formula", "stored", "told"),
    [
        ("=NA()", "#N/A", "stored the text #N/A, recalculated the error #N/A"),
        ("=2+3", "5", "stored the text 5, recalculated the number 5"),
        ("=1=1", "TRUE", "stored the text TRUE, recalculated the truth value TRUE"),
        ("=2+3", 6.0, "stored 6, recalculated 5"),
    ],
)
def test_values_that_read_alike_are_told_by_their_kinds(workbook, formula, stored, told):
    (first, _), (second, _), *_ = details(audit(workbook({"A1": formula}, {"A1": stored}), "sheetgen"))
    assert formula in first
    assert second.strip() == told


@pytest.mark.parametrize(
    ("area", "besides", "first"),
    [
        (Area("Sheet", 1, 1, 1_000_000, 3), "Z1", "C5"),
        (Area("Sheet", 6, 1, 1_000_000, 3), "Z1", "B7"),
        (Area("Sheet", 6, 1, 1_000_000, 3), "B7", "A900000"),
        (Area("Sheet", 1, 3, 5, 3), "C5", None),
        (Area("Other", 1, 1, 9, 9), "Z1", None),
    ],
)
def test_the_first_cell_of_a_range_that_differs(area, besides, first):
    places = [Place("Sheet", Address.parse(cell)) for cell in ("B7", "C5", "A900000")]
    found = Differing(places).first_in(area, Place("Sheet", Address.parse(besides)))
    assert found == (None if first is None else Place("Sheet", Address.parse(first)))
