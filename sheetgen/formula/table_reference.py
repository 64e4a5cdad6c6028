"""Structured references, `Table1[[#Headers],[Price]]` ("Using structured references with Excel tables")."""

from __future__ import annotations

import re

from sheetgen.errors import FormulaError
from sheetgen.formula.tree import TableReference

_ITEMS = ("#all", "#data", "#headers", "#totals", "#this row")
_PART = re.compile(r"\[((?:[^\[\]']|'.)*)\]")


def table_reference(text: str) -> TableReference:
    """A structured reference; FormulaError where it fits no form."""
    table, _, inside = text.partition("[")
    inside = inside[:-1].strip()
    items: list[str] = []
    if inside.startswith("@"):
        items.append("#this row")
        inside = inside[1:].strip()
    columns: list[str] = []
    if "[" in re.sub("'.", "", inside):
        for part in _PART.findall(inside):
            _sort(part, items, columns)
        separators = re.sub(r"\s", "", _PART.sub("", inside))
        if separators.strip(",:") or separators.count(":") > 1:
            raise FormulaError(f"{text} is no reference to a table")
    elif inside:
        _sort(inside, items, columns)
    if len(columns) > 2:
        raise FormulaError(f"{text} names more than two columns")
    first = columns[0] if columns else None
    return TableReference(table or None, tuple(items), first, columns[-1] if columns else None)


def _sort(part: str, items: list[str], columns: list[str]) -> None:
    """Puts one part where it belongs: an item such as #Headers, or a column's name."""
    if part.strip().lower() in _ITEMS:
        items.append(part.strip().lower())
    else:
        columns.append(re.sub("'(.)", r"\1", part))
