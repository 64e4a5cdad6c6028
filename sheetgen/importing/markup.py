"""An HTML page as its tags and texts, in one pass, as the HTML standard reads it (13.2.5, "Tokenization").

What never closes holds all of the rest, as in a browser. Python's own parser looks for its end again and again, and so
does all that is built on it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

#: What begins a tag or a comment; any other < is text.
_OPENING = re.compile(r"<(?:(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*)|!--|!\[CDATA\[|[!?/])")
#: The end of a tag, or a value in quotes, in which a > ends nothing.
_END_OR_VALUE = re.compile(r""">|=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))""")
_ATTRIBUTE = re.compile(r"""([^\s/=]+)(?:\s*=\s*("[^"]*"?|'[^']*'?|[^\s"'][^\s]*))?""")
#: Elements in which no tag begins, up to their own end tag; none of them is shown as text.
_RAW = frozenset(("iframe", "noembed", "noframes", "script", "style", "title"))


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag or an end tag, its name in small letters."""

    name: str
    ends: bool
    attributes: str

    def attribute(self, name: str) -> str:
        """An attribute's value, the first of that name; nothing where it has none."""
        for match in _ATTRIBUTE.finditer(self.attributes):
            if match[1].lower() == name:
                return (match[2] or "").strip("\"'")
        return ""


def markup(page: str) -> Iterator[Tag | str]:
    """The tags and the texts of a page, in order; comments, declarations and scripts are left out."""
    at = look = 0
    while (start := page.find("<", look)) >= 0:
        opening = _OPENING.match(page, start)
        if opening is None:
            look = start + 1
            continue
        if at < start:
            yield _text(page[at:start])
        at = look = _end(page, opening)
        if opening[0] == "<![CDATA[":
            yield page[opening.end() : at].removesuffix("]]>")
        elif opening["name"] and page[at - 1] == ">":
            tag = Tag(opening["name"].lower(), bool(opening["slash"]), page[opening.end() : at - 1])
            yield tag
            if tag.name in _RAW and not tag.ends and not tag.attributes.endswith("/"):
                closing = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(page, at)
                at = look = closing.start() if closing else len(page)
    if at < len(page):
        yield _text(page[at:])


def _end(page: str, opening: re.Match[str]) -> int:
    """Where a tag or a comment ends that begins there: at the end of the page, if nothing closes it."""
    if opening["name"]:
        at = opening.end()
        while (match := _END_OR_VALUE.search(page, at)) is not None:
            at = match.end()
            if match[0] == ">":
                return at
        return len(page)
    closing = {"<!--": "-->", "<![CDATA[": "]]>"}.get(opening[0], ">")
    # A comment may close with the dashes that open it: <!-->.
    found = page.find(closing, opening.start() + 2)
    return len(page) if found < 0 else found + len(closing)


def _text(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:
        # A number of thousands of digits, which is no character.
        return text
