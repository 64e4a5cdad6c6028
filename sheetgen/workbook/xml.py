"""XML as events, from expat. No DTD is accepted, so no entity can be defined: nothing expands, nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from sheetgen.errors import WorkbookError
from sheetgen.workbook import limits

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


#: The encodings that expat knows by itself; others it asks Python for, one byte a character.
_BUILT_IN = ("UTF-8", "UTF-16", "ISO-8859-1", "US-ASCII")


def local(name: str) -> str:
    """An element's or attribute's name without its namespace."""
    return name.rpartition(" ")[2]


def whole_number(text: str | None) -> int | None:
    """An attribute or a value as a whole number; None where it is none, or larger than any count in a workbook."""
    return int(text) if text is not None and re.fullmatch(r"\s*[0-9]{1,15}\s*", text) else None


def parse(data: bytes, part: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Calls back for every element, with names free of namespaces (attributes too, `r:id` as `id`)."""
    parser = new_parser()
    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.NESTING:
            raise WorkbookError(f"it has elements within elements past {limits.NESTING} levels")
        start(local(name), {local(key): value for key, value in attributes.items()})

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(local(name))

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    if text is not None:
        parser.CharacterDataHandler = text
    run(parser, data, part)


def new_parser() -> expat.XMLParserType:
    """A namespace-aware parser that refuses document type declarations."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*declaration: object) -> None:
        raise WorkbookError("it declares a document type, which no spreadsheet needs")

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        if encoding is None or encoding.upper() in _BUILT_IN:
            return
        try:
            readable = len(bytes(range(256)).decode(encoding, "replace")) == 256
        except (LookupError, ValueError):
            readable = False
        if not readable:
            raise WorkbookError(f"its encoding {encoding} cannot be read")

    parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = declared
    return parser


def run(parser: expat.XMLParserType, data: bytes, part: str) -> None:
    """Parses a whole part; WorkbookError where it is not well-formed."""
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise WorkbookError(
            f"its part {part} is not well-formed XML (line {error.lineno}: {expat.ErrorString(error.code)})"
        ) from None
    except WorkbookError as error:
        raise WorkbookError(f"its part {part} is refused: {error}") from None
