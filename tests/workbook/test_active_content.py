"""What a spreadsheet program might run, fetch or open is named by an audit, and nothing of it is done."""

import json

import pytest

from sheetgen.cli import run
from sheetgen.workbook_audit import audit

_RELS = "<Relationships>{}</Relationships>"


def relation(kind, target):
    return f'<Relationship Id="x" Type="t/{kind}" Target="{target}" TargetMode="External"/>'


def formula(address, text, value="1"):
    return f'<row r="1"><c r="{address}"><f>{text}</f><v>{value}</v></c></row>'


@pytest.fixture
def found(xlsx, tmp_path):
    """What the audit of a workbook with such parts names."""

    def found(rows="", **options):
        path = tmp_path / "book.xlsx"
        path.write_bytes(xlsx(rows, **options))
        result = audit(path, "sheetgen")
        assert result.error is None
        return result.active

    return found


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({}, []),
        ({"xl/vbaProject.bin": b"x"}, ["a VBA project (not run)"]),
        ({"xl/macrosheets/sheet1.xml": b"x"}, ["Excel 4 macro sheets (not run)"]),
        ({"xl/activeX/activeX1.bin": b"x"}, ["ActiveX controls (not run)"]),
        ({"customUI/customUI14.xml": b"x"}, ["buttons and menus of its own (not shown)"]),
        (
            {"xl/embeddings/oleObject1.bin": b"x", "xl/embeddings/Book.xlsx": b"x"},
            ["embedded files: oleObject1.bin, Book.xlsx (not opened)"],
        ),
        (
            {"xl/connections.xml": '<connections><connection name="Sales"/><connection name="Staff"/></connections>'},
            ["data connections: Sales, Staff (not refreshed)"],
        ),
        ({"xl/connections.xml": "<connections"}, ["data connections: a part that cannot be read (not refreshed)"]),
        (
            {"customXml/item1.xml": '<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">'.encode("utf-16")},
            ["Power Query (not run)"],
        ),
        (
            {"xl/externalLinks/externalLink1.xml": '<a><ddeLink ddeService="cmd" ddeTopic="/c calc"/></a>'},
            ["a DDE link to cmd|/c calc (not made)"],
        ),
        (
            {"xl/externalLinks/externalLink1.xml": '<a><oleLink progId="Word.Document"/></a>'},
            ["an OLE link to Word.Document (not made)"],
        ),
        (
            {"xl/externalLinks/_rels/a.xml.rels": _RELS.format(relation("externalLinkPath", "file:///C:/b.xlsx"))},
            ["links to other workbooks: file:///C:/b.xlsx (not followed)"],
        ),
        (
            {
                "xl/worksheets/_rels/sheet1.xml.rels": _RELS.format(
                    relation("hyperlink", "https://example.org/a?b=c")
                    + relation("hyperlink", "https://example.org/d")
                    + relation("hyperlink", "mailto:someone@example.org")
                    + relation("hyperlink", "\\\\server\\share")
                )
            },
            ["hyperlinks to example.org, mailto:, \\\\server\\share (not followed)"],
        ),
        (
            {"xl/drawings/_rels/d.xml.rels": _RELS.format(relation("image", "http://example.org/pixel.png"))},
            ["image from outside: http://example.org/pixel.png (not fetched)"],
        ),
    ],
)
def test_parts_and_links_are_named(found, parts, named):
    assert found(parts=parts) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SUM(1,2)", []),
        ("_xlfn.WEBSERVICE(&quot;http://127.0.0.1/&quot;)", ["WEBSERVICE in Sheet!A1 (not called)"]),
        ("HYPERLINK(&quot;http://127.0.0.1/&quot;)", ["HYPERLINK in Sheet!A1 (not followed)"]),
        ("1+call(&quot;kernel32&quot;,&quot;x&quot;)", ["CALL in Sheet!A1 (not called)"]),
        ("REGISTER.ID(&quot;user32&quot;,&quot;x&quot;)", ["REGISTER.ID in Sheet!A1 (not called)"]),
        ("RTD(&quot;server&quot;,,&quot;x&quot;)", ["RTD in Sheet!A1 (not called)"]),
        ("cmd|'/c calc'!A1", ["DDE in Sheet!A1 (not called)"]),
    ],
)
def test_functions_are_named_by_their_cells(found, text, named):
    assert found(formula("A1", text)) == named


def test_cells_of_one_function_are_one_line(found):
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><f>WEBSERVICE(B{row})</f><v>1</v></c></row>' for row in range(1, 1_201)
    )
    assert found(rows) == ["WEBSERVICE in Sheet!A1 and 1,199 more (not called)"]


def test_it_is_told_and_no_failure(xlsx, tmp_path, capsys):
    path = tmp_path / "book.xlsm"
    path.write_bytes(xlsx(formula("A1", "1+1", "2"), parts={"xl/vbaProject.bin": b"x"}))
    assert run(["audit", str(path)]) == 0
    # A terminal's lines are wrapped.
    told = "".join(capsys.readouterr().out.split())
    assert f"!{path}hasaVBAproject(notrun)" in told
    assert run(["audit", str(path), "--markdown"]) == 0
    assert "has a VBA project (not run)" in capsys.readouterr().out
    assert run(["audit", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["workbooks"][0]["active"] == ["a VBA project (not run)"]
