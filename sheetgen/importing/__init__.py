"""A template made of what somebody has: a workbook, an HTML page, a Markdown document, a CSV file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from sheetgen.errors import UsageError
from sheetgen.importing.from_html import html_tables
from sheetgen.importing.from_text import Table, csv_table, from_table, markdown_tables
from sheetgen.importing.from_workbook import carried, from_workbook
from sheetgen.importing.write import template_text

__all__ = ["import_template"]


def import_template(
    source: str | Path,
    *,
    sheets: Sequence[str] = (),
    table: str | None = None,
    a1: bool = False,
    fold: bool = False,
    rebuild: bool = False,
) -> tuple[str, list[str]]:
    """The text of a template, and a line for each kind of thing that the template language cannot say.

    A workbook that sheetgen made gives the template that it carries, unless `rebuild`, `a1` or `fold` ask for another
    one. `sheets` chooses sheets of a workbook, `table` a table of a page or a document by number or caption. `-` is
    standard input. UsageError where there is nothing to import.
    """
    name = str(source)
    path = Path(name)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        if table is not None:
            raise UsageError(f"{name} is a workbook: choose among its sheets with --sheet")
        text = None if rebuild or a1 or fold or sheets else carried(path)
        if text is not None:
            return text, []
        imported = from_workbook(path, sheets, a1=a1)
        return template_text(imported, fold=fold), imported.warnings()
    if sheets:
        raise UsageError(f"{name} is no workbook: choose among its tables with --table")
    content, title = _read(name), path.stem if name != "-" else "standard input"
    imported = from_table(_chosen(_tables(content, name), table, name), title, a1=a1)
    return template_text(imported, fold=fold), imported.warnings()


def _read(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name} is no text in UTF-8: save it as .xlsx, HTML, Markdown or CSV") from None
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from None


def _tables(content: str, name: str) -> list[Table]:
    """The tables of a text, by what its name and its first characters say that it is."""
    suffix, start = Path(name).suffix.lower(), content.lstrip()[:1]
    if suffix in (".html", ".htm", ".xhtml") or (suffix not in (".md", ".markdown", ".csv", ".tsv") and start == "<"):
        return html_tables(content, name)
    if suffix in (".md", ".markdown") or (suffix not in (".csv", ".tsv") and start in ("|", "#")):
        return markdown_tables(content)
    return [csv_table(content, name)]


def _chosen(tables: list[Table], wanted: str | None, name: str) -> Table:
    if not tables:
        raise UsageError(f"{name} has no tables")
    listed = "; ".join(f"{number} {caption or 'without caption'}" for number, (caption, _) in enumerate(tables, 1))
    if wanted is None:
        if len(tables) > 1:
            raise UsageError(f"{name} has {len(tables)} tables: choose one with --table: {listed}")
        return tables[0]
    if wanted.isascii() and wanted.isdigit():
        if 1 <= int(wanted) <= len(tables):
            return tables[int(wanted) - 1]
    else:
        found = [table for table in tables if wanted.lower() in table[0].lower()]
        if len(found) == 1:
            return found[0]
    raise UsageError(f"{name} has no table {wanted!r}, or several: {listed}")
