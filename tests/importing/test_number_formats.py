"""What number formats show besides digits: a template does not have it, and an import says so."""

import datetime

import pytest

from sheetgen.importing import import_template
from sheetgen.importing.number_formats import CURRENCY, DATES, lost


@pytest.mark.parametrize(
    ("code", "what"),
    [
        *(("General", None), ("0.00", None), ("#,##0.00_);[Red](#,##0.00)", None), ("0.0E+00", None), ("0%", None)),
        *(('0.0 "days"', None), ("0\\d", None), ("[Red]0", None), ("@", None), ("[$-409]0.00", None), ("0_s", None)),
        *(("yyyy-mm-dd", DATES), ("d-mmm-yy", DATES), ("h:mm AM/PM", DATES), ("[h]:mm", DATES), ("[S]", DATES)),
        *(("[$-409]d mmm", DATES), ("mm-dd-yy", DATES), ("YYYY", DATES)),
        *(("$0.00", CURRENCY), ('"£"#,##0', CURRENCY), ("[$€-2] #,##0.00", CURRENCY), ("[$CHF] 0", CURRENCY)),
        *(("#,##0.00\\ €", CURRENCY), ("[$$-409]0.00", CURRENCY)),
    ],
)
def test_formats_of_dates_and_currency_are_told_from_those_of_digits(code, what):
    assert lost(code) == what


def test_a_date_becomes_its_number_and_is_told(workbook, table_rows):
    path = workbook(
        {"A1": datetime.date(2024, 5, 1), "A2": "May", "B1": "=A1+30", "B2": '="x"', "A3": 1},
        formats={"A1": "yyyy-mm-dd", "A2": "yyyy", "B1": "d mmm yyyy", "B2": "yyyy"},
    )
    text, warnings = import_template(path)
    assert table_rows(text) == ["| 1 | 45413 | 45443 (A+30) |", '| 2 | May | = "x" |', "| 3 | 1 | |"]
    assert warnings == [f"{DATES}: Sheet!A1, Sheet!B1"]


@pytest.mark.parametrize(
    ("code", "constant", "formula"),
    [
        *(("$#,##0.00", "1,950.00", "-650.33"), ("[$€-2] 0.0", "1950.0", "-650.3"), ("#,##0.00\\ €", "1,950.00", None)),
        *(('"$"#,##0.00_);("$"#,##0.00)', "1,950.00", "-650.33"), ("0 [$CHF]", "1950", "-650")),
    ],
)
def test_an_amount_keeps_its_digits_and_the_sign_that_is_left_out_is_told(
    workbook, table_rows, code, constant, formula
):
    path = workbook({"A1": 1950, "B1": "=-A1/2.9985"}, formats={"A1": code, "B1": code})
    text, warnings = import_template(path)
    assert table_rows(text) == [f"| 1 | {constant} | {formula or '-650.33'} (-A/2.9985) |"]
    assert warnings == [f"{CURRENCY}: Sheet!A1, Sheet!B1"]


def test_room_beside_a_number_takes_no_digits_from_it(workbook, table_rows):
    path = workbook({"A1": 2, "B1": "=A1/3"}, formats={"A1": "0.0_)", "B1": "0.000_);(0.000)"})
    text, warnings = import_template(path)
    assert table_rows(text) == ["| 1 | 2.0 | 0.667 (A/3) |"]
    assert warnings == []
