"""An import as a template's text: front matter, then a table for each sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sheetgen.errors import TemplateError
from sheetgen.importing.fold import Rows, folded
from sheetgen.importing.model import Imported, ImportedSheet
from sheetgen.importing.notation import escaped
from sheetgen.sheet import column_letters
from sheetgen.template import parse
from sheetgen.template.table import ONLY_SHEET


def template_text(imported: Imported, *, fold: bool = False) -> str:
    """The template. It is read once, so that nothing is written that could not be read again."""
    text = "\n".join(_lines(imported, fold=fold)) + "\n"
    try:
        parse(text, Path(f"{imported.title}.md"))
    except TemplateError as error:
        raise TemplateError(f"{imported.title} cannot be written as a template: {error}") from None
    return text


def _lines(imported: Imported, *, fold: bool) -> Iterator[str]:
    yield "+++"
    yield f"title = {_toml(imported.title)}"
    several = len(imported.sheets) > 1
    if not several and imported.sheets[0].name != ONLY_SHEET:
        yield f"sheet = {_toml(imported.sheets[0].name)}"
    if imported.names:
        yield ""
        yield "[names]"
        for name, place in imported.names.items():
            yield f"{name if re.fullmatch('[A-Za-z0-9_-]+', name) else _toml(name)} = {_toml(place)}"
    yield "+++"
    for sheet in imported.sheets:
        yield ""
        if several:
            yield f"## {sheet.name}"
            yield ""
        yield from _table(sheet, fold=fold)


def _table(sheet: ImportedSheet, *, fold: bool) -> Iterator[str]:
    # A sheet without cells stays, for formulas may refer to it.
    columns = sorted({address.column for address in sheet.cells}) or [1]
    rows: list[Rows] = list(folded(sheet)) if fold else list(_single(sheet))
    grid = [["", *map(column_letters, columns)]]
    for each in rows:
        looped = each.first != each.last
        number = "{{ row }}" if looped else str(each.first)
        grid.append([number, *(_written(each.cells.get(column, ""), looped=looped) for column in columns)])
    widths = [max(len(row[index]) for row in grid) for index in range(len(columns) + 1)]
    # Long texts do not make all of a column wide.
    widths = [min(max(width, 3), 40) for width in widths]
    yield _row(grid[0], widths)
    yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    for each, cells in zip(rows, grid[1:], strict=True):
        if each.first != each.last:
            yield f"{{% for row in range({each.first}, {each.last + 1}) %}}"
        yield _row(cells, widths)
        if each.first != each.last:
            yield "{% endfor %}"


def _single(sheet: ImportedSheet) -> Iterator[Rows]:
    rows: dict[int, dict[int, str]] = {}
    for address, cell in sorted(sheet.cells.items()):
        rows.setdefault(address.row, {})[address.column] = cell
    for number, cells in rows.items():
        yield Rows(number, number, cells)


def _written(cell: str, *, looped: bool) -> str:
    """A cell's text such that Jinja2 leaves it as it is; in a loop its gaps are meant."""
    if not looped or not re.search(r"\{\{ (row|-?[0-9])", cell):
        cell = re.sub(r"\{(?=[{%#])", '{{ "{" }}', cell)
    return escaped(cell)


def _row(cells: list[str], widths: list[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _toml(text: str) -> str:
    kept = "".join(letter if letter >= " " else " " for letter in text)
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'
