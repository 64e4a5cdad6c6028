"""Markdown files as tests: a test for each cell that has a witness."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sheetgen.comparison.headings import Headings
from sheetgen.errors import SheetgenError
from sheetgen.named_function import trusted
from sheetgen.report.cell_text import cell_text
from sheetgen.report.sample_lines import sample_lines
from sheetgen.result import CellResult, Result, unanswered
from sheetgen.samples import compare_samples
from sheetgen.sheet import Place, Template
from sheetgen.template.assemble import parse, parse_table, read_text
from sheetgen.template.documents import is_document, is_template, read_document
from sheetgen.testing import ASKED, UNWITNESSED
from sheetgen.testing.item import Failed, FileItem, Unreadable
from sheetgen.verification import verify


def has_tables(path: Path) -> bool:
    """Whether a Markdown file is a template, or has tables that a comment marks."""
    try:
        text = read_text(path)
    except SheetgenError:
        # The test of it says why, if it has to do with sheetgen.
        data = path.read_bytes() if path.is_file() else b""
        return data.startswith(b"+++") or b"sheetgen" in data
    return is_template(text) or is_document(text)


class TableFile(pytest.File):
    """A template, or a document with marked tables. What cannot be read is a test that fails, so that others go on."""

    def collect(self) -> Iterator[pytest.Item]:
        try:
            text = read_text(self.path)
            document = is_document(text)
            tables = read_document(text, self._shown()) if document else []
        except SheetgenError as error:
            yield Unreadable.from_parent(self, name="template", error=error)
            return
        path = Path(self._shown())
        for number, table in enumerate(tables or [None], start=1):
            prefix = f"table {number}: " if len(tables) > 1 else ""
            try:
                template = parse(text, path) if table is None else parse_table(table, path)
                template.path = self.path
                yield from self._cells(template, prefix)
            except SheetgenError as error:
                yield Unreadable.from_parent(self, name=f"{prefix}template", error=error)

    def _shown(self) -> str:
        """The file as messages name it."""
        try:
            return str(self.path.relative_to(self.config.rootpath))
        except ValueError:
            return str(self.path)

    def _cells(self, template: Template, prefix: str) -> Iterator[pytest.Item]:
        asked = self.config.stash[ASKED]
        verification = Verification(template, asked.trust, asked.engines)
        # Which cells have a witness shows when they are verified; other calculators are asked when tests run.
        result = verification.quick
        headings = {
            sheet.name: Headings({at: cell.value for at, cell in sheet.cells.items()}) for sheet in template.sheets
        }
        for cell in result.cells:
            if cell.verdict == "unwitnessed" and not asked.engines:
                self.config.stash[UNWITNESSED] = self.config.stash.get(UNWITNESSED, 0) + 1
                continue
            heading = headings[cell.place.sheet].column(cell.place.address)
            name = f"{prefix}{cell.place}" + (f" ({heading})" if heading else "")
            yield CellItem.from_parent(self, name=name, place=cell.place, verification=verification)
        native = template.native
        if asked.samples and native is not None and template.inputs and (trusted(native) or asked.trust):
            yield SamplesItem.from_parent(
                self, name=f"{prefix}samples", template=template, count=asked.samples, trust=asked.trust
            )


class Verification:
    """A template verified once, for all of its tests."""

    def __init__(self, template: Template, trust: bool, engines: tuple[str, ...]) -> None:
        self.template = template
        self.trust = trust
        self.engines = engines
        self.quick: Result = verify(template, trust=trust)
        self.states: dict[str, str] = {}
        self._cells: dict[Place, CellResult] | None = None

    def cell(self, place: Place) -> CellResult:
        """A cell with all that was asked."""
        if self._cells is None:
            result = verify(self.template, engines=self.engines, trust=self.trust) if self.engines else self.quick
            self.states = result.witnesses
            self._cells = {cell.place: cell for cell in result.cells}
        return self._cells[place]


class CellItem(FileItem):
    """One cell with its witnesses."""

    def __init__(self, *, place: Place, verification: Verification, **others: Any) -> None:
        super().__init__(**others)
        self.place = place
        self.verification = verification

    @property
    def line(self) -> int:
        """The template's line that the cell stands in."""
        cell = self.verification.template.cell(self.place)
        return cell.line if cell is not None else 1

    def runtest(self) -> None:
        cell = self.verification.cell(self.place)
        if cell.verdict == "differs":
            raise Failed(cell_text(cell, f"{self.nodeid.partition('::')[0]}:{self.line}"))
        failed = unanswered(self.verification.states)
        if failed:
            raise Failed("; ".join(failed.values()))
        if cell.verdict == "unwitnessed":
            pytest.skip(cell.reason)


class SamplesItem(FileItem):
    """A template's sheet and native function on drawn inputs."""

    def __init__(self, *, template: Template, count: int, trust: bool, **others: Any) -> None:
        super().__init__(**others)
        self.template = template
        self.count = count
        self.trust = trust

    def runtest(self) -> None:
        result = compare_samples(self.template, self.count, trust=self.trust)
        if not result:
            raise Failed("\n".join(sample_lines(result)))
