"""Examples of functions, `name: [(arguments, value)]`, for test_functions; the cells are those of CELLS there."""

from sheetgen.values import ErrorValue

DIV0, NA, NAME, REF, VALUE = ErrorValue.DIV0, ErrorValue.NA, ErrorValue.NAME, ErrorValue.REF, ErrorValue.VALUE

EXAMPLES = {
    "ISBLANK": [("A7", True), ("A1", False), ('""', False), ("B1", False)],
    "ISNUMBER": [("A1", True), ("A2", False), ("TRUE", False), ("A7", False), ("1/0", False)],
    "ISTEXT": [("A2", True), ("A1", False), ('""', True), ("B1", False)],
    "ISNONTEXT": [("A2", False), ("A1", True), ("A7", True), ("B1", True)],
    "ISLOGICAL": [("A4", True), ('"TRUE"', False), ("1", False)],
    "ISERROR": [("B1", True), ("1/0", True), ("A1", False)],
    "ISERR": [("B1", False), ("1/0", True), ("A1", False)],
    "ISNA": [("B1", True), ("1/0", False), ("A1", False)],
    "ISEVEN": [("-1", False), ("2.5", True), ("A7", True), ("TRUE", VALUE), ('"x"', VALUE), ("A1:A2", VALUE)],
    "ISODD": [("-1", True), ("2.5", False), ('"5"', True), ("TRUE", VALUE), ("{1,2}", True), ("B1", NA)],
    "ISREF": [("A1", True), ("A1:B2", True), ("(A1,B2)", True), ("A1+1", False), ('"A1"', False)],
    "ISFORMULA": [("A1", False), ("Z100", True), ("1", VALUE), ("1/0", DIV0), ("A1:A2", VALUE)],
    "N": [("7", 7.0), ("A3", 0.0), ("TRUE", 1.0), ("A7", 0.0), ("B1", NA), ("A1:A3", 3.0), ('"7"', 0.0)],
    "NA": [("", NA)],
    "TYPE": [
        ("A1", 1.0),
        ("A7", 1.0),
        ('"Mr. "&"x"', 2.0),
        ("TRUE", 4.0),
        ('2+"x"', 16.0),
        ("{1,2;3,4}", 64.0),
        ("A1:A2", 64.0),
        ("LAMBDA(x,x)", 128.0),
    ],
    "ERROR.TYPE": [("#NULL!", 1.0), ("1/0", 2.0), ("B1", 7.0), ("A1", NA), ("#CALC!", 14.0)],
    "SHEET": [("", 1.0), ("A1", 1.0), ('"sheet"', 1.0), ('"none"', NA), ("#REF!", REF), ("1", NA)],
    "SHEETS": [("", 1.0), ("A1:B2", 1.0), ("1", VALUE)],
    "FORMULATEXT": [("Z100", "=FORMULATEXT(Z100)"), ("A1", NA), ("1", VALUE), ("#REF!", REF)],
    "CELL": [
        ('"address",B2', "$B$2"),
        ('"ROW",B2:C9', 2.0),
        ('"col",B2', 2.0),
        ('"contents",A7', 0.0),
        ('"contents",B1', NA),
        ('"type",A3', "l"),
        ('"type",A7', "b"),
        ('"type",A1', "v"),
        ('"size",A1', VALUE),
    ],
}
