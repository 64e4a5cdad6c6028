"""Examples of CONVERT and of Bessel functions, which Excel computes to about 8 digits, for test_functions."""

import pytest

from sheetgen.values import ErrorValue

NA, NUM, VALUE = ErrorValue.NA, ErrorValue.NUM, ErrorValue.VALUE


def near(number, rel=1e-9):
    return pytest.approx(number, rel=rel)


EXAMPLES = {
    "CONVERT": [
        ('1,"lbm","kg"', near(0.45359237)),
        ('68,"F","C"', near(20.0)),
        ('0,"K","F"', near(-459.67)),
        ('1,"kK","C"', near(726.85)),
        ('2.5,"ft","sec"', NA),
        ('CONVERT(100,"ft","m"),"ft","m"', near(9.290304)),
        ('1,"mi","km"', near(1.609344)),
        ('1,"km2","m^2"', near(1e6)),
        ('1,"gal","l"', near(3.785411784)),
        ('1,"hr","mn"', near(60.0)),
        ('1,"MiB","bit"', NA),
        ('1,"Mibyte","kbit"', near(8388.608)),
        ('1,"HP","W"', near(745.6998715822702)),
        ('1,"M","m"', NA),
        ('TRUE,"m","m"', VALUE),
        ('3,"m","m"', 3.0),
    ],
    "BESSELI": [
        ("1.5,1", near(0.981666428)),
        ("0,0", 1.0),
        ("0,7", 0.0),
        ("1,0", near(1.2660658480342601, 1e-14)),
        ("10,10", near(21.891706, 1e-6)),
        ("-1,3", near(-0.0221684244, 1e-7)),
        ("1,-1", NUM),
        ("TRUE,1", VALUE),
    ],
    "BESSELJ": [
        ("1.9,2", near(0.329925829, 1e-8)),
        ("0,0", near(1.00000000283141, 1e-14)),
        ("0,2", 0.0),
        ("10,1", near(0.04347224965225415, 1e-12)),
        ("10,7", near(0.2167104380031489, 1e-12)),
        ("-10,7", near(-0.2167104380031489, 1e-12)),
        ("2,1.9", near(0.5767248, 1e-7)),
        ("1,-1", NUM),
    ],
    "BESSELK": [("1.5,1", near(0.277387804, 1e-8)), ("10,0", near(1.7780062e-5, 1e-6)), ("0,1", NUM), ("1,-1", NUM)],
    "BESSELY": [("2.5,1", near(0.145918138, 1e-8)), ("10,1", near(0.2490154, 1e-6)), ("0,1", NUM), ("1,-1", NUM)],
}
