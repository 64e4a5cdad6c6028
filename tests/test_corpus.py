"""Real workbooks that Excel calculated: recalculated, compared, stamped, read again, compared again.

They are no part of the project. SHEETGEN_CORPUS names their folder, which has a MANIFEST.tsv; without it these tests
are skipped.
"""

import os
from pathlib import Path

import pytest

from sheetgen.recalc.evaluate import recalculate_what_can_be
from sheetgen.workbook.read import read
from sheetgen.workbook.stamp import stamp
from sheetgen.workbook_audit import audit

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("SHEETGEN_CORPUS", ROOT.parent / "shared" / "corpus"))


def workbooks(*, ironcalc):
    manifest = CORPUS / "MANIFEST.tsv"
    if not manifest.is_file():
        reason = "no corpus: SHEETGEN_CORPUS names no folder with a MANIFEST.tsv"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    names = [line.split("\t")[0] for line in manifest.read_text(encoding="utf-8").splitlines()[1:]]
    return [pytest.param(CORPUS / name, id=name) for name in names if name.startswith("ironcalc/") == ironcalc]


@pytest.mark.parametrize("path", workbooks(ironcalc=False))
def test_every_deterministic_cell_agrees_with_excel(path):
    result = audit(path, "sheetgen")
    assert result.error is None
    assert result.differences == []
    assert dict(result.reasons) == {}
    assert result.agree > 0


@pytest.mark.parametrize("path", workbooks(ironcalc=False) + workbooks(ironcalc=True))
def test_stamped_values_are_the_calculated_ones(path):
    grid = read(path)
    values, _ = recalculate_what_can_be(grid)
    formulas = {
        name: {
            address: values.cells[name][address]
            for address in sheet.formulas
            if values.cells[name].get(address) is not None
        }
        for name, sheet in grid.sheets.items()
    }
    again = read(stamp(path, formulas))
    for name, cells in formulas.items():
        assert {address: again.sheets[name].values.get(address, "") for address in cells} == cells
        assert again.sheets[name].formulas == grid.sheets[name].formulas


#: Cells of the folder ironcalc/ on which recalculation and the stored value do not agree, and why the stored one is
#: no reason to change recalculation.
EXCEPTIONS = {
    "calc_tests__FINANCIAL__PMT.xlsx": ("J10 J11", "PV at a rate of -0.9 amplifies the power's last bit to 2e-12"),
    "calc_tests__FINANCIAL__XNPV.xlsx": ("R2 R4 R5 R12", "Excel's iteration for XIRR stops at 1e-8"),
    "calc_tests__STATISTICAL__GEOMEAN.xlsx": (
        "F2 C11 D11 E11 F11 G11 M15 C16 D16 E16 F16 G16 C23 D23 E23 F23 G23 E27 F27 G27 E28",
        "another program saved it: errors as texts, and numbers of ten digits",
    ),
    "calc_tests__STATISTICAL__NORM_DIST.xlsx": (
        "D22 F20",
        "an inverse at 0.5 and a bit more: the last bit of the probability is worth 2e-10 of a result of 1e-6",
    ),
}


@pytest.mark.parametrize("path", workbooks(ironcalc=True))
def test_what_differs_from_excel_is_known(path):
    result = audit(path, "sheetgen")
    assert result.error is None
    known = EXCEPTIONS.get(path.name, ("", ""))[0].split()
    assert sorted(str(one.place.address) for one in result.differences) == sorted(known)


def test_nearly_every_deterministic_cell_agrees_with_excel():
    """98 in 100, and a cell that could not be evaluated does not count as one that agrees."""
    paths = [parameter.values[0] for parameter in workbooks(ironcalc=True)]
    if paths == [None]:
        pytest.skip("no corpus: SHEETGEN_CORPUS names no folder with a MANIFEST.tsv")
    results = [audit(path, "sheetgen") for path in paths]
    agree = sum(result.agree for result in results)
    assert agree / sum(result.cells - result.volatile for result in results) >= 0.98


@pytest.mark.parametrize("path", workbooks(ironcalc=False) + workbooks(ironcalc=True))
def test_read_and_calculated_in_columns_all_is_the_same(path, monkeypatch):
    monkeypatch.setattr("sheetgen.workbook.read.LARGE", 10**12)
    plain = read(path)
    monkeypatch.setattr("sheetgen.workbook.read.LARGE", 0)
    columns = read(path)
    for name, sheet in plain.sheets.items():
        assert dict(columns.sheets[name].values.items()) == sheet.values
        assert columns.sheets[name].formulas.keys() == sheet.formulas.keys()
        assert (columns.sheets[name].hidden, columns.sheets[name].filters) == (sheet.hidden, sheet.filters)
    monkeypatch.setattr("random.random", lambda: 0.5)
    monkeypatch.setattr("random.randint", lambda low, high: low)
    (values, problems), (again, others) = recalculate_what_can_be(plain), recalculate_what_can_be(columns)
    assert others.keys() == problems.keys()
    volatile = {place for place, tree in values.plan.trees.items() if "NOW" in str(tree) or "RANDARRAY" in str(tree)}
    if not volatile:
        assert {name: dict(cells.items()) for name, cells in again.cells.items()} == values.cells
