"""SUBTOTAL and AGGREGATE over rows that are not shown: hidden by hand, or by a filter."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.recalc import recalculate
from sheetgen.workbook import read as reading
from sheetgen.workbook.grid import GridSheet


@pytest.fixture(params=[0, 10**12], ids=["in columns", "in dicts"])
def result(request, monkeypatch):
    """The value of a formula over A2:A6, 1 to 10,000, of which row 3 is hidden by hand or row 5 by a filter."""
    monkeypatch.setattr(reading, "LARGE", request.param)

    def result(formula, *, filtered):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet["A1"] = "Amount"
        for index in range(5):
            sheet.cell(index + 2, 1, 10**index)
        sheet["C9"] = formula
        if filtered:
            sheet.auto_filter.ref = "A1:A6"
            sheet.auto_filter.add_filter_column(0, ["1", "10", "100", "10000"])
            sheet.row_dimensions[5].hidden = True
        sheet.row_dimensions[9].hidden = True
        if not filtered:
            sheet.row_dimensions[3].hidden = True
        output = io.BytesIO()
        book.save(output)
        return recalculate(reading.read(output.getvalue(), "b.xlsx"))["C9"]

    return result


@pytest.mark.parametrize(
    ("formula", "by_hand", "by_filter"),
    [
        ("=SUM(A2:A6)", 11111.0, 11111.0),
        ("=SUBTOTAL(9,A2:A6)", 11111.0, 10111.0),
        ("=SUBTOTAL(109,A2:A6)", 11101.0, 10111.0),
        ("=SUBTOTAL(2,A2:A6)", 5.0, 4.0),
        ("=SUBTOTAL(103,A:A)", 5.0, 5.0),
        ("=AGGREGATE(9,5,A2:A6)", 11101.0, 10111.0),
        ("=AGGREGATE(9,6,A2:A6)", 11111.0, 11111.0),
        ("=AGGREGATE(14,5,A2:A6,2)", 1000.0, 100.0),
    ],
)
def test_a_subtotal_without_hidden_rows(result, formula, by_hand, by_filter):
    assert result(formula, filtered=False) == by_hand
    assert result(formula, filtered=True) == by_filter


rows = st.integers(1, 40)


@given(st.sets(rows), st.lists(st.tuples(rows, rows)))
def test_a_row_is_filtered_that_is_hidden_and_in_some_filters_range(hidden, filters):
    sheet = GridSheet("S", hidden=hidden, filters=filters)
    assert sheet.filtered() == {row for row in hidden if any(first <= row <= last for first, last in filters)}
