"""The same workbook gives the same bytes, whenever and in whatever order it was written."""

import datetime
import io
import os
import subprocess
import sys
import time
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from sheetgen.workbook.read import read
from sheetgen.workbook.repack import repack


def written(modified=None):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["text", 1.5, "=B1*2", True, "text", " a & b "])
    sheet["B1"].font = Font(bold=True, italic=True, color="FF0000FF")
    sheet["C1"].comment = Comment("a note", "someone")
    sheet["A3"].hyperlink = "https://example.org/page"
    workbook.create_sheet("Other")["A1"] = "=Sheet!C1"
    if modified:
        workbook.properties.created = modified
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def test_two_runs_give_the_same_bytes():
    first = repack(written(datetime.datetime(2001, 2, 3)))
    time.sleep(1.1)
    assert repack(written(datetime.datetime(2024, 5, 6))) == first


def test_repacking_again_changes_nothing():
    once = repack(written())
    assert repack(once) == once


def test_the_order_of_entries_does_not_matter():
    data = written()
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in reversed(parts(data).items()):
            archive.writestr(name, content)
    assert repack(output.getvalue()) == repack(data)


def test_entries_have_a_fixed_order_date_and_mode():
    with zipfile.ZipFile(io.BytesIO(repack(written()))) as archive:
        infos = archive.infolist()
    names = [info.filename for info in infos]
    assert names == ["[Content_Types].xml", *sorted(names[1:])]
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {(info.create_system, info.external_attr >> 16) for info in infos} == {(3, 0o644)}
    assert {info.compress_type for info in infos} == {zipfile.ZIP_DEFLATED}


def test_the_documents_properties_have_no_time_of_day():
    core = parts(repack(written()))["docProps/core.xml"]
    assert core.count(b">1980-01-01T00:00:00Z<") == 2


def test_the_contents_stay():
    before, after = read(written(), "book"), read(repack(written()), "book")
    assert after == before


def test_texts_move_to_the_shared_strings():
    found = parts(repack(written()))
    assert b'count="4" uniqueCount="3"' in found["xl/sharedStrings.xml"]
    assert b"inlineStr" not in found["xl/worksheets/sheet1.xml"]
    assert found["[Content_Types].xml"].count(b"/xl/sharedStrings.xml") == 1
    assert found["xl/_rels/workbook.xml.rels"].count(b"sharedStrings.xml") == 1


def test_relationships_have_relative_targets():
    for name, content in parts(repack(written())).items():
        if name.endswith(".rels"):
            assert b'Target="/' not in content, name


def test_links_to_the_web_stay():
    assert b'Target="https://example.org/page"' in b"".join(parts(repack(written())).values())


def test_the_children_of_a_font_are_in_the_schemas_order():
    styles = parts(repack(written()))["xl/styles.xml"]
    bold = next(font for font in styles.split(b"<font>") if b"FF0000FF" in font)
    places = [bold.index(tag) for tag in (b"<b ", b"<i ", b"<color ")]
    assert places == sorted(places)


@pytest.mark.parametrize("engine", ["openpyxl", "pandas"])
def test_others_can_read_the_result(engine):
    data = io.BytesIO(repack(written()))
    if engine == "pandas":
        import pandas

        assert pandas.read_excel(data, header=None, engine="openpyxl").iloc[0, 0] == "text"
    else:
        sheet = openpyxl.load_workbook(data).worksheets[0]
        assert [cell.value for cell in sheet[1]] == ["text", 1.5, "=B1*2", True, "text", " a & b "]
        assert sheet["C1"].comment.text == "a note"
        assert sheet["A3"].hyperlink.target == "https://example.org/page"


def test_openpyxl_writes_the_same_bytes_whether_or_not_lxml_is_installed():
    script = "import sheetgen.workbook.write, openpyxl.xml; print(openpyxl.xml.LXML)"
    environment = {name: value for name, value in os.environ.items() if name != "OPENPYXL_LXML"}
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout == "False\n"
