"""Mutations of workbooks at three levels: the archive, the XML of its parts, and the cells of a sheet."""

from __future__ import annotations

import re
from random import Random

from fuzz import grammar
from fuzz.package import joined, packed, pieces, unpacked

_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*("[^"]*"|'[^']*')""")
_TAGS = (
    "c", "v", "f", "is", "t", "r", "row", "sheetData", "si", "rPh", "sheet", "definedName", "definedNames", "calcPr",
    "table", "tableColumn", "autoFilter", "numFmt", "xf", "cellXfs", "Relationship", "cols", "mergeCell", "extLst",
    "sheetNames", "x:c",
)  # fmt: skip
_NAMES = (
    "r", "t", "s", "ref", "si", "hidden", "name", "id", "r:id", "sheetId", "Target", "Type", "TargetMode",
    "localSheetId", "xmlns", "count", "cm", "numFmtId", "formatCode", "ht", "spans", "headerRowCount",
    "totalsRowCount", "date1904", "iterate", "xml:space", "state", "aca", "bx", "dt2D", "r1", "r2", "Id",
    "displayName", "fullCalcOnLoad", "Extension", "PartName", "ContentType",
)  # fmt: skip
_VALUES = (
    "", "0", "1", "-1", "2", "true", "n", "s", "str", "b", "e", "inlineStr", "d", "shared", "array", "dataTable",
    "A1", "B2:C3", "A0", "XFD1048576", "XFE1", "A1048577", "A1:", ":", "a1", "$A$1", "A1:A1048576", "A1:XFD1048576",
    "A1:B2 C3", "1e5", "1.5", "99999999999", "9" * 400, " 1 ", "٣", "nan", "inf", "1e999", "-0", "0x10", "1_0",
    "Sheet", "sheet1", "hidden", "veryHidden", "../x.xml", "/xl/workbook.xml", "sharedStrings.xml", "http://x",
    "worksheets/sheet1.xml", "External", "rId1", "rId99", "General", "0.00", "yyyy", "[Red]0;", '"', "&lt;", "&#10;",
    "&#0;", "&x;", "_x000D_", "_xD800_", "TRUE", "#N/A", "#REF!", "#BAD!", "utf-16", "\u2028", "preserve",
)  # fmt: skip
#: Attributes of a formula.
_KINDS = (
    "", "", "", ' t="shared" si="0"', ' t="shared" si="0" ref="A1:C3"', ' t="array" ref="B2:C3"', ' t="array"',
    ' t="dataTable" ref="B2:C3" dt2D="1" r1="A1" r2="A2"', ' t="array" ref="A1:A1048576"',
)  # fmt: skip
_XML = (
    "<!DOCTYPE x [<!ENTITY x 'y'>]>", "<!-- x -->", "<?x y?>", "<![CDATA[1]]>", "&amp;", "]]>",
    '<?xml version="1.0" encoding="utf-16"?>', '<?xml version="1.0" encoding="latin-1"?>', '<?xml version="1.1"?>',
    "\ufeff", "\x00", "&#1;", "<", ">",
)  # fmt: skip


def mutated_workbook(data: bytes, random: Random) -> bytes:
    """Another workbook; what is no archive at all becomes one of its own bytes, changed here and there."""
    parts = unpacked(data)
    if not parts or random.random() < 0.05:
        return _bytes(data, random)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        if not parts:
            break
        level = random.random()
        if level < 0.08:
            _entry(parts, random)
        elif level < 0.45:
            _cell(parts, random)
        else:
            _tags(parts, random)
    return packed(parts)


def _bytes(data: bytes, random: Random) -> bytes:
    """The archive's own bytes, some changed, which its check sums then show, or its directory."""
    changed = bytearray(data or b"PK\x03\x04")
    for _ in range(random.randrange(1, 5)):
        # Near the end stands the directory.
        at = (
            random.randrange(len(changed))
            if random.random() < 0.4
            else -random.randrange(1, min(400, len(changed)) + 1)
        )
        changed[at] = random.choice((0, 1, 8, 0x80, 0xFF, random.randrange(256)))
    return bytes(changed[: random.randrange(len(changed)) + 1] if random.random() < 0.1 else changed)


