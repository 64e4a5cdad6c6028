"""A workbook that another calculator opens leads it to no other computer."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sheetgen.engines.libreoffice import LibreOffice


class _Listener(BaseHTTPRequestHandler):
    """Notes what it is asked for."""

    def handle_one_request(self):
        self.server.asked.append(self.rfile.readline())
        self.close_connection = True


@pytest.fixture
def listener():
    """A server on this computer that notes what it is asked for."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Listener) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever).start()
        yield server
        server.shutdown()


@pytest.mark.libreoffice
def test_pictures_from_elsewhere_are_not_fetched(xlsx, at, listener, tmp_path):
    address = f"http://127.0.0.1:{listener.server_port}/picture.png"
    schemas = "http://schemas.openxmlformats.org"
    relations = f"{schemas}/officeDocument/2006/relationships"
    main = f"{schemas}/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{schemas}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}" xmlns:r="{relations}"><sheetData><row r="1">'
        '<c r="A1"><f>1+1</f></c></row></sheetData><drawing r:id="rId1"/></worksheet>',
        "xl/worksheets/_rels/sheet1.xml.rels": _relationship(f"{relations}/drawing", "../drawings/drawing1.xml"),
        "xl/drawings/_rels/drawing1.xml.rels": _relationship(f"{relations}/image", address, ' TargetMode="External"'),
        "xl/drawings/drawing1.xml": f'<d:wsDr xmlns:d="{schemas}/drawingml/2006/spreadsheetDrawing"'
        f' xmlns:a="{schemas}/drawingml/2006/main" xmlns:r="{relations}"><d:oneCellAnchor>'
        "<d:from><d:col>2</d:col><d:colOff>0</d:colOff><d:row>2</d:row><d:rowOff>0</d:rowOff></d:from>"
        '<d:ext cx="1000000" cy="1000000"/><d:pic><d:nvPicPr><d:cNvPr id="1" name="P"/><d:cNvPicPr/></d:nvPicPr>'
        '<d:blipFill><a:blip r:link="rId1"/><a:stretch><a:fillRect/></a:stretch></d:blipFill><d:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="1000000" cy="1000000"/></a:xfrm><a:prstGeom prst="rect"/></d:spPr></d:pic>'
        "<d:clientData/></d:oneCellAnchor></d:wsDr>",
    }
    path = tmp_path / "picture.xlsx"
    path.write_bytes(xlsx(parts=parts))
    assert at(LibreOffice().evaluate(path), "A1", sheet="Sheet") == 2.0
    assert listener.asked == []


def _relationship(kind, target, mode=""):
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    relationship = f'<Relationship Id="rId1" Type="{kind}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="{namespace}">{relationship}</Relationships>'
