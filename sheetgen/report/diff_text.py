"""A comparison as a patch and as Markdown; a workbook as plain text, for tools that compare lines."""

from __future__ import annotations

from collections.abc import Iterator

from sheetgen.comparison.forms import Forms
from sheetgen.comparison.model import CellChange, Diff
from sheetgen.comparison.side import Side
from sheetgen.report.diff_lines import (
    by_sheet,
    constants,
    content,
    followers,
    format_change,
    format_runs,
    formula_runs,
    name_change,
    total,
    value,
)
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
    changed = dict(by_sheet(result))
    for name in dict.fromkeys([*(line.sheet for line in result.lines), *changed]):
        yield f"@@ {name} @@"
        for line in result.lines:
            if line.sheet == name:
                sign = "+" if line.kind == "inserted" else "-"
                yield _one_line(f"{sign}{line}  {' | '.join(line.texts)}".rstrip())
        for cell in changed.get(name, []):
            if cell.formula_differs or cell.value_differs:
                yield _one_line(f"-{cell.old}  {_both(cell.old_formula, cell.old_value)}")
                yield _one_line(f"+{cell.new}  {_both(cell.new_formula, cell.new_value)}")
        for run in format_runs(changed.get(name, [])):
            yield _one_line(f" {run.cells}  looks different: {format_change(run.first.formats)}")
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
    return value(found) if formula is None else f"{formula}  → {show(found)}".rstrip(" →")


def _one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "⏎")


def markdown(result: Diff) -> Iterator[str]:
    """The findings as Markdown, for a pull request or a report."""
    yield f"**{code(result.old)} → {code(result.new)}**: {total(result)}"
    yield ""
    for sheet in result.sheets:
        yield f"- {plain_text(str(sheet))}"
    changed = dict(by_sheet(result))
    for name in dict.fromkeys([*(line.sheet for line in result.lines), *changed]):
        yield f"### {plain_text(name)}"
        yield ""
        for line in result.lines:
            if line.sheet == name:
                yield f"- {line}: {' · '.join(map(plain_text, line.texts))}".rstrip(": ")
        yield ""
        cells = changed.get(name, [])
        rows = [
            _markdown_row(_where(cell), value(cell.old_value), value(cell.new_value), cell) for cell in constants(cells)
        ]
        for run in formula_runs(cells):
            first = run.first
            old, new = content(first.old_formula, first.old_value), content(first.new_formula, first.new_value)
            rows.append(_markdown_row(run.cells, old, new, first))
        yield from _table(rows)
        following = followers(cells)
        if following:
            plural = "value that follows" if len(following) == 1 else "values that follow"
            yield f"<details><summary>{len(following):,} {plural}</summary>"
            yield ""
            yield from _table(
                [_markdown_row(_where(cell), value(cell.old_value), value(cell.new_value), cell) for cell in following]
            )
            yield "</details>"
            yield ""
        for run in format_runs(cells):
            yield f"- {run.cells} looks different: {plain_text(format_change(run.first.formats))}"
        yield ""
    if result.names:
        yield "### Defined names"
        yield ""
        for change in result.names:
            yield f"- {code(change.name)}: {plain_text(name_change(change))}"


def _where(cell: CellChange) -> str:
    return str(cell.new) if cell.new == cell.old else f"{cell.old} → {cell.new}"


def _table(rows: list[str]) -> Iterator[str]:
    if rows:
        yield "| Cell | Old | New | Where |"
        yield "|---|---|---|---|"
        yield from rows
        yield ""


def _markdown_row(where: str, old: str, new: str, cell: CellChange) -> str:
    return f"| {where} | {code(old)} | {code(new)} | {plain_text(cell.label)} |"


def code(text: str) -> str:
    """Text as code; a backtick or a bar in it stays text."""
    one_line = " ".join(text.split()).replace("|", "\\|")
    fence = "``" if "`" in one_line else "`"
    space = " " if fence == "``" else ""
    return f"{fence}{space}{one_line}{space}{fence}" if one_line else ""


def plain_text(text: str) -> str:
    """Text such that Markdown and HTML in it are shown, not obeyed."""
    escaped = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return "".join("\\" + letter if letter in "\\`*_[]|#~!" else letter for letter in escaped)