def _entry(parts: dict[str, bytes], random: Random) -> None:
    """A part that goes, comes twice in other capitals, gets another name or another one's contents."""
    name, other = random.choice(list(parts)), random.choice(list(parts))
    match random.randrange(4):
        case 0:
            del parts[name]
        case 1:
            parts[random.choice((name.upper(), f"/{name}", f"xl/{name}", name.replace("/", "\\"), "../x", "é.xml"))] = (
                parts[name]
            )
        case 2:
            parts[name] = parts[other]
        case 3:
            parts[name] = parts[name][: random.randrange(len(parts[name]) + 1)]


def _tags(parts: dict[str, bytes], random: Random) -> None:
    """A tag or a text within a part that changes, goes, moves, is doubled."""
    name = random.choice([name for name in parts if not name.startswith("docProps")] or list(parts))
    found = pieces(parts[name])
    if not found:
        parts[name] = random.choice(_XML).encode("utf-8", "replace")
        return
    index = random.randrange(len(found))
    tag = found[index].startswith("<")
    match random.randrange(12):
        case 0:
            del found[index : index + random.randrange(1, 4)]
        case 1:
            found[index:index] = found[index : index + random.randrange(1, 8)]
        case 2:
            other = random.randrange(len(found))
            found[index], found[other] = found[other], found[index]
        case 3:
            found.insert(index, random.choice(_XML))
        case 4:
            found.insert(index, f'<{random.choice(_TAGS)} {random.choice(_NAMES)}="{random.choice(_VALUES)}"/>')
        case 5 if tag:
            found[index] = re.sub(r"[\w:]+", random.choice(_TAGS), found[index], count=1)
        case 6:
            source = pieces(parts[random.choice(list(parts))])
            start = random.randrange(len(source) or 1)
            found[index:index] = source[start : start + random.randrange(1, 12)]
        case _ if tag and (attributes := list(_ATTRIBUTE.finditer(found[index]))):
            one = random.choice(attributes)
            new = random.choice(
                ("", f'{random.choice(_NAMES)}="{random.choice(_VALUES)}"', *[_valued(one[1], random)] * 4)
            )
            found[index] = found[index][: one.start()] + new + found[index][one.end() :]
        case _ if tag:
            added = f' {random.choice(_NAMES)}="{random.choice(_VALUES)}"'
            found[index] = re.sub(r"(/?>)$", lambda match: added + match[1], found[index])
        case _:
            found[index] = _escaped(_content(random))
    parts[name] = joined(found)


def _valued(name: str, random: Random) -> str:
    return f'{name}="{random.choice(_VALUES)}"'


def _content(random: Random) -> str:
    """What may stand between tags."""
    return grammar.formula(random, 2) if random.random() < 0.4 else random.choice(_VALUES)


def _escaped(text: str) -> str:
    return text if text.startswith("&") else text.replace("&", "&amp;").replace("<", "&lt;")


def _cell(parts: dict[str, bytes], random: Random) -> None:
    """A cell of a sheet that is written anew: of any type, with a formula of any kind."""
    sheets = [name for name in parts if "worksheets/" in name and name.endswith(".xml")]
    if not sheets:
        _tags(parts, random)
        return
    name = random.choice(sheets)
    text = parts[name].decode("utf-8", "surrogateescape")
    cells = list(re.finditer(r"<c\b[^>]*?(?:/>|>.*?</c>)", text, re.DOTALL))
    rows = list(re.finditer(r"<row\b[^>]*>", text))
    if cells and random.random() < 0.7:
        start, end = random.choice(cells).span()
    elif rows:
        start = end = random.choice(rows).end()
    else:
        _tags(parts, random)
        return
    parts[name] = (text[:start] + _new_cell(random) + text[end:]).encode("utf-8", "surrogateescape")


def _new_cell(random: Random) -> str:
    address = random.choice(("A1", "B2", "C3", "A2", "D4", "E5", "XFD1048576", "A1048576", "B1", "C2", "", "A0", "a1"))
    attributes = f' r="{address}"' if random.random() < 0.9 else ""
    if random.random() < 0.5:
        attributes += f' t="{random.choice(("n", "s", "str", "b", "e", "inlineStr", "d", "x"))}"'
    if random.random() < 0.3:
        attributes += f' s="{random.choice(("0", "1", "3", "999", "-1", "x"))}"'
    formula = ""
    if random.random() < 0.7:
        kind = random.choice(_KINDS)
        formula = f"<f{kind}>{_escaped(grammar.formula(random, random.randrange(1, 4)))}</f>"
    value = random.choice((f"<v>{_escaped(random.choice(_VALUES))}</v>", "<v>1</v>", "<is><t>x</t></is>", "", "<v/>"))
    return f"<c{attributes}>{formula}{value}</c>"
