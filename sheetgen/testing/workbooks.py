"""Workbooks as tests: do the stored values follow from the formulas? A test for each cell, or for each large sheet; and
one whether a workbook is what the template says that it carries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from sheetgen import embedded
from sheetgen.errors import SheetgenError
from sheetgen.sheet import Place
from sheetgen.testing import ASKED
from sheetgen.testing.item import Failed, FileItem, Unreadable
from sheetgen.values import show_apart
from sheetgen.verification import verify
from sheetgen.workbook.archive import read_bytes
from sheetgen.workbook.read import read
from sheetgen.workbook_audit import Difference, WorkbookAudit, audit

#: A sheet with more formulas is one test: its failure names the cells.
_MOST_CELLS = 1_000
#: So many cells are named.
_MOST_NAMED = 20


class WorkbookFile(pytest.File):
    """A workbook that the configuration names."""

    def collect(self) -> Iterator[pytest.Item]:
        try:
            data = read_bytes(self.path)
            grid = read(data, str(self.path))
        except SheetgenError as error:
            yield Unreadable.from_parent(self, name="workbook", error=error)
            return
        found = Audit(self.path, data, self.config.stash[ASKED].engines)
        for sheet in grid.sheets.values():
            places = [Place(sheet.name, address) for address in sorted(sheet.formulas)]
            if len(places) > _MOST_CELLS:
                yield AuditItem.from_parent(self, name=sheet.name, places=places, found=found)
                continue
            for place in places:
                yield AuditItem.from_parent(self, name=str(place), places=[place], found=found)
        # What was found in no formula's own cell, such as in an array's last one.
        yield AuditItem.from_parent(self, name="audit", places=[], found=found)
        if embedded.text(grid) is not None:
            yield TemplateItem.from_parent(self, name="template", trust=self.config.stash[ASKED].trust)


class Audit:
    """A workbook audited once, for all of its tests."""

    def __init__(self, path: Path, data: bytes, engines: tuple[str, ...] = ()) -> None:
        self.path = path
        self.engines = engines
        #: As the tests were made from it, whatever becomes of the file until they run.
        self.data = data

    @cached_property
    def result(self) -> WorkbookAudit:
        """The audit by sheetgen's own calculator; what that cannot evaluate is asked of the first that the run names.
        Of no other: what passes must not depend on what happens to be installed."""
        if not self.engines:
            return audit(self.path, "sheetgen", self.data)
        return audit(self.path, "auto", self.data, self.engines[0])

    @cached_property
    def differences(self) -> dict[Place, Difference]:
        """What differs, by place."""
        return {difference.place: difference for difference in self.result.differences}


class AuditItem(FileItem):
    """Formula cells of a workbook; without any it is the test of all that no other test tells."""

    def __init__(self, *, places: list[Place], found: Audit, **others: Any) -> None:
        super().__init__(**others)
        self.places = places
        self.found = found

    def runtest(self) -> None:
        if self.found.result.error:
            raise Failed(self.found.result.error)
        if self.places:
            wrong = [self.found.differences[place] for place in self.places if place in self.found.differences]
        else:
            formulas = read(self.found.data, str(self.path)).sheets
            wrong = [
                difference
                for place, difference in self.found.differences.items()
                if place.address not in formulas[place.sheet].formulas
            ]
        if wrong:
            raise Failed("\n".join(_lines(wrong)))
        reasons = self.found.result.not_compared
        if self.places and all(place in reasons for place in self.places):
            pytest.skip(f"not compared: {reasons[self.places[0]]}")


class TemplateItem(FileItem):
    """A workbook held against its template: formulas, labels, the native function and the published figures."""

    def __init__(self, *, trust: bool, **others: Any) -> None:
        super().__init__(**others)
        self.trust = trust

    def runtest(self) -> None:
        lines = []
        for cell in verify(self.path, trust=self.trust).failed:
            # What is stored is told by the cell's own test.
            reasons = [check.reason for check in cell.failures if check.witness != "cached"]
            if reasons:
                lines.append(f"{cell.place}  {'; '.join(reasons)}")
        if lines:
            more = [f"… and {len(lines) - _MOST_NAMED:,} more cells"] if len(lines) > _MOST_NAMED else []
            raise Failed("\n".join(lines[:_MOST_NAMED] + more))


def _lines(differences: list[Difference]) -> Iterator[str]:
    for difference in differences[:_MOST_NAMED]:
        yield f"{difference.place}  {difference.formula}"
        stored, found = show_apart(difference.cached, difference.recalculated)
        yield f"  stored        {stored}"
        yield f"  recalculated  {found}{difference.distance}"
        if difference.likely:
            yield f"  likely        because {difference.likely}"
    if len(differences) > _MOST_NAMED:
        yield f"… and {len(differences) - _MOST_NAMED:,} more cells"
