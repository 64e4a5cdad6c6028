"""The zip container: parts, relationships, worksheets."""

import io
import zipfile

import pytest

from sheetgen.errors import WorkbookError
from sheetgen.workbook.package import Package, SheetEntry


def test_parts_are_found_in_any_case(xlsx):
    with Package(xlsx()) as package:
        assert package.has("XL/Workbook.xml")
        assert not package.has("xl/other.xml")
        assert package.read("XL/WORKBOOK.XML") == package.read("xl/workbook.xml")


def test_relationships_point_to_parts(xlsx):
    with Package(xlsx()) as package:
        assert package.workbook_part == "xl/workbook.xml"
        assert package.relationships("xl/workbook.xml") == {
            "rId1": ("worksheet", "xl/worksheets/sheet1.xml"),
            "rId2": ("sharedStrings", "xl/sharedStrings.xml"),
        }
        assert package.relationships("xl/worksheets/sheet1.xml") == {}


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("./worksheets/../worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("../sheet.xml", "sheet.xml"),
    ],
)
def test_targets_are_resolved_against_their_part(xlsx, target, part):
    relations = f'<Relationships><Relationship Id="a" Type="t/worksheet" Target="{target}"/></Relationships>'
    with Package(xlsx(parts={"xl/_rels/workbook.xml.rels": relations})) as package:
        assert package.relationships("xl/workbook.xml") == {"a": ("worksheet", part)}


def test_external_relationships_are_not_followed(xlsx):
    relations = (
        '<Relationships><Relationship Id="rId1" Type="t/worksheet"'
        ' Target="http://example.org/x" TargetMode="External"/>'
        "</Relationships>"
    )
    with Package(xlsx(parts={"xl/_rels/workbook.xml.rels": relations})) as package:
        assert package.relationships("xl/workbook.xml") == {}
        with pytest.raises(WorkbookError, match="no worksheet"):
            package.sheets()


def test_sheets_come_in_the_workbooks_order(xlsx):
    workbook = (
        '<workbook xmlns:r="r"><sheets><sheet name="B" sheetId="9" r:id="rId2"/>'
        '<sheet name="A" sheetId="1" state="veryHidden" r:id="rId1"/></sheets></workbook>'
    )
    relations = (
        '<Relationships><Relationship Id="rId1" Type="t/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Type="t/worksheet" Target="worksheets/sheet2.xml"/></Relationships>'
    )
    with Package(xlsx(parts={"xl/workbook.xml": workbook, "xl/_rels/workbook.xml.rels": relations})) as package:
        assert package.sheets() == [
            SheetEntry("B", "xl/worksheets/sheet2.xml", "visible"),
            SheetEntry("A", "xl/worksheets/sheet1.xml", "veryHidden"),
        ]


def test_two_sheets_are_not_one_part(xlsx):
    workbook = (
        '<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="rId1"/>'
        '<sheet name="B" sheetId="2" r:id="rId2"/></sheets></workbook>'
    )
    relations = (
        '<Relationships><Relationship Id="rId1" Type="t/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Type="t/worksheet" Target="/xl/worksheets/SHEET1.xml"/></Relationships>'
    )
    with (
        Package(xlsx(parts={"xl/workbook.xml": workbook, "xl/_rels/workbook.xml.rels": relations})) as package,
        pytest.raises(WorkbookError, match="is damaged: its sheets A and B are the same part"),
    ):
        package.sheets()


def test_a_package_is_named_by_its_path_or_as_told(xlsx, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(xlsx())
    assert Package(tmp_path / "a.xlsx").name == str(tmp_path / "a.xlsx")
    assert Package(xlsx(), "standard input").name == "standard input"
    assert Package(xlsx()).name == "the workbook"


def test_a_corrupt_part_is_named(xlsx):
    data = bytearray(xlsx("<row/>" * 1_000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    start = info.header_offset + 30 + len(info.filename)
    data[start : start + 10] = b"\xff" * 10
    with Package(bytes(data), "book.xlsx") as package, pytest.raises(WorkbookError) as caught:
        package.read("xl/worksheets/sheet1.xml")
    assert str(caught.value) == ("book.xlsx is truncated or damaged: its part xl/worksheets/sheet1.xml cannot be read")


def test_the_archive_is_closed_afterwards(xlsx):
    with Package(xlsx()) as package:
        pass
    assert package.zip.fp is None
