"""Tables in ordinary Markdown: an HTML comment before a table says that it is calculated, and holds its front matter.

<!-- sheetgen
inputs = { weight = "B2" }
-->
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sheetgen.errors import TemplateError
from sheetgen.template.code_blocks import without_code
from sheetgen.template.front_matter import KEYS
from sheetgen.template.headings import heading
from sheetgen.template.render import Line

#: The mark is a word by itself, so that a remark may begin with it; one that is never closed ends with the document.
_COMMENT = re.compile(
    r"^ {0,3}<!--[ \t]*sheetgen(?=\s|-->)[ \t]*(.*?)(?:-->[ \t]*$|(?P<open>\Z))",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
#: What other programs' pages say too.
_EVERYWHERE = {"title", "source"}
#: What belongs to a table: its rows, and statements of Jinja2 between them.
_OF_TABLE = re.compile(r"\s*(\||\{%)")
#: So many keys that no template has are held against those that it may have.
_COMPARED = 50


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """A table of a document: its front matter with the lines' numbers, the table, and both as a template's text."""

    line: int
    front: tuple[Line, ...]
    body: str
    body_line: int
    text: str


@functools.lru_cache(maxsize=1)
def is_document(text: str) -> bool:
    """Whether a text is no template itself but has tables that a comment marks."""
    return not is_template(text) and _COMMENT.search(_prose(text)) is not None


def is_template(text: str) -> bool:
    """Whether a text that begins with TOML means to be a template: other programs' pages begin so too.

    It is one if its front matter has a key of a template's besides the title, or nearly such a key; or nothing that
    a template's has not, and a table.
    """
    lines = text.split("\n")
    if lines[0].strip() != "+++":
        return False
    end = next((index for index in range(1, len(lines)) if lines[index].strip() == "+++"), len(lines))
    keys = set(_top_keys(lines[1:end]))
    own = set(KEYS) - _EVERYWHERE
    if keys & own:
        return True
    foreign = keys - set(KEYS)
    if foreign:
        # Nobody writes more by hand, and to compare thousands takes long.
        some = sorted(foreign)[:_COMPARED]
        return any(difflib.get_close_matches(key, own, n=1, cutoff=0.8) for key in some)
    return any(line.lstrip().startswith("|") for line in lines[end:])


def _top_keys(lines: list[str]) -> Iterator[str]:
    """The keys of TOML that stand in no table, and the tables' own; whether or not the whole of it can be read."""
    inside = False
    for line in lines:
        table = re.match(r"\s*+\[{1,2}+\s*+\"?([\w-]+)", line)
        # Possessive: a line of a million letters without an equals sign is gone through once.
        key = re.match(r"\s*+\"?([\w-]++)\"?\s*+(?:\.[^=]*+)?=", line)
        if table:
            inside = True
            yield table[1]
        elif key and not inside:
            yield key[1]


def split_number(name: str) -> tuple[str, int | None]:
    """`article.md#2` as the file and the number of its table; the number is None where there is none."""
    match = re.fullmatch(r"(.+\.(?:md|markdown))#([0-9]{1,4})", name, re.IGNORECASE)
    return (match[1], int(match[2])) if match else (name, None)


def read_document(text: str, path: object) -> list[DocumentTable | TemplateError]:
    """The marked tables of a document, in order; for a comment without a table the error, with its line."""
    return list(_read(text, str(path)))


@functools.lru_cache(maxsize=1)
def _read(text: str, path: str) -> tuple[DocumentTable | TemplateError, ...]:
    """Remembered, as whoever goes through the tables asks for each of them."""
    prose = _prose(text)
    lines = prose.split("\n")
    found: list[DocumentTable | TemplateError] = []
    line, place, title = 1, 0, ""
    for comment in _COMMENT.finditer(prose):
        before = line
        line += prose.count("\n", place, comment.start())
        place = comment.start()
        for above in lines[before - 1 : line - 1]:
            named = heading(above)
            title = named[1] if named is not None else title
        try:
            found.append(_table(lines, line, comment, title or path, path))
        except TemplateError as error:
            found.append(error)
    return tuple(found)


def _prose(text: str) -> str:
    return "\n".join(without_code(text.split("\n")))


def _table(lines: list[str], line: int, comment: re.Match[str], title: str, path: str) -> DocumentTable:
    """The table below a comment that stands in a line of the document; `title` is what it is called otherwise."""
    if comment["open"] is not None:
        raise TemplateError(f"{path}:{line}: this comment has no end: --> closes it")
    first = line + comment.string.count("\n", comment.start(), comment.start(1))
    front = [Line(source, first + index) for index, source in enumerate(comment[1].split("\n"))]
    if not any(re.match(r"\s*title\s*=", source.text) for source in front):
        front.insert(0, Line(f"title = {_quoted(title)}", line))
    start = line + comment[0].count("\n")
    while start < len(lines) and not lines[start].strip():
        start += 1
    end = start
    while end < len(lines) and _OF_TABLE.match(lines[end]):
        end += 1
    if start == end:
        raise TemplateError(
            f"{path}:{line}: no table follows this comment: a table in the notation must stand below it"
        )
    body = "\n".join(lines[start:end]) + "\n"
    carried = "\n".join(["+++", *(source.text for source in front), "+++", "", body])
    return DocumentTable(line, tuple(front), body, start + 1, carried)


def _quoted(text: str) -> str:
    """A text as TOML writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
