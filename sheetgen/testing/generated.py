"""The fixture `sheetgen_workbook`: a template's workbook, generated for one test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from sheetgen.api import Input, load
from sheetgen.errors import SheetgenError
from sheetgen.recalc.values import Values


@dataclass(frozen=True, slots=True)
class GeneratedWorkbook:
    """A workbook that was generated: its path, its values, and `book`, as openpyxl opens it, with formulas."""

    path: Path
    values: Values
    book: openpyxl.Workbook

    def __getitem__(self, reference: str) -> object:
        """A cell's value or a range's array: `E2`, `Sheet!B2:D2`."""
        return self.values[reference]


class Generate:
    """Generates workbooks of templates, by short name or path, with inputs changed by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, template: str | Path, **inputs: Input) -> GeneratedWorkbook:
        __tracebackhide__ = True
        try:
            loaded = load(template, **inputs)
            number = len(list(self.folder.glob("*.xlsx")))
            path = self.folder / f"{loaded.name}{f'-{number}' if number else ''}.xlsx"
            values = loaded.generate(path)
        except SheetgenError as error:
            pytest.fail(str(error), pytrace=False)
        return GeneratedWorkbook(path, values, openpyxl.load_workbook(path))
