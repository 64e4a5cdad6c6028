"""A block's formulas are the template's, moved along; what cannot be moved is refused with its line."""

import re
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.blocks.formulas import BlockFormulas
from sheetgen.blocks.layout import Layout
from sheetgen.blocks.rows import PatternBuilder
from sheetgen.errors import TemplateError
from sheetgen.formula.print_a1 import print_a1
from sheetgen.sheet import Address
from sheetgen.template import parse

FRONT = '+++\ntitle = "T"\n[names]\nScale = "B6"\nNetto = "C2"\n[inputs]\nx = "B2"\nscale = "B6"\n+++\n'
ROWS = """|   | A | B | C |
|---|---|---|---|
| 1 | What | Value | Sum |
| 2 | one | 1 | = {formula} |
| 3 | two | 2 | = B3+C2 |
| 6 | Scale | 10 | |
"""


def table(formula):
    return parse(FRONT + ROWS.format(formula=formula), Path("t.md"))


def shown(formula, *, further=False, row=20):
    template = table(formula)
    layout = Layout(template, 2)
    cell = template.sheets[0].cells[Address(2, 3)]
    return print_a1(BlockFormulas(layout).tree(cell, further=further), Address(row, 3))


@pytest.mark.parametrize(
    ("formula", "first", "further"),
    [
        ("B2*2", "B20*2", "B20*2"),
        ("$B$2*B3", "$B20*B21", "$B20*B21"),
        ("SUM(B2:B3)", "SUM(B20:B21)", "SUM(B20:B21)"),
        ("SUM(B3:B2)", "SUM(B21:B20)", "SUM(B21:B20)"),
        ("B2*Scale", "B20*Scale", "B20*Scale"),
        ("B2*B6", "B20*$B$6", "B20*Sheet!$B$6"),
        ("Sheet!B2*$B$6", "B20*$B$6", "B20*Sheet!$B$6"),
        ("LEN(B1)", "LEN($B$1)", "LEN($B$1)"),
        ('B2&"B2 B6"', 'B20&"B2 B6"', 'B20&"B2 B6"'),
        ("IF(B2>0, B2 + C3, -B3)", "IF(B20>0,B20+C21,-B21)", "IF(B20>0,B20+C21,-B21)"),
    ],
)
def test_references_to_the_blocks_own_cells_move_and_the_others_stay(formula, first, further):
    assert shown(formula) == first
    assert shown(formula, further=True) == further


def test_a_defined_name_of_a_cell_in_the_block_becomes_that_cell():
    template = parse(FRONT + ROWS.format(formula="B2").replace("B3+C2", "B3+Netto"), Path("t.md"))
    cell = template.sheets[0].cells[Address(3, 3)]
    assert print_a1(BlockFormulas(Layout(template, 2)).tree(cell, further=False), Address(21, 3)) == "B21+$C20"


def test_a_variable_of_let_is_no_defined_name():
    assert shown("LET(Scale,B2,Scale*Scale)") == "LET(Scale,B20,Scale*Scale)"


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ('INDIRECT("B2")', "INDIRECT names its cells by text, which cannot be moved"),
        ("SUM(B2:B6)", "a range reaches from the block's own cells to cells that stand once"),
        ("COUNTA(B1:B3)", "a range reaches from the block's own cells to cells that stand once"),
        ("B2+B9", "it refers to row 9, below the table, where the next blocks stand"),
        ("ROW()", "ROW gives another result in every block"),
        ("OFFSET(B2,1,0)", "OFFSET calculates which cells it means, which may lie in another block"),
    ],
)
def test_what_cannot_be_moved_is_refused_with_its_line(formula, why):
    message = f"t.md:13: cell C2 cannot be repeated for rows of data: {why}"
    with pytest.raises(TemplateError, match=f"^{re.escape(message)}$"):
        shown(formula)


REFERENCES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "$"]),
    st.sampled_from(["B", "C", "AA"]),
    st.sampled_from(["", "$"]),
    st.sampled_from(["2", "3", "6"]),
)
FORMULAS = st.recursive(
    REFERENCES | st.sampled_from(["Scale", "LOG10(B2)", '"B2"', "2", "SUM(B2:C3)", "1E+10"]),
    lambda inner: st.builds("({}{}{})".format, inner, st.sampled_from("+-*/&"), inner),
    max_leaves=6,
)


@given(FORMULAS, st.integers(0, 1_048_000), st.booleans())
def test_filled_into_the_gaps_a_formula_reads_as_its_tree_is_printed(formula, distance, further):
    """The text of a block is cut at its row numbers once: for any block it must be what printing would give."""
    template = table(formula)
    layout = Layout(template, 2)
    cells = layout.repeated()
    trees = {
        address: BlockFormulas(layout).tree(cell, further=further)
        for address, cell in template.sheets[0].cells.items()
        if cell.is_formula
    }
    xml = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{address}"><v>1</v></c>' for address in cells if address.row == row)
        + "</row>"
        for row in (2, 3)
    )
    pattern = PatternBuilder(cells, trees, {Address(3, 2)}, bare=True).build(xml)
    (text,) = pattern.filled(numpy.array([distance]), lambda *_: numpy.array([0.5]), lambda _: None)
    found = re.findall(r'<c r="([A-Z]+[0-9]+)"><f>([^<]*)</f>', text)
    assert found == [
        (str(moved), print_a1(tree, moved).replace("&", "&amp;"))
        for address, tree in trees.items()
        if (moved := Address(address.row + distance, address.column))
    ]
