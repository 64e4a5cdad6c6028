"""Examples of functions, `name: [(arguments, value)]`, for test_functions; the cells are those of CELLS there."""

import math

import pytest

from sheetgen.values import ErrorValue

DIV0, NA, NUM, VALUE = ErrorValue.DIV0, ErrorValue.NA, ErrorValue.NUM, ErrorValue.VALUE

#: The breaking strengths of the documentation's examples.
STRENGTHS = "{1345,1301,1368,1322,1310,1370,1318,1350,1303,1299}"

VAR_S = [
    (STRENGTHS, pytest.approx(754.2666666666667, rel=1e-14)),
    ("1,2,3,4", 5 / 3),
    # The digits of a large mean are not lost.
    ("100000000000001,100000000000002,100000000000003", 1.0),
    ("7,7,7", 0.0),
    ("A1:A6", 32.0),
    ('1,TRUE,"4"', 3.0),
    ("5", DIV0),
    ("A7:A9", DIV0),
    ("B1:B2", NA),
    ('1,"x"', VALUE),
    ("1E200,-1E200", NUM),
]
VAR_P = [
    (STRENGTHS, pytest.approx(678.84, rel=1e-14)),
    ("1,2,3,4", 1.25),
    ("100000000000001,100000000000002,100000000000003", 2 / 3),
    ("A1:A6", 16.0),
    ("5", 0.0),
    ("A7:A9", DIV0),
    ("B1:B2", NA),
]
STDEV_S = [
    (STRENGTHS, pytest.approx(27.46391571984349, rel=1e-14)),
    ("1,3", math.sqrt(2)),
    ("2,2", 0.0),
    ("A1:A6", math.sqrt(32)),
    ("5", DIV0),
    ("A7:A9", DIV0),
    ("B1:B2", NA),
]
STDEV_P = [
    (STRENGTHS, pytest.approx(26.054558142482477, rel=1e-14)),
    ("2,4,4,4,5,5,7,9", 2.0),
    ("A1:A6", 4.0),
    ("5", 0.0),
    ("A7:A9", DIV0),
    ("B1:B2", NA),
]

EXAMPLES = {
    "VAR": VAR_S,
    "VAR.S": VAR_S,
    "VARP": VAR_P,
    "VAR.P": VAR_P,
    "STDEV": STDEV_S,
    "STDEV.S": STDEV_S,
    "STDEVP": STDEV_P,
    "STDEV.P": STDEV_P,
    # In A1:A6 are 3, two texts, TRUE, FALSE and -5: 3, 0, 0, 1, 0, -5.
    "VARA": [
        ("A1:A6", pytest.approx(209 / 30, rel=1e-14)),
        ("1,TRUE,4", 3.0),
        ("A3", DIV0),
        ("B1", NA),
        ('1,"x"', VALUE),
    ],
    "VARPA": [
        ("A1:A6", pytest.approx(209 / 36, rel=1e-14)),
        ("A3:A5", 2 / 9),
        ("A3", 0.0),
        ("A7:A9", DIV0),
        ("B1:B2", NA),
    ],
    "STDEVA": [("A1:A6", pytest.approx(math.sqrt(209 / 30), rel=1e-14)), ("A4:A5", math.sqrt(0.5)), ("A7", DIV0)],
    "STDEVPA": [("A1:A6", pytest.approx(math.sqrt(209 / 36), rel=1e-14)), ("A4:A5", 0.5), ("A7", DIV0), ("B1", NA)],
    "DEVSQ": [("4,5,8,7,11,4,3", 48.0), ("A1:A6", 32.0), ("5", 0.0), ("A7:A9", NUM), ("B1:B2", NA)],
    "AVEDEV": [
        ("4,5,6,7,5,4,3", pytest.approx(1.0204081632653061, rel=1e-14)),
        ("A1:A6", 4.0),
        ("5", 0.0),
        ("A7:A9", NUM),
        ("B1:B2", NA),
        ('1,"x"', VALUE),
    ],
    "STANDARDIZE": [("42,40,1.5", 2 / 1.5), ("1,2,0", NUM), ("1,2,-1", NUM), ('"x",1,1', VALUE), ("{5,1},3,2", 1.0)],
    "SKEW": [
        ("3,4,5,2,3,4,5,6,4,7", pytest.approx(0.3595430714067974, rel=1e-13)),
        ("1,2,3", 0.0),
        ("1,2", DIV0),
        ("2,2,2", DIV0),
        ("A1:A6", DIV0),
        ("B1:B2", NA),
    ],
    "SKEW.P": [
        ("3,4,5,2,3,4,5,6,4,7", pytest.approx(0.303193339354144, rel=1e-13)),
        ("1,2,3", 0.0),
        ("1,2", DIV0),
        ("2,2,2", DIV0),
        ("B1:B2", NA),
    ],
    "KURT": [
        ("3,4,5,2,3,4,5,6,4,7", pytest.approx(-0.1517996372084021, rel=1e-12)),
        ("1,2,3,4", pytest.approx(-1.2, rel=1e-13)),
        ("1,2,3", DIV0),
        ("2,2,2,2", DIV0),
        ("B1:B2", NA),
    ],
    "GEOMEAN": [
        ("4,5,8,7,11,4,3", pytest.approx(5.476986969656962, rel=1e-14)),
        ("2,8", 4.0),
        ("{1E200,1E250}", pytest.approx(1e225, rel=1e-12)),
        ("{1E-200,1E-250}", pytest.approx(1e-225, rel=1e-12)),
        ('47,"47"', 47.0),
        ("A1:A2", 3.0),
        ("1,0", NUM),
        ("A1:A6", NUM),
        ("A7:A9", NUM),
        ("B1:B2", NA),
        ('"x"', VALUE),
    ],
    "HARMEAN": [
        ("4,5,8,7,11,4,3", pytest.approx(5.028375962061728, rel=1e-14)),
        ("2,2,8,8", 3.2),
        ("A1:A2", 3.0),
        ("1,0", NUM),
        ("A1:A6", NUM),
        ("B1:B2", NA),
        ('"x"', VALUE),
    ],
}
