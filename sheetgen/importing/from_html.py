"""The tables of an HTML page, read by Beautiful Soup: nothing of the page is run, nothing that it names is fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetgen.errors import UsageError
from sheetgen.importing.from_text import Table

if TYPE_CHECKING:
    from bs4 import Tag

#: A cell that claims to span more than this is not believed.
_MOST_SPANNED = 1_000
#: Nor are further spans of a page on which so many cells are spanned already.
_MOST_IN_ALL = 200_000
#: Browsers keep 512 levels, and a page of theirs has no more; the parser's time and memory grow with each.
_DEEPEST = 5_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
#: Elements without an end tag, and those whose end tag may be left out: many of them are no nesting.
_NEED_NO_END = re.compile(
    "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|body|colgroup|dd|dt|head|html|li|optgroup"
    "|option|p|rp|rt|tbody|td|tfoot|th|thead|tr",
    re.IGNORECASE,
)


def html_tables(content: str, name: str) -> list[Table]:
    """Every table that holds no other table, with its caption or the heading above it; `name` is what messages call
    the page."""
    try:
        from bs4 import BeautifulSoup
        from bs4.exceptions import ParserRejectedMarkup
    except ImportError:
        raise UsageError("reading HTML needs Beautiful Soup: pip install 'sheetgen[html]'") from None
    if _nests_deeply(content):
        raise UsageError(f"{name} nests its elements more than {_DEEPEST:,} levels deep: save the page in a browser")
    try:
        page = BeautifulSoup(_closed(content), "html.parser")
    except ParserRejectedMarkup:
        raise UsageError(f"{name} is no HTML that can be read: save the page again in a browser") from None
    for line_break in page.find_all("br"):
        line_break.replace_with(" ")
    for power in page.find_all("sup"):
        power.replace_with(_superscript(power.get_text()))
    room = [_MOST_IN_ALL]
    tables = page.find_all("table")
    # By the table around each: a look into every table would read the inner ones again and again.
    holders = {id(table.find_parent("table")) for table in tables}
    return [(_caption(table), _rows(table, room)) for table in tables if id(table) not in holders]


def _nests_deeply(content: str) -> bool:
    """Whether elements that must be closed are open within one another past the limit, as far as their tags tell."""
    depth = 0
    for match in _TAG.finditer(content):
        if _NEED_NO_END.fullmatch(match[2]):
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def _closed(content: str) -> str:
    """The page up to a comment that never closes, which holds all of the rest; the parser looks for its end again and
    again."""
    start = content.find("<!--")
    while start >= 0:
        end = content.find("-->", start + 2)
        if end < 0:
            return content[:start]
        start = content.find("<!--", end + 3)
    return content


def _superscript(text: str) -> str:
    """An exponent as the notation writes it: L² for a digit, ^(n) otherwise."""
    digits = text.strip()
    return digits.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")) if digits.isdigit() else f"^({digits})"


def _caption(table: Tag) -> str:
    for found in (table.find("caption"), table.find_previous(["h1", "h2", "h3", "h4", "h5", "h6"])):
        if found is not None:
            return " ".join(found.get_text().split())
    return ""


def _rows(table: Tag, room: list[int]) -> list[list[str]]:
    """The cells row by row; one that spans several stands in the first of them, the others are empty, while there is
    `room`, of which is taken."""
    rows: list[list[str]] = []
    spanned: dict[tuple[int, int], bool] = {}
    for number, row in enumerate(table.find_all("tr")):
        cells: list[str] = []
        for cell in row.find_all(["td", "th"]):
            while spanned.pop((number, len(cells)), False):
                cells.append("")
            height, width = _span(cell.get("rowspan")), _span(cell.get("colspan"))
            if height * width > room[0]:
                height = width = 1
            room[0] -= height * width - 1
            for below in range(1, height):
                spanned.update({(number + below, len(cells) + across): True for across in range(width)})
            cells.extend([" ".join(cell.get_text().split()), *[""] * (width - 1)])
        rows.append(cells)
    return rows


def _span(value: object) -> int:
    text = str(value or 1)
    if not (text.isascii() and text.isdigit()) or not text.strip("0"):
        return 1
    return int(text) if len(text) <= 6 and int(text) < _MOST_SPANNED else _MOST_SPANNED
