"""The generated workbook: what is in it, how it looks to its readers, and that it is the same on every run."""

import io
import zipfile

import openpyxl
import pandas
import pytest

import sheetgen
from sheetgen.generation import build, generate
from sheetgen.template import available, load
from sheetgen.version import VERSION

NAME = "single-neuron-gradients"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("generate") / f"{NAME}.xlsx"
    generate(load(NAME), path)
    return path


@pytest.fixture(scope="module")
def workbook(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def sheet(workbook):
    return workbook["Sheet"]


def formula_cells(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_51_formulas_and_the_defined_name(workbook, sheet):
    assert len(formula_cells(sheet)) == 51
    assert workbook.defined_names["Tiny"].attr_text == "Sheet!$B$12"


def test_every_formula_has_its_value_stored(path):
    values = openpyxl.load_workbook(path, data_only=True)["Sheet"]
    for cell in formula_cells(openpyxl.load_workbook(path)["Sheet"]):
        assert isinstance(values[cell.coordinate].value, int | float), cell.coordinate


def test_pandas_reads_the_values_at_full_precision(path):
    frame = pandas.read_excel(path, sheet_name="Sheet", header=None, engine="openpyxl")
    assert frame.iat[1, 5] == 0.6640367702678491


@pytest.mark.parametrize(
    ("cell", "shows"),
    [
        ("B2", "General"),
        ("B12", "General"),
        ("E2", "General"),
        ("F2", "0.000"),
        ("H2", "0.000000"),
        ("I2", "0.0000000"),
        ("C4", "0.0000"),
        ("K10", "0.0000"),
        ("F6", "0.00000"),
        ("E10", "0.00000"),
    ],
)
def test_number_formats_show_the_printed_text(sheet, cell, shows):
    assert sheet[cell].number_format == shows


def test_general_is_used_only_where_it_shows_the_printed_text(path):
    template, values = load(NAME), sheetgen.recalculate(path)
    general = [c for c in template.sheets[0].formulas() if c.figure and c.figure.text == repr(values[str(c.address)])]
    sheet = openpyxl.load_workbook(path)["Sheet"]
    for cell in template.sheets[0].formulas():
        if cell.figure:
            assert (sheet[str(cell.address)].number_format == "General") == (cell in general), cell.address


def test_inputs_look_unlike_formulas(sheet):
    for name in ("B2", "C2", "D2", "G2", "B12"):
        assert sheet[name].fill.fgColor.rgb != sheet["E2"].fill.fgColor.rgb
        assert sheet[name].font.color.rgb != (sheet["E2"].font.color and sheet["E2"].font.color.rgb)


def test_each_formula_carries_the_articles_notation_as_a_note(sheet):
    assert sheet["F2"].comment.text == "tanh(E)\npublished: 0.664"
    assert sheet["K9"].comment.text == "(I - I2)/Tiny\npublished: -0.0080"
    assert sheet["G6"].comment.text == "G2"
    assert all(cell.comment for cell in formula_cells(sheet))


def test_the_header_and_the_labels_stay_in_view_and_nothing_is_cut_off(sheet):
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width >= len("Faux gradient of ‘weight’:")
    assert sheet.column_dimensions["K"].width >= len("Faux gradient")


@pytest.mark.parametrize(("formula", "indent"), [("(A/3)", 1), ("(A/4)", 0), ("0.67 (A/3)", 0)])
def test_numbers_stand_apart_where_some_are_long_and_no_figure_says_how_to_show_them(tmp_path, formula, indent):
    """In the General format LibreOffice fills a column with digits, however wide it is."""
    template = tmp_path / "thirds.md"
    template.write_text(
        f'+++\ntitle = "t"\n+++\n\n| | A | B |\n|---|---|---|\n| 1 | One | Part |\n| 2 | 2 | {formula} |\n'
    )
    generate(load(str(template)), tmp_path / "thirds.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "thirds.xlsx")["Sheet"]
    assert [sheet[cell].alignment.indent for cell in ("A2", "B1", "B2")] == [indent] * 3
    assert sheet["A1"].alignment.indent == 0


def test_the_about_sheet_says_where_the_numbers_come_from(workbook):
    texts = [str(cell.value) for row in workbook["About"].iter_rows() for cell in row if cell.value]
    text = "\n".join(texts)
    template = load(NAME)
    assert template.title in texts
    assert template.source in texts
    assert template.digest in text
    assert f"sheetgen {VERSION}" in texts
    assert all(erratum in texts for erratum in template.errata)
    assert len(template.errata) == 3
    assert all(difference in texts for difference in template.differences)
    assert len(template.differences) == 1


def test_the_template_travels_with_the_workbook(workbook):
    sheet = workbook["Template"]
    assert sheet.sheet_state == "hidden"
    lines = [sheet.cell(row, 1).value or "" for row in range(1, sheet.max_row + 1)]
    assert "\n".join(lines) + "\n" == load(NAME).text


def test_a_second_run_gives_the_same_bytes():
    assert build(load(NAME))[0] == build(load(NAME))[0]


@pytest.mark.parametrize("name", available())
def test_the_committed_workbook_is_what_a_fresh_run_gives(name, root):
    """Part by part: deflate itself may differ between builds of zlib, what it packs may not."""
    committed = (root / "output" / f"{name}.xlsx").read_bytes()
    fresh = build(load(name))[0]
    with zipfile.ZipFile(io.BytesIO(committed)) as old, zipfile.ZipFile(io.BytesIO(fresh)) as new:
        assert old.namelist() == new.namelist()
        for part in new.namelist():
            assert old.read(part) == new.read(part), part
        assert {info.date_time for info in old.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_constants_are_stored_to_the_last_bit(tmp_path):
    path = tmp_path / "exact.xlsx"
    values = generate(load(NAME, {"input": "0.30000000000000004"}), path)
    assert values["B2"] == 0.1 + 0.2
    assert sheetgen.recalculate(path)["B2"] == 0.1 + 0.2


@pytest.fixture(scope="module")
def what_if(tmp_path_factory):
    path = tmp_path_factory.mktemp("what-if") / "what-if.xlsx"
    generate(load(NAME, {"input": "0.9", "TINY": "1e-6"}), path)
    return openpyxl.load_workbook(path)


def test_the_inputs_of_a_what_if_are_changed_by_name_in_any_case(what_if):
    assert what_if["Sheet"]["B2"].value == 0.9
    assert what_if["Sheet"]["B12"].value == 1e-6


def test_a_changed_input_is_shown_in_full(what_if):
    assert what_if["Sheet"]["B12"].number_format == "0e-0"


def test_a_what_if_keeps_percent_thousands_and_decimals(tmp_path):
    template = tmp_path / "growth.md"
    template.write_text(
        '+++\ntitle = "t"\n[inputs]\nrate = "B1"\n+++\n\n| | A | B | C |\n|---|---|---|---|\n| 1 | Rate | 5% | |\n'
        "| 2 | 1,000 | 50.00 (A*B1) | 1,050 (A+B) |\n| 3 | 300 | 15.00 (A*B1) | 315 (A+B) |\n"
    )
    path = tmp_path / "growth.xlsx"
    generate(load(str(template), {"rate": "0.07"}), path)
    sheet = openpyxl.load_workbook(path)["Sheet"]
    assert {at: sheet[at].number_format for at in ("B1", "B2", "C2", "B3", "C3")} == {
        "B1": "0%",
        "B2": "0.00",
        "C2": "#,##0",
        "B3": "0.00",
        "C3": "0",
    }


def test_it_says_that_the_published_figures_no_longer_apply(what_if):
    texts = [str(cell.value) for row in what_if["About"].iter_rows() for cell in row if cell.value]
    assert "input = 0.9, tiny = 1e-6" in texts
    assert any("no longer apply" in text for text in texts)
    assert what_if["Sheet"]["F2"].comment.text.endswith("published for other inputs: 0.664")
    assert "changed" in what_if["Sheet"]["B2"].comment.text


def test_its_own_template_is_the_unchanged_one(what_if):
    sheet = what_if["Template"]
    assert "\n".join(sheet.cell(row, 1).value or "" for row in range(1, sheet.max_row + 1)) + "\n" == load(NAME).text


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    template = tmp_path / "text.md"
    template.write_text(
        '+++\ntitle = "Text"\n+++\n|   | A | B |\n|---|---|---|\n| 1 | \'=1+1 | @SUM |\n| 2 | 1 | (A*2) |\n',
        encoding="utf-8",
    )
    path = tmp_path / "text.xlsx"
    values = generate(load(str(template)), path)
    assert values["A1"] == "=1+1"
    cell = openpyxl.load_workbook(path)["Sheet"]["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
