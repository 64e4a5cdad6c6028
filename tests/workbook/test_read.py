"""An .xlsx file read as a grid: what the format allows."""

import openpyxl
import pytest

from sheetgen.recalc import recalculate
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue
from sheetgen.workbook.read import read

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def values(data):
    sheet = next(iter(read(data).sheets.values()))
    return {str(address): value for address, value in sheet.values.items()}


def formulas(data):
    sheet = next(iter(read(data).sheets.values()))
    return {str(address): source.text for address, source in sheet.formulas.items()}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>1.5</v></c>', 1.5),
        ('<c r="A1" t="n"><v>0.30000000000000004</v></c>', 0.30000000000000004),
        ('<c r="A1"><v> 1E-7 </v></c>', 1e-7),
        ('<c r="A1" s="3"><v>-0</v></c>', -0.0),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', ErrorValue.DIV0),
        ('<c r="A1" t="e"><v>#N/A</v></c>', ErrorValue.NA),
        ('<c r="A1" t="e"><v>#NEWEST!</v></c>', ErrorValue.UNKNOWN),
        ('<c r="A1" t="str"><f>"a"</f><v>a</v></c>', "a"),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="A1" t="str"><v xml:space="preserve"> a </v></c>', " a "),
        ('<c r="A1" t="inlineStr"><is><t>a b</t></is></c>', "a b"),
        ('<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><r><t> b</t></r></is></c>', "a b"),
        ('<c r="A1" t="inlineStr"><is><t>課</t><rPh sb="0" eb="1"><t>カ</t></rPh></is></c>', "課"),
        ('<c r="A1" t="str"><v>a &amp; &lt;b&gt; &#233;</v></c>', "a & <b> é"),
        ('<c r="A1" t="str"><v><![CDATA[1 < 2 & 3]]></v></c>', "1 < 2 & 3"),
        ('<c r="A1"><v>1<!-- a comment -->2</v></c>', 12.0),
        ('<c r="A1" t="str"><v>a_x000D_b_x005F_x0041_</v></c>', "a\rb_x0041_"),
        ("<c t='b' s='1' r='A1'><v>1</v></c>", True),
        ('<c\n  r = "A1"\n><v\n>7</v\n></c\n>', 7.0),
        ('<c r="A1" t="d"><v>2024-01-31</v></c>', 45322.0),
    ],
)
def test_a_stored_value(xlsx, cell, value):
    assert values(xlsx(f'<row r="1">{cell}</row>')) == {"A1": value}


@pytest.mark.parametrize(
    "cell", ['<c r="A1" s="2"/>', '<c r="A1"><v></v></c>', '<c r="A1"><v/></c>', '<c r="A1" t="n"/>']
)
def test_a_cell_without_a_value_is_blank(xlsx, cell):
    assert values(xlsx(f'<row r="1">{cell}</row>')) == {}


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<si><t>plain</t></si>", "plain"),
        ('<si><t xml:space="preserve"> a </t></si>', " a "),
        ("<si><t/></si>", ""),
        ("<si><r><rPr><b/></rPr><t>bo</t></r><r><t>ld</t></r></si>", "bold"),
        ('<si><t>課長</t><rPh sb="0" eb="2"><t>カチョウ</t></rPh><phoneticPr fontId="1"/></si>', "課長"),
        ("<si><t>line_x000D_\nline &amp; more</t></si>", "line\r\nline & more"),
        ("<si><t><![CDATA[<b>]]></t></si>", "<b>"),
    ],
)
def test_a_shared_text(xlsx, item, text):
    data = xlsx('<row r="1"><c r="A1" t="s"><v>1</v></c></row>', strings=f"<si><t>other</t></si>{item}")
    assert values(data) == {"A1": text}


def test_cells_and_rows_without_a_reference_follow_one_another(xlsx):
    rows = (
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
        '<row r="5"><c r="C5"><v>4</v></c><c><v>5</v></c></row><row><c><v>6</v></c></row>'
    )
    assert values(xlsx(rows)) == {"A1": 1.0, "B1": 2.0, "A2": 3.0, "C5": 4.0, "D5": 5.0, "A6": 6.0}


