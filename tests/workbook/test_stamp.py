"""Values put into a finished workbook: what was asked for changes, and not one byte more."""

import io
import zipfile

import openpyxl
import pandas
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetgen.errors import WorkbookError
from sheetgen.recalc import recalculate
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue
from sheetgen.workbook.read import read
from sheetgen.workbook.scan.spans import Irregular
from sheetgen.workbook.stamp import stamp, stamp_sheet
from sheetgen.workbook.stamp_rows import stamp_rows


@pytest.fixture(autouse=True, params=["by a parser", "by pattern"], scope="module")
def both_ways(request):
    """Every test runs over both: what a pattern does not know must be left to the parser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sheetgen.workbook.stamp.LARGE", 0 if request.param == "by pattern" else 10**12)
        yield


def stamped(sheet, **values):
    """A sheet's XML after stamping, as text."""
    cells = {Address.parse(cell): value for cell, value in values.items()}
    return stamp_sheet(sheet.encode(), "sheet1.xml", cells).decode()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, info.date_time, archive.read(info)) for info in archive.infolist()]


BEFORE = """<?xml version="1.0"?>
<!-- kept --><worksheet xmlns:q='u'  a = "1" ><sheetData>
 <row r="1" spans="1:2"><c r="A1" ><v>1</v></c><c r='B1' s="3"><f>A1*2</f></c></row>
 <?pi kept?><row r="2"><c r="B2"><f>A1</f><v>0</v></c></row></sheetData><tail>&amp;</tail></worksheet>
"""


def test_only_the_cell_asked_for_changes():
    assert stamped(BEFORE, B1=2.0) == BEFORE.replace("<f>A1*2</f></c>", "<f>A1*2</f><v>2</v></c>")


def test_several_cells():
    after = BEFORE.replace("<f>A1*2</f></c>", "<f>A1*2</f><v>0.1</v></c>").replace("<v>0</v>", "<v>1e-06</v>")
    assert stamped(BEFORE, B1=0.1, B2=1e-6) == after


