"""Criteria: which values they fit, Excel's own examples on tables, and references that are whole or that grow."""

import pytest

from sheetgen.errors import UnsupportedError
from sheetgen.values import ErrorValue

#: A number twice as a text, a boolean as a text too, an error and its name, and blanks: A11 and A12.
MIXED = {
    "A1": 23.0,
    "A2": "23",
    "A3": True,
    "A4": "TRUE",
    "A5": ErrorValue.DIV0,
    "A6": "#DIV/0!",
    "A7": '=""',
    "A8": "Steven",
    "A9": "Mr. Brown",
    "A10": 45474.0,
    "B1": "?",
    "B2": "what*",
    "B3": "what?",
    "B4": "WHAT~",
    "B5": "2024-07-01",
}


@pytest.mark.parametrize(
    ("criterion", "count"),
    [
        ("23", 2),
        ('"23"', 2),
        ('"= 23.0"', 2),
        # The text is not among what equals the number here, although it is above.
        ('"<>23"', 11),
        ('">=23"', 2),
        ("TRUE", 1),
        ('"true"', 1),
        ('"<>TRUE"', 11),
        ("1", 0),
        ("1/0", 1),
        ('"#div/0!"', 1),
        ('"<>#DIV/0!"', 11),
        ('""', 3),
        ('"="', 2),
        ('"<>"', 10),
        ('"<"', 0),
        ('">="', 0),
        ('"=steven"', 1),
        ('"S*"', 1),
        ('"=*BROWN"', 1),
        ('"<>*brown"', 11),
        ('"<n"', 4),
        ('"*"', 6),
        ('"?*"', 5),
        ("C1", 0),
        ('"2024-07-01"', 1),
        ('">=2024-07-01"', 1),
        ('">2024-07-01"', 0),
    ],
)
def test_what_fits_a_criterion(result, criterion, count):
    assert result(f"=COUNTIF(A1:A12,{criterion})", MIXED) == count


@pytest.mark.parametrize(("criterion", "count"), [("~?", 1), ("what~*", 1), ("what?", 3), ("WHAT~~", 1), ("45474", 1)])
def test_a_tilde_takes_a_sign_literally_and_dates_are_numbers(result, criterion, count):
    assert result(f'=COUNTIF(B1:B5,"{criterion}")', MIXED) == count


def test_a_date_that_reads_in_two_ways_is_not_supported(result):
    with pytest.raises(UnsupportedError, match=r"Sheet!Z100: .*11/1/2024"):
        result('=COUNTIF(A1:A12,">11/1/2024")', MIXED)


FRUIT = {
    "A2": "apples",
    "A3": "oranges",
    "A4": "peaches",
    "A5": "apples",
    "B2": 32.0,
    "B3": 54.0,
    "B4": 75.0,
    "B5": 86.0,
}


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ('A2:A5,"apples"', 2),
        ("A2:A5,A4", 1),
        ('B2:B5,">55"', 2),
        ('B2:B5,"<>"&B4', 3),
        ('A2:A5,"*"', 4),
        ('A2:A5,"?????es"', 2),
    ],
)
def test_countif_as_documented(result, arguments, count):
    assert result(f"=COUNTIF({arguments})", FRUIT) == count


PROPERTIES = {f"A{row}": 1e5 * (row - 1) for row in range(2, 6)} | {f"B{row}": 7e3 * (row - 1) for row in range(2, 6)}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('SUMIF(A2:A5,">160000",B2:B5)', 63_000),
        ('SUMIF(A2:A5,">160000")', 900_000),
        ("SUMIF(A2:A5,300000,B2:B5)", 21_000),
        ('SUMIF(A2:A5,">"&C2,B2:B5)', 49_000),
        # The sums are taken from a reference as large as the first one.
        ('SUMIF(A2:A5,">160000",B2)', 63_000),
        ('SUMIF(A2:A5,">160000",B2:C99)', 63_000),
        ('SUMIF(A2:B5,"<7001",B2:C5)', 250_000),
        ('AVERAGEIF(B2:B5,"<23000")', 14_000),
        ('AVERAGEIF(A2:A5,"<250000")', 150_000),
        ('AVERAGEIF(A2:A5,"<95000")', ErrorValue.DIV0),
        ('AVERAGEIF(A2:A5,">250000",B2:B5)', 24_500),
    ],
)
def test_sumif_and_averageif_as_documented(result, formula, value):
    assert result(f"={formula}", {**PROPERTIES, "C2": 250_000.0}) == value


