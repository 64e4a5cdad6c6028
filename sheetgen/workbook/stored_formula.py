"""A formula's text as a workbook's file holds it: functions that came after Excel 2007 carry a prefix there.

Source: [MS-XLSX], future functions (`_xlfn.`, for two of them `_xlfn._xlws.`) and the parameters of LET and LAMBDA
(`_xlpm.`). Without the prefixes Excel and LibreOffice show #NAME? until someone enters the formula again.
"""

from __future__ import annotations

import re

_NAMES = """
ACOT ACOTH AGGREGATE ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST BINOM.DIST.RANGE BINOM.INV BITAND
BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV
CHISQ.INV.RT CHISQ.TEST CHOOSECOLS CHOOSEROWS COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COT COTH COVARIANCE.P
COVARIANCE.S CSC CSCH DAYS DECIMAL DETECTLANGUAGE DROP ENCODEURL ERF.PRECISE ERFC.PRECISE EXPAND EXPON.DIST
F.DIST F.DIST.RT F.INV F.INV.RT F.TEST FIELDVALUE FILTER FILTERXML FLOOR.MATH FLOOR.PRECISE FORECAST.ETS
FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR FORMULATEXT GAMMA GAMMA.DIST
GAMMA.INV GAMMALN.PRECISE GAUSS GROUPBY HSTACK HYPGEOM.DIST IFNA IFS IMAGE IMCOSH IMCOT IMCSC IMCSCH IMSEC
IMSECH IMSINH IMTAN ISFORMULA ISOMITTED ISOWEEKNUM LAMBDA LET LOGNORM.DIST LOGNORM.INV MAKEARRAY MAP MAXIFS
MINIFS MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION
PERCENTILE.EXC PERCENTILE.INC PERCENTOF PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA PHI PIVOTBY POISSON.DIST
QUARTILE.EXC QUARTILE.INC QUERYSTRING RANDARRAY RANK.AVG RANK.EQ REDUCE REGEXEXTRACT REGEXREPLACE REGEXTEST RRI
SCAN SEC SECH SEQUENCE SHEET SHEETS SKEW.P SORT SORTBY STDEV.P STDEV.S STOCKHISTORY SWITCH T.DIST T.DIST.2T
T.DIST.RT T.INV T.INV.2T T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW TRANSLATE TRIMRANGE
UNICHAR UNICODE UNIQUE VALUETOTEXT VAR.P VAR.S VSTACK WEBSERVICE WEIBULL.DIST WRAPCOLS WRAPROWS XLOOKUP XMATCH
XOR Z.TEST
"""
_FUTURE = frozenset(_NAMES.split())
_OF_WORKSHEET = frozenset(("FILTER", "SORT"))
_BINDERS = ("LET", "LAMBDA")

_PART = re.compile(
    r"""
      (?P<quoted>"(?:[^"]|"")*"|'(?:[^']|'')*')
    | (?P<function>[^\W\d][\w.]*)(?=\s*\()
    | (?P<word>[$]?[^\W\d][\w.]*(?![\w.!(]))
    | (?P<open>[({])
    | (?P<close>[)}])
    """,
    re.VERBOSE,
)
_LETTER = re.compile(r"""["](?:[^"]|"")*["]|'(?:[^']|'')*'|.""", re.DOTALL)
_CALL = re.compile(r"([^\W\d][\w.]*)\s*\(")
_NAME = re.compile(r"\s*[^\W\d][\w.]*\s*")


def stored_formula(formula: str) -> str:
    """The formula, without its equals sign, with the prefixes that a file needs."""
    if _FUTURE.isdisjoint(_CALL.findall(formula.upper())):
        return formula
    bound: list[tuple[int, frozenset[str]]] = []
    depth = 0

    def part(match: re.Match[str]) -> str:
        nonlocal depth
        text = match[0]
        match match.lastgroup:
            case "function":
                name = text.upper()
                if name in _BINDERS:
                    bound.append((depth, _variables(name, formula, match.end())))
                elif any(text.lower() in names for _, names in bound):
                    return f"_xlpm.{text}"
                if name in _FUTURE:
                    return f"_xlfn.{'_xlws.' * (name in _OF_WORKSHEET)}{text}"
            case "word" if any(text.lower() in names for _, names in bound):
                return f"_xlpm.{text}"
            case "open":
                depth += 1
            case "close":
                depth -= 1
                while bound and bound[-1][0] >= depth:
                    bound.pop()
        return text

    return _PART.sub(part, formula)


def _variables(binder: str, formula: str, start: int) -> frozenset[str]:
    """The names that a LET or LAMBDA binds, in lower case; its opening parenthesis is the next after `start`.

    LAMBDA's are all arguments before the last, LET's every second of these: the others are values, which may be a cell
    (`LET(x, A1, x^2)`) or another name.
    """
    depth = 0
    arguments = [""]
    for match in _LETTER.finditer(formula, start):
        text = match[0]
        depth += (text in ("(", "{")) - (text in (")", "}"))
        if depth == 0:
            break
        if text == "," and depth == 1:
            arguments.append("")
        elif text != "(" or depth > 1:
            arguments[-1] += text
    names = arguments[:-1] if binder == "LAMBDA" else arguments[:-1:2]
    return frozenset(name.strip().lower() for name in names if _NAME.fullmatch(name))
