"""What a person would say has changed between two workbooks, and nothing else."""

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from sheetgen.cli import run
from sheetgen.comparison import Aspects, diff
from sheetgen.errors import UsageError


@pytest.fixture
def compared(save_book, tmp_path):
    def compared(old, new, **options):
        sides = [save_book(tmp_path / name, **side) for name, side in (("old.xlsx", old), ("new.xlsx", new))]
        return diff(*sides, **options)

    return compared


def lines(result):
    return [str(line) for line in result.lines]


def sheets(**sheets):
    """The cells of several sheets by address: `One!A1`."""
    return {f"{name}!{address}": value for name, cells in sheets.items() for address, value in cells.items()}


def cells(result):
    return [(str(cell.old), str(cell.new)) for cell in result.cells]


TABLE = {
    "A1": "Item", "B1": "Price", "C1": "Count", "D1": "Sum",
    "A2": "nut", "B2": 1.5, "C2": 4, "D2": "=B2*C2",
    "A3": "bolt", "B3": 2, "C3": 3, "D3": "=B3*C3",
    "A4": "screw", "B4": 0.5, "C4": 10, "D4": "=B4*C4",
    "A5": "All", "D5": "=SUM(D2:D4)",
    "A6": "Taxed", "D6": "=D5*Rate",
    "A8": "Rate", "B8": 1.2,
}  # fmt: skip


RATE = {"Rate": "Sheet!$B$8"}


class TestLines:
    def test_an_inserted_row_is_one_insertion(self, compared, shifted):
        new = shifted(TABLE, "row", 3) | {"A3": "washer", "B3": 0.1, "C3": 50, "D3": "=B3*C3"}
        result = compared({"cells": TABLE, "names": RATE}, {"cells": new, "names": {"Rate": "Sheet!$B$9"}})
        assert lines(result) == ["row 3 inserted"]
        assert result.lines[0].texts == ("washer", "0.1", "50", "5")
        assert cells(result) == [("D5", "D6"), ("D6", "D7")]
        assert all(cell.value_differs and not cell.formula_differs for cell in result.cells)
        assert result.names == []

    def test_a_blank_row_changes_nothing_else(self, compared, shifted):
        new = shifted(TABLE, "row", 2)
        result = compared({"cells": TABLE, "names": RATE}, {"cells": new, "names": {"Rate": "Sheet!$B$9"}})
        assert lines(result) == ["row 2 inserted"]
        assert result.cells == []
        assert result.names == []

    def test_an_inserted_column_is_one_insertion(self, compared, shifted):
        new = shifted(TABLE, "column", 2) | {"B1": "Code", "B2": 17, "B3": 18, "B4": 19}
        result = compared({"cells": TABLE, "names": RATE}, {"cells": new, "names": {"Rate": "Sheet!$C$8"}})
        assert lines(result) == ["column B inserted"]
        assert result.cells == []

    def test_rows_and_columns_at_once(self, compared, shifted):
        new = shifted(shifted(TABLE, "column", 3), "row", 4, 2) | {"C1": "Unit", "A4": "x", "B4": 3, "A5": "y"}
        result = compared({"cells": TABLE, "names": RATE}, {"cells": new, "names": {"Rate": "Sheet!$B$10"}})
        assert lines(result) == ["rows 4 to 5 inserted", "column C inserted"]
        assert result.cells == []

    def test_a_deleted_row_leaves_ranges_shorter(self, compared, shifted):
        old = shifted(TABLE, "row", 4) | {"A4": "washer", "B4": 0.1, "C4": 0, "D4": "=B4*C4"}
        result = compared({"cells": old, "names": {"Rate": "Sheet!$B$9"}}, {"cells": TABLE, "names": RATE})
        assert lines(result) == ["row 4 deleted"]
        assert result.cells == []

    def test_a_reference_to_a_deleted_row_is_a_changed_formula(self, compared):
        old = {"A1": "a", "A2": "gone", "B2": 2, "A3": "b", "B3": "=B2*2"}
        result = compared({"cells": old}, {"cells": {"A1": "a", "A2": "b", "B2": "=#REF!*2"}})
        assert lines(result) == ["row 2 deleted"]
        assert [(cell.old_formula, cell.new_formula) for cell in result.cells] == [("=B2*2", "=#REF!*2")]

    def test_a_row_that_was_edited_is_no_other_row(self, compared):
        result = compared({"cells": TABLE, "names": RATE}, {"cells": TABLE | {"A3": "dowel"}, "names": RATE})
        assert lines(result) == []
        assert cells(result) == [("A3", "A3")]

    def test_a_row_that_was_cleared_is_still_there(self, compared):
        new = {place: value for place, value in TABLE.items() if place[1] != "6"}
        result = compared({"cells": TABLE, "names": RATE}, {"cells": new, "names": RATE})
        assert lines(result) == []
        assert cells(result) == [("A6", "A6"), ("D6", "D6")]


