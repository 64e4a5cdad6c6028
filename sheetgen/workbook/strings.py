"""Texts into the shared-strings table, where Excel itself keeps them: openpyxl writes them into the cells."""

from __future__ import annotations

import re
from collections.abc import MutableMapping

_INLINE = re.compile(rb'(<c [^>]*?)t="inlineStr"([^>]*)><is>(<t[^>]*>[^<]*</t>)</is></c>')
_PART = "xl/sharedStrings.xml"
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_RELATION = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def share_strings(parts: MutableMapping[str, bytes]) -> None:
    """Moves the inline texts of all worksheets, as openpyxl writes them, to a new table, if there are any."""
    if _PART in parts and b"<si>" in parts[_PART]:
        return
    index: dict[bytes, int] = {}
    uses = 0

    def share(match: re.Match[bytes]) -> bytes:
        nonlocal uses
        uses += 1
        number = index.setdefault(match[3], len(index))
        return match[1] + b't="s"' + match[2] + b"><v>" + str(number).encode() + b"</v></c>"

    for name in sorted(parts):
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            parts[name] = _INLINE.sub(share, parts[name])
    if not index:
        return
    items = b"".join(b"<si>" + text + b"</si>" for text in index)
    counts = f'count="{uses}" uniqueCount="{len(index)}"'.encode()
    parts[_PART] = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="'
        + _MAIN
        + b'" '
        + counts
        + b">"
        + items
        + b"</sst>"
    )
    _declare(parts)


def _declare(parts: MutableMapping[str, bytes]) -> None:
    """Lists the table among the content types and the workbook's relationships, once."""
    types = parts["[Content_Types].xml"]
    if b"/" + _PART.encode() not in types:
        override = b'<Override PartName="/' + _PART.encode() + b'" ContentType="' + _TYPE + b'"/>'
        parts["[Content_Types].xml"] = types.replace(b"</Types>", override + b"</Types>")
    relations = parts["xl/_rels/workbook.xml.rels"]
    if _RELATION not in relations:
        taken = {int(number) for number in re.findall(rb'Id="rId(\d+)"', relations)}
        identity = str(max(taken, default=0) + 1).encode()
        entry = b'<Relationship Id="rId' + identity + b'" Type="' + _RELATION + b'" Target="sharedStrings.xml"/>'
        parts["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", entry + b"</Relationships>")
