"""An HTML page as its tags and texts, by lxml in one pass: end tags that are left out come where they are meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheetgen.errors import UsageError

#: Elements whose text is not shown.
_UNSEEN = frozenset(("iframe", "noembed", "noframes", "script", "style", "template", "title"))
#: So much is parsed before what it says is looked at: a page of too many cells is refused before its end.
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag or an end tag, its name in small letters."""

    name: str
    ends: bool
    attributes: Mapping[str, str]


def markup(page: str) -> Iterator[Tag | str]:
    """The tags and the texts of a page, in order; comments, declarations and scripts are left out."""
    try:
        from lxml import etree
    except ImportError:
        raise UsageError("reading HTML needs lxml: pip install 'sheetgen[html]'") from None
    events = _Events()
    # Without a limit of depth, as nothing here recurses; it fetches nothing in any case.
    parser = etree.HTMLParser(target=events, encoding="utf-8", huge_tree=True, no_network=True)
    data = page.encode(errors="replace")
    for start in range(0, len(data), _PIECE):
        parser.feed(data[start : start + _PIECE])
        yield from events.take()
    try:
        parser.close()
    except etree.LxmlError:
        # A page of nothing.
        return
    yield from events.take()


class _Events:
    """What lxml calls back."""

    def __init__(self) -> None:
        self.found: list[Tag | str] = []
        self.unseen = 0

    def take(self) -> list[Tag | str]:
        found, self.found = self.found, []
        return found

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.unseen += tag in _UNSEEN
        self.found.append(Tag(tag, False, dict(attributes)))

    def end(self, tag: str) -> None:
        self.unseen -= tag in _UNSEEN
        self.found.append(Tag(tag, True, {}))

    def data(self, text: str) -> None:
        if not self.unseen:
            self.found.append(text)

    def close(self) -> None:
        """Nothing is kept for the end."""
