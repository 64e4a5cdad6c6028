"""Small grids that fuzzed formulas and texts stand in."""

from __future__ import annotations

import math

from sheetgen.sheet import Address
from sheetgen.values import ErrorValue, Scalar
from sheetgen.workbook.grid import Grid, GridSheet, GridTable, SourceFormula

#: Where the fuzzed formula stands.
OWN = Address(5, 3)

_CELLS: dict[str, Scalar] = {
    "A1": 1.0, "A2": -2.5, "A3": 0.0, "A4": 1e308, "A5": 3.0, "A6": 45000.25, "A7": 7.0, "A8": 5e-324,
    "B1": "text", "B2": "", "B3": "12", "B4": "1/2/2024", "B5": True, "B6": ErrorValue.NA, "B7": "a*", "B8": ">2",
    "D1": 2.0, "D2": 4.0, "D3": 1.0, "D4": 0.5, "D5": 9.0,
}  # fmt: skip

_NAMES = {"tiny": "Sheet!$A$8", "area": "Sheet!$A$1:$A$7", "add": "LAMBDA(x,y,x+y)", "loop": "loop+1", "half": "0.5"}


def small_grid(formula: str) -> Grid:
    """A grid of all kinds of values, with names and a table, where the formula is an ordinary one in C5, fills E5:F6
    as an array formula, spills from H5, and is needed by others."""
    grid = Grid("fuzz.xlsx")
    sheet = grid.sheets["Sheet"] = GridSheet("Sheet", values={Address.parse(at): value for at, value in _CELLS.items()})
    corner, spilling = Address.parse("E5"), Address.parse("H5")
    sheet.formulas = {
        Address.parse("C4"): SourceFormula("C5+A1", Address.parse("C4")),
        OWN: SourceFormula(formula, OWN),
        corner: SourceFormula(formula, corner, "E5:F6"),
        spilling: SourceFormula(formula, spilling, "H5:H5", dynamic=True),
        Address.parse("D6"): SourceFormula("A1*D5", Address.parse("D6")),
    }
    sheet.hidden, sheet.filters = {2, 3}, [(1, 5)]
    data = grid.sheets["Data"] = GridSheet("Data")
    data.values = {Address(row, column): float(row * column) for row in range(2, 6) for column in range(1, 4)}
    data.values.update({Address(1, column): f"c{column}" for column in range(1, 4)})
    data.formulas = {Address.parse("D2"): SourceFormula("SUM(Table1[c1])", Address.parse("D2"))}
    grid.tables["table1"] = GridTable("Table1", "Data", 1, 1, 5, ("c1", "c2", "c3"))
    grid.names = {(None, name): text for name, text in _NAMES.items()}
    grid.external = {(1, "sheet"): {Address(1, 1): 5.0}}
    return grid


#: What is made of the first three texts, in A1 to A3, and of them as numbers, in B1 to B3.
_OF_TEXTS = """
TEXT(B1,A2) TEXT(A1,A2) TEXT(-1234.5678,A1) TEXT(0.5,A1) TEXT(45000.75,A1) TEXT(1E+300,A1) TEXT("text",A1)
COUNTIF(A1:B3,A1) COUNTIF(A1:B3,A2) SUMIF(A1:A3,A1,B1:B3) COUNTIFS(A1:A3,A1,B1:B3,A2) AVERAGEIF(A1:A3,A1,B1:B3)
MAXIFS(B1:B3,A1:A3,A2) DCOUNT(A1:B3,1,A2:A3) SEARCH(A1,A2) FIND(A1,A2) MATCH(A1,A1:A3,0) XMATCH(A1,A1:A3,2)
XLOOKUP(A1,A1:A3,B1:B3,"none",2) VLOOKUP(A1,A1:B3,2,FALSE) LOOKUP(A1,A1:A3)
REGEXTEST(A2,A1) REGEXEXTRACT(A2,A1) REGEXEXTRACT(A2,A1,1) REGEXREPLACE(A2,A1,A3) REGEXREPLACE(A2,A1,A3,1,1)
VALUE(A1) A1+0 A1&A2 A1<A2 -A1 A1% NUMBERVALUE(A1,A2,A3) NUMBERVALUE(A1) DATEVALUE(A1) TIMEVALUE(A1)
SUBSTITUTE(A1,A2,A3) SUBSTITUTE(A1,A2,A3,B3) REPLACE(A1,B1,B2,A3) MID(A1,B1,B2) LEFT(A1,B2) TRIM(A1) CLEAN(A1)
PROPER(A1) UPPER(A1) LOWER(A1) LEN(A1) CODE(A1) UNICODE(A1) UNICHAR(B1) CHAR(B1) EXACT(A1,A2) T(A1) N(A1)
TEXTBEFORE(A1,A2) TEXTAFTER(A1,A2,B2) TEXTSPLIT(A1,A2) TEXTSPLIT(A1,A2,A3) TEXTJOIN(A1,TRUE,A1:A3) VALUETOTEXT(A1,1)
ARRAYTOTEXT(A1:B3,1) FIXED(B1,B2) DOLLAR(B1,B2) ROMAN(B1) ARABIC(A1) BASE(B1,B2) DECIMAL(A1,B2) HEX2DEC(A1)
BIN2DEC(A1) OCT2BIN(A1,B2) DEC2HEX(B1,B2) IMSUM(A1,A2) IMPOWER(A1,B2) IMLN(A1) COMPLEX(B1,B2,A3) CONVERT(B1,A1,A2)
INDIRECT(A1) INDIRECT(A1,FALSE) CELL(A1,A2) ADDRESS(B1,B2,1,TRUE,A3) DATE(B1,B2,B3) EDATE(B1,B2) WEEKNUM(B1,B2)
NETWORKDAYS.INTL(B1,B2,A1) WORKDAY.INTL(B1,B2,A1) YEARFRAC(B1,B2,B3) DATEDIF(B1,B2,A1) HYPERLINK(A1,A2) SORT(A1:A3)
UNIQUE(A1:A3) FILTER(A1:A3,A1:A3=A1) ISNUMBER(A1) TYPE(A1) PHONETIC(A1) ENCODEURL(A1) WEBSERVICE(A1)
"""


def texts_grid(texts: list[str]) -> Grid:
    """A grid with the texts in A1 to A3, as numbers in B1 to B3, and with all formulas of _OF_TEXTS in column D."""
    grid = Grid("fuzz.xlsx")
    sheet = grid.sheets["Sheet"] = GridSheet("Sheet")
    for row, text in enumerate([*texts, "", "", ""][:3], start=1):
        sheet.values[Address(row, 1)] = text[:32_767]
        sheet.values[Address(row, 2)] = _number(text)
    places = [(Address(row, 4), formula) for row, formula in enumerate(_OF_TEXTS.split(), start=1)]
    sheet.formulas = {address: SourceFormula(formula, address) for address, formula in places}
    return grid


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return float(len(text))
    return number if math.isfinite(number) else 1e308
