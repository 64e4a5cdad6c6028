"""What fuzzing starts from: made by code, or text and workbooks of this project."""

from __future__ import annotations

from pathlib import Path
from random import Random

from fuzz import grammar
from fuzz.package import packed

ROOT = Path(__file__).resolve().parent.parent
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

#: How many formulas and templates are drawn from the grammar.
_DRAWN = 100


def seeds(target: str) -> list[bytes]:
    """The first inputs of a target."""
    match target:
        case "workbook" | "audited" | "columns":
            return [small_workbook(), *(path.read_bytes() for path in sorted((ROOT / "output").glob("*.xlsx")))][:4]
        case "formula":
            return [grammar.formula(Random(number), 3).encode() for number in range(_DRAWN)]
        case "functions":
            return [text.encode() for text in _TEXTS]
        case "template" | "generated":
            drawn = [grammar.template(Random(number)).encode() for number in range(_DRAWN)]
            return [*drawn, (ROOT / "templates" / "single-neuron.md").read_bytes()]
        case "front_matter":
            fronts = [grammar.template(Random(number)).split("+++\n")[1].encode() for number in range(_DRAWN)]
            return [*fronts, b'title = "x"\n[names]\nTiny = "B1"\n[inputs]\nweight = "Sheet!B1"\n']
        case "document":
            return [text.encode() for text in _DOCUMENTS]
        case "html":
            return [text.encode() for text in _PAGES]
        case "csv":
            return [text.encode() for text in _CSV]
    raise KeyError(target)


_TEXTS = (
    "0.00;[Red]-0.00\n>2\n-1.5", "# ?/?\nabc*\n2", "yyyy-mm-dd\n2024-02-29\n45000", "[h]:mm:ss\n12:30:15\n1",
    "(a)(b)\nabab\n$1", "[^a-z]+\nabc123\n-", "0.00E+00\n1e5\n3", "~*\nx*\n?", "<>a\n#N/A\nTRUE", "3+4i\n-2i\n2",
    "R1C1\nA1:B2\n1", "m\nft\n12", "$#,##0.00_);($#,##0.00)\n(1)\n1,234.5", '"x"0" y"\n1/2/2024 3:00 PM\n7', "0000010\n1\n2",
)  # fmt: skip

_DOCUMENTS = (
    "# Title\n\n<!-- sheetgen\ninputs = { a = \"A1\" }\n-->\n\n| # | A | B |\n|---|---|---|\n| 1 | 2 | 4 (A*2) |\n",
    "# x\n<!-- sheetgen -->\n| | A |\n|---|---|\n| 1 | 2 |\n\n## y\n<!-- sheetgen -->\n| | A |\n|---|---|\n| 1 | = A1 |\n",
    "| Year | Sum |\n|:--|--:|\n| 1 | 5% |\n| 2 | `= B2*2` |\n", "```\n| x |\n```\n~~~\n| y |\n~~~\n\n| a | b |\n|-|-|\n| 1 | 2 |\n",
)  # fmt: skip

_PAGES = (
    "<table><caption>x</caption><tr><th>#<th>A<th>B<tr><td>1<td>2<td>4 (A*2)</table>",
    '<h2>T</h2><table><tr><td colspan="2" rowspan=2>1</td><td>L<sup>2</sup></td></tr><tr><td>= A1<br>+2</td></tr></table>',
    "<!DOCTYPE html><html><body><table><tbody><tr><td>0.5</td><td>1 (A1*2)</td></tr></tbody></table></body></html>",
    "<table><tr><td><table><tr><td>1<td>2</table></table>", "<table><tr><td>−1,234.5<td>5%<td>TRUE<td>#N/A<td>1&nbsp;2</table>",
)  # fmt: skip

_CSV = (
    "input,weight\n1,2\n3,4\n", "Input;Weight;x\n0.5;-1e-3;a\n", "input\tweight\n1\t2\n", '"a","b ""c"""\n1,= A1*2\n5%,(A+B)\n',
    "#,A,B\n1,2,4 (A*2)\n2,3,= A2\n", "\ufeffinput,weight\r\n1,2\r\n", "a\n\n\n1\n",
)  # fmt: skip


