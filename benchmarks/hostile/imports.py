"""Pages, documents and tables for `import`: what is left out, what claims to be large, and what is."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.hostile.case import Case

_IMPORT = ("import", "FILE")
_KIND = "imports"
_CELL = b"<table><tr><td>1"


def imports() -> Iterator[Case]:
    """Every case of this kind that `import` reads."""
    yield from _pages()
    yield Case(_KIND, "a CSV of 1,100,000 rows", "w.csv", b"1\n" * 1_100_000, _IMPORT, (2,), "more than 100,000 cells")
    document = b"| a |\n|---|\n" + b"| 1 |\n" * 200_000
    yield Case(_KIND, "a document of 200,000 rows", "page.md", document, _IMPORT, (2,), "more than 100,000 cells")
    wide = b"1" + b"," * 5_000_000
    yield Case(_KIND, "a row of 5,000,000 cells", "w.csv", wide, _IMPORT, (2,), "more than 16,384 cells")


def _pages() -> Iterator[Case]:
    def page(name: str, content: bytes, statuses: tuple[int, ...] = (0,), says: str = "") -> Case:
        return Case(_KIND, name, "page.html", content, _IMPORT, statuses, says)

    yield page("4,000 cells that never close", b"<table><tr>" + b"<td>1" * 4_000 + b"</table>")
    yield page("300,000 rows that never close", b"<table>" + b"<tr><td>1" * 300_000, (2,), "more than 100,000 cells")
    yield page("300,000 tables that never close", b"<table>" * 300_000, (2,), "more than 100,000 cells")
    yield page("2,000 tables", b"<table><tr><td>1</td></tr></table>" * 2_000, (2,), "and 1,990 more")
    yield page("instructions that never close", _CELL + b"<?" * 100_000)
    yield page("end tags that never close", _CELL + b"</" * 100_000)
    yield page("declarations that never close", _CELL + b"<!a" * 100_000)
    yield page("tags that never close", _CELL + b"<a b" * 100_000)
    yield page("sections that never close", _CELL + b"<![CDATA[" * 100_000)
    yield page("scripts that never close", _CELL + b"<script>" * 100_000)
    yield page("exponents in exponents", _CELL + b"<sup>" * 100_000)
    yield page("headings that never close", b"<h1>a" * 100_000 + _CELL)
    yield page("a heading above many tables", b"<h1>" + b"a " * 50_000 + b"<table>" * 90_000, (2,), "and 89,990 more")
    rows = b"<tr>" + b"<td rowspan=65534>1" * 100
    yield page("cells that span all rows", b"<table>" + rows * 300, (2,), "more than 100,000 cells")
    squares = b"<tr>" + b"<td colspan=1000 rowspan=1000>1" * 16
    yield page("cells that span squares", b"<table>" + squares * 1_000, (2,), "more than 100,000 cells")
    yield page("a row past the last column", b"<table><tr>" + b"<td>1" * 20_000, (2,), "more than 16,384 cells")
