"""The last pass over a generated workbook: the same bytes on every run.

Entries in a fixed order with fixed dates and attributes; no time of day in the document's properties; texts in the
shared-strings table, relationships with relative targets, and the children of every font in the schema's order, none
of which openpyxl does.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile

from sheetgen.workbook.strings import share_strings

#: The earliest date that a zip entry can have, for every entry; and the same for the document's properties.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_ISO_DATE = b"1980-01-01T00:00:00Z"

#: ECMA-376, part 1, 18.8.22 (CT_Font).
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)


def repack(data: bytes) -> bytes:
    """The archive with its accidents removed; the parts' contents stay but for what is named above."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: _settle(name, source.read(name)) for name in source.namelist()}
    share_strings(parts)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as target:
        for name in sorted(parts, key=_order):
            target.writestr(zip_entry(name), parts[name], compresslevel=9)
    return output.getvalue()


def zip_entry(name: str) -> zipfile.ZipInfo:
    """A part's entry in the archive, the same on every run and system."""
    info = zipfile.ZipInfo(name, _ZIP_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


def _order(name: str) -> tuple[int, str]:
    """The content types first, as consumers that stream expect them, then the rest by name."""
    return (0 if name == "[Content_Types].xml" else 1, name)


def _settle(name: str, data: bytes) -> bytes:
    if name == "docProps/core.xml":
        return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + _ISO_DATE, data)
    if name.endswith(".rels"):
        folder = posixpath.dirname(posixpath.dirname(name))
        return re.sub(rb'Target="/([^"]+)"', lambda match: _relative(match[1], folder), data)
    if name.startswith("xl/worksheets/"):
        # The default type, which openpyxl spells out: on a blank cell some readers take it for the number 0.
        return re.sub(rb'(<c [^>]*?) t="n"', rb"\g<1>", data)
    if name == "xl/styles.xml":
        return re.sub(rb"(<font>)(.*?)(</font>)", _sort_font, data, flags=re.DOTALL)
    return data


def _relative(target: bytes, folder: str) -> bytes:
    """A relationship's target as Excel writes it, seen from the part's own folder; some readers know no other form."""
    return b'Target="' + posixpath.relpath(target.decode(), folder or ".").encode() + b'"'


def _sort_font(match: re.Match[bytes]) -> bytes:
    children = re.findall(rb"<[^>]+/>", match[2])
    if b"".join(children) != match[2]:
        return match[0]
    children.sort(key=lambda child: _FONT_ORDER.index(re.match(rb"<(\w+)", child)[1].decode()))  # type: ignore[index]
    return match[1] + b"".join(children) + match[3]
