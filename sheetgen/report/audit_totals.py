"""What several audited workbooks come to together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sheetgen.workbook_audit import COUNTS, WorkbookAudit


@dataclass(slots=True)
class Totals:
    """Several workbooks' counts in total, and what the differing cells have in common."""

    workbooks: int = 0
    errors: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    worst_ulp: int = 0
    by_function: Counter[str] = field(default_factory=Counter)
    by_reference: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, results: Iterable[WorkbookAudit]) -> Totals:
        """The totals of all that there are."""
        totals = cls()
        for result in results:
            totals.add(result)
        return totals

    def add(self, result: WorkbookAudit) -> None:
        """Counts one more workbook."""
        self.workbooks += 1
        self.errors += result.error is not None
        for name in COUNTS:
            self.counts[name] += getattr(result, name)
        self.worst_ulp = max(self.worst_ulp, result.worst_ulp)
        for difference in result.differences:
            functions = set(re.findall(r"([A-Z][A-Z0-9.]*)\(", difference.formula))
            self.by_function.update(functions or {"(operators only)"})
            self.by_reference.update(difference.references)
