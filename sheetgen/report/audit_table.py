"""Audited workbooks as a table in the terminal, and as CSV."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TextIO

from rich.text import Text

from sheetgen.counts import counted, differing
from sheetgen.delimited import harmless
from sheetgen.report.aligned import Column, Entry, aligned
from sheetgen.report.audit_totals import Totals
from sheetgen.report.terminal import console
from sheetgen.values import show, show_apart
from sheetgen.workbook_audit import COUNTS, WorkbookAudit

#: How many differences of one workbook are told; all are in --json and --csv.
_MOST = 5

_HEADINGS = ("Agree", "To the bit", "Differ", "Unsupported", "Volatile", "External")


def print_audits(results: Sequence[WorkbookAudit], *, failures_only: bool = False) -> None:
    """A line for each workbook, what differs at some length, why cells could not be evaluated, and the total."""
    out = console()
    columns = [
        *(Column(""), Column("Workbook"), *(Column(heading, right=True) for heading in _HEADINGS)),
        *(Column("Worst", right=True), Column("Engine", spare=True)),
    ]
    rows: list[list[Entry] | None] = []
    totals = Totals.of(results)
    folder = _folder([result.path for result in results])
    for result in results:
        if failures_only and result:
            continue
        mark = ("✗", "bold red")
        if result:
            mark = ("?", "yellow") if result.unsupported else ("✓", "green")
        counts = ["" if result.error else f"{getattr(result, name):,}" for name in COUNTS]
        worst = f"{result.worst_ulp:,} ulp" if result.worst_ulp else ""
        engine = "not read" if result.error else result.engine
        rows.append([mark, *((entry, "") for entry in (result.path[len(folder) :], *counts, worst, engine))])
    if rows:
        out.print(aligned(columns, rows, out.width), soft_wrap=True)
        out.print()
    for result in results:
        for line, style in details(result):
            out.print(Text(line, style=style))
    functions = ", ".join(f"{name} {count:,}" for name, count in totals.by_function.most_common(8))
    if functions:
        out.print(Text(f"differences by function: {functions}"))
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in totals.by_reference.most_common(8))
        out.print(Text(f"differences by kind of reference: {kinds}"))
    if not failures_only or totals.errors or totals.counts["differ"]:
        out.print(_total(totals))


def _folder(paths: Sequence[str]) -> str:
    """What the paths, or URLs, have in common as far as whole folders go, with the separator at its end."""
    if len(paths) < 2:
        return ""
    first, last = min(paths), max(paths)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    return first[: max(first.rfind("/", 0, same), first.rfind(os.sep, 0, same)) + 1]


def details(result: WorkbookAudit) -> list[tuple[str, str]]:
    """The lines about one workbook, each with its style."""
    lines: list[tuple[str, str]] = []
    if result.error:
        lines.append((f"✗ {result.error}", "red"))
    for difference in result.differences[:_MOST]:
        stored, found = show_apart(difference.cached, difference.recalculated)
        lines.append((f"✗ {result.path} {difference.place}  {difference.formula}", "red"))
        lines.append((f"    stored {stored}, recalculated {found}{difference.distance}", ""))
        if difference.likely:
            lines.append((f"    likely because {difference.likely}", ""))
    if len(result.differences) > _MOST:
        lines.append(
            (f"    and {len(result.differences) - _MOST:,} more in {result.path}: --json or --csv has all", "dim")
        )
    for reason, count in result.reasons.most_common(3):
        others = f" and {count - 1:,} more" if count > 1 else ""
        lines.append((f"? {result.path} {result.where[reason]}{others}: {reason}", "yellow"))
    lines += [(f"! {result.path} has {text}", "yellow") for text in result.active]
    return lines


def _total(totals: Totals) -> Text:
    sums, errors = totals.counts, totals.errors
    agree = sums["agree"]
    text = (
        f"{counted(totals.workbooks, 'workbook')}: {counted(agree, 'cell')} agree{'s' * (agree == 1)}"
        f" ({sums['bit_equal']:,} to the bit), {differing(sums['differ'])}, {sums['unsupported']:,} unsupported,"
        f" {sums['volatile']:,} volatile"
    )
    if errors:
        text += f"; {errors:,} not read"
    style = "bold red" if errors or sums["differ"] else "bold yellow" if sums["unsupported"] else "bold green"
    return Text(text, style=style)


def write_csv(results: Iterable[WorkbookAudit], file: TextIO) -> None:
    """A row for each difference, and one for each workbook that has none. Texts that a spreadsheet program would take
    for formulas get an apostrophe."""
    writer = csv.writer(file)
    writer.writerow(
        ["path", "engine", *COUNTS, "worst_ulp", "error", "cell", "formula", "cached", "recalculated", "ulp", "likely"]
    )
    for result in results:
        head = [result.path, result.engine, *(getattr(result, name) for name in COUNTS), result.worst_ulp]
        rows = [
            [
                str(d.place),
                d.formula,
                show(d.cached),
                show(d.recalculated),
                "" if d.ulp is None else d.ulp,
                d.likely or "",
            ]
            for d in result.differences
        ]
        for row in rows or [[""] * 6]:
            writer.writerow(["" if entry is None else harmless(entry) for entry in (*head, result.error, *row)])
