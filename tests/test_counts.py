"""Counts in sentences."""

from __future__ import annotations

import pytest

from sheetgen.counts import counted, differing


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 formulas"), (1, "1 formula"), (2, "2 formulas"), (4167, "4,167 formulas")]
)
def test_a_count_has_its_thousands_apart_and_its_noun_in_its_number(count, text):
    assert counted(count, "formula") == text


@pytest.mark.parametrize(("count", "text"), [(1, "1 differs"), (2, "2 differ"), (8084, "8,084 differ")])
def test_one_differs_and_several_differ(count, text):
    assert differing(count) == text


def test_what_differs_may_be_named():
    assert differing(1, "cell") == "1 cell differs"
    assert differing(2, "cell") == "2 cells differ"
