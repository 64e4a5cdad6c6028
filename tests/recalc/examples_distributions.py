"""Examples of distributions, from Excel's documentation, for test_functions."""

import pytest

from sheetgen.values import ErrorValue

DIV0, NA, NUM, VALUE = ErrorValue.DIV0, ErrorValue.NA, ErrorValue.NUM, ErrorValue.VALUE


def near(number):
    return pytest.approx(number, rel=1e-5)


NORMAL = [("42,40,1.5,TRUE", near(0.9087888)), ("42,40,1.5,FALSE", near(0.10934)), ("1,1,0,TRUE", NUM)]
NORMAL_INVERSE = [("0.908789,40,1.5", near(42.000002)), ("0,1,1", NUM), ("1,1,1", NUM), ("0.5,1,0", NUM)]
LOGNORMAL_INVERSE = [("0.039084,3.5,1.2", near(4.0000252)), ("0,1,1", NUM)]
CONFIDENCE = [("0.05,2.5,50", near(0.692951912)), ("0,1,1", NUM), ("0.1,0,1", NUM), ("0.1,1,0", NUM)]
T_INVERSE_2 = [("0.546449,60", near(0.606533)), ("1,5", pytest.approx(0, abs=1e-12)), ("0,5", NUM), ("0.5,0", NUM)]
F_RIGHT = [("15.20686486,6,4", near(0.01)), ("-1,6,4", NUM), ("1,0.5,4", NUM), ("0,6.9,4", 1.0)]
F_RIGHT_INVERSE = [("0.01,6,4", near(15.20686)), ("1.1,6,4", NUM), ("0,6,4", NUM)]
CHI_RIGHT = [("18.307,10", near(0.0500006)), ("-1,10", NUM), ("1,0", NUM)]
CHI_RIGHT_INVERSE = [("0.050001,10", near(18.306973)), ("1.5,10", NUM), ("0.5,0.5", NUM), ("0,10", NUM)]
GAMMA = [
    ("10.00001131,9,2,FALSE", near(0.03263913)),
    ("10.00001131,9,2,TRUE", near(0.068094)),
    ("0,1,2,FALSE", 0.5),
    ("0,2,2,FALSE", 0.0),
    ("0,0.5,2,FALSE", NUM),
    ("-1,1,1,TRUE", NUM),
]
GAMMA_INVERSE = [("0.068094,9,2", near(10.0000112)), ("1,9,2", NUM), ("0.5,0,2", NUM)]
EXPONENTIAL = [("0.2,10,TRUE", near(0.86466472)), ("0.2,10,FALSE", near(1.35335283)), ("-1,1,TRUE", NUM)]
WEIBULL = [("105,20,100,TRUE", near(0.929581)), ("105,20,100,FALSE", near(0.035589)), ("1,0,1,TRUE", NUM)]
BETA_INVERSE = [("0.685470581,8,10,1,3", near(2.0)), ("0.5,1,1", near(0.5)), ("0,1,1", NUM), ("1,1,1", NUM)]
BINOMIAL = [
    ("6,10,0.5,FALSE", near(0.2050781)),
    ("6.9,10,0.5,TRUE", near(0.828125)),
    ("11,10,0.5,TRUE", NUM),
    ("1,10,1.1,TRUE", NUM),
    ("1,1E+30,0.5,TRUE", NUM),
]
BINOMIAL_INVERSE = [("6,0.5,0.75", 4.0), ("6,1,0.5", NUM), ("6,0.5,0", NUM)]
POISSON = [
    ("2,5,TRUE", near(0.124652)),
    ("2,5,FALSE", near(0.084224)),
    ("0,0,FALSE", 1.0),
    ("30,20,FALSE", near(0.00834353)),
    ("-1,5,TRUE", NUM),
]
SAMPLES = "{3;4;5;8;9;1;2;4;5},{6;19;3;2;14;4;5;17;1}"
T_TEST = [
    (f"{SAMPLES},2,1", near(0.196016)),
    (f"{SAMPLES},2,2", near(0.191996)),
    (f"{SAMPLES},1,3", near(0.10114696168)),
    ("{1,2},{1,2,3},2,1", NA),
    ("{1,1},{2,2},2,2", DIV0),
    ("{1,1},{2,2},2,3", DIV0),
    ("{1,2},{2,2},3,2", NUM),
    ("B1:B2,A1:A2,2,1", NA),
]
F_TEST = [("{6,7,9,15,21},{20,28,31,38,40}", near(0.64831785)), ("{1},{1,2}", DIV0), ("{1,1},{1,2}", DIV0)]
CHI_TEST = [
    ("{58,35;11,25;10,23},{45.35,47.65;17.56,18.44;16.09,16.91}", near(0.00030819)),
    ("{1,2},{1}", NA),
    ("{1},{1}", NA),
    ("{1,2},{1,0}", DIV0),
    ("{1,2},{1,-1}", NUM),
    ("{1,2},{1,2}", 1.0),
]
Z_DATA = "{3,6,7,8,6,5,4,2,1,9}"
Z_TEST = [
    (f"{Z_DATA},4", near(0.090574)),
    (f"{Z_DATA},6", near(0.863043)),
    (f"{Z_DATA},4,2.7", near(0.0988146276)),
    ("{1,1},4", DIV0),
    ("A9:A9,1", NA),
    ("{1,2},1,0", NUM),
]

