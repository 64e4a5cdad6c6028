"""Examples of functions, `name: [(arguments, value)]`, for test_functions; the cells are those of CELLS there."""

import pytest

from sheetgen.values import ErrorValue

NA, NUM, VALUE = ErrorValue.NA, ErrorValue.NUM, ErrorValue.VALUE

EXAMPLES = {
    "SUMPRODUCT": [
        ("{1,2,3},{4,5,6}", 32.0),
        ('{1,"x",3},{4,5,6}', 22.0),
        ("{1,2},{1;2}", VALUE),
        ("({1,2,3}>1)*{10,20,30}", 50.0),
        ("A1:A3", 3.0),
        ("B1:B2", NA),
    ],
    "SUMSQ": [("3,4", 25.0), ("A1:A6", 34.0)],
    "PRODUCT": [("2,3,4", 24.0), ("A1:A6", -15.0), ("A7:A9", 0.0)],
    "SUMXMY2": [("{2,3,9,1,8,7,5},{6,5,11,7,5,4,4}", 79.0), ("{1,2},{1;2}", NA)],
    "SUMX2MY2": [("{2,3,9,1,8,7,5},{6,5,11,7,5,4,4}", -55.0), ("{1,2},{1}", NA)],
    "SUMX2PY2": [("{2,3,9,1,8,7,5},{6,5,11,7,5,4,4}", 521.0), ("{1,2},{1}", NA)],
    "RAND": [("", pytest.approx(0.5, abs=0.5))],
    "RANDBETWEEN": [("3,3", 3.0), ("2.5,3.5", 3.0), ("4,3", NUM)],
    "MMULT": [("{1,3;7,2},{2,0;0,2}", 2.0), ("{1,2},{3;4}", 11.0), ("{1,2},{3,4}", VALUE), ('{1,"x"},{3;4}', VALUE)],
    "MUNIT": [("3", 1.0), ("0", VALUE)],
    "MDETERM": [("{1,3,8,5;1,3,6,1;1,1,1,0;7,3,10,2}", pytest.approx(88.0)), ("{1,2;2,4}", 0.0), ("{1,2}", VALUE)],
    "MINVERSE": [("{4,-1;2,0}", 0.0), ("{1,2;2,4}", NUM), ("{1,2}", VALUE)],
}