SALES = {
    f"{column}{row}": value
    for row, line in enumerate(
        [
            (5.0, "Apples", "Tom"),
            (4.0, "Apples", "Sarah"),
            (15.0, "Artichokes", "Tom"),
            (3.0, "Artichokes", "Sarah"),
            (22.0, "Bananas", "Tom"),
            (12.0, "Bananas", "Sarah"),
            (10.0, "Carrots", "Tom"),
            (33.0, "Carrots", "Sarah"),
        ],
        2,
    )
    for column, value in zip("ABC", line, strict=True)
}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('SUMIFS(A2:A9,B2:B9,"=A*",C2:C9,"Tom")', 20),
        ('SUMIFS(A2:A9,B2:B9,"<>Bananas",C2:C9,"Tom")', 30),
        ('SUMIFS(A:A,B:B,"<>Bananas",C:C,"<>Tom")', 40),
        ('COUNTIFS(A2:A9,">4",A2:A9,"<=15",C2:C9,"tom")', 3),
        ('AVERAGEIFS(A2:A9,B2:B9,"*s",A2:A9,">=12")', 20.5),
        ('MAXIFS(A2:A9,C2:C9,"Tom",B2:B9,"<>Bananas")', 15),
        ('MINIFS(A2:A9,C2:C9,"Sarah",A2:A9,">3")', 4),
        # Each combination of the elements counts.
        ('SUM(COUNTIFS(B2:B9,{"Apples","Carrots"},C2:C9,{"Tom";"Sarah"}))', 4),
        ('SUM(SUMIFS(A2:A9,B2:B9,{"Apples","Carrots"}))', 52),
        ("SUMPRODUCT(SUMIF(B2:B9,B2:B5,A2:A9))", 54),
        ("SUMPRODUCT(1/COUNTIF(B2:B9,B2:B9))", 4),
    ],
)
def test_several_criteria(result, formula, value):
    assert result(f"={formula}", SALES) == value


def test_a_range_that_grows_from_row_to_row(calculate):
    texts = ["a", "b", "a", 1.0, "1", "a", None, "b"]
    cells = {f"A{row}": text for row, text in enumerate(texts, 1) if text is not None}
    for row in range(1, 9):
        cells[f"C{row}"] = f"=COUNTIF(A$1:A{row},A{row})"
        cells[f"D{row}"] = f'=COUNTIF(A$1:A{row},"<>a")'
        cells[f"E{row}"] = f'=COUNTIF(A{row}:A$8,">a")'
    values = calculate(cells)
    assert [values[f"Sheet!C{row}"] for row in range(1, 9)] == [1, 1, 2, 1, 2, 3, 0, 2]
    assert [values[f"Sheet!D{row}"] for row in range(1, 9)] == [0, 1, 1, 2, 3, 3, 4, 5]
    assert [values[f"Sheet!E{row}"] for row in range(1, 9)] == [2, 2, 1, 1, 1, 1, 1, 1]


def test_formulas_are_read_once_they_are_calculated(calculate):
    values = calculate(
        {"A1": '=SUMIF(B1:B3,">1",C1)', "B1": 1.0, "B2": "=B1+1", "B3": "=B2+1", "C2": "=C3*2", "C3": 5.0}
    )
    assert values["Sheet!A1"] == 15.0
