"""Examples of functions, `name: [(arguments, value)]`, for test_functions; the cells are those of CELLS there.

Of a function that gives an array, the first element is compared; test_regression compares the others.
"""

import pytest

from sheetgen.values import ErrorValue

DIV0, NA, NUM, REF, VALUE = ErrorValue.DIV0, ErrorValue.NA, ErrorValue.NUM, ErrorValue.REF, ErrorValue.VALUE


def near(value, rel=1e-13):
    """A number whose last digits are those of the arithmetic."""
    return pytest.approx(value, rel=rel)


#: The pairs of the documentation's examples of SLOPE, INTERCEPT, RSQ and STEYX.
YS, XS = "{2,3,9,1,8,7,5}", "{6,5,11,7,5,4,4}"

#: Where two series cannot be paired, or do not vary.
APART = [
    ("{1,2,3},{1,2}", NA),
    ('{"x",2},{1,"x"}', DIV0),
    ("A7:A9,A7:A9", DIV0),
    ("B1:B2,{1;2}", NA),
]
FLAT = [("{1,2,3},{2,2,2}", DIV0), ("{1},{1}", DIV0)]

CORREL = [
    ("{3,2,4,5,6},{9,7,12,15,17}", near(0.9970544855015816)),
    ("{1,2,3},{6,4,2}", -1.0),
    ("{1,2;3,4},{1;2;3;4}", 1.0),
    ('{1,"x",3,5},{2,9,6,10}', 1.0),
    ("{2,2,2},{1,2,3}", DIV0),
    *FLAT,
    *APART,
]
COVARIANCE_P = [
    ("{3,2,4,5,6},{9,7,12,15,17}", 5.2),
    ("{1},{5}", 0.0),
    ("{2,2},{1,5}", 0.0),
    ("A1:A6,A1:A6", 16.0),
    *APART,
]
FORECAST = [
    ("30,{6,7,9,15,21},{20,28,31,38,40}", near(10.607253086419753)),
    ("5,{3,5,7},{1,2,3}", 11.0),
    ("{5,6},{3,5,7},{1,2,3}", 11.0),
    ("1,{1,2},{3,3}", DIV0),
    ("1,{1,2},{3}", NA),
    ('"x",{1,2},{1,2}', VALUE),
]

EXAMPLES = {
    "CORREL": CORREL,
    "PEARSON": CORREL,
    "RSQ": [(f"{YS},{XS}", near(0.05795019157088122)), ("{1,2,3},{6,4,2}", 1.0), *FLAT, *APART],
    "COVAR": COVARIANCE_P,
    "COVARIANCE.P": COVARIANCE_P,
    "COVARIANCE.S": [("{2,4,8},{5,11,12}", near(29 / 3)), ("{1},{5}", DIV0), ("A1:A6,A1:A6", 32.0), *APART],
    "SLOPE": [
        (f"{YS},{XS}", near(11 / 36)),
        ("{3,5,7},{1,2,3}", 2.0),
        ('{3,5,"x",7},{1,2,9,3}', 2.0),
        ("{2,2},{1,5}", 0.0),
        *FLAT,
        *APART,
    ],
    "INTERCEPT": [
        (f"{YS},{XS}", near(19 / 6)),
        ("{2,3,9,1,8},{6,5,11,7,5}", near(0.04838709677419217, 1e-12)),
        *FLAT,
        *APART,
    ],
    "STEYX": [
        (f"{YS},{XS}", near(3.305718950210041)),
        ("{3,5,7},{1,2,3}", 0.0),
        ("{3,5},{1,2}", DIV0),
        ("{1,2,3},{2,2,2}", DIV0),
        *APART,
    ],
    "FORECAST": FORECAST,
    "FORECAST.LINEAR": FORECAST,
    "FISHER": [
        ("0.75", near(0.9729550745276566)),
        ("0", 0.0),
        ("-0.75", near(-0.9729550745276566)),
        ("1", NUM),
        ("-1", NUM),
        ("2", NUM),
        ('"x"', VALUE),
    ],
    "FISHERINV": [("0.972955", near(0.7499999673941718)), ("0", 0.0), ("-1E300", -1.0), ("1E300", 1.0), ('"x"', VALUE)],
    "LINEST": [
        ("{1,9,5,7},{0,4,2,3}", 2.0),
        ("{1;9;5;7},{0;4;2;3},TRUE,FALSE", 2.0),
        ("{3,5,7}", 2.0),
        ("{3,5,7},,FALSE", near(17 / 7)),
        ("{2,4,6},{1,2,3},FALSE", 2.0),
        ("5,3", 0.0),
        ("{1,2,3},{2,2,2}", 0.0),
        ("{1;2;3},{1;2}", REF),
        ("{1,2;3,4},{1;2;3;4}", REF),
        ('{1,2,"x"}', VALUE),
        ("A1:A6", VALUE),
        ("A7:A9", VALUE),
        ("B1:B2", NA),
        ("{1,2},B1:B2", NA),
        ('{1,2},{1,2},"x"', VALUE),
    ],
    "LOGEST": [
        ("{33100;47300;69000;102000;150000;220000},{11;12;13;14;15;16}", near(1.4632756281161756)),
        ("{2,4,8}", near(2.0)),
        ("{2,4,8},,FALSE", near(2.0)),
        ("{1,0}", NUM),
        ("{1,-1}", NUM),
        ("{1;2;3},{1;2}", REF),
        ("B1:B2", NA),
    ],
    "TREND": [
        ("{3,5,7}", 3.0),
        ("{3,5,7},{1,2,3},5", 11.0),
        ("{3,5,7},,{10,11}", 21.0),
        ("{2;4;6},{1;2;3},{4;5},FALSE", 8.0),
        ("{9;8;4;1},{1,2;2,1;0,1;0,0},{3,3}", near(16.0)),
        ("{9;8;4;1},{1,2;2,1;0,1;0,0},{3;3}", REF),
        ("{1;2;3},{1;2}", REF),
        ('{1;2;3},{1;2;3},{"x"}', VALUE),
        ("B1:B2", NA),
    ],
    "GROWTH": [
        ("{33100;47300;69000;102000;150000;220000},{11;12;13;14;15;16}", near(32618.20377353843)),
        ("{33100;47300;69000;102000;150000;220000},{11;12;13;14;15;16},17", near(320196.71836347226)),
        ("{2,4,8},,{4,5}", near(16.0)),
        ("{2,4,8},{1,2,3},1E9", NUM),
        ("{1,0}", NUM),
        ("{1;2;3},{1;2}", REF),
        ("B1:B2", NA),
    ],
}
