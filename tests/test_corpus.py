"""Real workbooks that Excel calculated: recalculated, compared, stamped, read again, compared again.

They are no part of the project. SHEETGEN_CORPUS names their folder, which has a MANIFEST.tsv; without it these tests
are skipped.
"""

import os
from pathlib import Path

import pytest

from sheetgen.audit import audit
from sheetgen.recalc.evaluate import recalculate_what_can_be
from sheetgen.workbook.read import read
from sheetgen.workbook.stamp import stamp

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
