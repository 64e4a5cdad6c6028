"""What the text functions refuse rather than guess, and what only shows over several cells."""

import pytest

from sheetgen.errors import UnsupportedError
from sheetgen.sheet import Address
from sheetgen.workbook.grid import SourceFormula


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("0 units", "u at 3"),
        ("# ?/?", "a fraction"),
        ("_(* 0_)", r"\* at 3"),
        ("[$-407]mmm", "another language's dates"),
        ("[Foo]0", r"\[Foo\]"),
        ("000.0E+0", "this exponent"),
        ("0.#0", "digits after the point"),
        ("0.0.0", "two decimal points"),
        (",0", "a comma"),
        ("General0", "General among digits"),
        ("[>9]0", "no condition holds"),
    ],
)
def test_a_number_format_that_is_not_sure_is_named(result, code, what):
    with pytest.raises(UnsupportedError, match=f"Sheet!Z100: the number format .*{what}.* is not supported"):
        result(f'=TEXT(5,"{code}")')


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        ('=TEXT(-5,"0;")', "a negative number in an empty section"),
        ('=TEXT(-5,"[>9]0;0.0")', "a negative number under conditions"),
        ('=VALUE("2/3/2023")', "2/3/2023"),
        ('=VALUE("Feb 3")', "Feb 3"),
        ('=CODE("Ω")', "Ω"),
        ('=CELL("width",A1)', "width"),
        ('=CELL("row")', "without a reference"),
        ('=REGEXTEST("ab","(?<=a)b")', "regular expression"),
        ('=REGEXTEST("ab","a*+b")', "regular expression"),
        ('=REGEXTEST("ab","[[:alpha:]]")', "regular expression"),
        ('=REGEXTEST("ab","(a")', "regular expression"),
        ('=REGEXTEST("ab","a{2")', "regular expression"),
        ('=REGEXTEST("a"&CHAR(10),"a$")', "regular expression"),
        ('=REGEXTEST("é","e")', "regular expression"),
        ('=REGEXREPLACE("ab","x*","-")', "empty texts"),
        ('=REGEXREPLACE("ab","(a)","$2")', "replacement"),
    ],
)
def test_what_depends_on_settings_is_refused_with_its_place(result, formula, what):
    with pytest.raises(UnsupportedError, match=f"Sheet!Z100: .*{what}.* not supported"):
        result(formula)


def test_texts_map_over_arrays(calculate):
    assert calculate({"A1": '=SUM(LEN({"a","bb";"ccc",1}))'})["Sheet!A1"] == 7.0


def test_textsplit_fills_short_rows(calculate):
    formula = '=ARRAYTOTEXT(TEXTSPLIT("a,b;c",",",";"),1)&ARRAYTOTEXT(TEXTSPLIT("A1a2",{"a"},,TRUE,1,"-"))'
    assert calculate({"A1": formula})["Sheet!A1"] == '{"a","b";"c",#N/A}1, 2'


def test_formulatext_of_a_shared_formula_and_of_newer_functions(make_grid):
    from sheetgen.recalc import recalculate

    grid = make_grid(
        {"A1": 1.0, "A2": 2.0, "C1": "=FORMULATEXT(B1)", "C2": "=FORMULATEXT(B2)", "C3": "=FORMULATEXT(B3)"}
    )
    sheet = grid.sheets["Sheet"]
    shared = SourceFormula("A1*2", Address(1, 2))
    sheet.formulas[Address(1, 2)] = sheet.formulas[Address(2, 2)] = shared
    sheet.formulas[Address(3, 2)] = SourceFormula('_xlfn.CONCAT(A1, "_xlfn.x")', Address(3, 2))
    values = recalculate(grid)
    assert [values[f"Sheet!C{row}"] for row in (1, 2, 3)] == ["=A1*2", "=A2*2", '=CONCAT(A1, "_xlfn.x")']


@pytest.mark.parametrize("formula", ["A1:A2*2", "ABS(A1:A2)", "LEN(A:A)"])
def test_formulatext_of_what_excel_shows_otherwise_is_refused(result, formula):
    with pytest.raises(UnsupportedError, match="FORMULATEXT of Sheet!B1"):
        result("=FORMULATEXT(B1)", {"A1": 1.0, "A2": 2.0, "B1": f"={formula}"})


def test_sheet_counts_in_the_workbooks_order(calculate):
    values = calculate({"One": {"A1": "=SHEET(Two!A1)"}, "Two": {"A1": 1.0, "B1": "=SHEET()+10*SHEETS()"}})
    assert values["One!A1"] == 2.0
    assert values["Two!B1"] == 22.0
