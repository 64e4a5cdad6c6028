"""Formulas that would take all memory, all of the stack, or for ever."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from benchmarks.hostile.books import book, column, formula, parts, zipped
from benchmarks.hostile.case import Case

_AUDIT = ("audit", "FILE")
_RECALC = ("recalc", "FILE")
#: Answered with a value, or refused.
_EITHER = (0, 1, 2)


def formulas() -> Iterator[Case]:
    """Every case of these kinds."""
    for name, text in _LARGE.items():
        yield Case("large arrays", name, "book.xlsx", book(text), _RECALC, _EITHER)
    # An audit asks another calculator for what sheetgen lacks; it must not for what it refuses.
    for name, others, says in (
        ("a column compared with a row, audited", [], "steps: sheetgen --max-steps N allows more"),
        ("the same beside a function that is missing", ["NOSUCHFUNCTION(1)"], "NOSUCHFUNCTION is not supported"),
    ):
        yield Case("large arrays", name, "book.xlsx", book(_COMPARED, *others), (*_AUDIT, "--json"), (0,), says)
    for name, text in _DEEP.items():
        yield Case("deep formulas", name, "book.xlsx", book(text), _RECALC, _EITHER)
    for name, text in _PATTERNS.items():
        yield Case("patterns", name, "book.xlsx", book(text), _RECALC, _EITHER)
    yield from _names()
    yield from _many_cells()
    yield from _active()


_COMPARED = "SUMPRODUCT((ROW(A1:A20000)=TRANSPOSE(ROW(B1:B20000)))*1)"
_LARGE = {
    "a sum of the whole sheet": "SUM(B1:XFD1048576)",
    "a sum of whole columns": "SUM(B:XFD)",
    "the whole sheet as an array": "SUM(B1:XFD1048576*1)",
    "a million blanks as an array": "SUM(B1:B1000000*1)",
    "arrays of a million by a million": "SUM(SEQUENCE(1000000,1000000))",
    "ten million numbers": "SUM(SEQUENCE(1000000,10))",
    "ten million random numbers": "SUM(RANDARRAY(1000000,10))",
    "a row by a column": "SUM(SEQUENCE(100000)*SEQUENCE(1,16000))",
    "a unit matrix": "SUM(MUNIT(30000))",
    "a matrix product": "SUM(MMULT(SEQUENCE(20000),SEQUENCE(1,16000)))",
    "a matrix product, cubed": "SUM(MMULT(SEQUENCE(400,400),SEQUENCE(400,400)))",
    "an inverse": "SUM(MINVERSE(RANDARRAY(500,500)))",
    "a determinant": "MDETERM(RANDARRAY(500,500))",
    "an array by a LAMBDA": "SUM(MAKEARRAY(10000,10000,LAMBDA(r,c,r*c)))",
    "a LAMBDA on each of many": "SUM(MAP(SEQUENCE(1000000),LAMBDA(x,x*x)))",
    "a text 32,767 times 32,767": 'LEN(REPT(REPT("a",32767),32767))',
    "a thousand million repetitions": 'REPT("ab",1000000000)',
    "texts of an array joined": 'LEN(TEXTJOIN(",",TRUE,REPT("a",SEQUENCE(30000))))',
    "texts in an array": 'SUM(LEN(REPT("a",SEQUENCE(100000,1,30000,0))))',
    "stacked side by side": "SUM(HSTACK(SEQUENCE(1000000),SEQUENCE(1,16000)))",
    "stacked above one another": "SUM(VSTACK(SEQUENCE(1000000),SEQUENCE(1,16000)))",
    "an array expanded": "SUM(EXPAND(1,1000000,16000,1))",
    "a text split both ways": 'SUM(LEN(TEXTSPLIT(REPT("a,",16000)&REPT("a;",8000),",",";")))',
    "a reference to everything": 'SUM(INDIRECT("B1:XFD1048576"))',
    "an offset to everything": "SUM(OFFSET(B1,0,0,1048576,16383))",
    "a product of whole columns": "SUMPRODUCT(B:XFD,B:XFD)",
    "a lookup in everything": "VLOOKUP(1,B1:XFD1048576,2,FALSE)",
    "a factorial of a million": "FACT(1000000)",
    "a double factorial": "FACTDOUBLE(1000000000)",
    "combinations": "COMBIN(1000000000,500000000)",
    "a greatest common divisor": "GCD(9007199254740991,9007199254740990)",
    "a series of a million": "SUM(SERIESSUM(2,0,1,SEQUENCE(1000000)))",
    "periods without end": "CUMIPMT(0.1,1000000000,1,1,1000000000,0)",
    "a declining balance": "VDB(1000000,1,1000000000,0,1000000000)",
    "a distribution's tail": "BINOM.INV(1000000000,0.5,0.999)",
    "a hypergeometric tail": "HYPGEOM.DIST(500000000,1000000000,500000000,2000000000,TRUE)",
    "a range of a binomial": "BINOM.DIST.RANGE(1000000000,0.5,1,999999999)",
    "a Bessel function of high order": "BESSELJ(1000000,1000000000)",
    "a Roman number of an array": "SUM(LEN(ROMAN(SEQUENCE(300000,1,3888,0))))",
    "days until the end": "NETWORKDAYS(1,2958465)",
    "working days without end": "WORKDAY(1,1000000000)",
    "frequencies": "SUM(FREQUENCY(SEQUENCE(100000),SEQUENCE(100000)))",
    "ranks": "SUM(RANK(SEQUENCE(3000),B1:B1000000))",
    "255 arrays at once": "SUM(" + ",".join(["SEQUENCE(200000)"] * 255) + ")",
    "a permutation": "PERMUTATIONA(1000000000,1000000000)",
    "a number in base 2": "SUM(LEN(BASE(SEQUENCE(200000),2,255)))",
    "a decimal of many digits": 'LEN(FIXED(1,127))+LEN(TEXT(1,REPT("0",32767)))',
    "regression on many numbers": "SUM(LINEST(RANDARRAY(3000),RANDARRAY(3000,60)))",
    "sorted a thousand ways": "SUM(SORT(RANDARRAY(1000000)))",
    "unique of many": "SUM(UNIQUE(RANDARRAY(1000000)))",
    "permutations of rows by LAMBDA": "SUM(REDUCE(0,SEQUENCE(1000000),LAMBDA(a,b,a+b)))",
    "an array that doubles": "SUM(REDUCE(1,SEQUENCE(60),LAMBDA(a,b,VSTACK(a,a))))",
    "a text that doubles": 'LEN(REDUCE("a",SEQUENCE(60),LAMBDA(a,b,a&a)))',
}

_DEEP = {
    "a thousand IFs": "IF(1," * 1_000 + "1" + ",0)" * 1_000,
    "4,000 parentheses": "(" * 4_000 + "1" + ")" * 4_000,
    "a million signs": "-" * 1_000_000 + "1",
    "8,000 signs": "-" * 8_000 + "1",
    "8,000 percent signs": "1" + "%" * 8_000,
    "8,000 at signs": "@" * 8_000 + "A2",
    "4,000 additions": "1" + "+1" * 4_000,
    "4,000 powers": "1" + "^1" * 4_000,
    "2,000 ranges": "A2" + ":A2" * 2_000,
    "a function of 300 arguments": "SUM(" + ",".join("1" * 300) + ")",
    "4,000 open braces": "{" * 4_000,
    "2,000 calls of calls": "LAMBDA(x,x)" + "(1)" * 2_000,
    "9,000 characters": '"' + "a" * 9_000 + '"',
    "recursion by LAMBDA": "LET(f,LAMBDA(g,n,g(g,n+1)),f(f,1))",
    "recursion twice": "LET(f,LAMBDA(g,n,g(g,n)+g(g,n)),f(f,1))",
    "a tree of LAMBDAs": "LET(f,LAMBDA(g,n,IF(n=0,1,g(g,n-1)+g(g,n-1))),f(f,40))",
    "LET doubles": "LET(a,1," + "".join(f"{b},{a}+{a}," for a, b in itertools.pairwise("abcdefghijkl")) + "l)",
    "texts that double in LET": 'LET(a1x,"aaaaaaaaaa",'
    + "".join(f"a{n + 1}x,a{n}x&a{n}x," for n in range(1, 60))
    + "LEN(a60x))",
    "quotes without end": '"' * 8_001,
    "brackets without end": "t[" + "[a]" * 2_500,
    "apostrophes without end": "'" * 8_001,
}

_LONG = 'REPT("a",32000)'
_PATTERNS = {
    "nested repetition": f'REGEXTEST({_LONG}&"!","^(a+)+$")',
    "repetition of alternatives": f'REGEXTEST({_LONG}&"!","^(a|a)*$")',
    "repetition of optional": f'REGEXTEST({_LONG}&"!","^(a?){{100}}a{{100}}$")',
    "many stars": f'REGEXTEST({_LONG}&"!","a*a*a*a*a*a*a*a*b")',
    "many dots": f'REGEXREPLACE({_LONG}&"!",".*.*.*.*.*=.*","")',
    "words": f'REGEXEXTRACT({_LONG}&"!","(\\w+\\s?)*:")',
    "counted repetition": f'REGEXTEST({_LONG}&"!","(a{{1,999}}){{1,999}}b")',
    "counted repetition of counted": 'REGEXTEST("a","((((a{999}){999}){999}){999}){999}")',
    "4,000 groups": 'REGEXTEST("a","' + "(" * 3_900 + "a" + ")" * 3_900 + '")',
    "wildcards in COUNTIF": f'COUNTIF(A2:A9,"{"*a" * 100}b")+SUM(--ISNUMBER(SEARCH("{"*a" * 100}b",{_LONG})))',
    "wildcards in SEARCH": f'SEARCH("{"*a" * 1_000}b",{_LONG})',
    "question marks in SEARCH": f'SEARCH("{"?" * 4_000}b",{_LONG})',
    "wildcards in MATCH": f'MATCH("{"a*" * 120}b",{_LONG},0)',
    "wildcards in XLOOKUP": f'XLOOKUP("{"a*" * 1_000}b",{_LONG},1,0,2)',
    "substitutions": f'LEN(SUBSTITUTE({_LONG},"a",{_LONG}))',
    "a number of a long text": 'VALUE(REPT("1",32000))+VALUE(REPT("1",32000)&"e"&REPT("1",500))',
    "a date of a long text": 'DATEVALUE(REPT("1/",16000))',
    "a format of a long text": 'TEXT(1,REPT("#,##0;",5000))',
    "a fraction's format": 'TEXT(0.1234567,"# "&REPT("?",250)&"/"&REPT("?",250))',
}


def _case(name: str, content: bytes, says: str = "", command: tuple[str, ...] = _RECALC) -> Case:
    return Case("names and chains", name, "book.xlsx", content, command, _EITHER, says)


def _names() -> Iterator[Case]:
    """Defined names that mean themselves, or more and more."""
    doubled = {f"name_{n}": f"name_{n - 1}&name_{n - 1}" for n in range(1, 90)} | {"name_0": '"lol"'}
    yield _case("names that double", book("LEN(name_89)", names=doubled))
    yield _case("the same, audited", book("LEN(name_89)", names=doubled), command=_AUDIT)
    yield _case("the same, verified", book("LEN(name_89)", names=doubled), command=("verify", "FILE"))
    added = {f"name_{n}": f"name_{n - 1}+name_{n - 1}" for n in range(1, 90)} | {"name_0": "1"}
    yield _case("names that add", book("name_89", *["name_89"] * 9, names=added))
    wide = {f"name_{n}": "+".join([f"name_{n - 1}"] * 255) for n in range(1, 20)} | {"name_0": "1"}
    yield _case("names of 255 names", book("name_19", names=wide))
    yield _case("a name that is itself", book("own_name", names={"own_name": "own_name+1"}), "defined by itself")
    circle = {f"name_{n}": f"name_{(n + 1) % 50}" for n in range(50)}
    yield _case("names in a circle", book("name_0", names=circle), "defined by itself")
    chain = {f"name_{n}": f"name_{n - 1}+1" for n in range(1, 10_000)} | {"name_0": "1"}
    yield _case("10,000 names in a chain", book("name_9999", names=chain), "levels deep")
    call = {"again": "LAMBDA(n,again(n+1))"}
    yield _case("a LAMBDA that calls itself by name", book("again(1)", names=call))
    twice = {"again": "LAMBDA(n,again(n)+again(n))"}
    yield _case("a LAMBDA that calls itself twice", book("again(1)", names=twice))


def _many_cells() -> Iterator[Case]:
    """Cells that depend on one another in thousands."""
    chain = column(["1", *(f"A{row}+1" for row in range(1, 100_000))])
    yield _case("a chain of 100,000 cells", zipped(parts(chain)))
    back = column([*(f"A{row + 1}+1" for row in range(1, 30_000)), "1"])
    yield _case("a chain from below", zipped(parts(back)))
    circle = column([*(f"A{row + 1}+1" for row in range(1, 30_000)), "A1"])
    yield _case("a circle of 30,000 cells", zipped(parts(circle)), "depend on themselves")
    yield _case("texts that double", zipped(parts(column(['"lol"', *(f"A{row}&A{row}" for row in range(1, 2_000))]))))
    joined = column(['"lol"', *(f"CONCAT(A{row},A{row})" for row in range(1, 2_000))])
    yield _case("texts that double by CONCAT", zipped(parts(joined)))
    every = column(["SUM(A$1:A$3000)+0" for _ in range(1_500)], "B")
    yield _case("every cell needs every other", zipped(parts(every.replace("A$1:A$3000", "B$1:B$1500"))))
    sums = column([f"SUM($B$1:$B$2000)+{row}" for row in range(2_000)])
    yield _case("2,000 sums of 2,000 sums", zipped(parts(sums.replace("$B$1:$B$2000", "$C$1:$C$2000"))))
    arrays = [f"SUM(SEQUENCE(100000))+{row}" for row in range(3_000)]
    yield _case("3,000 large arrays", zipped(parts(column(arrays))))
    spilled = "".join(
        f'<row r="{row}"><c r="A{row}" cm="1"><f t="array" ref="A{row}">SEQUENCE(1,16000)</f><v>1</v></c></row>'
        for row in range(1, 1_000)
    )
    yield _case("arrays that fill the sheet", zipped(parts(spilled)))
    for kind in ("array", "dataTable"):
        text = f'<f t="{kind}" ref="A1:XFD1048576">1</f>'
        content = zipped(parts(f'<row r="1"><c r="A1">{text}<v>1</v></c></row>'))
        yield _case(f"one {kind} for a whole sheet", content)
        yield _case(f"the same {kind}, compared", content, command=("diff", "FILE", "FILE"))
        yield _case(f"the same {kind}, imported", content, command=("import", "FILE"))
    bad = '<row r="1"><c r="A1"><f t="array" ref="nonsense">1</f><v>1</v></c></row>'
    yield _case("an array whose range is none", zipped(parts(bad)))
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    last = formula("B1", "SUM(A:XFD*1)")
    yield _case("one cell in each corner", zipped(parts(far.replace("</row>", f"{last}</row>", 1))))
    yield _case("the same, imported", zipped(parts(far)), command=("import", "FILE"))
    yield _case("the same, compared", zipped(parts(far)), command=("diff", "FILE", "FILE"))


def _active() -> Iterator[Case]:
    """What would reach out of the file; an audit names it."""
    for name, text, says in (
        ("a web service", 'WEBSERVICE("http://localhost:9/")', "WEBSERVICE"),
        ("DDE", "cmd|'/C calc'!A0", "DDE"),
        ("a library's function", 'CALL("kernel32","WinExec","JCJ","calc",1)', "CALL"),
        ("a registered function", 'REGISTER.ID("kernel32","WinExec")', "REGISTER.ID"),
        ("a hyperlink", 'HYPERLINK("http://localhost:9/","x")', "HYPERLINK"),
        ("a picture", 'IMAGE("http://localhost:9/x.png")', "IMAGE"),
        ("a server's data", 'RTD("prog","server","topic")', "RTD"),
    ):
        yield Case("active content", name, "book.xlsx", book(text), _AUDIT, _EITHER, says)
    macros = zipped({**parts('<row r="1"><c r="A1"><v>1</v></c></row>'), "xl/vbaProject.bin": b"macro"})
    yield Case("active content", "a VBA project", "book.xlsm", macros, _AUDIT, (0,), "a VBA project (not run)")
