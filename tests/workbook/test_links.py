"""What a workbook remembers of another that it links to."""

import pytest

from sheetgen.recalc import recalculate
from sheetgen.values import ErrorValue
from sheetgen.workbook.read import read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@pytest.fixture
def linked(xlsx):
    """The value of `[1]Data!A1+…` formulas in A1 and A2, with what is remembered of the sheet Data."""

    def linked(data):
        parts = {
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets>'
            '<externalReferences><externalReference r:id="rId3"/></externalReferences></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId3" Type="{RELATIONS}/externalLink" Target="externalLinks/externalLink1.xml"/>'
            "</Relationships>",
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"><externalBook><sheetNames>'
            f'<sheetName val="Data"/></sheetNames><sheetDataSet>{data}</sheetDataSet></externalBook></externalLink>',
        }
        rows = '<row r="1"><c r="A1"><f>[1]Data!A1</f></c><c r="B1"><f>[1]Data!B7</f></c></row>'
        values = recalculate(read(xlsx(rows, parts), "links.xlsx"))
        return values["Sheet!A1"], values["Sheet!B1"]

    return linked


CELL = '<row r="1"><cell r="A1"><v>7</v></cell></row>'


def test_cells_that_are_remembered_have_their_values_and_the_others_are_blank(linked):
    assert linked(f'<sheetData sheetId="0">{CELL}</sheetData>') == (7.0, 0.0)


def test_of_a_sheet_that_could_not_be_read_nothing_is_known(linked):
    assert linked('<sheetData sheetId="0" refreshError="1"/>') == (ErrorValue.REF, ErrorValue.REF)
