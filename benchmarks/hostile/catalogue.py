"""Every case, in the order of the page's table."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.hostile.archives import archives
from benchmarks.hostile.case import Case
from benchmarks.hostile.columns import columns
from benchmarks.hostile.formulas import formulas
from benchmarks.hostile.imports import imports
from benchmarks.hostile.inputs import inputs
from benchmarks.hostile.parts import workbook_parts
from benchmarks.hostile.templates import templates


def catalogue() -> Iterator[Case]:
    """Builds the cases one after the other, for some are large."""
    yield from archives()
    yield from workbook_parts()
    yield from formulas()
    yield from templates()
    yield from inputs()
    yield from imports()
    yield from columns()
