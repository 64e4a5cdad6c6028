"""Large sheets are scanned with NumPy: whatever a parser reads, the scan reads alike, or leaves to the parser."""

import io
import random
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetgen.errors import WorkbookError
from sheetgen.formula import parse
from sheetgen.sheet import Address
from sheetgen.workbook import read as reading
from sheetgen.workbook.grid import GridSheet
from sheetgen.workbook.scan import sheet as scanning
from sheetgen.workbook.scan.gathered import Gathered
from sheetgen.workbook.scan.piece import scan_piece
from sheetgen.workbook.scan.spans import Irregular

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(sheet: str, strings: str = "", encoding: str = "utf-8") -> bytes:
    """A workbook with that XML as its only sheet."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{TYPES}"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
            f'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
            f"</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{TYPES}"><Relationship Id="r1" Type="{RELATIONS}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{RELATIONS}/sharedStrings" '
            f'Target="sharedStrings.xml"/></Relationships>',
        )
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        archive.writestr("xl/worksheets/sheet1.xml", sheet.encode(encoding))
    return output.getvalue()


def document(rows: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}"><dimension ref="A1"/>'
        f"<sheetData>{rows}</sheetData><pageMargins/></worksheet>"
    )


def read(data: bytes, large: int, monkeypatch) -> GridSheet:
    monkeypatch.setattr(reading, "LARGE", large)
    return reading.read(data, "b.xlsx").sheets["S"]


def content(sheet: GridSheet):
    """Values, and each formula as its tree: texts may be written as for another cell."""
    trees = {
        address: (parse(source.text, source.origin), source.array, source.dynamic)
        for address, source in sheet.formulas.items()
    }
    return dict(sheet.values.items()), trees, sheet.extent()


def both_ways(data: bytes, monkeypatch):
    """The content as a parser reads it, which the scan must equal."""
    parsed = read(data, 10**12, monkeypatch)
    scanned = read(data, 0, monkeypatch)
    assert content(scanned) == content(parsed)
    return parsed, scanned


def scanned_without_help(rows: str, strings=()) -> Gathered:
    gathered = Gathered(list(strings))
    scan_piece(rows.encode(), gathered)
    return gathered


REGULAR = [
    '<row r="1"><c r="A1"><v>1</v></c></row>',
    '<row r="1" spans="1:3" ht="15"><c r="A1" s="1"><v>1.5</v></c><c r="C1" t="n"><v>-2E-7</v></c></row>',
    '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="2" t="s"><v>0</v></c></row>',
    '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#DIV/0!</v></c></row>',
    '<row r="1"><c r="A1" t="str"><f>"a"&amp;B1</f><v>a &lt; b</v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> é </t></is></c></row>',
    '<row r="1"/><row r="2"><c r="A2" s="3"/><c r="B2"/></row>',
    '<row r="1"><c r="A1"><f>B1*2</f><v>0</v></c><c r="B1"><v></v></c></row>',
    '<row r="1"><c r="A1"><f>B1*2</f><v/></c></row><row r="2"><c r="A2"><f>B2*2</f><v /></c></row>',
    '<row r="1"><c r="A1"><f aca="false">B1*2</f><v>2</v></c></row>',
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1+$C$1</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>3</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" si="0"></f><v>4</v></c></row>',
    '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A2">B1:B2*2</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><v>3</v></c></row>',
    '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>',
    # Formulas so short that nothing stands before their number, or behind their entity.
    '<row r="1"><c r="A1"><f>5</f><v>5</v></c></row>',
    '<row r="1"><c r="A1"><f>A2</f><v>5</v></c><c r="B1"><f>7</f></c></row>',
]


@pytest.mark.parametrize("rows", REGULAR)
def test_what_spreadsheet_programs_write_is_scanned(rows, monkeypatch):
    scanned_without_help(rows, ["x", "y"])
    both_ways(workbook(document(rows), "<si><t>x</t></si><si><t>y</t></si>"), monkeypatch)


OTHER = [
    '<row><c><v>1</v></c><c t="str"><v>a</v></c></row>',
    '<row r="1"><c s="1" r="A1"><v>1</v></c></row>',
    "<row r='1'><c r='A1'><v>1</v></c></row>",
    '<row r="1"><c  r="A1"><v>1</v></c></row>',
    '<row r="1"><c r="A1"><v>1<!-- </row> --></v></c></row>',
    '<row r="1"><c r="A1" t="str"><v><![CDATA[</row><row>]]></v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
    '<row r="1"><c r="A1"><v> 1 </v></c></row>',
    '<row r="1">\n  <c r="A1"><v>1</v></c>\n</row>',
    '<row r="1"><c r="A1" t="str"><v>a > b</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>&#233;&#x41;</v></c></row>',
    '<row r="1"><c r="A1"><f></f><v>1</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v><f>B1</f></c></row>',
    '<row r="1"><c r="A1"><v>1</v><extLst><ext/></extLst></c></row>',
    '<row r="1"><c r="a1"><v>1</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v ></c></row>',
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2" t="d"><v>2024-01-31</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>',
    '<row r="1"><c r="A1"><f t="dataTable" ref="A1" r1="B1"/><v>1</v></c></row>',
    "",
]


@pytest.mark.parametrize("rows", OTHER)
def test_everything_else_reads_as_a_parser_reads_it(rows, monkeypatch):
    both_ways(workbook(document(rows)), monkeypatch)


@pytest.mark.parametrize(
    "sheet",
    [
        f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>',
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>'
        f"</x:worksheet>",
        f'<!-- <sheetData> --><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
        f"</worksheet>",
        f'<worksheet xmlns="{MAIN}"><sheetData ><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>',
    ],
)
def test_unusual_documents(sheet, monkeypatch):
    both_ways(workbook(sheet), monkeypatch)


def test_other_encodings(monkeypatch):
    rows = '<row r="1"><c r="A1" t="str"><v>é</v></c></row>'
    both_ways(workbook(document(rows).replace("UTF-8", "ISO-8859-1"), encoding="latin-1"), monkeypatch)
    both_ways(workbook(document(rows).replace("UTF-8", "UTF-16"), encoding="utf-16"), monkeypatch)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('<row r="1"><c r="A1"><v>x</v></c></row>', "A1 holds 'x' where a number must be"),
        ('<row r="1"><c r="A1"><v>1e999</v></c></row>', "A1 holds '1e999'"),
        ('<row r="1"><c r="A1"><v>nan</v></c></row>', "A1 holds 'nan'"),
        ('<row r="1"><c r="A1"><v>1-2</v></c></row>', "A1 holds '1-2'"),
        ('<row r="1"><c r="A1" t="s"><v>9</v></c></row>', "A1 names a shared text that does not exist"),
        ('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>', "'ZZZZ1' is not a cell's address"),
        ('<row r="1"><c r="A1048577"><v>1</v></c></row>', "A1048577 lies outside a sheet"),
        ('<row r="1"><c r="A1"><f t="shared" si="4"/></c></row>', "A1 shares formula 4, which no cell before it has"),
        ('<row r="1"><c r="A1"><v>1</c></v></row>', "not well-formed"),
        ('<row r="1"><c r="A1"><v>1</v></c></row></sheetData><bad>', "not well-formed"),
        ('<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>', "not well-formed"),
        ('<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>', "not well-formed"),
    ],
)
def test_a_damaged_sheet_is_refused_in_the_same_words(rows, message, monkeypatch):
    for large in (0, 10**12):
        with pytest.raises(WorkbookError, match=message.replace("(", r"\(")):
            read(workbook(document(rows)), large, monkeypatch)


def test_a_sheet_that_ends_among_its_rows_is_refused(monkeypatch):
    text = document('<row r="1"><c r="A1"><v>1</v></c></row>').partition("</sheetData>")[0]
    for large in (0, 10**12):
        with pytest.raises(WorkbookError, match="not well-formed"):
            read(workbook(text), large, monkeypatch)


FORMULAS = [
    "B{r}*C{r}+D{r}",
    "B{r}*$C$1",
    "SUM(B{r}:C{s})",
    "SUM({r}:{r})",
    "SUM(${r}:${r})",
    "SUM(5:5)",
    "LOG10(B{r})+ATAN2(1,B{s})",
    'INDIRECT("B{r}")',
    "INDIRECT(&quot;B{r}&quot;)",
    "'S'!B{r}+S!C{s}",
    'B{r}&amp;"x1"&amp;C{s}',
    "IF(B{r}&lt;5,1,2)",
    "B{r}+1E5+0.05+0.5",
    "{{1,2;3,4}}",
    "b{r}+c{s}",
    "SUM(B:B)+B{r}",
    "XFE{r}+_A1+A_1+Rate2020",
    "A9999999+1",
    "12345678901234567890+B{r}",
    "B$1+B{r}^2-(-B{s})%",
    "Data[B{r}]",
    "#REF!+B{r}",
    "B05+1",
]


@given(st.lists(st.tuples(st.sampled_from(FORMULAS), st.integers(1, 5), st.integers(-1, 2)), min_size=1, max_size=30))
@example([(form, column, 1) for form in FORMULAS for column in (1, 1, 1)])
def test_formulas_with_one_number_have_one_relative_form(chosen):
    """Whatever is grouped, each cell's formula must mean what its own text means."""
    cells = []
    for index, (form, column, distance) in enumerate(chosen):
        row = index + 2
        text = form.format(r=row, s=row + distance)
        cells.append((Address(row, column), text))
    rows = "".join(f'<row r="{a.row}"><c r="{a}"><f>{text}</f><v>0</v></c></row>' for a, text in cells)
    gathered = scanned_without_help(rows)
    for address, text in cells:
        plain = text.replace("&amp;", "&").replace("&lt;", "<").replace("&quot;", '"')
        source = gathered.formulas[address]
        assert parse(source.text, source.origin) == parse(plain, address)


