"""What becomes of a workbook's defined names: a template has its own, or their cells stand in their place."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from sheetgen.importing import import_template
from sheetgen.template import parse
from sheetgen.verification import verify

INSTEAD = "are left out, and the addresses of their cells take their place, for a template's names"
CELLS = {"A1": 100, "A2": 0.2, "A3": 5}


def one_formula(workbook, formula, names):
    """C3 as it is imported, the names that the template has, and what the import says. The template verifies."""
    text, warnings = import_template(workbook(CELLS | {"C3": f"={formula}"}, names))
    template = parse(text, Path("t.md"))
    assert verify(template)
    cell = template.sheets[0].cells[3, 3]
    return cell.formula or cell.value, template.names, warnings


def test_a_name_that_a_template_can_have_stays(workbook):
    assert one_formula(workbook, "A1*(1+Ta_2)", {"Ta_2": "Sheet!$A$2"}) == (
        "A1*(1+Ta_2)",
        {"Ta_2": "Sheet!$A$2"},
        [],
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("VAT", f"names that could be a column {INSTEAD} have four letters or more"),
        ("XFE1", f"names that could be a cell's address {INSTEAD} cannot be one"),
        ("Rate?", f"names with other characters {INSTEAD} have letters, digits, _ and . only"),
    ],
)
def test_a_name_that_no_template_has_gives_way_to_its_cell(workbook, name, reason):
    assert one_formula(workbook, f"A1*(1+{name})", {name: "Sheet!$A$2"}) == (
        "A1*(1+$A$2)",
        {},
        [f"{reason}: {name}"],
    )


def test_so_does_one_that_stands_for_another_cell_in_each_formula(workbook):
    # As seen from A1, it is one column further to the left and one row above: from C3, B2.
    formula, names, warnings = one_formula(workbook, "A1*(1+Above)", {"Above": "Sheet!XFD1048576"})
    assert (formula, names) == ("A1*(1+B2)", {})
    assert warnings == [f"names that stand for other cells in each formula {INSTEAD} stand for the same: Above"]


def test_so_does_one_of_a_range_or_of_whole_columns(workbook):
    names = {"ABC": "Sheet!$A$1:$A$3", "Everything": "Sheet!$A:$A"}
    formula, _, warnings = one_formula(workbook, "SUM(abc)/SUM(everything)", names)
    assert formula == "SUM($A$1:$A$3)/SUM($A:$A)"
    assert warnings == [
        f"names that could be a column {INSTEAD} have four letters or more: ABC",
        f"names of whole columns or rows {INSTEAD} stand for a cell or a range: Everything",
    ]


def test_cells_of_another_sheet_keep_its_name(workbook):
    text, _ = import_template(workbook({"A1": 2, "Summary!B2": 0.2, "B3": "=A1*(1+VAT)"}, {"VAT": "Summary!$B$2"}))
    template = parse(text, Path("t.md"))
    assert template.sheets[0].cells[3, 2].formula == "A1*(1+Summary!$B$2)"
    assert verify(template)


def test_a_name_that_stands_for_no_cell_is_left_out_and_its_formula_becomes_a_value(workbook):
    assert one_formula(workbook, "A1*Half", {"Half": "0.5"}) == (
        50.0,
        {},
        [
            "names that stand for no cell, or for a sheet only, are left out: Half",
            "formulas that the template language cannot say became their values: Sheet!C3",
        ],
    )


def test_a_variable_of_let_is_no_name(workbook):
    formula, _, _ = one_formula(workbook, "_xlfn.LET(_xlpm.vat,A1*1,_xlpm.vat*2)", {"VAT": "Sheet!$A$2"})
    assert formula == "LET(vat,A1*1,vat*2)"


def test_a_range_that_begins_with_a_name_becomes_a_value(workbook):
    assert one_formula(workbook, "SUM(VAT:A3)", {"VAT": "Sheet!$A$2"})[0] == 5.2


@pytest.mark.parametrize(
    ("definition", "formula"),
    [("Second!$A$1", "$A$1*2"), ("7", 14.0)],
)
def test_a_sheets_own_name_is_not_taken_for_the_workbooks(tmp_path, definition, formula):
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("Second")
    first.title = "First"
    first["A1"], second["A1"] = 3, 7
    first["B1"] = second["B1"] = "=Width*2"
    second["C1"] = "=First!Width*2"
    book.defined_names["Width"] = DefinedName("Width", attr_text="First!$A$1")
    second.defined_names["Width"] = DefinedName("Width", attr_text=definition)
    book.save(tmp_path / "book.xlsx")
    text, warnings = import_template(tmp_path / "book.xlsx")
    template = parse(text, Path("t.md"))
    cells = template.sheets[1].cells
    assert template.sheets[0].cells[1, 2].formula == "Width*2"
    assert (cells[1, 2].formula or cells[1, 2].value) == formula
    assert cells[1, 3].formula == "First!$A$1*2"
    assert warnings[0].endswith(": Second!Width")
    assert verify(template)


def test_names_of_a_sheet_that_is_not_imported_are_left_out(workbook):
    path = workbook({"A1": 2, "B1": "=A1*Rate", "Other!A1": 3}, {"Rate": "Other!$A$1"})
    _, warnings = import_template(path, sheets=["Sheet"])
    assert warnings == [
        "names that stand for cells of a sheet that is not imported are left out: Rate",
        "formulas that the template language cannot say became their values: Sheet!B1",
    ]
