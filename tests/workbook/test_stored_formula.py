"""Functions that came after Excel 2007 stand in the file with the prefixes of [MS-XLSX], everywhere else without."""

import pytest

from sheetgen.formula import parse
from sheetgen.recalc.functions.registry import homes
from sheetgen.sheet import Address
from sheetgen.workbook.stored_formula import stored_formula


@pytest.mark.parametrize(
    ("formula", "stored"),
    [
        ("TANH(B2)+SUM(A1:A3)", "TANH(B2)+SUM(A1:A3)"),
        ("IFS(A1>1,NORM.DIST(A1,0,1,TRUE),TRUE,0)", "_xlfn.IFS(A1>1,_xlfn.NORM.DIST(A1,0,1,TRUE),TRUE,0)"),
        ("SUM(SORT(FILTER(A1:A3,B1:B3)))", "SUM(_xlfn._xlws.SORT(_xlfn._xlws.FILTER(A1:A3,B1:B3)))"),
        ("LET(total,3,total+A2)", "_xlfn.LET(_xlpm.total,3,_xlpm.total+A2)"),
        ("LET(a_,1,b_,a_,a_+b_)+a_", "_xlfn.LET(_xlpm.a_,1,_xlpm.b_,_xlpm.a_,_xlpm.a_+_xlpm.b_)+a_"),
        ("LET(x,A3,x^2)", "_xlfn.LET(_xlpm.x,A3,_xlpm.x^2)"),
        ("LET(x,A3,y,rate,x+y+A3)", "_xlfn.LET(_xlpm.x,A3,_xlpm.y,rate,_xlpm.x+_xlpm.y+A3)"),
        ("LET(f,LAMBDA(x,x*2),f(3))", "_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2),_xlpm.f(3))"),
        ("LAMBDA(x,x+1)(5)+x", "_xlfn.LAMBDA(_xlpm.x,_xlpm.x+1)(5)+x"),
        ("MAP(A1:A3,LAMBDA(v,MAX(v,rate)))", "_xlfn.MAP(A1:A3,_xlfn.LAMBDA(_xlpm.v,MAX(_xlpm.v,rate)))"),
        ("IF(A1=\"IFS(\",'IFS (x)'!A1,XOR(1,0))", "IF(A1=\"IFS(\",'IFS (x)'!A1,_xlfn.XOR(1,0))"),
        ('LET(x,"x, x)",x)', '_xlfn.LET(_xlpm.x,"x, x)",_xlpm.x)'),
    ],
)
def test_a_file_has_the_prefixes_and_the_formula_reads_back_as_it_was(formula, stored):
    assert stored_formula(formula) == stored
    assert parse(stored, Address(1, 1)) == parse(formula, Address(1, 1))


def test_every_function_that_recalculation_knows_and_excel_2007_did_not_has_its_prefix():
    from openpyxl.utils import FORMULAE

    # ANCHORARRAY and SINGLE are themselves what a file has for `A1#` and `@`; nobody writes them.
    stored_without = {name for name in homes() if stored_formula(f"{name}(1)") == f"{name}(1)"}
    assert stored_without <= FORMULAE | {"ANCHORARRAY", "SINGLE"}
