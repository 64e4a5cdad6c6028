"""Workbooks made part by part, as no program would write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from html import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def parts(rows: str = "", names: Mapping[str, str] | None = None, after: str = "") -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet: the rows of its data, its defined names, and what follows the data."""
    defined = "".join(
        f'<definedName name="{name}">{escape(text)}</definedName>' for name, text in (names or {}).items()
    )
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="Sheet" sheetId="1"'
        f' r:id="rId1"/></sheets><definedNames>{defined}</definedNames></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1"'
        f' Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2"'
        f' Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>',
    }


def zipped(contents: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Parts as an archive."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return output.getvalue()


def formula(cell: str, text: str, value: str = "1", attributes: str = "") -> str:
    """A formula cell's XML."""
    return f'<c r="{cell}"><f{attributes}>{escape(text, quote=False)}</f><v>{value}</v></c>'


def book(*formulas: str, names: Mapping[str, str] | None = None) -> bytes:
    """A workbook whose column A holds these formulas from A1 on."""
    return zipped(parts(column(formulas), names))


def column(formulas: Iterable[str], letter: str = "A") -> str:
    """Rows with one formula each."""
    return "".join(f'<row r="{row}">{formula(f"{letter}{row}", text)}</row>' for row, text in enumerate(formulas, 1))
