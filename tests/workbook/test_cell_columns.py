"""Cells in columns, as a scan gathers them: they behave like a dict, and formulas are one where they mean the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.sheet import Address
from sheetgen.workbook.cell_columns import CellColumns
from sheetgen.workbook.relative import relative_form


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["set", "delete"]),
            st.builds(Address, st.integers(1, 60), st.integers(1, 4)),
            st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.text(max_size=3)),
        ),
        max_size=40,
    )
)
def test_columns_behave_like_a_dict(steps):
    columns, plain = CellColumns(), {}
    columns.make_column(1, 10)
    for action, address, value in steps:
        if action == "set":
            columns[address] = plain[address] = value
        elif address in plain:
            del plain[address]
            del columns[address]
        else:
            with pytest.raises(KeyError):
                del columns[address]
    assert dict(columns.items()) == plain
    assert len(columns) == len(plain)
    assert all(type(columns[address]) is type(value) for address, value in plain.items())
    within = [plain[address] for address in sorted(plain) if address.row <= 20 and 2 <= address.column <= 3]
    assert list(columns.within(1, 2, 20, 3)) == within


def test_two_formulas_that_differ_in_a_fixed_row_are_two():
    assert relative_form("B$1", 1, 1) != relative_form("B$2", 2, 1)
    assert relative_form("B1", 1, 1) == relative_form("B2", 2, 1)
    assert relative_form("B1", 1, 1) != relative_form("B1", 1, 2)
    assert relative_form("SUM(5:5)", 5, 1) != relative_form("SUM(5:5)", 6, 1)
