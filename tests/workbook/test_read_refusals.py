"""What is no workbook, or a damaged one: one sentence that says why, and never another exception."""

import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetgen.errors import WorkbookError
from sheetgen.workbook.read import read


def refused(source, name=None):
    with pytest.raises(WorkbookError) as caught:
        read(source, name)
    text = str(caught.value)
    assert "\n" not in text
    assert not text.endswith(".")
    return text


def plain_zip(**parts):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return output.getvalue()


def test_no_such_file_and_folders(tmp_path):
    assert refused(tmp_path / "none.xlsx") == f"there is no file {tmp_path / 'none.xlsx'}"
    assert refused(tmp_path) == f"{tmp_path} is a folder: name a workbook in it"
    (tmp_path / "file").write_bytes(b"")
    assert refused(tmp_path / "file" / "book.xlsx").startswith(f"{tmp_path / 'file' / 'book.xlsx'} cannot be read: ")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "book.xlsx is not an .xlsx workbook"),
        (b"a,b\n1,2\n", "book.xlsx is not an .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "book.xlsx is encrypted or an old .xls: "),
        (b"PK\x03\x04" + bytes(100), "book.xlsx is truncated or damaged: "),
        (
            plain_zip(readme="hello"),
            "book.xlsx is not an .xlsx workbook: it is a zip archive without a workbook in it",
        ),
        (plain_zip(), "book.xlsx is "),
    ],
    # Not the bytes: a zip holds the time, and processes that share a run must name its tests alike.
    ids=["empty", "CSV", "OLE", "a cut zip", "a zip of something else", "an empty zip"],
)
def test_other_files(tmp_path, data, message):
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    assert refused(path).startswith(str(tmp_path / message))


def test_a_truncated_workbook_at_every_tenth_byte(xlsx):
    data = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', strings="<si><t>a</t></si>")
    for length in range(0, len(data) - 1, 10):
        refused(data[:length])


def test_an_encrypted_entry(xlsx):
    data = bytearray(xlsx())
    start = 0
    while (start := data.find(b"PK\x01\x02", start)) >= 0:
        data[start + 8] |= 1
        start += 4
    assert "encrypted" in refused(bytes(data), "book.xlsx")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"xl/worksheets/sheet1.xml": None}, "it has no part xl/worksheets/sheet1.xml"),
        ({"xl/_rels/workbook.xml.rels": None}, "has no worksheet"),
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData>"}, "sheet1.xml is not well-formed XML"),
        ({"xl/worksheets/sheet1.xml": ""}, "sheet1.xml is not well-formed XML"),
        ({"xl/worksheets/sheet1.xml": "<a>&unknown;</a>"}, "sheet1.xml is not well-formed XML"),
        ({"xl/workbook.xml": "<workbook/>"}, "has no worksheet"),
        ({"xl/worksheets/sheet1.xml": "<!DOCTYPE a><a/>"}, "it declares a document type"),
        (
            {"xl/workbook.xml": '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'},
            "it declares a document type",
        ),
        (
            {
                "xl/sharedStrings.xml": '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>'
            },
            "it declares a document type",
        ),
        ({"_rels/.rels": "<!DOCTYPE a><a/>"}, "it declares a document type"),
        (
            {"xl/worksheets/sheet1.xml": '<?xml version="1.0" encoding="shift_jis"?><worksheet/>'},
            "encoding shift_jis cannot be read",
        ),
        (
            {"xl/worksheets/sheet1.xml": '<?xml version="1.0" encoding="klingon"?><worksheet/>'},
            "encoding klingon cannot be read",
        ),
    ],
)
def test_broken_parts_are_named(xlsx, parts, message):
    text = refused(xlsx(parts=parts), "book.xlsx")
    assert text.startswith("book.xlsx ")
    assert message in text


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', "lies outside a sheet"),
        ('<row r="1"><c r="A1048577"><v>1</v></c></row>', "lies outside a sheet"),
        ('<row r="1"><c r="1A"><v>1</v></c></row>', "not a cell's address"),
        ('<row r="1048577"><c><v>1</v></c></row>', "lies outside a sheet"),
        ('<row r="1"><c r="A1"><v>one</v></c></row>', "A1 holds 'one' where a number must be"),
        ('<row r="1"><c r="A1"><v>nan</v></c></row>', "A1 holds 'nan' where a number must be"),
        ('<row r="1"><c r="A1"><v>1e999</v></c></row>', "A1 holds '1e999' where a number must be"),
        ('<row r="1"><c r="A1"><v>1_000</v></c></row>', "A1 holds '1_000' where a number must be"),
        ('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "A1 names a shared text that does not exist"),
        ('<row r="1"><c r="A1" t="s"><v>²</v></c></row>', "A1 names a shared text that does not exist"),
        (
            f'<row r="1"><c r="A1" t="s"><v>{"9" * 5_000}</v></c></row>',
            "A1 names a shared text that does not exist",
        ),
        *(
            (
                f'<row r="2"><c r="B2"><f t="{kind}" ref="{filled}">1</f></c></row>',
                f"B2 has an array formula for '{filled}', which is no range that begins there",
            )
            for kind in ("array", "dataTable")
            for filled in ("A0", "", "B2:A1", "C3:D4", "B2:XFE2")
        ),
        (
            '<row r="1"><c r="A1"><f t="shared" si="4"/></c></row>',
            "A1 shares formula 4, which no cell before it has",
        ),
    ],
)
def test_broken_cells_are_named(xlsx, row, message):
    text = refused(xlsx(row), "book.xlsx")
    assert text.startswith("book.xlsx cannot be read: ")
    assert "in sheet Sheet, " in text
    assert message in text


@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(xlsx, data):
    """Bytes changed anywhere in the archive: a grid or a WorkbookError, never another exception."""
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f t="shared" si="0" ref="B1">A1</f><v>1</v></c></row>'
    content = bytearray(xlsx(rows, strings="<si><t>é</t></si>"))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(content))
    except WorkbookError as error:
        assert "\n" not in str(error)  # noqa: PT017


FRAGMENTS = st.sampled_from(
    [
        *(
            '<row r="1">',
            '<row r="²">',
            "<row>",
            "</row>",
            '<c r="A1">',
            "<c>",
            '<c t="s">',
            '<c r="B2" t="b">',
            "</c>",
        ),
        *(
            "<v>",
            "</v>",
            "1",
            "²",
            "x",
            "<f>",
            "</f>",
            '<f t="shared" si="0">',
            '<f t="array">',
            "<is>",
            "</is>",
            "<t>",
        ),
        *(
            "</t>",
            "<rPh>",
            "</rPh>",
            "&amp;",
            "<!-- -->",
            "<![CDATA[",
            "]]>",
            '<c r="">',
            '<row r="99999999">',
            "<v/>",
        ),
    ]
)


@given(st.lists(FRAGMENTS, max_size=14).map("".join))
@example('<row r="²"><c><v>1</v></c></row>')
def test_any_sheet_is_read_or_refused_and_nothing_else(xlsx, rows):
    try:
        read(xlsx(rows))
    except WorkbookError as error:
        assert "\n" not in str(error)  # noqa: PT017
