"""Every function and operator of the page's runtime, held against recalculation on values of every kind."""

from __future__ import annotations

import math
import random

import pytest

from sheetgen.formula.print_javascript import KINDS
from sheetgen.recalc.functions.registry import find
from sheetgen.report.page import write_page
from sheetgen.tolerance import ulps
from sheetgen.values import ErrorValue
from sheetgen.verification import verify

pytestmark = pytest.mark.chromium

#: Values of every kind, in A1 to A24 and, in another order, in B1 to B24.
VALUES = [
    0.0, 1.0, -1.0, 2.0, 0.5, -0.5, 0.1, 0.3, 2.675, -2.5, 1e-9, 12345.678, 1e15, -3e100, 700.5, 1e300,
    "text", "TEXT", "3.5", "-5%", True, False, None, "=1/0",
]  # fmt: skip
OPERATORS = ["+", "-", "*", "/", "^", "&", "=", "<>", "<", ">", "<=", ">="]
#: Functions whose arguments are not just scalars, each in use.
SPECIAL = r"""
SUM(A1:A10)  SUM(A1:B24)  SUM(A17:A22,2,"3",TRUE)  SUM("x")  AVERAGE(A1:A10)  AVERAGE(A17:A18)  MAX(A1:A16)
MIN(A1:A16)  MAX(A17:A18)  COUNT(A1:B24,1,"x","2")  COUNTA(A1:A24,)  PRODUCT(A2:A10)  SUMSQ(A1:A10)
SUMPRODUCT(A1:A10,B1:B10)  SUMPRODUCT(A1:A10,B1:B9)  SUMPRODUCT(EXP(A1:A9-MAX(A1:A9)))
SUMPRODUCT((A1:A10>0)*A1:A10)  SUMXMY2(A1:A10,B1:B10)  SUMX2MY2(A1:A10,B1:B10)  SUMX2PY2(A1:A10,B1:B10)
SUMXMY2(A1:A3,B1:B4)  MMULT(A1:A3,B1:B1)  SUM(MMULT(A1:B3,A4:B5))  SUMPRODUCT(MMULT(TRANSPOSE(A1:A4),B1:B4))
MMULT(A1:B2,A22:B23)  INDEX(A1:B24,3,1)  INDEX(A1:B24,3,3)  SUM(INDEX(A1:B10,0,1))  INDEX(A1:A24,5)
INDEX(A1:B1,2)  ROWS(A1:B24)  COLUMNS(A1:B24)  IF(A1,1,2)  IF(A2,1)  IF(A1,1)  IF(A17,1,2)  IF(A23,A23,A23)
IF(A24,1,2)  IF(TRUE,,3)  SUM(IF(A2>0,A1:A5,B1:B5))  SUMPRODUCT(IF(A1:A10>0,A1:A10,0))  IFERROR(A24,7)
IFERROR(1/A1,"none")  IFERROR(A23,1)  IFNA(NA(),1)  IFNA(A24,1)  AND(A1:A16)  AND(A2,A4)  AND(A17)
OR(A1,A17:A22)  OR(A23:A23)  XOR(A1:A16)  TRUE()  FALSE()  PI()  A1:A24  A50:A60  -A3:A30  {1,2;3,4}
SUM({1,2;3,4}*{1;2})  0.1+0.2=0.3  0.1+0.2-0.3=0  1e-20&""  1e21&""  A12&"|"&A14  1/3&""  123456789012345678&""
-2^2  2^3^2  50%  A19+1  A20*2  "1,234.5"+1  "(9)"+0  "$7"*1  LOG(8,2)  LOG(8,1)  LOG(A1)  MOD(-7,3)  MOD(7,-3)
MOD(5,0)  ROUND(2.675,2)  ROUND(-1234.5,-2)  ROUNDUP(7.123,1)  ROUNDDOWN(-2.789,2)  TRUNC(-2.9)  INT(4.1*100)
INT(-0.1)  SUM(A1:A5,)  ATAN2(0,0)  COS(PI()/2)  SIN(2^20)  TAN(1.5)
"""


@pytest.fixture(scope="module")
def formulas():
    draw = random.Random(1)
    found = SPECIAL.split()
    cells = [f"{column}{row}" for column in "AB" for row in range(1, len(VALUES) + 1)]
    for operator in OPERATORS:
        found += [f"{draw.choice(cells)}{operator}{draw.choice(cells)}" for _ in range(60)]
    found += [f"{sign}{cell}" for cell in cells for sign in ("-", "1*")] + [f"{cell}%" for cell in cells]
    for name, kinds in sorted(KINDS.items()):
        if set(kinds) == {"s"}:
            function = find(name)
            for _ in range(40 if function.most else 1):
                count = draw.randint(function.least, min(function.most, 2))
                found.append(f"{name}({','.join(draw.choice(cells) for _ in range(count))})")
    return found


def test_every_function_gives_what_recalculation_gives(formulas, opened, save_book, tmp_path):
    """Bit for bit, or where it asks the browser's Math within an ulp of each of two calls."""
    cells = {f"A{row}": value for row, value in enumerate(VALUES, start=1)}
    cells |= {f"B{row}": value for row, value in enumerate(reversed(VALUES), start=1)}
    cells |= {f"D{row}": f"={formula}" for row, formula in enumerate(formulas, start=1)}
    book = save_book(tmp_path / "book.xlsx", cells)
    result = verify(book)
    path = tmp_path / "page.html"
    write_page(result, path)
    page = opened(path)
    values = page.evaluate(
        "(count) => Array.from({length: count}, (_, n) => sheetgen.value(`D${n + 1}`))"
        ".map(value => typeof value === 'object' ? {error: String(value)} : value)",
        len(formulas),
    )
    recalculated = result.cells[0].values
    wrong = []
    for row, (formula, value) in enumerate(zip(formulas, values, strict=True), start=1):
        own = recalculated[f"D{row}"]
        if isinstance(own, ErrorValue):
            same = value == {"error": str(own)}
        elif isinstance(own, float) and not isinstance(own, bool):
            near = not isinstance(value, (str, bool, dict)) and value is not None
            same = near and (
                (value == own and math.copysign(1, value) == math.copysign(1, own))
                or ulps(float(value), own) <= (2 if "(" in formula or "^" in formula else 0)
            )
        else:
            same = type(value) is type(own) and value == own
        if not same:
            wrong.append((formula, own, value))
    assert wrong == []