def test_formulas_and_their_cached_values(xlsx):
    data = xlsx(
        '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1*2</f><v>999</v></c><c r="C1"><f>B1&amp;"x"</f></c></row>'
    )
    assert formulas(data) == {"B1": "A1*2", "C1": 'B1&"x"'}
    assert values(data) == {"A1": 2.0, "B1": 999.0}
    assert read(data).cached(Place("Sheet", Address(1, 3))) is None


def test_shared_formulas_move_with_their_cells(xlsx):
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*10+$A$1</f><v>0</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>0</v></c></row>'
        '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"></f></c></row>'
    )
    grid = read(xlsx(rows))
    found = [grid.sheets["Sheet"].formulas[Address(row, 2)] for row in (1, 2, 3)]
    assert found[0] is found[1] is found[2]
    assert found[0].origin == Address(1, 2)
    assert recalculate(grid)["B1:B3"].tolist() == [[11.0], [21.0], [31.0]]


def test_an_array_formula_keeps_its_range(xlsx):
    data = xlsx('<row r="1"><c r="B1"><f t="array" ref="B1:B2">A1:A2*2</f><v>1</v></c></row>')
    assert read(data).sheets["Sheet"].formulas[Address(1, 2)].array == "B1:B2"


def test_namespace_prefixes_change_nothing(xlsx):
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1"><x:v>2</x:v></x:c><x:c r="B1"><x:f>A1+1</x:f><x:v>3</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    data = xlsx(parts={"xl/worksheets/sheet1.xml": sheet})
    assert (values(data), formulas(data)) == ({"A1": 2.0, "B1": 3.0}, {"B1": "A1+1"})


def test_strict_open_xml(xlsx):
    data = xlsx(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>',
        strings="<si><t>text</t></si>",
        main=STRICT,
        relations=STRICT_RELATIONS,
    )
    assert (values(data), formulas(data)) == ({"A1": "text", "B1": 2.0}, {"B1": "1+1"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_of_xml(xlsx, encoding):
    name = encoding.removesuffix("-sig")
    sheet = (
        f'<?xml version="1.0" encoding="{name}"?><worksheet><sheetData><row r="1">'
        '<c r="A1" t="str"><v>é</v></c></row></sheetData></worksheet>'
    )
    assert values(xlsx(parts={"xl/worksheets/sheet1.xml": sheet.encode(encoding)})) == {"A1": "é"}


def test_part_names_and_targets_as_other_programs_write_them(xlsx):
    relations = '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="/XL/Sheets/1.xml"/></Relationships>'
    sheet = '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    data = xlsx(parts={"xl/_rels/workbook.xml.rels": relations, "xl/sheets/1.xml": sheet})
    assert values(data) == {"A1": 1.0}


def test_the_workbooks_names_sheets_and_settings(xlsx):
    workbook = (
        '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="One" r:id="rId1"/>'
        '<sheet name="A &amp; B" state="hidden" r:id="rId3"/><sheet name="Chart" r:id="rId4"/></sheets>'
        '<definedNames><definedName name="Tiny">One!$B$12</definedName>'
        '<definedName name="x" localSheetId="1">\'A &amp; B\'!$A$1</definedName></definedNames>'
        '<calcPr iterate="1"/></workbook>'
    )
    relations = (
        '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId3" Type="x/worksheet" Target="worksheets/sheet2.xml"/>'
        '<Relationship Id="rId4" Type="x/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>'
    )
    parts = {
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/worksheets/sheet2.xml": "<worksheet/>",
    }
    grid = read(xlsx(parts=parts))
    assert {name: sheet.state for name, sheet in grid.sheets.items()} == {"One": "visible", "A & B": "hidden"}
    assert grid.names == {(None, "tiny"): "One!$B$12", ("A & B", "x"): "'A & B'!$A$1"}
    assert grid.iterative
    assert grid.date1904


def test_what_openpyxl_writes(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "It's"
    for row in ([1, 2.5, True, "text"], ["=A1+B1", '=D1&"!"', " a ", None]):
        sheet.append(row)
    workbook.save(tmp_path / "book.xlsx")
    grid = read(tmp_path / "book.xlsx")
    assert grid.path == str(tmp_path / "book.xlsx")
    assert recalculate(grid)["'It''s'!A1:D2"].tolist() == [
        [1.0, 2.5, True, "text"],
        [3.5, "text!", " a ", None],
    ]
