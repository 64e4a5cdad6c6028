"""Database functions on the documentation's orchard: headings, alternatives, and criteria that are calculated."""

import pytest

from sheetgen.values import ErrorValue

LINES = [
    ("Tree", "Height", "Age", "Yield", "Profit", "Height"),
    ("=Apple", ">10", None, None, None, "<16"),
    ("=Pear",),
    ("Tree", "Height", "Age", "Yield", "Profit"),
    ("Apple", 18.0, 20.0, 14.0, 105.0),
    ("Pear", 12.0, 12.0, 10.0, 96.0),
    ("Cherry", 13.0, 14.0, 9.0, 105.0),
    ("Apple", 14.0, 15.0, 10.0, 75.0),
    ("Pear", 9.0, 8.0, 8.0, 76.8),
    ("Apple", 8.0, 9.0, 6.0, 45.0),
]
ORCHARD = {
    f"{column}{row}": f'="{value}"' if str(value)[:1] == "=" else value
    for row, line in enumerate(LINES, 1)
    for column, value in zip("ABCDEF", line, strict=False)
    if value is not None
}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('DCOUNT(A4:E10,"Age",A1:F2)', 1.0),
        ('DCOUNTA(A4:E10,"Profit",A1:F2)', 1.0),
        ("DCOUNT(A4:E10,,A1:F3)", 3.0),
        ("DCOUNTA(A4:E10,,A1:A3)", 5.0),
        ('DCOUNT(A4:E10,"tree",A1:A3)', 0.0),
        ('DMAX(A4:E10,"Profit",A1:A3)', 105.0),
        ('DMIN(A4:E10,"Profit",A1:B2)', 75.0),
        ('DSUM(A4:E10,"PROFIT",A1:A2)', 225.0),
        ('DSUM(A4:E10,"Profit",A1:F3)', 247.8),
        ('DPRODUCT(A4:E10,"Yield",A1:B2)', 140.0),
        ('DAVERAGE(A4:E10,"Yield",A1:B2)', 12.0),
        ("DAVERAGE(A4:E10,3,A4:E10)", 13.0),
        ('DSTDEV(A4:E10,"Yield",A1:A3)', pytest.approx(2.96647939)),
        ('DSTDEVP(A4:E10,"Yield",A1:A3)', pytest.approx(2.65329983)),
        ('DVAR(A4:E10,"Yield",A1:A3)', pytest.approx(8.8)),
        ('DVARP(A4:E10,"Yield",A1:A3)', pytest.approx(7.04)),
        ('DGET(A4:E10,"Yield",A1:A3)', ErrorValue.NUM),
        ('DGET(A4:E10,"Yield",A1:F2)', 10.0),
        ("DGET(A4:E10,1,A1:F2)", "Apple"),
        ("DSUM(A4:E10,5.9,A1:A2)", 225.0),
        ("DSUM(A4:E10,6,A1:A2)", ErrorValue.VALUE),
        ("DSUM(A4:E10,-1,A1:A2)", ErrorValue.VALUE),
        ("DSUM(A4:E10,B1:C1,A1:A2)", ErrorValue.VALUE),
        ("DSUM(A4:E10,NA(),A1:A2)", ErrorValue.NA),
        ("DSUM(A4:E4,1,A1:A2)", ErrorValue.VALUE),
        ("DSUM(A:E,5,G1:G2)", 502.8),
    ],
)
def test_as_documented(result, formula, value):
    assert result(f"={formula}", ORCHARD) == value


@pytest.mark.parametrize(
    ("heading", "criterion", "trees"),
    [
        ("Tree", "a", 3),
        ("tree", "AP", 3),
        ("Tree", "*p*", 5),
        ("Tree", '="=app"', 0),
        ("Tree", '="=app*"', 3),
        ("Tree", "<>apple", 3),
        ("Tree", ">b", 3),
        ("Age", 15.0, 1),
        ("Age", "15", 1),
        ("Age", ">=14", 3),
        ("Age", None, 6),
        ("Age", "<>", 6),
        ("Age", '="="', 0),
        # Under a heading of its own, a formula is copied down beside the rows; anything but TRUE fits none.
        ("Taller", "=B5>AVERAGE($B$5:$B$10)", 3),
        (None, "=C5>D5", 5),
        ("Error", "=MATCH(A5,A6,0)", 0),
        ("Nothing", "Apple", 0),
        ("Nothing", None, 6),
    ],
)
def test_criteria(result, heading, criterion, trees):
    cells = {name: value for name, value in {"H1": heading, "H2": criterion}.items() if value is not None}
    assert result("=DCOUNTA(A4:E10,1,H1:H2)", {**ORCHARD, **cells}) == trees


def test_an_error_counts_only_where_rows_fit(result):
    cells = {**ORCHARD, "D7": ErrorValue.NA}
    assert result('=DSUM(A4:E10,"Yield",A1:A3)', cells) == 48.0
    assert result('=DSUM(A4:E10,"Yield",A4:A10)', cells) == ErrorValue.NA
    assert result('=DCOUNTA(A4:E10,"Yield",A4:A10)', cells) == 6.0
    assert result('=DCOUNT(A4:E10,"Yield",A4:A10)', cells) == 5.0


def test_headings_that_are_no_texts(result):
    cells = {"A1": True, "B1": 1.0, "C1": "one", "A2": "x", "B2": "y", "C2": 3.0, "E1": 1.0, "E2": "y", "F1": "true"}
    assert result('=DGET(A1:C2,"1",E1:E2)', cells) == "y"
    assert result("=DGET(A1:C2,3,E1:E2)", cells) == 3.0
    assert result("=DGET(A1:C2,TRUE,E1:E2)", cells) == "x"
    assert result('=DGET(A1:C2,"TRUE",F1:F2)', cells) == "x"
