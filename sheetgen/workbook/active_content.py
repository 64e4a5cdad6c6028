"""What a workbook holds that a spreadsheet program might run, fetch or open. sheetgen does none of it; it says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from sheetgen.errors import WorkbookError
from sheetgen.workbook.archive import EMBEDDED
from sheetgen.workbook.package import Package

#: So many names are told of a kind.
_MOST = 5
#: Parts by how their names begin, in lower case.
_PARTS = (
    ("xl/macrosheets/", "Excel 4 macro sheets (not run)"),
    ("xl/activex/", "ActiveX controls (not run)"),
    ("customui/", "buttons and menus of its own (not shown)"),
    ("xl/querytables/", "query tables (not refreshed)"),
)
_POWER_QUERY = b"schemas.microsoft.com/DataMashup"


def active_content(package: Package) -> list[str]:
    """A line for each kind of thing in the package that sheetgen leaves alone; nothing of it is opened."""
    names = [info.filename for info in package.zip.infolist()]
    lower = [name.lower() for name in names]
    found = []
    if any(name.endswith("vbaproject.bin") for name in lower):
        found.append("a VBA project (not run)")
    found += [text for start, text in _PARTS if any(name.startswith(start) for name in lower)]
    embedded = [name[len(EMBEDDED) :] for name in names if name.lower().startswith(EMBEDDED)]
    if embedded:
        found.append(f"embedded files: {_some(embedded)} (not opened)")
    connections = list(_attributes(package, "xl/connections.xml", "connection", "name"))
    if connections:
        found.append(f"data connections: {_some(connections)} (not refreshed)")
    if any(_holds_query(package, name) for name in names if re.fullmatch(r"customXml/item\d+\.xml", name)):
        found.append("Power Query (not run)")
    for name in names:
        if re.fullmatch(r"xl/externalLinks/[^/]+\.xml", name):
            services = _attributes(package, name, "ddeLink", "ddeService")
            topics = _attributes(package, name, "ddeLink", "ddeTopic")
            programs = _attributes(package, name, "oleLink", "progId")
            pairs = zip(services, topics, strict=True)
            found += [f"a DDE link to {service}|{topic} (not made)" for service, topic in pairs]
            found += [f"an OLE link to {program} (not made)" for program in programs]
    return found + list(_external(package, names))


def _external(package: Package, names: Iterable[str]) -> Iterator[str]:
    """What relationships lead out of the package to, by their type."""
    targets: dict[str, list[str]] = {}
    for name in names:
        if name.lower().endswith(".rels"):
            for kind, target in package.external(name):
                targets.setdefault(kind, []).append(target)
    for kind, found in sorted(targets.items()):
        if kind == "hyperlink":
            yield f"hyperlinks to {_some(_where(target) for target in found)} (not followed)"
        elif kind in ("externalLinkPath", "xlPathMissing", "xlExternalLinkPath"):
            yield f"links to other workbooks: {_some(found)} (not followed)"
        else:
            yield f"{kind} from outside: {_some(found)} (not fetched)"


def _where(target: str) -> str:
    """A hyperlink's host, or what else it leads to."""
    if target.startswith("\\\\"):
        return target
    try:
        parts = urlsplit(target)
    except ValueError:
        return target
    return parts.netloc or (f"{parts.scheme}:" if parts.scheme and parts.scheme != "file" else target)


def _some(names: Iterable[str]) -> str:
    """The first of some names, each once, and how many more there are."""
    kept = list(dict.fromkeys(name if len(name) <= 80 else "…" + name[-79:] for name in names))
    more = f" and {len(kept) - _MOST:,} more" if len(kept) > _MOST else ""
    return ", ".join(kept[:_MOST]) + more


def _attributes(package: Package, part: str, tag: str, attribute: str) -> list[str]:
    """An attribute of every element of that name in a part, if the part is there and can be read."""
    found: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == tag:
            found.append(attributes.get(attribute, ""))

    if package.has(part):
        try:
            package.parse(part, start)
        except WorkbookError:
            found.append("a part that cannot be read")
    return found


def _holds_query(package: Package, part: str) -> bool:
    head = package.read(part)[:1_000]
    return _POWER_QUERY in head or _POWER_QUERY in head.replace(b"\0", b"")
