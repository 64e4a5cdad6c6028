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
from sheetgen.verification import Result

if TYPE_CHECKING:
    from sheetgen.recalc import Values
    from sheetgen.selftest import SelftestResult
    from sheetgen.workbook.grid import Grid

_MARKS = {"agrees": ("✓", "green"), "differs": ("✗", "bold red"), "unwitnessed": ("?", "yellow")}

#: Witnesses without a column of their own: the value itself, the published figure beside it, the stored value.
_TOLD_ELSEWHERE = ("recalculated", "printed", "cached")
_GAP = "  "
_HEADINGS = {"native": "Native", "faux": "Faux", "ironcalc": "IronCalc", "libreoffice": "LibreOffice"}

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
            out.print(
                Text(result.template.title, style="bold"),
                Text(f"  {result.template.source}", style="dim"),
                sep="",
            )
        out.print(_cell_table(result))
    _print_failures(out, result)
    _print_summary(out, result)


def _cell_table(result: Result) -> Table:
    # The gaps between columns are part of the texts: rich takes twice as long to pad each cell itself.
    table = Table(box=box.SIMPLE_HEAD, padding=0, header_style="bold")
    several = len({cell.place.sheet for cell in result.cells}) > 1
    labelled = result.template is not None
    others = [name for name, state in result.witnesses.items() if state == "run" and name not in _TOLD_ELSEWHERE]
    table.add_column("")
    table.add_column(f"{_GAP}Cell", no_wrap=True)
    if labelled:
        table.add_column(f"{_GAP}Quantity", style="dim")
    table.add_column(f"{_GAP}Formula")
    if labelled:
        table.add_column(f"{_GAP}Published", justify="right", no_wrap=True)
    table.add_column(f"{_GAP}Recalculated", justify="right", no_wrap=True)
    for name in others:
        table.add_column(f"{_GAP}{_HEADINGS.get(name, name)}", justify="right", no_wrap=True)
    for index, cell in enumerate(result.cells):
        mark, style = _MARKS[cell.verdict]
        entries: list[str | Text] = [
            Text(mark, style=style),
            str(cell.place if several else cell.place.address),
        ]
        if labelled:
            entries.append(Text(f"{cell.row} · {cell.column}"))
        entries.append(Text(cell.notation or cell.formula or "(constant)"))
        if labelled:
            entries.append(cell.printed or "")
        entries.append(Text(show(cell.recalculated)))
        for name in others:
            check = next((check for check in cell.checks if check.witness == name), None)
            entries.append(Text(check.short if check else "", style="red" if check and not check.ok else "dim"))
        following = result.cells[index + 1] if index + 1 < len(result.cells) else None
        ends = following is not None and following.place.address.row != cell.place.address.row
        table.add_row(*entries, end_section=ends and labelled)
    return table


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
        out.print(
            Text(
                f"  {name:<12} {good} of {len(checks)} {claim}{distance}",
                style="" if good == len(checks) else "red",
            )
        )
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
        out.print(
            Text(result.workbook, style="bold"),
            Text(f"  {result.template.title}" if result.template else ""),
            sep="",
        )
        _print_failures(out, result)
        _print_summary(out, result)
        out.print()
    if not failures_only:
        good = sum(map(bool, results))
        style = "bold green" if good == len(results) else "bold red"
        out.print(
            Text(
                f"{good} of {len(results)} workbooks reproduced; open them in Excel or LibreOffice",
                style=style,
            )
        )


def print_selftest(result: SelftestResult, *, failures_only: bool = False) -> None:
    """How many planted errors were caught, of each kind; those that survived; those that are none."""
    out = console()
    kinds = dict.fromkeys(mutant.kind for mutant, _ in result.caught) | dict.fromkeys(m.kind for m in result.survived)
    if not failures_only:
        for kind in kinds:
            caught = sum(mutant.kind == kind for mutant, _ in result.caught)
            total = caught + sum(mutant.kind == kind for mutant in result.survived)
            out.print(Text(f"  {kind:<10} {caught}/{total} caught"))
        for mutant, reason in result.equivalent:
            out.print(Text(f"  equivalent {mutant.place.address}: {mutant.change}: {reason}", style="dim"))
    for mutant in result.survived:
        out.print(Text(f"✗ survived  {mutant.place.address}: {mutant.change}", style="bold red"))
    if not (failures_only and result):
        style = "bold green" if result else "bold red"
        out.print(Text(f"{len(result.caught)}/{result.total} planted errors caught", style=style))


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
