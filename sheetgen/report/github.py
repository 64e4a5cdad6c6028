"""Under GitHub Actions: annotations on the lines of a template, and the whole report in the step's summary.

Source: GitHub's documentation of workflow commands ("Setting an error message", "Adding a job summary").
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from sheetgen.comparison.model import Diff
from sheetgen.errors import UsageError
from sheetgen.report.diff_lines import total
from sheetgen.result import Result
from sheetgen.samples import Samples
from sheetgen.sheet import Template
from sheetgen.values import shortest, show
from sheetgen.workbook_audit import WorkbookAudit

#: GitHub shows at most ten annotations of a kind for a step.
_MOST = 10


@dataclass(frozen=True, slots=True)
class Annotation:
    """A message on a file's line; `kind` is error or warning."""

    kind: str
    file: str
    title: str
    message: str
    line: int | None = None


def of_verification(result: Result) -> list[Annotation]:
    """Cells that differ, on the template's own lines."""
    template = result.template
    found = []
    for cell in result.failed:
        own = template.cell(cell.place) if template and cell.place.sheet in [s.name for s in template.sheets] else None
        file = str(template.path) if template is not None and own is not None else result.workbook
        reason = cell.reason + (f"; likely {cell.likely}" if cell.likely else "")
        found.append(Annotation("error", file, str(cell.place), reason, own.line if own is not None else None))
    if result.samples is not None and template is not None:
        found += _of_samples(result.samples, template)
    found += [Annotation("error", result.workbook, name, text) for name, text in result.unanswered.items()]
    return found


def _of_samples(samples: Samples, template: Template) -> Iterator[Annotation]:
    """Cells in which sheet and code differ, with the smallest inputs that show it."""
    for wrong in samples.disagreements:
        own = template.cell(wrong.place)
        inputs = ", ".join(f"{name} = {shortest(value)}" for name, value in wrong.inputs.items())
        text = f"sheet and code differ with {inputs}: sheet {show(wrong.sheet) or 'nothing'}; {wrong.reason}"
        line = own.line if own is not None else None
        yield Annotation("error", str(template.path), str(wrong.place), text, line)


def of_error(name: str, text: str) -> Annotation:
    """What cannot be read, on the line that the sentence begins with, if it does."""
    place = re.match(r"(?P<file>[^:]+):(?P<line>[0-9]+): ", text)
    if place is None:
        return Annotation("error", name, "not read", text)
    return Annotation("error", place["file"], "not read", text[place.end() :], int(place["line"]))


def of_audit(results: Sequence[WorkbookAudit]) -> Iterator[Annotation]:
    """Workbooks that cannot be read, and those with cells that differ."""
    for result in results:
        if result.error:
            yield Annotation("error", result.path, "not read", result.error)
    for result in results:
        for difference in result.differences:
            yield Annotation("error", result.path, str(difference.place), f"{difference.formula} is not what is stored")


def of_diff(result: Diff) -> list[Annotation]:
    """One annotation, on the new file."""
    return [] if result else [Annotation("warning", result.new, f"differs from {result.old}", total(result))]


def annotate(annotations: Iterable[Annotation], summary: Iterable[str]) -> None:
    """Prints annotations and writes the summary; nothing at all outside GitHub Actions."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    shown: dict[str, int] = {}
    for annotation in annotations:
        shown[annotation.kind] = shown.get(annotation.kind, 0) + 1
        if shown[annotation.kind] <= _MOST:
            line = f",line={annotation.line}" if annotation.line else ""
            place = f"file={_property(annotation.file)}{line},title={_property(annotation.title)}"
            click.echo(f"::{annotation.kind} {place}::{_data(annotation.message)}", err=True)
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        try:
            # Added to, in one piece: the file is the whole step's.
            with Path(path).open("a", encoding="utf-8") as file:
                file.write("\n".join(summary) + "\n\n")
        except OSError as error:
            raise UsageError(f"GITHUB_STEP_SUMMARY: {path} cannot be written: {error.strerror}") from None


def _data(text: str) -> str:
    """Text as a workflow command holds it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
