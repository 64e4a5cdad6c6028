"""A template made of what somebody has: a workbook, an HTML page, a Markdown document, a CSV file."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from sheetgen.errors import UsageError
from sheetgen.importing.from_html import html_tables
from sheetgen.importing.from_text import Table, csv_table, from_table, markdown_tables
from sheetgen.importing.write import template_text
from sheetgen.reading import read_input
from sheetgen.template.assemble import parse, parse_table
from sheetgen.template.documents import is_document, is_template, read_document
from sheetgen.workbook.kind import is_workbook

__all__ = ["import_template"]

#: How many tables a message lists, and how much of each caption.
_LISTED, _LONGEST = 10, 80


def import_template(
    source: str | Path,
    *,
    sheets: Sequence[str] = (),
    table: str | None = None,
    a1: bool = False,
    fold: bool = False,
    rebuild: bool = False,
    names: Mapping[str, str] | None = None,
) -> tuple[str, list[str]]:
    """The text of a template, and a line for each kind of thing that the template language cannot say.

    A workbook that sheetgen made gives the template that it carries, unless `rebuild`, `a1` or `fold` ask for another
    one; a template gives itself, a table that a document marks its own. `sheets` chooses sheets of a workbook, `table`
    a table of a page or a document by number or caption; `names` are defined names for it and their cells. `-` is
    standard input. UsageError where there is nothing to import.
    """
    name = str(source)
    path = Path(name)
    if is_workbook(path):
        # Pages and documents need nothing of what reads workbooks, which takes longer to import than they do.
        from sheetgen.importing.from_workbook import carried, from_workbook

        if table is not None:
            raise UsageError(f"{name} is a workbook: choose among its sheets with --sheet")
        if names:
            raise UsageError(f"{name} is a workbook, which has its own names: leave out --name")
        text = None if rebuild or a1 or fold or sheets else carried(path)
        if text is not None:
            return text, []
        imported = from_workbook(path, sheets, a1=a1)
        return template_text(imported, fold=fold), imported.warnings()
    if sheets:
        raise UsageError(f"{name} is no workbook: choose among its tables with --table")
    content, title = _read(name), path.stem if name != "-" else "standard input"
    own = None if rebuild or names or table is not None else _own_template(content, name)
    if own is not None:
        return own, []
    tables, accounts = _tables(content, name)
    imported = from_table(_chosen(tables, table, name), title, a1=a1, names=names, accounts=accounts)
    if not imported.sheets[0].cells:
        raise UsageError(f"{name} has no cells to import")
    return template_text(imported, fold=fold), imported.warnings()


def _own_template(content: str, name: str) -> str | None:
    """The template that a text is, or that its only marked table is with its comment; None for any other text.

    It is read once, as all that is given here: TemplateError, with its line, for one that cannot be.
    """
    if is_template(content):
        parse(content, Path(name))
        return content
    if not is_document(content):
        return None
    marked = read_document(content, name)
    if len(marked) > 1:
        return None
    return parse_table(marked[0], Path(name)).text


def _read(name: str) -> str:
    try:
        return read_input(name).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name} is no text in UTF-8: save it as .xlsx, HTML, Markdown or CSV") from None


def _tables(content: str, name: str) -> tuple[list[Table], bool]:
    """The tables of a text, by what its name and its first characters say that it is; and whether they may be accounts,
    which Markdown, the notation's own home, is not taken for."""
    suffix, start = Path(name).suffix.lower(), content.lstrip()[:1]
    if suffix in (".html", ".htm", ".xhtml") or (suffix not in (".md", ".markdown", ".csv", ".tsv") and start == "<"):
        return html_tables(content, name), True
    if suffix in (".md", ".markdown") or (suffix not in (".csv", ".tsv") and start in ("|", "#")):
        return markdown_tables(content, name), False
    return [csv_table(content, name)], True


def _chosen(tables: list[Table], wanted: str | None, name: str) -> Table:
    if not tables:
        raise UsageError(f"{name} has no tables")
    listed = _listed(tables)
    if wanted is None:
        if len(tables) > 1:
            raise UsageError(f"{name} has {len(tables):,} tables: choose one with --table: {listed}")
        return tables[0]
    if wanted.isascii() and wanted.isdigit():
        if 1 <= int(wanted) <= len(tables):
            return tables[int(wanted) - 1]
    else:
        found = [table for table in tables if wanted.lower() in table[0].lower()]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"{name} has {len(found):,} tables {wanted!r}: choose by number: {listed}")
    raise UsageError(f"{name} has no table {wanted!r}; there are: {listed}")


def _listed(tables: list[Table]) -> str:
    """The first tables by number and caption; how many more there are."""
    lines = [f"{number} {caption or 'without caption'}" for number, (caption, _) in enumerate(tables[:_LISTED], 1)]
    shown = [textwrap.shorten(line, _LONGEST, placeholder=" …") for line in lines]
    return "; ".join(shown) + (f"; and {len(tables) - _LISTED:,} more" if len(tables) > _LISTED else "")