def test_a_column_of_one_formula_is_one_source():
    rows = "".join(f'<row r="{n}"><c r="B{n}"><f>A{n}*2+$A$1</f><v>0</v></c></row>' for n in range(1, 500))
    assert len(scanned_without_help(rows).formulas.sources) == 1


@pytest.mark.parametrize("piece", [64, 100, 333, 5_000])
def test_where_a_piece_ends_does_not_matter(piece, monkeypatch):
    random.seed(1)
    rows = []
    for n in range(1, 200):
        shared = f'<f t="shared" ref="C1:C199" si="0">A{n}+1</f>' if n == 1 else '<f t="shared" si="0"/>'
        odd = '<c s="1" r="D1"><v>5</v></c>' if n % 7 == 0 else ""
        rows.append(
            f'<row r="{n}"><c r="A{n}"><v>{random.random()}</v></c><c r="B{n}" t="s"><v>{n % 2}</v></c>'
            f'<c r="C{n}">{shared}<v>0</v></c>{odd.replace("D1", f"D{n}")}</row>'
        )
    data = workbook(document("".join(rows)), "<si><t>x</t></si><si><t>é</t></si>")
    monkeypatch.setattr(scanning, "PIECE", piece)
    monkeypatch.setattr(scanning.scan_sheet, "__defaults__", (piece,))
    parsed, scanned = both_ways(data, monkeypatch)
    assert len(scanned.formulas.sources) == 1
    assert len(parsed.values) == 199 * 3 + 28


def test_an_unknown_piece_adds_nothing():
    gathered = Gathered([])
    with pytest.raises(Irregular):
        scan_piece(b'<row r="1"><c r="A1"><f>B1</f><v>1</v></c><c r="B1"><v>x</v></c></row>', gathered)
    assert len(gathered.cells) == len(gathered.formulas) == 0
