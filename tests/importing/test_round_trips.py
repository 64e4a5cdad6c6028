"""A template made of a workbook gives the same workbook: of any sheet, and of real workbooks of many kinds."""

import os
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetgen.comparison.forms import Forms
from sheetgen.comparison.side import side
from sheetgen.importing import import_template
from sheetgen.importing.number_formats import CURRENCY, DATES
from sheetgen.sheet import Address, Place
from sheetgen.template import parse

CORPUS = Path(os.environ.get("SHEETGEN_CORPUS", Path(__file__).resolve().parents[3] / "shared" / "corpus"))
FORMULAS = ["=A1+B1", "=$A$1*2", "=SUM(A1:B3)", '="a"&B2', "=IF(A1>0,B$2,C3)", "=SUM(B:B)", "=-A2^2%", "=SUM(A4:D4)"]
CONSTANTS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(lambda x: float(f"{x:.15g}")),
    st.booleans(),
    st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12),
)
#: Formulas stand to the right of what they refer to.
CELLS = st.builds(
    lambda constants, formulas: constants | formulas,
    st.dictionaries(st.builds(Address, st.integers(1, 6), st.integers(1, 5)), CONSTANTS, min_size=1, max_size=12),
    st.dictionaries(st.builds(Address, st.integers(1, 6), st.integers(7, 9)), st.sampled_from(FORMULAS), max_size=6),
)


@given(CELLS)
@settings(max_examples=30)
def test_any_sheet_makes_the_round_trip(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("trip") / "a.xlsx"
    book = openpyxl.Workbook()
    for (row, column), value in cells.items():
        cell = book.active.cell(row, column)
        cell.value = value
        if isinstance(value, str) and column < 7:
            cell.data_type = "s"
    book.save(path)
    text, warnings = import_template(path)
    assert warnings == []
    template = parse(text, Path("t.md"))
    assert same_cells(side(path), side(template), template.sheets[0].name) == []


def same_cells(one, other, sheet):
    """The cells of a sheet that do not have the same formula, or not the same constant to the bit."""
    forms = Forms()
    formulas, values = one.formulas(sheet), one.values(sheet)
    others, other_values = other.formulas(sheet), other.values(sheet)
    found = list(formulas.keys() ^ others.keys())
    for address in formulas.keys() & others.keys():
        left, right = (forms.of(own[address]) for own in (formulas, others))
        if (left.skeleton.lower(), left.references) != (right.skeleton.lower(), right.references):
            found.append(address)
    constants = {address: value for address, value in values.items() if address not in formulas}
    found += [at for at, value in constants.items() if repr(other_values.get(at)) != repr(value) and value != ""]
    return found


#: Workbooks of many kinds, by many programs: formulas of every category, several sheets, formats, hidden names.
TRIPS = [
    *("W1_Dot-Product", "W2_Matrix-Multiplication", "entropy_example", "Softmax", "collab_filter", "cf_tests"),
    *("DCOUNT_DCOUNTA_DGET_DPRODUCT", "BESSEL", "COMPLEXs", "ERFs", "NUMBER_SYSTEMS", "ACCRINT_extended", "ROUND"),
    *(
        "LOG_LOG10_LN",
        "SUMIFS",
        "GEOMEAN",
        "NORM_DIST",
        "__TEXT",
        "COMBIN_COMBINA",
        "COUNTIF",
        "custom_theme_colors",
        "gantt_project_tracker",
    ),
]


@pytest.mark.parametrize("name", TRIPS)
def test_real_workbooks_keep_every_formula_and_value(name):
    if not CORPUS.is_dir():
        pytest.skip("no corpus: SHEETGEN_CORPUS names no folder with a MANIFEST.tsv")
    path = min(CORPUS.rglob(f"*{name}.xlsx"), key=lambda found: len(found.name))
    text, warnings = import_template(path)
    # How a number is shown is no formula and no value.
    others = ("names that stand for no cell", DATES, CURRENCY)
    assert [warning for warning in warnings if not warning.startswith(others)] == []
    original, rebuilt = side(path), side(parse(text, Path("t.md")))
    for sheet in original.sheets:
        if sheet in rebuilt.sheets:
            assert same_cells(original, rebuilt, sheet) == []
            for address in original.formulas(sheet):
                place = Place(sheet, address)
                if place not in original.volatile:
                    assert repr(rebuilt.recalculated.at(place)) == repr(original.recalculated.at(place)), place
        else:
            assert not original.values(sheet)
