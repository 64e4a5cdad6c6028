"""How another calculator's value is judged: within 4 ulp, or as what follows from its own cells."""

import math

from sheetgen.tolerance import engine

ULP = math.ulp(1.0)


def judge(value, recalculated, own=None, error=0.0, rounding=math.inf, digits=None):
    alone = None if own is None else lambda: (own, error)
    return engine("other", value, recalculated, digits=digits, rounding=rounding, alone=alone)


def test_4_ulp_are_agreement_and_5_are_not():
    assert judge(1 + 4 * ULP, 1.0).ok
    assert not judge(1 + 5 * ULP, 1.0).ok


def test_a_difference_that_cancels_to_0_is_agreement_where_0_is_expected():
    check = judge(0.0, 4e-17, own=0.0)
    assert check.ok
    assert (check.short, check.ulp) == ("0, cancelled", None)
    assert check.reason == "other gives 0, as its own cells before it do, exactly"


def test_and_nothing_but_0_is():
    assert not judge(1e-17, 4e-17, own=0.0).ok


def test_a_0_is_no_agreement_where_nothing_cancels():
    check = judge(0.0, 4e-17, own=4e-17, error=1e-33, rounding=1e-16)
    assert not check.ok
    assert "its own cells before it give 4e-17" in check.reason


def test_what_follows_from_the_cells_before_it_agrees_however_far_they_have_come():
    assert judge(2.0, 1.0, own=2.0 + ULP, error=ULP).ok
    assert not judge(2.0, 1.0, own=2.0 + 5 * ULP, error=ULP).ok


def test_accumulated_rounding_decides_only_where_the_formula_alone_cannot():
    assert judge(1.5, 1.0, own=1.0, error=math.inf, rounding=0.3).ok
    assert not judge(1.5, 1.0, own=1.0, error=ULP, rounding=0.3).ok


def test_exported_digits_are_allowed_for():
    assert judge(1 + 4e-15, 1.0, digits=15).ok
    assert not judge(1 + 1e-14, 1.0, digits=15).ok