def test_nothing_asked_for_changes_nothing():
    assert stamped(BEFORE) == BEFORE
    assert stamped(BEFORE, Z99=1.0) == BEFORE


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (1.0, '<c r="A1"><f>x</f><v>1</v></c>'),
        (0.30000000000000004, '<c r="A1"><f>x</f><v>0.30000000000000004</v></c>'),
        (1e300, '<c r="A1"><f>x</f><v>1e+300</v></c>'),
        (True, '<c r="A1" t="b"><f>x</f><v>1</v></c>'),
        (False, '<c r="A1" t="b"><f>x</f><v>0</v></c>'),
        (ErrorValue.DIV0, '<c r="A1" t="e"><f>x</f><v>#DIV/0!</v></c>'),
        ("text", '<c r="A1" t="str"><f>x</f><v>text</v></c>'),
        ("", '<c r="A1" t="str"><f>x</f><v></v></c>'),
        ("a<b & \"c\" 'd'", '<c r="A1" t="str"><f>x</f><v>a&lt;b &amp; "c" \'d\'</v></c>'),
        (" a ", '<c r="A1" t="str"><f>x</f><v xml:space="preserve"> a </v></c>'),
        ("a\n", '<c r="A1" t="str"><f>x</f><v xml:space="preserve">a\n</v></c>'),
        ("a\rb", '<c r="A1" t="str"><f>x</f><v>a_x000D_b</v></c>'),
        ("\x01", '<c r="A1" t="str"><f>x</f><v>_x0001_</v></c>'),
        ("_x0041_", '<c r="A1" t="str"><f>x</f><v>_x005F_x0041_</v></c>'),
        ("日本 é", '<c r="A1" t="str"><f>x</f><v>日本 é</v></c>'),
    ],
)
@pytest.mark.parametrize(
    "before",
    [
        '<c r="A1"><f>x</f></c>',
        '<c r="A1"><f>x</f><v>777</v></c>',
        '<c r="A1"><f>x</f><v/></c>',
        '<c r="A1" t="e"><f>x</f><v>#N/A</v></c>',
        '<c r="A1" t="str"><f>x</f><v xml:space="preserve"> old </v></c>',
        '<c r="A1" t="b"><f>x</f></c>',
        '<c r="A1" t="str"><f>x</f></c>',
    ],
)
def test_a_formulas_value(before, value, cell):
    sheet = "<worksheet><sheetData><row>{}</row></sheetData></worksheet>"
    assert stamped(sheet.format(before), A1=value) == sheet.format(cell)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<c r="A1"/>', '<c r="A1"><v>2</v></c>'),
        ('<c r="A1" s="1" />', '<c r="A1" s="1"><v>2</v></c>'),
        ("<c s='1' r='A1' t='str'><v>x</v></c>", "<c s='1' r='A1'><v>2</v></c>"),
        ("<c><v>1</v></c>", "<c><v>2</v></c>"),
        ('<c r="A1" t="inlineStr"><is><t>old</t></is></c>', '<c r="A1"><v>2</v></c>'),
        ('<c r="A1" t="s"><v>0</v></c>', '<c r="A1"><v>2</v></c>'),
        ('<c r="A1"><f t="shared" si="0"/><v>1</v></c>', '<c r="A1"><f t="shared" si="0"/><v>2</v></c>'),
        ('<c r="A1"><f a=">"><![CDATA[1>2]]></f></c>', '<c r="A1"><f a=">"><![CDATA[1>2]]></f><v>2</v></c>'),
        (
            '<c r="A1"><f>1</f><extLst><ext/></extLst></c>',
            '<c r="A1"><f>1</f><v>2</v><extLst><ext/></extLst></c>',
        ),
        ('<c r="A1"><f>1</f><v>1</v><extLst/></c>', '<c r="A1"><f>1</f><v>2</v><extLst/></c>'),
        ('<c r="A1"><f>1</f><v>1</v></c >', '<c r="A1"><f>1</f><v>2</v></c>'),
        ('<c t = "b" r="A1"><f>1</f></c>', '<c r="A1"><f>1</f><v>2</v></c>'),
        ('<c r="A1" tx="t" ><f>1</f></c>', '<c r="A1" tx="t"><f>1</f><v>2</v></c>'),
    ],
)
def test_forms_of_a_cell(before, after):
    sheet = "<worksheet><sheetData><row>{}<c r='B1'><v>1</v></c></row></sheetData></worksheet>"
    assert stamped(sheet.format(before), A1=2.0) == sheet.format(after)


def test_a_prefix_is_kept():
    before = '<x:worksheet xmlns:x="u"><x:row r="1"><x:c r="A1"><x:f>1</x:f><x:extLst/></x:c></x:row></x:worksheet>'
    after = before.replace("<x:extLst/>", "<x:v>1</x:v><x:extLst/>")
    assert stamped(before, A1=1.0) == after


def test_cells_without_a_reference_are_counted():
    before = "<worksheet><row><c><v>1</v></c><c><f>A1</f></c></row><row><c><f>A1</f></c></row></worksheet>"
    after = before.replace("<f>A1</f></c></row><row>", "<f>A1</f><v>5</v></c></row><row>")
    assert stamped(before, B1=5.0) == after
    assert stamped(before, A2=5.0) == before.replace("<f>A1</f></c></row></w", "<f>A1</f><v>5</v></c></row></w")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" ><f>x</f><v >1.0E0</v></c>', 1.0),
        ('<c r="A1"><f>x</f><v>0.10000000000000001</v></c>', 0.1),
        ('<c r="A1" t="n"><v>5</v></c>', 5.0),
        ("<c t='b' r='A1'><f>x</f><v>1</v></c >", True),
        ('<c r="A1" t="e"><v>#N/A</v></c>', ErrorValue.NA),
        ('<c r="A1" t="str"><f>x</f><v>a &#38; b</v></c>', "a & b"),
        ('<c r="A1" t="str"><f>x</f><v><![CDATA[<]]></v></c>', "<"),
        ('<c r="A1" t="str"><f>x</f><v></v></c>', ""),
    ],
)
def test_a_cell_that_holds_the_value_already_is_left_as_it_is(cell, value):
    sheet = f"<worksheet><row>{cell}</row></worksheet>"
    assert stamped(sheet, A1=value) == sheet


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "us-ascii", "UTF-8"])
def test_texts_are_stored_in_the_sheets_own_encoding(xlsx, encoding):
    sheet = f'<?xml version="1.0" encoding="{encoding}"?><worksheet><row><c r="A1"/></row></worksheet>'
    data = stamp(xlsx(parts={"xl/worksheets/sheet1.xml": sheet}), {"Sheet": {Address(1, 1): "é日"}})
    assert read(data).sheets["Sheet"].values == {Address(1, 1): "é日"}


