"""Error values are results: they travel from cell to cell, and the first that is met wins."""

import pytest

from sheetgen.values import ErrorValue

#: The seven that ERROR.TYPE lists.
SEVEN = [
    *(ErrorValue.NULL, ErrorValue.DIV0, ErrorValue.VALUE, ErrorValue.REF),
    *(ErrorValue.NAME, ErrorValue.NUM, ErrorValue.NA),
]
DIV0, NA, NUM, REF, VALUE = ErrorValue.DIV0, ErrorValue.NA, ErrorValue.NUM, ErrorValue.REF, ErrorValue.VALUE


@pytest.mark.parametrize("error", SEVEN, ids=str)
@pytest.mark.parametrize(
    "formula",
    [
        *("=A1", "=A1+1", "=1+A1", "=A1*0", "=0^A1", "=-A1", "=A1%", '=A1&"x"', "=A1=1", "=1<A1", "=A1=A1"),
        *(
            "=SUM(A1,2)",
            "=SUM(A1:B2)",
            "=AVERAGE(B1:B2,A1)",
            "=MAX(A1:A2)",
            "=MIN(1,A1)",
            "=ABS(A1)",
            "=TANH(A1)",
        ),
        *(
            "=POWER(A1,2)",
            "=POWER(2,A1)",
            "=ROUND(1,A1)",
            "=LOG(2,A1)",
            "=IF(A1,1,2)",
            "=IF(TRUE,A1,2)",
            "=NOT(A1)",
        ),
        *("=AND(FALSE,A1)", "=OR(TRUE,A1)", "=ABS(SUM(1,(A1)))", "=IFERROR(1/0,A1)"),
    ],
)
def test_an_error_value_travels_through(result, formula, error):
    assert result(formula, {"A1": error, "A2": 1.0, "B1": 2.0, "B2": "x"}) is error


@pytest.mark.parametrize("error", SEVEN, ids=str)
def test_an_error_value_in_the_formula_is_itself(result, error):
    assert result(f"={error}") is error
    assert result(f"=1+{error}") is error


@pytest.mark.parametrize("error", SEVEN, ids=str)
@pytest.mark.parametrize(
    "formula", ["=IF(FALSE,A1,2)", "=IF(TRUE,2,A1)", "=IFERROR(A1,2)", "=IFERROR(2,A1)", "=COUNT(A1,2,3)"]
)
def test_an_error_value_stops_where_it_is_not_looked_at(result, formula, error):
    assert result(formula, {"A1": error}) == 2.0


@pytest.mark.parametrize(
    ("formula", "first"),
    [
        ("=A1+A2", NA),
        ("=A2+A1", REF),
        ("=A1+1/0", NA),
        ("=1/0+A1", DIV0),
        ("=A1=1/0", NA),
        ("=A1&1/0", NA),
        ("=A1^SQRT(-1)", NA),
        ("=SQRT(-1)*A1", NUM),
        ('="x"+A1', VALUE),
        ('="x"+1/0', VALUE),
        ('="x"&1/0', DIV0),
        ("=SUM(A1,1/0)", NA),
        ("=SUM(1/0,A1)", DIV0),
        ("=SUM(A1:A2)", NA),
        ("=SUM(A2,A1)", REF),
        ("=MAX(A2,1/0)", REF),
        ("=AND(A1,1/0)", NA),
        ("=POWER(A1,1/0)", NA),
        ("=POWER(1/0,A1)", DIV0),
        ("=IF(A1,1/0,A2)", NA),
        ("=IFERROR(A1,1/0)", DIV0),
    ],
)
def test_the_first_error_from_the_left_is_the_result(result, formula, first):
    assert result(formula, {"A1": NA, "A2": REF}) is first


def test_a_missing_sheet_is_ref(result):
    assert result("=Nowhere!A1+1") is REF
    assert result("=SUM(Nowhere!A1:B2)") is REF
    assert result("=SUM(Nowhere!A:A)") is REF
    assert result("=IFERROR(Nowhere!A1,7)") == 7.0


def test_errors_travel_along_a_chain_of_cells(calculate):
    values = calculate({"A1": "=1/0", "B1": "=A1+1", "C1": "=IFERROR(B1,5)", "D1": "=C1*2"})
    assert [values[cell] for cell in ("A1", "B1", "C1", "D1")] == [DIV0, DIV0, 5.0, 10.0]


def test_no_cell_is_ever_infinite(calculate):
    values = calculate({"A1": 1e308, "B1": "=A1*10", "C1": "=B1-B1", "D1": "=SUM(A1,A1,A1)", "E1": "=-A1*10"})
    assert [values[cell] for cell in ("B1", "C1", "D1", "E1")] == [NUM] * 4