EXAMPLES = {
    "PHI": [("0.75", near(0.301137432)), ('"x"', VALUE)],
    "GAUSS": [("2", near(0.47724987)), ("0", 0.0)],
    "NORM.S.DIST": [("1.333333,TRUE", near(0.908788726)), ("1.333333,FALSE", near(0.164010148)), ("0,TRUE", 0.5)],
    "NORMSDIST": [("1.333333", near(0.908788726)), ("0", 0.5)],
    "NORM.S.INV": [("0.908789", near(1.3333347)), ("0", NUM), ("1", NUM)],
    "NORMSINV": [("0.908789", near(1.3333347))],
    "NORM.DIST": NORMAL,
    "NORMDIST": NORMAL,
    "NORM.INV": NORMAL_INVERSE,
    "NORMINV": NORMAL_INVERSE,
    "LOGNORM.DIST": [("4,3.5,1.2,TRUE", near(0.0390836)), ("4,3.5,1.2,FALSE", near(0.0176176)), ("0,1,1,TRUE", NUM)],
    "LOGNORM.INV": LOGNORMAL_INVERSE,
    "LOGINV": LOGNORMAL_INVERSE,
    "CONFIDENCE.NORM": CONFIDENCE,
    "CONFIDENCE": CONFIDENCE,
    "CONFIDENCE.T": [("0.05,1,50", near(0.284196855)), ("0.05,1,1", DIV0), ("0,1,2", NUM)],
    "T.DIST": [
        ("60,1,TRUE", near(0.99469533)),
        ("8,3,FALSE", near(0.00073691)),
        ("0,5,TRUE", 0.5),
        ("1,0,TRUE", NUM),
    ],
    "T.DIST.2T": [("1.959999998,60", near(0.054645)), ("-1,60", NUM)],
    "T.DIST.RT": [("1.959999998,60", near(0.027322465)), ("-1.959999998,60.9", near(0.972678)), ("1,0", NUM)],
    "TDIST": [("1.959999998,60,2", near(0.054645)), ("1.959999998,60,1", near(0.027322465)), ("1,60,3", NUM)],
    "T.INV": [("0.75,2", near(0.8164966)), ("0.25,2", near(-0.8164966)), ("0,2", NUM), ("1,2", NUM)],
    "T.INV.2T": T_INVERSE_2,
    "TINV": T_INVERSE_2,
    "F.DIST": [
        ("15.2069,6,4,TRUE", near(0.99)),
        ("15.2069,6,4,FALSE", near(0.0012238)),
        ("0,2,4,FALSE", 1.0),
        ("0,3,4,FALSE", 0.0),
        ("0,1,4,FALSE", NUM),
        ("-1,2,4,TRUE", NUM),
    ],
    "F.DIST.RT": F_RIGHT,
    "FDIST": F_RIGHT,
    "F.INV": [("0.01,6,4", near(0.10930991)), ("0,6,4", 0.0), ("1,6,4", NUM), ("-1,6,4", NUM)],
    "F.INV.RT": F_RIGHT_INVERSE,
    "FINV": F_RIGHT_INVERSE,
    "CHISQ.DIST": [("0.5,1,TRUE", near(0.52049988)), ("2,3,FALSE", near(0.20755375)), ("1,0,TRUE", NUM)],
    "CHISQ.DIST.RT": CHI_RIGHT,
    "CHIDIST": CHI_RIGHT,
    "CHISQ.INV": [("0.93,1", near(3.283020287)), ("0.6,2", near(1.832581464)), ("1,1", NUM), ("0,1", 0.0)],
    "CHISQ.INV.RT": CHI_RIGHT_INVERSE,
    "CHIINV": CHI_RIGHT_INVERSE,
    "GAMMA.DIST": GAMMA,
    "GAMMADIST": GAMMA,
    "GAMMA.INV": GAMMA_INVERSE,
    "GAMMAINV": GAMMA_INVERSE,
    "EXPON.DIST": EXPONENTIAL,
    "EXPONDIST": EXPONENTIAL,
    "WEIBULL.DIST": WEIBULL,
    "WEIBULL": WEIBULL,
    "BETA.DIST": [
        ("2,8,10,TRUE,1,3", near(0.6854706)),
        ("2,8,10,FALSE,1,3", near(1.4837646)),
        ("4,8,10,TRUE,1,3", NUM),
        ("0.5,0,1,TRUE", NUM),
    ],
    "BETA.INV": BETA_INVERSE,
    "BETAINV": BETA_INVERSE,
    "BINOM.DIST": BINOMIAL,
    "BINOMDIST": BINOMIAL,
    "BINOM.DIST.RANGE": [
        ("60,0.75,48", near(0.083975)),
        ("60,0.75,45,50", near(0.5236298)),
        ("10000,0.5,0,10000", near(1.0)),
        ("60,0.75,50,45", NUM),
        ("60,0.75,61", NUM),
    ],
    "BINOM.INV": BINOMIAL_INVERSE,
    "CRITBINOM": BINOMIAL_INVERSE,
    "NEGBINOM.DIST": [
        ("10,5,0.25,TRUE", near(0.3135141)),
        ("10,5,0.25,FALSE", near(0.0550487)),
        ("10,0,0.25,TRUE", NUM),
        ("1,1,1,TRUE", NUM),
    ],
    "HYPGEOM.DIST": [
        ("1,4,8,20,TRUE", near(0.4654282)),
        ("1,4,8,20,FALSE", near(0.3632611)),
        ("5,4,8,20,TRUE", NUM),
        ("0,15,8,20,TRUE", NUM),
        ("1,21,8,20,TRUE", NUM),
    ],
    "POISSON.DIST": POISSON,
    "POISSON": POISSON,
    "T.TEST": T_TEST,
    "TTEST": T_TEST,
    "F.TEST": F_TEST,
    "FTEST": F_TEST,
    "CHISQ.TEST": CHI_TEST,
    "CHITEST": CHI_TEST,
    "Z.TEST": Z_TEST,
    "ZTEST": Z_TEST,
}