def test_other_parts_stay_byte_for_byte(xlsx):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f></c></row>'
    before = xlsx(rows, parts={"xl/media/image1.png": bytes(range(256)) * 50, "docProps/": "", "custom": "x\r\n"})
    after = stamp(before, {"Sheet": {Address(1, 2): 2.0}})
    changed = [
        (
            name,
            date,
            data if name != "xl/worksheets/sheet1.xml" else data.replace(b"</f></c>", b"</f><v>2</v></c>"),
        )
        for name, date, data in parts(before)
    ]
    assert parts(after) == changed


def test_two_runs_give_the_same_bytes(xlsx):
    before = xlsx('<row r="1"><c r="B1"><f>A1*2</f></c></row>')
    values = {"Sheet": {Address(1, 2): 2.0}}
    assert stamp(before, values) == stamp(before, values)
    assert stamp(stamp(before, values), values) == stamp(before, values)


def test_a_file_and_its_bytes_are_stamped_alike(xlsx, tmp_path):
    data = xlsx('<row r="1"><c r="A1"><f>1</f></c></row>')
    (tmp_path / "book.xlsx").write_bytes(data)
    values = {"Sheet": {Address(1, 1): 1.0}}
    assert stamp(tmp_path / "book.xlsx", values) == stamp(data, values)


def test_entries_keep_their_compression_and_the_archive_its_comment(xlsx):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.comment = b"note"
        for name, _, data in parts(xlsx('<row r="1"><c r="A1"><f>1</f></c></row>')):
            archive.writestr(name, data, zipfile.ZIP_STORED if name.endswith(".rels") else zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(io.BytesIO(stamp(output.getvalue(), {"Sheet": {Address(1, 1): 1.0}}))) as archive:
        assert archive.comment == b"note"
        for info in archive.infolist():
            stored = info.compress_type == zipfile.ZIP_STORED
            assert stored == info.filename.endswith(".rels")


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        ("<worksheet><row>", "book.xlsx cannot be read: its part .*sheet1.xml is not well-formed"),
        ('<worksheet><row><c r="ZZZ1"/></row></worksheet>', "book.xlsx cannot be read: .*outside a sheet"),
        ("<!DOCTYPE a><a/>", "book.xlsx cannot be read: .*document type"),
        ("<worksheet/>".encode("utf-16"), "book.xlsx cannot be read: .*UTF-16"),
    ],
)
def test_a_sheet_that_cannot_be_stamped_is_named(xlsx, sheet, message):
    data = xlsx(parts={"xl/worksheets/sheet1.xml": sheet})
    with pytest.raises(WorkbookError, match=message):
        stamp(data, {"Sheet": {Address(1, 1): 1.0}}, "book.xlsx")


SCALARS = (
    st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.text()
    | st.text("_x0041D\r\n\t \x00\x1f")
    | st.sampled_from(ErrorValue)
)


@given(
    SCALARS,
    st.sampled_from(["<c r='A1'/>", "<c r='A1' t='str'><f>x</f></c>", "<c r='A1'><f>x</f><v>7</v></c>"]),
)
@example("_x000D_x000D_", "<c r='A1'/>")
@example("_x0041\x01", "<c r='A1'/>")
@example("\ufffe\uffff", "<c r='A1'/>")
@example("\ud800", "<c r='A1'/>")
@example("", "<c r='A1' t='str'><f>x</f></c>")
@example(-0.0, "<c r='A1'/>")
@example(5e-324, "<c r='A1'/>")
def test_what_was_stamped_reads_back_as_the_same_value(xlsx, value, cell):
    data = stamp(xlsx(f'<row r="1">{cell}</row>'), {"Sheet": {Address(1, 1): value}})
    found = read(data).sheets["Sheet"].values[Address(1, 1)]
    assert found == value
    assert type(found) is type(value)
    assert repr(found) == repr(value)


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_no_workbook_can_hold_an_infinity(xlsx, number):
    with pytest.raises(ValueError, match="finite"):
        stamp(xlsx('<row r="1"><c r="A1"/></row>'), {"Sheet": {Address(1, 1): number}})


