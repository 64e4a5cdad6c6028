"""Results as a person reads them in a terminal: tables by rich, plain text where the output is no terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from sheetgen.counts import counted, differing
from sheetgen.delimited import harmless
from sheetgen.formula.print_a1 import print_a1
from sheetgen.report.aligned import Column, Entry, aligned
from sheetgen.report.sample_lines import sample_lines
from sheetgen.result import BlocksResult, CellResult, Result
from sheetgen.values import show

if TYPE_CHECKING:
    from sheetgen.mutate import Mutant
    from sheetgen.recalc import Values
    from sheetgen.samples import Samples
    from sheetgen.selftest import SelftestResult
    from sheetgen.workbook.grid import Grid

_MARKS = {"agrees": ("✓", "green"), "differs": ("✗", "bold red"), "unwitnessed": ("?", "yellow")}

#: Witnesses without a column of their own: the value itself, the published figure beside it, the stored value.
_TOLD_ELSEWHERE = ("recalculated", "printed", "cached")
_HEADINGS = {
    "native": "Native",
    "faux": "Faux",
    "derivative": "Derivative",
    "ironcalc": "IronCalc",
    "libreoffice": "LibreOffice",
}

#: What a witness does, for the summary: said of the number of cells it was held against.
_CLAIMS = {
    "native": "equal to the reference implementation",
    "printed": "round to the published figure",
    "cached": "stored in the workbook as calculated",
    "faux": "finite differences within their bound of the gradient",
    "derivative": "equal to the derivative of the sheet's own formulas, but for rounding",
}


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leaves it to the command line, where rich would end the program with a status of its own."""
        raise


def console() -> Console:
    """Standard output; wide enough for the tables where it is no terminal, and NO_COLOR is respected."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 140
    return _Console(file=sys.stdout, width=width, highlight=False, soft_wrap=False)


def print_verification(result: Result, *, failures_only: bool = False) -> None:
    """The whole verification: a line for each cell, each failure at length, what each witness said, the verdict."""
    out = console()
    if not failures_only:
        if result.template is not None:
            out.print(
                Text(result.template.title, style="bold"),
                Text(f"  {result.template.source}" if result.template.source else "", style="dim"),
                sep="",
            )
        else:
            out.print(Text(result.workbook, style="bold"), soft_wrap=True)
        out.print()
        if result.cells:
            out.print(_cell_lines(result, out.width), soft_wrap=True)
            out.print()
    _print_failures(out, result)
    _print_summary(out, result)


def _cell_lines(result: Result, width: int) -> Text:
    """A line for each cell: its figure and value, and how far each witness is from that."""
    several = len({cell.place.sheet for cell in result.cells}) > 1
    others = [name for name, state in result.witnesses.items() if state == "run" and name not in _TOLD_ELSEWHERE]
    labels = [Column("Quantity", dim=True, spare=True)] if result.template is not None else []
    # Not in a what-if, nor where the source prints none.
    figures = [Column("Published", right=True)] if result.witnesses.get("printed") == "run" else []
    columns = [
        *(
            Column(""),
            Column("Cell"),
            *labels,
            Column("Formula", cut=True),
            *figures,
            Column("Recalculated", right=True),
        ),
        *(Column(_HEADINGS.get(name, name), right=True, spare=name == "faux") for name in others),
    ]
    rows: list[list[Entry] | None] = []
    before: CellResult | None = None
    for cell in result.cells:
        if labels and before is not None and before.place.address.row != cell.place.address.row:
            rows.append(None)
        before = cell
        row: list[Entry] = [_MARKS[cell.verdict], (str(cell.place if several else cell.place.address), "")]
        if labels:
            row.append((f"{cell.row} · {cell.column}", ""))
        row.append((cell.notation or cell.formula or "(constant)", ""))
        if figures:
            row.append((cell.printed or "", ""))
        row.append((show(cell.recalculated), ""))
        for name in others:
            check = next((check for check in cell.checks if check.witness == name), None)
            row.append((check.short if check else "", "dim" if check is None or check.ok else "red"))
        rows.append(row)
    return aligned(columns, rows, width)


def _print_failures(out: Console, result: Result) -> None:
    for cell in result.failed:
        out.print(Text(f"✗ {cell.place}  {cell.row} · {cell.column}", style="bold red"))
        if cell.is_formula:
            out.print(Text(f"    {cell.formula}  is  {cell.filled}  =  {show(cell.recalculated)}"))
        for name, value in cell.witnesses.items():
            out.print(Text(f"    {name}: {show(value) or 'nothing'}", style="dim"))
        for check in cell.failures:
            out.print(Text(f"    {check.reason}", style="red"))
        if cell.likely:
            out.print(Text(f"    likely {cell.likely}"))
        out.print()
    if result.failed_count > len(result.failed):
        out.print(Text(f"… and {result.failed_count - len(result.failed):,} more cells differ", style="red"))


def _print_summary(out: Console, result: Result) -> None:
    for name, state in result.witnesses.items():
        if name == "recalculated":
            continue
        if state != "run":
            out.print(Text(f"  {name:<12} {state}", style="red" if name in result.unanswered else "dim"))
            continue
        tally = result.tally(name)
        claim = _CLAIMS.get(name, f"agree with {result.versions.get(name) or name}")
        distance = f", at most {tally.worst:,} ulp apart" if tally.worst is not None and name not in ("cached",) else ""
        out.print(
            Text(
                f"  {name:<12} {tally.good:,} of {tally.total:,} {claim}{distance}",
                style="" if tally.good == tally.total else "red",
            )
        )
    if result.samples is not None:
        _print_samples(out, result.samples)
    if result.volatile_count:
        out.print(Text(f"  volatile     {volatile(result)}", style="dim"))
    out.print(verdict(result))


def _print_samples(out: Console, samples: Samples) -> None:
    style = "" if samples else "red"
    values = counted(samples.compared, "value")
    drawn = f"{counted(samples.count, 'input')}, {values} of sheet and code compared (seed {samples.seed})"
    count = len(samples.disagreements)
    wrong = differing(count, "cell") if count else "no cell differs"
    out.print(Text(f"  samples      {drawn}: {wrong}", style=style))
    for line in sample_lines(samples):
        about = line.startswith(" ")
        out.print(Text(line if about else f"✗ {line}", style="red" if about else "bold red"))


def volatile(result: Result) -> str:
    """What is to be said of cells that change by themselves; nothing where there are none."""
    count = result.volatile_count
    what = "1 formula changes by itself" if count == 1 else f"{count:,} formulas change by themselves"
    return f"{what}: recalculated, and not compared" if count else ""


def verdict(result: Result) -> Text:
    """The outcome in one line."""
    formulas, constants = result.formula_count, result.constant_count
    what = counted(formulas, "formula")
    if constants:
        what += f" and {counted(constants, 'constant')}"
    if isinstance(result, BlocksResult):
        what += f" in {counted(result.blocks, 'block')}, one for each row of {result.data}"
    if not formulas and not constants:
        return Text("no formulas: there is nothing to verify", style="bold yellow")
    if result.failed_count:
        return Text(f"{what}: {differing(result.failed_count)}", style="bold red")
    if result.differs:
        return Text(f"{what}: all agree as published, but sheet and code differ on drawn inputs", style="bold red")
    if result.unanswered:
        return Text(f"{what}: nothing differs, but {' and '.join(result.unanswered)} failed", style="bold red")
    if result.unwitnessed_count:
        return Text(f"{what}: nothing differs; {result.unwitnessed_count:,} unwitnessed", style="bold yellow")
    return Text(f"{what}: all agree", style="bold green")


def print_reproduced(result: Result) -> None:
    """One workbook of the main job: where it is and what agreed, failures at length."""
    out = console()
    title = f"  {result.template.title}" if result.template else ""
    out.print(Text(result.workbook, style="bold"), Text(title), sep="", soft_wrap=True)
    _print_failures(out, result)
    _print_summary(out, result)
    out.print()


def print_reproduction(results: list[Result]) -> None:
    """The main job's outcome in one line."""
    good = sum(map(bool, results))
    style = "bold green" if good == len(results) else "bold red"
    text = f"{good:,} of {counted(len(results), 'workbook')} reproduced; open them in Excel or LibreOffice"
    console().print(Text(text, style=style))


