"""Distributions without SciPy: what needs it says so, what does not works."""

import sys

import pytest

from sheetgen.errors import UnsupportedError


@pytest.fixture
def _no_scipy(monkeypatch):
    for name in ("scipy", "scipy.special", "scipy.stats"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.usefixtures("_no_scipy")
def test_a_function_that_needs_scipy_names_the_cell_and_the_way_out(result):
    message = r"Sheet!Z100: GAMMA.INV needs SciPy: pip install 'sheetgen\[statistics\]'"
    with pytest.raises(UnsupportedError, match=message):
        result("=GAMMA.INV(0.5,1,1)")
    with pytest.raises(UnsupportedError, match=r"BINOM\.DIST needs SciPy"):
        result("=BINOM.DIST(1,2,0.5,TRUE)")


@pytest.mark.usefixtures("_no_scipy")
def test_the_normal_distribution_needs_no_scipy(result):
    assert result("=NORM.S.INV(NORM.S.DIST(0,TRUE))") == 0.0