class TestCells:
    def test_what_follows_is_told_apart_from_what_someone_changed(self, compared):
        result = compared({"cells": TABLE, "names": RATE}, {"cells": TABLE | {"B2": 2.5}, "names": RATE})
        assert [(str(cell.new), cell.follows) for cell in result.cells] == [
            ("B2", False), ("D2", True), ("D5", True), ("D6", True),
        ]  # fmt: skip

    def test_cells_have_the_headings_of_their_row_and_column(self, compared):
        result = compared({"cells": TABLE, "names": RATE}, {"cells": TABLE | {"B2": 2.5}, "names": RATE})
        assert result.cells[0].label == "nut · Price"

    def test_a_constant_is_equal_to_the_bit(self, compared):
        result = compared({"cells": {"A1": 0.3}}, {"cells": {"A1": 0.3000000000000001}})
        assert [cell.ulp for cell in result.cells] == [2]

    def test_values_of_formulas_may_differ_by_their_rounding(self, compared):
        old = {"A1": 0.1, "A2": 0.2, "A3": 0.3, "A4": "=A1+A2+A3"}
        result = compared({"cells": old}, {"cells": old | {"A4": "=A1+(A2+A3)"}})
        assert [(cell.formula_differs, cell.value_differs) for cell in result.cells] == [(True, False)]

    def test_the_user_may_say_what_counts_as_equal(self, compared):
        sides = {"cells": {"A1": 1.0004}}, {"cells": {"A1": 1.0001}}
        assert not compared(*sides)
        assert not compared(*sides, ulp=1)
        assert compared(*sides, digits=4)
        assert not compared(*sides, digits=5)

    def test_random_numbers_are_not_compared(self, compared):
        assert compared({"cells": {"A1": "=RAND()", "A2": "=A1*2"}}, {"cells": {"A1": "=RAND()", "A2": "=A1*2"}})

    def test_nor_are_the_cells_that_an_array_of_random_numbers_fills(self, tmp_path):
        for name in ("old", "new"):
            book = openpyxl.Workbook()
            book.active["A1"] = ArrayFormula("A1:A3", "=RANDARRAY(3,1)")
            book.save(tmp_path / f"{name}.xlsx")
        assert diff(tmp_path / "old.xlsx", tmp_path / "new.xlsx")

    def test_cells_of_several_sheets_move_with_those_sheets(self, compared):
        old = {"A1": "Total", "B1": "=SUM(One:Two!B2)"}
        data = {"A1": "x", "B1": 1, "A2": "y", "B2": 5}
        moved = {"A1": "x", "B1": 1, "A2": "new", "A3": "y", "B3": 5}
        then = {"cells": old | sheets(One=data, Two=data)}
        new = sheets(One=moved, Two=moved)
        result = compared(then, {"cells": {"A1": "Total", "B1": "=SUM(One:Two!B3)"} | new})
        assert [cell for cell in result.cells if cell.formula_differs] == []
        result = compared(then, {"cells": old | new})
        assert [str(cell.new) for cell in result.cells if cell.formula_differs] == ["B1"]

    def test_texts_numbers_and_booleans_are_three_things(self, compared):
        old = {"A1": 2, "B1": "x", "C1": True, "D1": "end"}
        result = compared({"cells": old}, {"cells": {"A1": "2", "B1": "X", "C1": 1, "D1": "end"}})
        assert cells(result) == [("A1", "A1"), ("B1", "B1"), ("C1", "C1")]

    def test_a_formula_in_place_of_its_value_is_a_change(self, compared):
        result = compared({"cells": {"A1": 2, "A2": 4}}, {"cells": {"A1": 2, "A2": "=A1*2"}})
        assert [(cell.old_formula, cell.new_formula, cell.value_differs) for cell in result.cells] == [
            (None, "=A1*2", False)
        ]

    def test_a_formula_that_was_filled_down_reads_the_same_in_every_row(self, compared):
        new = TABLE | {f"D{row}": f"=B{row}+C{row}" for row in (2, 3, 4)}
        result = compared({"cells": TABLE, "names": RATE}, {"cells": new, "names": RATE})
        assert len({cell.form for cell in result.cells if cell.formula_differs}) == 1

    def test_formats_are_compared_unless_left_out(self, save_book, tmp_path):
        book = openpyxl.load_workbook(save_book(tmp_path / "old.xlsx", TABLE))
        book.active["B2"].number_format = "0.00"
        book.active["A1"].font = Font(bold=True)
        book.save(tmp_path / "new.xlsx")
        result = diff(tmp_path / "old.xlsx", tmp_path / "new.xlsx")
        assert [[what for what, _, _ in cell.formats] for cell in result.cells] == [["font"], ["number format"]]
        assert result.cells[1].formats == (("number format", "General", "0.00"),)
        assert diff(tmp_path / "old.xlsx", tmp_path / "new.xlsx", aspects=Aspects(formats=False))

    def test_a_stale_value_does_not_hide_a_changed_formula(self, save_book, tmp_path):
        for name, formula in (("old", "A1*2"), ("new", "A1*3")):
            path = tmp_path / f"{name}.xlsx"
            save_book(path, {"A1": 2, "A2": f"={formula}"})
            assert run(["recalc", str(path), "-o", str(path), "-q"]) == 0
        stale = tmp_path / "stale.xlsx"
        import zipfile

        with zipfile.ZipFile(tmp_path / "new.xlsx") as package, zipfile.ZipFile(stale, "w") as other:
            for part in package.namelist():
                other.writestr(part, package.read(part).replace(b"<v>6</v>", b"<v>4</v>"))
        result = diff(tmp_path / "old.xlsx", stale)
        assert [(cell.formula_differs, cell.value_differs) for cell in result.cells] == [(True, False)]