def small_workbook() -> bytes:
    """A workbook of few bytes with a bit of everything: texts, styles, all kinds of formulas, names, a table, a link."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

    def related(*relations: tuple[str, str, str]) -> str:
        entries = "".join(
            f'<Relationship Id="{key}" Type="{_RELATIONS}/{kind}" Target="{target}"/>' for key, kind, target in relations
        )
        return f'{head}<Relationships xmlns="{_PACKAGE}">{entries}</Relationships>'

    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": related(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{head}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><workbookPr date1904="0"/><sheets>'
        '<sheet name="Sheet" sheetId="1" r:id="rId1"/><sheet name="My data" sheetId="2" state="hidden" r:id="rId2"/></sheets>'
        '<externalReferences><externalReference r:id="rId5"/></externalReferences><definedNames>'
        '<definedName name="Tiny">Sheet!$B$1</definedName><definedName name="Area" localSheetId="0">Sheet!$A$1:$B$3'
        '</definedName><definedName name="Fn">LAMBDA(x,x+1)</definedName></definedNames><calcPr iterate="0"/></workbook>',
        "xl/_rels/workbook.xml.rels": related(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"), ("rId4", "styles", "styles.xml"),
            ("rId5", "externalLink", "externalLinks/externalLink1.xml"),
        ),  # fmt: skip
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><dimension ref="A1:F9"/><sheetData>'
        '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.5</v></c><c r="C1"><f>B1*2</f><v>1</v></c></row>'
        '<row r="2" hidden="1"><c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c><c r="C2" t="str"><f>A1&amp;"x"</f><v>ax</v>'
        '</c></row><row r="3"><c r="A3" t="inlineStr"><is><t>in</t></is></c><c r="B3"><f t="shared" ref="B3:B5" si="0">B1+1</f><v>1.5</v>'
        '</c></row><row r="4"><c r="B4"><f t="shared" si="0"/><v>1</v></c></row><row r="5"><c><v>1e-3</v></c><c r="B5">'
        '<f t="shared" si="0"/><v>2.5</v></c></row><row r="6"><c r="A6" cm="1"><f t="array" ref="A6:B7">B3:B4*2</f><v>3</v></c>'
        '<c r="B6"><v>3</v></c></row><row r="7"><c r="A7"><v>2</v></c><c r="B7"><v>2</v></c><c r="C7" t="d"><v>2024-01-01</v></c></row>'
        "<row r=\"8\"><c r=\"A8\"><f>SUM(Table1[a],Tiny,'My data'!A2)+[1]Sheet!A1</f><v>9</v></c><c r=\"B8\">"
        '<f t="dataTable" ref="B8:B9" dt2D="0" r1="B1"/><v>1</v></c></row></sheetData><autoFilter ref="A1:C3"><filterColumn colId="0">'
        '<filters><filter val="a"/></filters></filterColumn></autoFilter></worksheet>',
        "xl/worksheets/sheet2.xml": f'{head}<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c>'
        '<c r="B1" t="s"><v>2</v></c></row><row r="2"><c r="A2"><v>5</v></c><c r="B2"><f>Fn(A2)</f><v>6</v></c></row></sheetData>'
        '<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>',
        "xl/worksheets/_rels/sheet2.xml.rels": related(("rId1", "table", "../tables/table1.xml")),
        "xl/tables/table1.xml": f'{head}<table xmlns="{_MAIN}" id="1" name="Table1" displayName="Table1" ref="A1:B2">'
        '<autoFilter ref="A1:B2"/><tableColumns count="2"><tableColumn id="1" name="a"/><tableColumn id="2" name="b"/></tableColumns></table>',
        "xl/sharedStrings.xml": f'{head}<sst xmlns="{_MAIN}"><si><t>a</t></si><si><r><t>a</t></r><rPh><t>x</t></rPh></si><si>'
        '<t xml:space="preserve">b_x000D_ </t></si></sst>',
        "xl/styles.xml": f'{head}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.000"/></numFmts>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/externalLinks/externalLink1.xml": f'{head}<externalLink xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><externalBook r:id="rId1">'
        '<sheetNames><sheetName val="Sheet"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>4</v></cell></row>'
        "</sheetData></sheetDataSet></externalBook></externalLink>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": related(("rId1", "externalLinkPath", "other.xlsx")),
    }  # fmt: skip
    return packed({name: content.encode() for name, content in parts.items()})
