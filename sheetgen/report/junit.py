"""Results as JUnit's XML, which build servers read: a test for each cell of a template, each workbook of an audit."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sheetgen.comparison.model import Diff
from sheetgen.report.audit_table import details
from sheetgen.report.cell_text import cell_text
from sheetgen.report.diff_lines import total
from sheetgen.report.diff_text import unified
from sheetgen.report.sample_lines import sample_lines
from sheetgen.result import Result
from sheetgen.workbook.atomic import write_whole
from sheetgen.workbook_audit import WorkbookAudit


@dataclass(frozen=True, slots=True)
class Case:
    """One test: its name, and the text of its failure, of an error, or why it was skipped, if any."""

    name: str
    failure: str | None = None
    error: str | None = None
    skipped: str | None = None


def of_verification(result: Result) -> list[Case]:
    """A test for each cell; one that nobody can vouch for is skipped."""
    cases = []
    for cell in result.cells:
        name = f"{cell.place} {cell.row} · {cell.column}"
        failure = cell_text(cell, result.workbook) if cell.verdict == "differs" else None
        cases.append(Case(name, failure, skipped=cell.reason if cell.verdict == "unwitnessed" else None))
    cases += [Case(name, error=sentence) for name, sentence in result.unanswered.items()]
    if result.failed_count > len(result.failed):
        cases.append(Case("more cells", f"{result.failed_count - len(result.failed):,} more cells differ"))
    if result.samples is not None:
        wrong = "\n".join(sample_lines(result.samples))
        cases.append(Case(f"{result.samples.count:,} samples", wrong or None))
    return cases


def of_audit(results: Iterable[WorkbookAudit]) -> list[Case]:
    """A test for each workbook."""
    return [
        Case(result.path, "\n".join(line for line, _ in details(result)) if result.differ else None, error=result.error)
        for result in results
    ]


def of_diff(result: Diff) -> list[Case]:
    """One test: that nothing differs."""
    failure = None if result else "\n".join([total(result), *unified(result)])
    return [Case(f"{result.old} → {result.new}", failure)]


def write_junit(path: Path, suites: Mapping[str, Sequence[Case]]) -> None:
    """Writes the tests of one or more suites, by their names, to a file."""
    root = ET.Element(
        "testsuites", {"name": "sheetgen", **_counts([case for suite in suites.values() for case in suite])}
    )
    for suite, cases in suites.items():
        element = ET.SubElement(root, "testsuite", {"name": suite, **_counts(cases)})
        for case in cases:
            test = ET.SubElement(element, "testcase", {"classname": suite, "name": _allowed(case.name)})
            for tag, text in (("failure", case.failure), ("error", case.error), ("skipped", case.skipped)):
                if text is not None:
                    message = _allowed(text)
                    ET.SubElement(test, tag, {"message": message.partition("\n")[0]}).text = message
    write_whole(path, ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    counts = {
        "tests": len(cases),
        "failures": sum(case.failure is not None for case in cases),
        "errors": sum(case.error is not None for case in cases),
        "skipped": sum(case.skipped is not None for case in cases),
    }
    return {key: str(count) for key, count in counts.items()}


def _allowed(text: str) -> str:
    """Text without the characters that no XML file can hold."""
    return "".join(letter for letter in text if letter in "\t\n" or " " <= letter <= "\ud7ff" or letter >= "\ue000")