class TestNamesAndSheets:
    def test_a_name_that_stands_for_another_cell(self, compared):
        result = compared({"cells": TABLE, "names": RATE}, {"cells": TABLE, "names": {"Rate": "Sheet!$B$4"}})
        assert [(change.name, change.old, change.new) for change in result.names] == [
            ("Rate", "Sheet!$B$8", "Sheet!$B$4")
        ]

    def test_sheets_that_came_went_and_were_renamed(self, compared):
        old = {"A1": "=Data!D5"} | sheets(Data=TABLE, Gone={"A1": "one"})
        new = {"A1": "=Facts!D5"} | sheets(Facts=TABLE, Here={"A1": "two", "A2": "three"})
        result = compared({"cells": old}, {"cells": new})
        assert [str(change) for change in result.sheets] == [
            "sheet Data is now Facts", "sheet Gone removed", "sheet Here added",
        ]  # fmt: skip
        assert result.cells == []

    def test_one_sheet_is_compared_on_request(self, compared):
        old = {"cells": {"A1": 1, "Data!A1": 1}}
        new = {"cells": {"A1": 2, "Data!A1": 1}}
        assert compared(old, new, sheet="Data")
        with pytest.raises(UsageError, match="there is no sheet 'Dta'; there are Sheet, Data"):
            compared(old, new, sheet="Dta")
