"""The tables of an HTML page, read by lxml in one pass: nothing of the page is run, nothing that it names is fetched.

Source for what ends what within a table, and for spans: the HTML standard's "Optional tags" and "Forming a table".
"""

from __future__ import annotations

from collections.abc import Mapping

from sheetgen.errors import UsageError
from sheetgen.importing.extent import Extent
from sheetgen.importing.from_text import Table
from sheetgen.sheet import MAX_COLUMN

#: The standard's limits for what a cell may claim to span.
_MOST_ACROSS, _MOST_DOWN = 1_000, 65_534
_CELLS, _GROUPS = frozenset(("td", "th")), frozenset(("tbody", "tfoot", "thead"))
_PARTS = _CELLS | _GROUPS | {"caption", "tr"}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
#: Elements whose text is not shown.
_UNSEEN = frozenset(("iframe", "noembed", "noframes", "script", "style", "template", "title"))
#: Bytes that are parsed at a time.
_PIECE = 1 << 16


def html_tables(content: str, name: str) -> list[Table]:
    """Every table that holds no other table, with its caption or the heading above it; `name` is what messages call
    the page."""
    try:
        from lxml import etree
    except ImportError:
        raise UsageError("reading HTML needs lxml: pip install 'sheetgen[html]'") from None
    page = _Page(Extent(name))
    # Without a limit of depth, as nothing here recurses. End tags that are left out come where they are meant.
    parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True, no_network=True)
    data = content.encode(errors="replace")
    try:
        for start in range(0, len(data), _PIECE):
            parser.feed(data[start : start + _PIECE])
        parser.close()
    except etree.LxmlError:
        # A page of nothing, or of a comment.
        return page.tables()
    return page.tables()


