"""Workbooks whose parts are named again and again, or grow where nobody looks: styles, filters, tables, dates."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.hostile.books import MAIN, PACKAGE, RELATIONS, formula, parts, zipped
from benchmarks.hostile.case import Case

_RELS = "xl/_rels/workbook.xml.rels"
_RECALC, _IMPORT = ("recalc", "FILE"), ("import", "FILE")


def workbook_parts() -> Iterator[Case]:
    """Every case of this kind."""
    yield _case("one part as 3,000 sheets", _sheets(), _RECALC, says="are the same part")
    yield _case("the same, compared", _sheets(), ("diff", "FILE", "FILE"), says="are the same part")
    yield _case("one table 20,000 times", _tables(), _RECALC, (0,))
    yield _case("a filter of 20,000 columns", _filters(1), _RECALC, (0,))
    yield _case("20,000 filters", _filters(20_000), _RECALC, (0,))
    yield _case("a font of 100,000 elements", _fonts(), ("diff", "FILE", "FILE"), (0,))
    yield _case("8,000 columns of a table", _columns(), _RECALC, (0,))
    for number in "-5", "3000000":
        yield _case(f"a date on day {number}", _dated(number, "yyyy-mm-dd"), _IMPORT, (0,))
    yield _case("a format of 30,000 digits", _dated("0.3333", f"0.{'0' * 30_000}"), _IMPORT, (0,))
    yield _case("a format of 3,000 percent signs", _dated("1e308", "0" + "%" * 3_000), _IMPORT, (0,))
    yield _case("a date that is none", parts(_cell("2024-13-45", ' t="d"')), _RECALC, says="holds no date")
    book = parts(_cell("1"))
    for option, others in (("--of", ("--by", "A1")), ("--by", ("--of", "A1"))):
        command = ("gradient", "FILE", option, "A1:XFD1048576", *others)
        yield _case(f"gradient {option} the whole sheet", book, command, says="name at most")


def _case(
    name: str,
    contents: dict[str, str | bytes],
    command: tuple[str, ...],
    statuses: tuple[int, ...] = (2,),
    says: str = "",
) -> Case:
    return Case("parts", name, "book.xlsx", zipped(contents), command, statuses, says)


def _cell(value: str, attributes: str = "") -> str:
    return f'<row r="1"><c r="A1"{attributes}><v>{value}</v></c></row>'


def _drawn(count: int) -> Iterator[int]:
    """Numbers that no archive can fold away."""
    generator = random.Random(count)
    return (generator.randrange(10**6) for _ in range(count))


def _sheets() -> dict[str, str | bytes]:
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{n}</v></c></row>' for r, n in enumerate(_drawn(1_000), 1))
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(3_000))
    workbook = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>'
    return parts(rows) | {"xl/workbook.xml": workbook}


def _relationships(kind: str, target: str, count: int) -> str:
    listed = "".join(f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="../{target}"/>' for n in range(count))
    return f'<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'


def _table(columns: Iterator[int]) -> str:
    listed = "".join(f'<tableColumn id="{n}" name="c{number}"/>' for n, number in enumerate(columns, 1))
    head = f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:A2">'
    return f"{head}<tableColumns>{listed}</tableColumns></table>"


def _tables() -> dict[str, str | bytes]:
    return parts(_cell("1")) | {
        "xl/worksheets/_rels/sheet1.xml.rels": _relationships("table", "tables/t.xml", 20_000),
        "xl/tables/t.xml": _table(_drawn(3_000)),
    }


def _columns() -> dict[str, str | bytes]:
    numbers = list(dict.fromkeys(_drawn(8_000)))
    rows = "".join(
        f'<row r="{row}">{formula(f"A{row}", f"SUM(T[c{number}])")}</row>'
        for row, number in enumerate(numbers[-3_000:], 3)
    )
    return parts(rows) | {
        "xl/worksheets/_rels/sheet1.xml.rels": _relationships("table", "tables/t.xml", 1),
        "xl/tables/t.xml": _table(iter(numbers)).replace("A1:A2", "B1:KVU2"),
    }


def _filters(count: int) -> dict[str, str | bytes]:
    rows = "".join(f'<row r="{r}" hidden="1"><c r="A{r}"><v>{r}</v></c></row>' for r in range(1, 20_001))
    rows += f'<row r="20001">{formula("B20001", "SUBTOTAL(9,A1:A20000)")}</row>'
    columns = [f'<filterColumn colId="{number}"/>' for number in _drawn(20_000)]
    each = len(columns) // count
    filters = "".join(
        f'<autoFilter ref="A{n + 1}:A20000">{"".join(columns[n * each : (n + 1) * each])}</autoFilter>'
        for n in range(count)
    )
    return parts(rows, after=filters)


def _styled(styles: str, rows: str) -> dict[str, str | bytes]:
    found = parts(rows)
    relation = f'<Relationship Id="rId3" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    return found | {
        _RELS: str(found[_RELS]).replace("</Relationships>", relation),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }


def _dated(number: str, code: str) -> dict[str, str | bytes]:
    formats = (
        f'<numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts><cellXfs><xf/><xf numFmtId="200"/></cellXfs>'
    )
    return _styled(formats, _cell(number, ' s="1"'))


def _fonts() -> dict[str, str | bytes]:
    elements = "".join(f'<b val="{number}"/>' for number in _drawn(100_000))
    fonts = f'<fonts><font>{elements}</font></fonts><cellXfs><xf fontId="0"/><xf fontId="0"/></cellXfs>'
    return _styled(fonts, _cell("1", ' s="1"'))
