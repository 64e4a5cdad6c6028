"""Results as a person reads them in a terminal: tables by rich, plain text where the output is no terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sheetgen.values import show
from sheetgen.verify import CellResult, Result

if TYPE_CHECKING:
    from sheetgen.recalc import Values
    from sheetgen.workbook.grid import Grid

_MARKS = {"agrees": ("✓", "green"), "differs": ("✗", "bold red"), "unwitnessed": ("?", "yellow")}

#: What a witness does, for the summary: said of the number of cells it was held against.
_CLAIMS = {
    "native": "equal to the reference implementation",
    "printed": "round to the published figure",
    "cached": "stored in the workbook as calculated",
    "faux": "finite differences within their bound of the gradient",
}


def console() -> Console:
    """Standard output; wide enough for the tables where it is no terminal, and NO_COLOR is respected."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 140
    return Console(file=sys.stdout, width=width, highlight=False, soft_wrap=False)


def print_verification(result: Result, *, failures_only: bool = False) -> None:
    """The whole verification: a line for each cell, each failure at length, what each witness said, the verdict."""
    out = console()
    if not failures_only:
        if result.template is not None:
            out.print(Text(result.template.title, style="bold"), Text(f"  {result.template.source}", style="dim"), sep="")
        out.print(_cell_table(result))
    _print_failures(out, result)
    _print_summary(out, result)


def _cell_table(result: Result) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), header_style="bold")
    several = len({cell.place.sheet for cell in result.cells}) > 1
    table.add_column("")
    table.add_column("Cell", no_wrap=True)
    if result.template is not None:
        table.add_column("Row", style="dim", no_wrap=True)
        table.add_column("Column", style="dim", no_wrap=True)
    table.add_column("Formula")
    if result.template is not None:
        table.add_column("Published", justify="right", no_wrap=True)
    table.add_column("Recalculated", justify="right", no_wrap=True)
    table.add_column("Why it holds", style="dim")
    for index, cell in enumerate(result.cells):
        mark, style = _MARKS[cell.verdict]
        place = str(cell.place) if several else str(cell.place.address)
        entries: list[str | Text] = [Text(mark, style=style), place]
        if result.template is not None:
            entries += [cell.row, cell.column]
        entries.append(Text(cell.notation or cell.formula or "(constant)"))
        if result.template is not None:
            entries.append(cell.printed or "")
        entries += [Text(show(cell.recalculated)), Text(_why(cell))]
        following = result.cells[index + 1] if index + 1 < len(result.cells) else None
        ends = following is not None and following.place.address.row != cell.place.address.row
        table.add_row(*entries, end_section=ends and result.template is not None)
    return table


def _why(cell: CellResult) -> str:
    """The reasons of a cell that agrees, short: what stored values say goes without saying."""
    if cell.failures:
        return "see below"
    checks = [check.reason for check in cell.checks if check.witness != "cached"]
    return "; ".join(checks) or cell.reason


def _print_failures(out: Console, result: Result) -> None:
    for cell in result.failed:
        out.print(Text(f"✗ {cell.place}  {cell.row} · {cell.column}", style="bold red"))
        if cell.formula is not None:
            out.print(Text(f"    {cell.formula}  is  {cell.filled}  =  {show(cell.recalculated)}"))
        for name, value in cell.witnesses.items():
            out.print(Text(f"    {name}: {show(value) or 'nothing'}", style="dim"))
        for check in cell.failures:
            out.print(Text(f"    {check.reason}", style="red"))
        out.print()


def _print_summary(out: Console, result: Result) -> None:
    for name, state in result.witnesses.items():
        if name == "recalculated":
            continue
        if state != "run":
            out.print(Text(f"  {name:<12} {state}", style="dim"))
            continue
        checks = [check for cell in result.cells for check in cell.checks if check.witness == name]
        good = sum(check.ok for check in checks)
        claim = _CLAIMS.get(name, f"agree with {result.versions.get(name) or name}")
        worst = max((check.ulp for check in checks if check.ulp is not None), default=None)
        distance = f", at most {worst} ulp apart" if worst is not None and name not in ("cached",) else ""
        out.print(Text(f"  {name:<12} {good} of {len(checks)} {claim}{distance}", style="" if good == len(checks) else "red"))
    out.print(_verdict(result))


def _verdict(result: Result) -> Text:
    formulas = sum(cell.formula is not None for cell in result.cells)
    constants = len(result.cells) - formulas
    what = f"{formulas} formula{'s' * (formulas != 1)}"
    if constants:
        what += f" and {constants} constant{'s' * (constants != 1)}"
    if result.failed:
        return Text(f"{what}: {len(result.failed)} differ", style="bold red")
    if result.unwitnessed:
        return Text(f"{what}: nothing differs; {len(result.unwitnessed)} unwitnessed", style="bold yellow")
    return Text(f"{what}: all agree", style="bold green")


def print_reproduction(results: list[Result], *, failures_only: bool = False) -> None:
    """The main job's outcome: for each workbook where it is and what agreed, failures at length."""
    out = console()
    for result in results:
        if failures_only and result:
            continue
        out.print(Text(result.workbook, style="bold"), Text(f"  {result.template.title}" if result.template else ""), sep="")
        _print_failures(out, result)
        _print_summary(out, result)
        out.print()
    if not failures_only:
        good = sum(map(bool, results))
        style = "bold green" if good == len(results) else "bold red"
        out.print(Text(f"{good} of {len(results)} workbooks reproduced; open them in Excel or LibreOffice", style=style))


def print_values(grid: Grid, values: Values) -> None:
    """Recalculated values, a line for each formula: its cell, the value, the formula; tabs between them in a pipe."""
    rows = []
    for place, value in values.formulas().items():
        source = grid.sheets[place.sheet].formulas[place.address]
        shared = source.origin != place.address
        rows.append((str(place), show(value), f"as {source.origin}" if shared else f"={source.text}"))
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(row))
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), header_style="bold")
    for heading in ("Cell", "Value", "Formula"):
        table.add_column(heading, justify="right" if heading == "Value" else "left")
    for row in rows:
        table.add_row(*(Text(entry) for entry in row))
    console().print(table)
