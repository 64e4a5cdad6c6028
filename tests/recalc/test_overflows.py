"""What overflows on the way to a result is #NUM!, never a divisor by which everything becomes 0."""

import pytest

from sheetgen.recalc import recalculate
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue

#: A number whose square is no double, among others.
CELLS = {
    **{f"A{row}": value for row, value in enumerate((1e300, 2.0, 3.0, 4.0, 5.0), start=1)},
    **{f"B{row}": value for row, value in enumerate((1.0, 2.0, 3.5, 4.0, 7.0), start=1)},
}


@pytest.mark.parametrize(
    "formula",
    [
        *("VAR.S(A1:A5)", "VAR.P(A1:A5)", "STDEV.S(A1:A5)", "DEVSQ(A1:A5)", "SKEW(A1:A5)", "SKEW.P(A1:A5)"),
        *("KURT(A1:A5)", "CORREL(A1:A5,B1:B5)", "RSQ(A1:A5,B1:B5)", "SLOPE(B1:B5,A1:A5)", "INTERCEPT(B1:B5,A1:A5)"),
        *("FORECAST.LINEAR(3,B1:B5,A1:A5)", "STEYX(B1:B5,A1:A5)", "LINEST(B1:B5,A1:A5)", "Z.TEST(A1:A5,3)"),
        *("T.TEST(A1:A5,B1:B5,2,1)", "T.TEST(A1:A5,B1:B5,2,2)", "T.TEST(A1:A5,B1:B5,2,3)", "F.TEST(A1:A5,B1:B5)"),
    ],
)
def test_squares_that_overflow(make_grid, formula):
    values = recalculate(make_grid({**CELLS, "D1": f"={formula}"}))
    assert values.cells["Sheet"][Address.parse("D1")] is ErrorValue.NUM


def test_a_limit_is_no_overflow(make_grid):
    values = recalculate(make_grid({"A1": "=CSCH(1E+300)", "A2": "=SECH(1E+300)", "A3": "=COTH(1E+300)"}))
    assert [values.cells["Sheet"][Address.parse(f"A{row}")] for row in (1, 2, 3)] == [0.0, 0.0, 1.0]