def print_tables(results: Mapping[str, Result], errors: Mapping[str, str]) -> None:
    """What became of each table of a document, in one line each."""
    out = console()
    for name, result in results.items():
        out.print(Text(f"  {name}  "), verdict(result), sep="", soft_wrap=True)
    for name in errors:
        out.print(Text(f"  {name}  cannot be read", style="bold red"), soft_wrap=True)
    good, total = sum(map(bool, results.values())), len(results) + len(errors)
    style = "bold green" if good == total else "bold red"
    out.print(Text(f"{good:,} of {counted(total, 'table')} agree", style=style))


def print_selftest(result: SelftestResult, *, failures_only: bool = False) -> None:
    """How many planted errors were caught, of each kind; those that survived; those that are none."""
    out = console()

    def at(mutant: Mutant) -> str:
        return str(mutant.place if len(result.template.sheets) > 1 else mutant.place.address)

    kinds = dict.fromkeys(mutant.kind for mutant, _ in result.caught) | dict.fromkeys(m.kind for m in result.survived)
    if not failures_only:
        for kind in kinds:
            caught = sum(mutant.kind == kind for mutant, _ in result.caught)
            total = caught + sum(mutant.kind == kind for mutant in result.survived)
            out.print(Text(f"  {kind:<10} {caught:,}/{total:,} caught"))
        for mutant, reason in result.equivalent:
            out.print(Text(f"  equivalent {at(mutant)}: {mutant.change}: {reason}", style="dim"))
    for mutant in result.survived:
        out.print(Text(f"✗ survived  {at(mutant)}: {mutant.change}", style="bold red"))
    if not (failures_only and result):
        style = "bold green" if result else "bold red"
        text = f"{len(result.caught):,}/{result.total:,} planted errors caught"
        if result.planted < result.possible:
            text += f" ({result.planted:,} of {result.possible:,} possible changes were planted)"
        out.print(Text(text, style=style))


def print_values(grid: Grid, values: Values) -> None:
    """Recalculated values, a line for each formula: its cell, the value, the formula; tabs between them in a pipe."""
    rows = []
    for place, value in values.formulas().items():
        source = grid.sheets[place.sheet].formulas[place.address]
        text = source.text
        if source.origin != place.address:
            # The text is written as for another cell.
            text = print_a1(values.plan.trees[place], place.address)
        rows.append((str(place), show(value), f"={text}"))
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(str(harmless(entry)) for entry in row))
        return
    out = console()
    columns = [Column("Cell"), Column("Value", right=True), Column("Formula", dim=True)]
    out.print(aligned(columns, [[(entry, "") for entry in row] for row in rows], out.width), soft_wrap=True)
