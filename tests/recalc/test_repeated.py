"""A number in a cell does not keep the calculator busy for days."""

import pytest

from sheetgen.errors import UnsupportedError


@pytest.mark.parametrize(
    "formula",
    [
        "BESSELJ(1,1E9)",
        "BESSELI(1E4,1E9)",
        "BESSELK(1,1E9)",
        "BESSELY(1,1E9)",
        "DB(1E6,1,1E9,1E9)",
        "VDB(1E6,1,1E9,1,1E9)",
        "HYPGEOM.DIST(500000000,1000000000,1000000000,3000000000,TRUE)",
    ],
)
def test_a_function_that_would_take_too_many_steps_is_not_supported(formula, result):
    with pytest.raises(UnsupportedError, match="steps is not supported"):
        result(f"={formula}")


def test_squares_past_the_largest_number_are_an_error_value(result):
    assert str(result("=LINEST({1;2;3},{1E200;2E200;3E300})")) == "#NUM!"
