"""SUBTOTAL and AGGREGATE: what they pass over."""

import pytest

from sheetgen.values import ErrorValue

COLUMN = {
    "A1": 120.0,
    "A2": 10.0,
    "A3": "=SUBTOTAL(9,A1:A2)",
    "A4": 150.0,
    "A5": 23.0,
    "A6": "=1+Subtotal(9,A4:A5)",
    "A7": "=AGGREGATE(9,4,A1:A2)",
    "A8": '=LEN("SUBTOTAL(1)")',
}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("SUBTOTAL(9,A1:A7)", 303.0),
        ("SUBTOTAL(109,A1:A7)", 303.0),
        ("SUBTOTAL(1,A1:A7)", 75.75),
        ("SUBTOTAL(9,A:A)", 314.0),
        ("SUBTOTAL(9,A1:A8)", 314.0),
        ("SUBTOTAL(9,A3)", 0.0),
        ("SUBTOTAL(3,A3:A4,A6:A8)", 2.0),
        ("AGGREGATE(9,0,A1:A7)", 303.0),
        ("AGGREGATE(9,3,A1:A7)", 303.0),
        ("AGGREGATE(9,4,A1:A7)", 303.0 + 130 + 174 + 130),
        ("AGGREGATE(14,0,A1:A7,1)", 150.0),
        ("AGGREGATE(14,4,A1:A7,1)", 174.0),
    ],
)
def test_other_subtotals_do_not_count(result, formula, value):
    assert result(f"={formula}", COLUMN) == value


def test_a_subtotal_of_subtotals_needs_none_of_them(calculate):
    cells = {"A1": "=SUBTOTAL(9,A1:A3)", "A2": 1.0, "A3": "=SUBTOTAL(9,A1:A2)"}
    assert calculate({**cells, "A1": 2.0})["Sheet!A3"] == 3.0


FIRST = [ErrorValue.DIV0, 72.0, 30.0, ErrorValue.NUM, 31.0, 96.0, 32.0, 81.0, 33.0, 53.0, 34.0]
SECOND = [82.0, 65.0, 95.0, 63.0, 53.0, 71.0, 55.0, 83.0, 100.0, 91.0, 89.0]
ERRORS = {f"A{row}": value for row, value in enumerate(FIRST, 1)} | {
    f"B{row}": value for row, value in enumerate(SECOND, 1)
}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("AGGREGATE(4,6,A1:A11)", 96.0),
        ("AGGREGATE(14,6,A1:A11,3)", 72.0),
        ("AGGREGATE(15,6,A1:A11)", ErrorValue.VALUE),
        ("AGGREGATE(12,6,A1:A11,B1:B11)", 68.0),
        ("MAX(AGGREGATE(14,6,A1:A11,{1,2}))", 96.0),
        ("AGGREGATE(4,4,A1:A11)", ErrorValue.DIV0),
        ("AGGREGATE(4,2,A1:A11)", 96.0),
        ("AGGREGATE(4,1,A1:A11)", ErrorValue.DIV0),
        ("AGGREGATE(2,4,A1:A11)", 9.0),
        ("AGGREGATE(3,4,A1:A11)", 11.0),
        ("AGGREGATE(3,6,A1:A11)", 9.0),
        ("AGGREGATE(15,6,B1:B11/(A1:A11>50),2)", 71.0),
        ("AGGREGATE(14,6,ROW(A1:A11)/(B1:B11>90),1)", 10.0),
        ("AGGREGATE(13,6,A1:A11,A2)", 72.0),
        ("AGGREGATE(4,6,A1:A11,7)", ErrorValue.VALUE),
    ],
)
def test_aggregate_passes_over_errors(result, formula, value):
    assert result(f"={formula}", ERRORS) == value
