"""A comparison as a patch and as Markdown; a workbook as plain text, for tools that compare lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheetgen.comparison.forms import Forms
from sheetgen.comparison.model import Diff
from sheetgen.comparison.side import Side
from sheetgen.report.diff_lines import Shown, by_sheet, changed, content, following, looks, name_change, total
from sheetgen.sheet import quote_sheet
from sheetgen.values import Scalar, show


def unified(result: Diff) -> Iterator[str]:
    """The lines of a patch: what stood there after a minus sign, what stands there now after a plus sign.

    A changed cell has one line of either kind, a hunk is a sheet, and inserted rows and columns are one line each.
    """
    if result:
        return
    yield f"--- {result.old}"
    yield f"+++ {result.new}"
    for sheet in result.sheets:
        if sheet.old is not None:
            yield f"-sheet {sheet.old}"
        if sheet.new is not None:
            yield f"+sheet {sheet.new}"
    for name, lines, cells in by_sheet(result):
        yield f"@@ {name} @@"
        for line in lines:
            sign = "+" if line.kind == "inserted" else "-"
            yield _one_line(f"{sign}{line}  {' | '.join(line.texts)}".rstrip())
        for cell in cells:
            if cell.formula_differs or cell.value_differs:
                yield _one_line(f"-{cell.old}  {_both(cell.old_formula, cell.old_value)}")
                yield _one_line(f"+{cell.new}  {_both(cell.new_formula, cell.new_value)}")
        for text in looks(cells):
            yield _one_line(f" {text}")
    if result.names:
        yield "@@ defined names @@"
        for change in result.names:
            if change.old is not None:
                yield f"-{change.name}  {change.old}"
            if change.new is not None:
                yield f"+{change.name}  {change.new}"


def as_text(side: Side) -> Iterator[str]:
    """A workbook as lines: each sheet's name, each cell with its formula and value, then the defined names."""
    forms = Forms()
    for name, sheet in side.sheets.items():
        yield f"[{name}]"
        values = side.values(name)
        for address in sorted({*sheet.formulas, *(place for place, found in values.items() if found is not None)}):
            formula = forms.text(sheet.formulas.get(address), address)
            yield _one_line(f"{quote_sheet(name)}!{address}  {_both(formula, values.get(address))}")
    if side.grid.names:
        yield "[defined names]"
        for (local, name), text in sorted(side.grid.names.items(), key=lambda item: (item[0][0] or "", item[0][1])):
            yield f"{quote_sheet(local) + '!' if local else ''}{side.grid.spelling.get((local, name), name)}  {text}"


def _both(formula: str | None, found: Scalar) -> str:
    return content(None, found) if formula is None else f"{formula}  → {show(found)}".rstrip(" →")


def _one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "⏎")


def markdown(result: Diff) -> Iterator[str]:
    """The findings as Markdown, for a pull request or a report."""
    yield f"**{code(result.old)} → {code(result.new)}**: {total(result)}"
    yield ""
    for sheet in result.sheets:
        yield f"- {plain_text(str(sheet))}"
    for name, lines, cells in by_sheet(result):
        yield f"### {plain_text(name)}"
        yield ""
        for line in lines:
            yield f"- {line}: {' · '.join(map(plain_text, line.texts))}".rstrip(": ")
        yield ""
        yield from _table(changed(cells))
        rows = following(cells)
        if rows:
            plural = "value that follows" if len(rows) == 1 else "values that follow"
            yield f"<details><summary>{len(rows):,} {plural}</summary>"
            yield ""
            yield from _table(rows)
            yield "</details>"
            yield ""
        for text in looks(cells):
            yield f"- {plain_text(text)}"
        yield ""
    if result.names:
        yield "### Defined names"
        yield ""
        for change in result.names:
            yield f"- {code(change.name)}: {plain_text(name_change(change))}"


def _table(rows: list[Shown]) -> Iterator[str]:
    if rows:
        yield "| Cell | Old | New | Where |"
        yield "|---|---|---|---|"
        for row in rows:
            yield f"| {plain_text(row.cells)} | {code(row.old)} | {code(row.new)} | {plain_text(row.label)} |"
        yield ""


def code(text: str) -> str:
    """Text as code; a backtick or a bar in it stays text."""
    one_line = " ".join(text.split()).replace("|", "\\|")
    fence = "`" * (1 + max(map(len, re.findall("`+", one_line)), default=0))
    space = " " if len(fence) > 1 else ""
    return f"{fence}{space}{one_line}{space}{fence}" if one_line else ""


def plain_text(text: str) -> str:
    """Text such that Markdown and HTML in it are shown, not obeyed."""
    escaped = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return "".join("\\" + letter if letter in "\\`*_[]|#~" else letter for letter in escaped)
