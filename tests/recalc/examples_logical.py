"""Examples of functions, `name: [(arguments, value)]`, for test_functions; the cells are those of CELLS there."""

from sheetgen.values import ErrorValue

DIV0, NA, VALUE = ErrorValue.DIV0, ErrorValue.NA, ErrorValue.VALUE

EXAMPLES = {
    "IFS": [("FALSE,1,TRUE,2", 2.0), ("FALSE,1", NA), ("TRUE,5,1/0,2", 5.0), ("1/0,1", DIV0)],
    "SWITCH": [
        ("2,1,10,2,20", 20.0),
        ("3,1,10,2,20", NA),
        ("3,1,10,2,20,99", 99.0),
        ('"A","a",1', 1.0),
        ("1/0,1,2", DIV0),
    ],
    "IFNA": [("B1,7", 7.0), ("1/0,7", DIV0), ("3,7", 3.0)],
    "XOR": [("TRUE,FALSE", True), ("TRUE,TRUE", False), ("1,1,1", True), ('"x"', VALUE)],
    "LET": [("x,2,x*3", 6.0), ("x,2,y,x+1,x*y", 6.0), ("x,1/0,1", 1.0), ("x,A1:A1,SUM(x,1)", 4.0)],
    "LAMBDA": [("x,x+1)(2", 3.0), ("x,y,x*y)(2,3", 6.0), ("x,x)(1,2", VALUE)],
    "MAP": [("{1,2,3},LAMBDA(x,x*2)", 2.0), ("{1,2},{10,20},LAMBDA(x,y,x+y)", 11.0)],
    "REDUCE": [("0,{1,2,3},LAMBDA(a,x,a+x)", 6.0), ("1,{2,3,4},LAMBDA(a,x,a*x)", 24.0)],
    "SCAN": [("0,{1,2,3},LAMBDA(a,x,a+x)", 1.0)],
    "BYROW": [("{1,2;3,4},LAMBDA(r,SUM(r))", 3.0)],
    "BYCOL": [("{1,2;3,4},LAMBDA(c,SUM(c))", 4.0)],
    "MAKEARRAY": [("2,2,LAMBDA(r,c,r*10+c)", 11.0), ("0,2,LAMBDA(r,c,r)", VALUE)],
}