def test_pandas_shows_the_numbers_of_a_workbook_that_openpyxl_wrote(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["x", "square", "third", "word", "error"])
    for row in range(2, 52):
        sheet.append([row / 7, f"=A{row}^2", f"=A{row}/3", f'="n"&{row}', f"=IF(A{row}>3,1/0,A{row}=3)"])
    path = tmp_path / "book.xlsx"
    workbook.save(path)
    assert pandas.read_excel(path, engine="openpyxl")[["square", "third", "word"]].isna().all(axis=None)

    values = recalculate(read(path))
    path.write_bytes(stamp(path, values.cells))
    frame = pandas.read_excel(path, engine="openpyxl")
    for row in range(2, 52):
        x = float(f"{row / 7:.16g}")
        assert frame.loc[row - 2, ["x", "square", "third", "word"]].tolist() == [x, x * x, x / 3, f"n{row}"]
    again = openpyxl.load_workbook(path, data_only=True).active
    assert (again["E2"].value, again["E51"].value) == (False, "#DIV/0!")
    assert openpyxl.load_workbook(path).active["B2"].value == "=A2^2"


def test_a_large_sheet_is_stamped_whole(xlsx):
    rows = "".join(f'<row r="{row}"><c r="A{row}"><f>ROW()</f></c></row>' for row in range(1, 20_001))
    data = stamp(xlsx(rows), {"Sheet": {Address(row, 1): row + 0.5 for row in range(1, 20_001)}})
    values = read(data).sheets["Sheet"].values
    assert values == {Address(row, 1): row + 0.5 for row in range(1, 20_001)}


ROWS = '<worksheet><sheetData><row r="1">{}</row></sheetData></worksheet>'
CELL = '<c r="{}" s="2"><f>A1</f><v>0</v></c>'


class TestByPattern:
    """What the pattern fills, and what makes it give way."""

    @pytest.mark.parametrize(
        ("cells", "known"),
        [
            (CELL.format("A1") + CELL.format("B1"), True),
            ('<c r="A1"><f t="shared" ref="A1:B1" si="0">C1</f></c><c r="B1"><f t="shared" si="0"/><v/></c>', True),
            ('<c r="A1" t="str"><f>x</f><v>a &amp; b</v></c>' + CELL.format("B1"), True),
            ("<!-- " + CELL.format("A1") + " -->" + CELL.format("A1") + CELL.format("B1"), False),
            ('<c s="2" r="A1"><f>A1</f></c>' + CELL.format("B1"), False),
            ("<c r='A1'><f>A1</f></c>" + CELL.format("B1"), False),
            ("<c><f>A1</f></c>" + CELL.format("B1"), False),
            ('<c r="A1"><f><![CDATA[A1]]></f></c>' + CELL.format("B1"), False),
            ('<c r="A1"><v>3</v></c>' + CELL.format("B1"), False),
        ],
    )
    def test_it_gives_what_the_parser_gives_or_gives_way(self, cells, known, monkeypatch):
        sheet = ROWS.format(cells).encode()
        values = {Address(1, 1): "x < y", Address(1, 2): 0.1}
        monkeypatch.setattr("sheetgen.workbook.stamp.LARGE", 10**12)
        expected = stamp_sheet(sheet, "sheet1.xml", values)
        if known:
            assert stamp_rows(sheet, values) == expected
        else:
            with pytest.raises(Irregular):
                stamp_rows(sheet, values)
        monkeypatch.setattr("sheetgen.workbook.stamp.LARGE", 0)
        assert stamp_sheet(sheet, "sheet1.xml", values) == expected
