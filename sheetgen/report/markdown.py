"""Verifications and audits as Markdown, for a pull request or a build's summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sheetgen.counts import counted, differing
from sheetgen.report.diff_text import code, plain_text
from sheetgen.report.terminal import verdict, volatile
from sheetgen.result import Result
from sheetgen.samples import Samples
from sheetgen.values import shortest, show, show_apart
from sheetgen.workbook_audit import WorkbookAudit

#: So many rows of a table.
_MOST = 200


def verification(result: Result) -> Iterator[str]:
    """The verdict, a row for each cell that differs, and what each witness said."""
    title = result.template.title if result.template is not None else result.workbook
    yield f"**{plain_text(title)}**: {verdict(result).plain}"
    yield ""
    if result.failed:
        yield "| Cell | Quantity | Formula | Published | Recalculated | Why | Likely |"
        yield "|---|---|---|---|---|---|---|"
        for cell in result.failed[:_MOST]:
            reasons = "; ".join(check.reason for check in cell.failures)
            yield (
                f"| {plain_text(str(cell.place))} | {plain_text(f'{cell.row} · {cell.column}')} |"
                f" {code(cell.formula or '')} | {code(cell.printed or '')} |"
                f" {code(show(cell.recalculated))} | {plain_text(reasons)} | {plain_text(cell.likely or '')} |"
            )
        if result.failed_count > _MOST:
            yield ""
            yield f"… and {result.failed_count - _MOST:,} more cells differ"
        yield ""
    yield "| Witness | Agrees | |"
    yield "|---|---|---|"
    for name, state in result.witnesses.items():
        if name != "recalculated":
            tally = result.tally(name)
            agrees = f"{tally.good:,} of {tally.total:,}" if state == "run" else ""
            yield f"| {name} | {agrees} | {'' if state == 'run' else plain_text(state)} |"
    if result.volatile_count:
        yield f"| volatile |  | {volatile(result)} |"
    if result.samples is not None:
        wrong = len(result.samples.disagreements)
        told = differing(wrong, "cell") if wrong else f"{counted(result.samples.compared, 'value')} equal"
        yield f"| samples |  | {counted(result.samples.count, 'input')} (seed {result.samples.seed}): {told} |"
        yield from _samples(result.samples)


def _samples(samples: Samples) -> Iterator[str]:
    """A row for each cell in which sheet and code differ, with the smallest inputs that show it."""
    if samples:
        return
    yield ""
    yield "| Cell | Differs in | Such as | Sheet | Why |"
    yield "|---|---|---|---|---|"
    for found in samples.disagreements:
        inputs = ", ".join(f"{name} = {shortest(value)}" for name, value in found.inputs.items())
        yield (
            f"| {found.place} | {found.count:,} of {samples.count:,} | {code(inputs)} |"
            f" {code(show(found.sheet) or 'nothing')} | {plain_text(found.reason)} |"
        )


def verifications(results: Iterable[Result]) -> Iterator[str]:
    """The same of several tables, one below the other."""
    for number, result in enumerate(results):
        if number:
            yield ""
        yield from verification(result)


def audits(results: Sequence[WorkbookAudit]) -> Iterator[str]:
    """A row for each workbook, then one for each cell that differs."""
    yield "| Workbook | Agree | Differ | Unsupported | Volatile | |"
    yield "|---|---|---|---|---|---|"
    for result in results:
        counts = f"{result.agree:,} | {result.differ:,} | {result.unsupported:,} | {result.volatile:,}"
        yield f"| {code(result.path)} | {counts} | {plain_text(result.error or '')} |"
    # Counted and named without holding them all: there may be many.
    active = ((result.path, text) for result in results for text in result.active)
    for number, (path, text) in enumerate(active):
        if number == 0:
            yield ""
        yield f"- {code(path)} has {plain_text(text)}"
    found = ((result, difference) for result in results for difference in result.differences)
    first = list(islice(found, _MOST))
    if first:
        yield ""
        yield "| Workbook | Cell | Formula | Stored | Recalculated | Likely because |"
        yield "|---|---|---|---|---|---|"
        for result, difference in first:
            stored, recalculated = show_apart(difference.cached, difference.recalculated)
            yield (
                f"| {code(result.path)} | {plain_text(str(difference.place))} | {code(difference.formula)} |"
                f" {code(stored)} | {code(recalculated)} | {plain_text(difference.likely or '')} |"
            )
        more = sum(1 for _ in found)
        if more:
            yield ""
            yield f"… and {more:,} more cells differ"
