"""Workbooks taken apart and put together again, with check sums that are right: mutated XML is to reach its parser."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

#: XML in pieces: tags, and what stands between them.
_PIECE = re.compile(r"<[^>]*>?|[^<]+")
#: A mutated archive may claim anything.
_MOST = 1 << 20


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name; empty where the bytes are no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {entry.filename: _read(archive, entry) for entry in archive.infolist()[:200]}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, EOFError, zlib.error):
        return {}


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        return stream.read(_MOST)


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts as a workbook."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=1)
    return output.getvalue()


def pieces(content: bytes) -> list[str]:
    """A part's XML as tags and texts; joined again they are the same."""
    return _PIECE.findall(content.decode("utf-8", "surrogateescape"))


def joined(found: list[str]) -> bytes:
    """The pieces as a part."""
    return "".join(found).encode("utf-8", "surrogateescape")


def has_twice(data: bytes) -> bool:
    """Whether a part has two cells of one address, or cells without an address."""
    for content in unpacked(data).values():
        cells = re.findall(rb"<c(?:\s[^>]*)?>", content)
        addresses = [match[1].upper() for cell in cells if (match := re.search(rb"""\sr\s*=\s*["']([^"']*)""", cell))]
        if len(set(addresses)) < len(cells):
            return True
    return False
