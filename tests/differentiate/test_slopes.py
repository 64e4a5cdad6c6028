"""Every derivative that a function carries, against differences of the function's own values."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetgen.differentiate import gradient
from sheetgen.recalc import recalculate
from sheetgen.recalc.functions.registry import Rule, registry
from sheetgen.sheet import Address, Place

#: Where each argument lies: apart from each other, and from whole numbers, where functions jump.
RANGES = {"A1": (0.1, 0.9), "A2": (1.1, 1.9), "A3": (2.1, 2.9), "A4": (3.1, 3.9), "A5": (-0.9, -0.1)}
#: Cells that stay.
OTHERS = {"B1": 1.0, "B2": 2.0, "B3": 1.0, "C1": "x", "C2": True}

#: A formula for each function, or several.
FORMULAS = {
    "ABS": "ABS(A1)+3*ABS(A5)",
    "ACOS": "ACOS(A5)",
    "ACOSH": "ACOSH(A2)",
    "ACOT": "ACOT(A5)",
    "ACOTH": ["ACOTH(A2)", "ACOTH(A4)"],
    "ANCHORARRAY": "SUM(A1:A2)",
    "ASIN": "ASIN(A1)",
    "ASINH": "ASINH(A5)",
    "ATAN": "ATAN(A5*3)",
    "ATAN2": "ATAN2(A5,A1)",
    "ATANH": "ATANH(A1)",
    # No number may be near the mean, where its distance has a kink.
    "AVEDEV": "AVEDEV(A1:A2,A3+10,A4+10)",
    "AVERAGE": "AVERAGE(A1:A3,A4*2)",
    "AVERAGEA": "AVERAGEA(A1:A3,C1:C2)",
    "AVERAGEIF": "AVERAGEIF(B1:B3,1,A1:A3)",
    "AVERAGEIFS": 'AVERAGEIFS(A1:A3,B1:B3,"<2")',
    "BYCOL": "SUM(BYCOL(A1:A3,LAMBDA(c,PRODUCT(c))))",
    "BYROW": "SUM(BYROW(A1:A3,LAMBDA(r,SUMSQ(r))))",
    "CEILING": "CEILING(A3,A1+10)",
    "CEILING.MATH": "CEILING.MATH(A5,0.77*B2)",
    "CEILING.PRECISE": "CEILING.PRECISE(A5,0.95)",
    "CHOOSE": "CHOOSE(2,A1,A2*A3)",
    "CHOOSECOLS": "SUM(CHOOSECOLS(A1:B3,1)*A4)",
    "CHOOSEROWS": "PRODUCT(CHOOSEROWS(A1:A3,3,1))",
    "COS": "COS(A3)",
    "COSH": "COSH(A5)",
    "COT": "COT(A1)",
    "COTH": "COTH(A5)",
    "CSC": "CSC(A1)",
    "CSCH": "CSCH(A5)",
    "DEGREES": "DEGREES(A1)",
    "DEVSQ": "DEVSQ(A1:A4)",
    "DROP": "PRODUCT(DROP(A1:A3,1))",
    "ERF": ["ERF(A1)", "ERF(A1,A2)"],
    "ERF.PRECISE": "ERF.PRECISE(A5)",
    "ERFC": "ERFC(A1)",
    "ERFC.PRECISE": "ERFC.PRECISE(A5)",
    "EXP": "EXP(A5*A2)",
    "EXPAND": "PRODUCT(EXPAND(A1:A2,3,1,A3))",
    "FILTER": "PRODUCT(FILTER(A1:A3,B1:B3=1))",
    "FLOOR": "FLOOR(A4+11,A1+10)",
    "FLOOR.MATH": "FLOOR.MATH(A5,0.95)",
    "FLOOR.PRECISE": "FLOOR.PRECISE(A5,0.95)",
    "GAUSS": "GAUSS(A5)",
    "GEOMEAN": "GEOMEAN(A1:A3,A4)",
    "HARMEAN": "HARMEAN(A1:A4)",
    "HLOOKUP": "HLOOKUP(1,HSTACK(B1:B2,A1:A2),2,FALSE)*A1",
    "HSTACK": "PRODUCT(HSTACK(A1:A2,A3:A4))",
    "IF": ["IF(A1>0,A2*A3,A4)", "SUMPRODUCT(IF(A1:A5>1,A1:A5*A2,A3))"],
    "IFERROR": "IFERROR(A1/0,A2*A3)",
    "IFNA": "IFNA(A1*A2,A3)",
    "IFS": "IFS(A1>5,A2,A1>0,A2*A3)",
    "INDEX": ["INDEX(A1:A3,2)*A1", "INDEX(A1:B3,B2,1)^2"],
    "INDIRECT": 'INDIRECT("A"&B2)^2',
    "ISO.CEILING": "ISO.CEILING(A5,0.95)",
    "KURT": "KURT(A1:A5)",
    "LAMBDA": "LAMBDA(x,y,x*y^2)(A1,A2)",
    "LARGE": "LARGE(A1:A5,2)*A1",
    "LET": "LET(x,A1*A2,y,x+A3,x*y)",
    "LN": "LN(A1)",
    "LOG": ["LOG(A3)", "LOG(A1,A2)"],
    "LOG10": "LOG10(A2)",
    "LOOKUP": "LOOKUP(2,B1:B2,A1:A2)^2",
    "MAKEARRAY": "SUM(MAKEARRAY(2,2,LAMBDA(r,c,A1^r*A2^c)))",
    "MAP": "SUM(MAP(A1:A3,LAMBDA(x,x*x*A4)))",
    "MAX": "MAX(A1:A5)*A1",
    "MAXA": "MAXA(A2:A4,C1:C2)^2",
    "MAXIFS": "MAXIFS(A1:A3,B1:B3,1)^2",
    "MDETERM": "MDETERM(HSTACK(A1:A2,A3:A4))",
    "MEDIAN": ["MEDIAN(A1:A3)", "MEDIAN(A1:A4)"],
    "MIN": "MIN(A1:A5,7)*A1",
    "MINA": "MINA(A2:A4)^2",
    "MINIFS": "MINIFS(A1:A3,B1:B3,1)^2",
    "MINVERSE": "SUM(MINVERSE(HSTACK(A1:A2,A4:A5))*{1,2;3,4})",
    "MMULT": "SUM(MMULT(A1:A3,TRANSPOSE(A2:A4))*A5)",
    "MOD": ["MOD(A4*10,30)", "MOD(A2,A3)"],
    "MROUND": "MROUND(A4,2.9)",
    "N": "N(A1)*A2",
    "NORM.DIST": ["NORM.DIST(A1,A2,A3,TRUE)", "NORM.DIST(A1,A2,A3,FALSE)"],
    "NORM.INV": "NORM.INV(A1,A2,A3)",
    "NORM.S.DIST": ["NORM.S.DIST(A5,TRUE)", "NORM.S.DIST(A1,FALSE)"],
    "NORM.S.INV": "NORM.S.INV(A1)",
    "NORMDIST": "NORMDIST(A5,A2,A3,TRUE)",
    "NORMINV": "NORMINV(A1,A2,A3)",
    "NORMSDIST": "NORMSDIST(A5)",
    "NORMSINV": "NORMSINV(A1)",
    "NPV": "NPV(A1,A2:A4,A5)",
    "OFFSET": "OFFSET(A1,1,0)^2",
    "PERCENTILE": "PERCENTILE(A1:A5,0.3)",
    "PERCENTILE.EXC": "PERCENTILE.EXC(A1:A5,0.3)",
    "PERCENTILE.INC": "PERCENTILE.INC(A1:A5,A1/100+0.3)",
    "PHI": "PHI(A2)",
    "POWER": ["POWER(A1,A2)", "POWER(A5,3)", "A2^A5"],
    "PRODUCT": "PRODUCT(A1:A5,2)",
    "QUARTILE": "QUARTILE(A1:A5,1)",
    "QUARTILE.EXC": "QUARTILE.EXC(A1:A5,1)",
    "QUARTILE.INC": "QUARTILE.INC(A1:A4,1)",
    "RADIANS": "RADIANS(A1)",
    "REDUCE": "REDUCE(A1,A2:A4,LAMBDA(a,b,a*b+b))",
    "SCAN": "SUM(SCAN(A1,A2:A4,LAMBDA(a,b,a*b)))",
    "SEC": "SEC(A1)",
    "SECH": "SECH(A5)",
    "SIN": "SIN(A3)",
    "SINGLE": "SINGLE(A1)^2",
    "SINH": "SINH(A5)",
    "SKEW": "SKEW(A1:A5)",
    "SKEW.P": "SKEW.P(A1:A5)",
    "SMALL": "SMALL(A1:A5,2)*A1",
    "SORT": "SUM(SORT(A1:A3,1,-1)*{1;2;3})",
    "SORTBY": "SUM(SORTBY(A1:A3,B1:B3)*{1;2;3})",
    "SQRT": "SQRT(A1)",
    "SQRTPI": "SQRTPI(A1)",
    "STANDARDIZE": "STANDARDIZE(A1,A2,A3)",
    "STDEV": "STDEV(A1:A4)",
    "STDEV.P": "STDEV.P(A1:A4)",
    "STDEV.S": "STDEV.S(A1:A4)",
    "STDEVA": "STDEVA(A1:A4,C1:C2)",
    "STDEVP": "STDEVP(A1:A4)",
    "STDEVPA": "STDEVPA(A1:A4,C1:C2)",
    "SUM": ["SUM(A1:A3,A4^2,A5)", "SUM(A:A)"],
    "SUMIF": 'SUMIF(B1:B3,"<2",A1:A3)*A1',
    "SUMIFS": "SUMIFS(A1:A3,B1:B3,1)*A2",
    "SUMPRODUCT": "SUMPRODUCT(A1:A3,A2:A4,B1:B3)",
    "SUMSQ": "SUMSQ(A1:A5)",
    "SUMX2MY2": "SUMX2MY2(A1:A3,A2:A4)",
    "SUMX2PY2": "SUMX2PY2(A1:A3,A2:A4)",
    "SUMXMY2": "SUMXMY2(A1:A3,A2:A4)",
    "SWITCH": "SWITCH(B2,1,A1,2,A2*A3)",
    "TAKE": "PRODUCT(TAKE(A1:A4,2))",
    "TAN": "TAN(A1)",
    "TANH": "TANH(A5)",
    "TOCOL": "PRODUCT(TOCOL(A1:B2))",
    "TOROW": "PRODUCT(TOROW(A1:B2))",
    "TRANSPOSE": "SUM(TRANSPOSE(A1:A3)*{1,2,3})",
    "TRIMMEAN": "TRIMMEAN(A1:A5,0.4)",
    "UNIQUE": "PRODUCT(UNIQUE(A1:A3))",
    "VAR": "VAR(A1:A4)",
    "VAR.P": "VAR.P(A1:A4)",
    "VAR.S": "VAR.S(A1:A4)",
    "VARA": "VARA(A1:A4,C1:C2)",
    "VARP": "VARP(A1:A4)",
    "VARPA": "VARPA(A1:A4,C1:C2)",
    "VLOOKUP": "VLOOKUP(2,HSTACK(B1:B2,A1:A2),2,FALSE)*A1",
    "VSTACK": "PRODUCT(VSTACK(A1:A2,A3))",
    "WRAPCOLS": "SUM(WRAPCOLS(A1:A4,2)*{1,2;3,4})",
    "WRAPROWS": "SUM(WRAPROWS(A1:A4,2)*{1,2;3,4})",
    "XLOOKUP": "XLOOKUP(2,B1:B3,A1:A3)^2",
}
OPERATORS = ["A1+A2-A3", "A1*A2/A3", "-A1%", "A1^2/2-A2^3", "(A1-A2)/(A3*A3)", "+A1--A2", "2^A1", "A1*A1*A1", "A1-A1"]


def differentiable():
    """The functions that carry a derivative which is not 0 everywhere."""
    flat = (None, Rule.STEPS, Rule.CONSTANT)
    return {name for name, function in registry().items() if function.derivative not in flat}


def test_every_function_with_a_derivative_is_differentiated_here():
    assert differentiable() == set(FORMULAS)


def formulas():
    for name, texts in FORMULAS.items():
        for text in [texts] if isinstance(texts, str) else texts:
            yield pytest.param(text, id=f"{name}: {text}")
    yield from OPERATORS


def difference(call, point, weights):
    """The central difference of fourth order in a direction."""
    step = 1e-3
    moved = [call({name: point[name] + k * step * weights[name] for name in point}) for k in (1, -1, 2, -2)]
    return (8 * (moved[0] - moved[1]) - (moved[2] - moved[3])) / (12 * step)


@pytest.mark.parametrize("formula", list(formulas()))
@settings(max_examples=5)
@given(data=st.data())
def test_derivatives_are_those_of_the_functions_own_values(make_grid, formula, data):
    point = {name: data.draw(st.floats(low, high), label=name) for name, (low, high) in RANGES.items()}
    # No weight is 0, so that every derivative counts.
    weights = {name: data.draw(st.floats(0.5, 1.5), label=f"∂{name}") for name in point}

    def call(cells):
        return recalculate(make_grid({**OTHERS, **cells, "Z9": f"={formula}"}))["Z9"]

    values = recalculate(make_grid({**OTHERS, **point, "Z9": f"={formula}"}))
    places = {name: Place("Sheet", Address.parse(name)) for name in (*point, "Z9")}
    found = gradient(values, [places["Z9"]], [places[name] for name in point])
    slopes = {name: found.at(places[name]) for name in point}
    slack = 1e-6 * (1 + abs(values["Z9"]) + max(map(abs, slopes.values())))
    expected = difference(call, point, weights)
    assert sum(weights[name] * slopes[name] for name in point) == pytest.approx(expected, abs=slack)
    # The bounds say much more.
    assert all(found.error(places[name]) <= slack for name in point)


STEPS = {
    "ROUND": "ROUND(A1,1)",
    "INT": "INT(A3)",
    "TRUNC": "TRUNC(A3)",
    "ROUNDUP": "ROUNDUP(A1,1)",
    "ROUNDDOWN": "ROUNDDOWN(A1,1)",
    "EVEN": "EVEN(A1)",
    "ODD": "ODD(A1)",
    "SIGN": "SIGN(A5)",
    "QUOTIENT": "QUOTIENT(A4,A2)",
    "CEILING": "CEILING(A1,1)",
    "FLOOR": "FLOOR(A1,1)",
    "MROUND": "MROUND(A1,1)",
    "MATCH": "MATCH(A2,A1:A4)",
    "RANK": "RANK(A2,A1:A4)",
    "COUNTIF": 'COUNTIF(A1:A4,">1")',
    "FACT": "FACT(A3)",
}


@pytest.mark.parametrize(("name", "formula"), STEPS.items())
def test_a_function_that_is_constant_between_jumps_has_the_derivative_0_and_is_named(make_grid, name, formula):
    point = {name: low + 0.33 for name, (low, _) in RANGES.items()}
    values = recalculate(make_grid({**point, "Z9": f"=A1*A1+{formula}"}))
    found = gradient(values, [Place("Sheet", Address.parse("Z9"))])
    assert found["A1"] == 2 * point["A1"]
    assert found["A2"] == found["A3"] == found["A4"] == found["A5"] == 0
    assert [str(finding) for finding in found.findings] == [
        f"Sheet!Z9: {name} is constant between jumps: its derivative is 0"
    ]
