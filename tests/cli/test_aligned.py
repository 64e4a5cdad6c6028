"""Tables of cells in a terminal: as wide as they need to be, and no wider than it is where that can be."""

import pytest
from rich.cells import cell_len

from sheetgen.report.aligned import Column, aligned

COLUMNS = [Column("Cell"), Column("Row", spare=True), Column("Formula", cut=True), Column("Value", right=True)]


def lines(formula, width):
    row = [(entry, "") for entry in ("A1", "x" * 20, formula, "0.5")]
    return aligned(COLUMNS, [row], width).plain.splitlines()


def test_what_there_is_room_for_is_told_in_full():
    heading, rule, line = lines("B" * 50, 100)
    assert line == f"A1    {'x' * 20}  {'B' * 50}    0.5"
    assert len(rule) == len(line)
    assert heading.split() == ["Cell", "Row", "Formula", "Value"]


def test_a_long_formula_is_told_in_part_after_what_can_be_left_out_is():
    *_, line = lines("B" * 5_000, 80)
    assert line == f"A1    {'B' * 66}…    0.5"
    assert cell_len(line) == 80


@pytest.mark.parametrize("width", [1, 30])
def test_but_forty_characters_of_it_stay(width):
    *_, line = lines("B" * 5_000, width)
    assert line == f"A1    {'B' * 39}…    0.5"


def test_wide_characters_take_two_columns():
    *_, line = lines("値" * 100, 80)
    assert cell_len(line) in (79, 80)
    assert line.endswith("…    0.5") or line.endswith("…     0.5")


def test_shorter_formulas_beside_it_are_told_in_full():
    rows = [[(entry, "") for entry in ("A1", "", formula, "0.5")] for formula in ("B" * 500, "SUM(A1:A3)")]
    *_, line = aligned(COLUMNS, rows, 60).plain.splitlines()
    assert line == f"A1    {'SUM(A1:A3)':<47}    0.5"