class _Text:
    """What a cell, a caption or a heading says, exponents as the notation writes them."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        #: Where an exponent began, and how many are open within one another.
        self.power, self.powers = 0, 0

    def raise_(self) -> None:
        if not self.powers:
            self.power = len(self.pieces)
        self.powers += 1

    def lower(self) -> None:
        if self.powers == 1:
            self.pieces[self.power :] = [_superscript("".join(self.pieces[self.power :]))]
        self.powers = max(self.powers - 1, 0)

    def all(self) -> str:
        """The whole text, with single spaces."""
        if self.powers:
            self.powers = 1
            self.lower()
        return " ".join("".join(self.pieces).split())


class _Grid:
    """A table while it is read."""

    def __init__(self, title: str, extent: Extent) -> None:
        self.title = title
        self.extent = extent
        #: Whether another table stands in it: then it is there for the layout of the page, and not kept.
        self.holds = False
        self.rows: list[list[str]] = []
        self.caption: _Text | None = None
        #: The caption or the cell that is open.
        self.text: _Text | None = None
        self.in_cell = self.in_row = False
        #: The column of the open cell, and for each column the last row that a cell above spans.
        self.column = 0
        self.covered: dict[int, int] = {}

    def start_row(self) -> None:
        self.end_row()
        self.in_row = True
        self.rows.append([])
        # A table counts as a cell too, so that the first row is counted already.
        self.extent.take(len(self.rows), 0, 1 if len(self.rows) > 1 else 0)

    def start_cell(self, attributes: Mapping[str, str]) -> None:
        self.end_text()
        if not self.in_row:
            self.start_row()
        self.text, self.in_cell = _Text(), True
        if self.holds:
            return
        row, number = self.rows[-1], len(self.rows)
        while self.covered.get(len(row), 0) >= number:
            self._extend(1)
        self.column = len(row)
        if not attributes:
            # As most.
            self._extend(1)
            return
        across = _span(attributes.get("colspan", ""), _MOST_ACROSS)
        # A span past the last column of any sheet is not believed.
        across = across if len(row) + across <= MAX_COLUMN else 1
        down = _span(attributes.get("rowspan", ""), _MOST_DOWN)
        self._extend(across)
        if down > 1:
            for column in range(self.column, len(row)):
                self.covered[column] = max(self.covered.get(column, 0), number + down - 1)

    def _extend(self, count: int) -> None:
        row = self.rows[-1]
        # So is the first cell with its row.
        self.extent.take(len(self.rows), len(row) + count, count if row else count - 1)
        row.extend([""] * count)

    def end_text(self) -> None:
        """Ends the open cell, or the caption, if there is one."""
        if self.in_cell and self.text is not None and not self.holds:
            self.rows[-1][self.column] = self.text.all()
        self.text, self.in_cell = None, False

    def end_row(self) -> None:
        self.end_text()
        self.in_row = False

    def end_group(self) -> None:
        """Ends rows that belong together; no cell spans rows of the next."""
        self.end_row()
        self.covered.clear()

    def start_caption(self) -> None:
        self.end_row()
        self.text = _Text()
        # Of several the first counts.
        self.caption = self.caption or self.text

    def hold(self) -> None:
        self.holds = True
        self.rows = [[]]


class _Page:
    """Follows the tags of a page through its tables."""

    def __init__(self, extent: Extent) -> None:
        self.extent = extent
        self.found: list[_Grid] = []
        #: The tables that are open, one within another.
        self.open: list[_Grid] = []
        #: The heading that is open, and what the one before it said.
        self.heading: _Text | None = None
        self.title = ""
        #: How many elements are open whose text is not shown.
        self.unseen = 0

    def tables(self) -> list[Table]:
        while self.open:
            self._end_table()
        return [
            (grid.title if grid.caption is None else grid.caption.all(), grid.rows)
            for grid in self.found
            if not grid.holds
        ]

    # What lxml calls.

    def data(self, text: str) -> None:
        if self.unseen:
            return
        # A text for each cell: plainly, as the list of `_targets` takes its time.
        if self.heading is not None:
            self.heading.pieces.append(text)
        if self.open and self.open[-1].text is not None:
            self.open[-1].text.pieces.append(text)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _PARTS:
            if self.open:
                self._end_heading()
                self._start_part(self.open[-1], name, attributes)
        elif name == "table":
            self._start_table()
        elif name in _HEADINGS:
            self._end_heading()
            self.heading = _Text()
        elif name == "br":
            self.data(" ")
        elif name == "sup":
            for target in self._targets():
                target.raise_()
        elif name in _UNSEEN:
            self.unseen += 1

    def end(self, name: str) -> None:
        if name in _PARTS:
            if self.open:
                self._end_heading()
                self._end_part(self.open[-1], name)
        elif name == "table":
            if self.open:
                self._end_table()
        elif name in _HEADINGS:
            self._end_heading()
        elif name == "sup":
            for target in self._targets():
                target.lower()
        elif name in _UNSEEN:
            self.unseen -= 1

    def close(self) -> None:
        """Tables that are still open are ended when they are asked for."""

    @staticmethod
    def _start_part(grid: _Grid, name: str, attributes: Mapping[str, str]) -> None:
        if name in _CELLS:
            grid.start_cell(attributes)
        elif name == "tr":
            grid.start_row()
        elif name in _GROUPS:
            grid.end_group()
        else:
            grid.start_caption()

    @staticmethod
    def _end_part(grid: _Grid, name: str) -> None:
        if name in _GROUPS:
            grid.end_group()
        elif name == "tr":
            grid.end_row()
        else:
            grid.end_text()

    def _targets(self) -> list[_Text]:
        """What a text here belongs to: a heading may stand in a cell."""
        own = self.open[-1].text if self.open else None
        return [target for target in (self.heading, own) if target is not None]

    def _end_heading(self) -> None:
        if self.heading is not None:
            self.title, self.heading = self.heading.all(), None

    def _start_table(self) -> None:
        self._end_heading()
        if self.open:
            if self.open[-1].text is not None:
                self.open[-1].hold()
            else:
                # Only a cell or a caption holds a table; elsewhere one ends the other.
                self._end_table()
        # Tables and rows without cells take memory as well.
        self.extent.take(0, 0, 1)
        self.open.append(_Grid(self.title, self.extent))
        self.found.append(self.open[-1])

    def _end_table(self) -> None:
        self._end_heading()
        self.open.pop().end_group()


def _superscript(text: str) -> str:
    """An exponent as the notation writes it: L² for a digit, ^(n) otherwise."""
    digits = text.strip()
    return digits.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")) if digits.isdigit() else f"^({digits})"


def _span(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit()) or not text.strip("0"):
        return 1
    return min(int(text), most) if len(text) <= 6 else most
