"""Values put into a whole workbook: other parts stay, other programs read them, and they read back as the same."""

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
from sheetgen.workbook.stamp import stamp

pytestmark = pytest.mark.usefixtures("both_ways_of_stamping")


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, info.date_time, archive.read(info)) for info in archive.infolist()]


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
