"""One sheet's cells, from the events of a parser: whatever XML allows is read."""

from __future__ import annotations

import math

from sheetgen.errors import WorkbookError
from sheetgen.sheet import Address
from sheetgen.values import ERROR_BY_TEXT, ErrorValue, Scalar
from sheetgen.workbook import limits, xml
from sheetgen.workbook.escapes import unescape
from sheetgen.workbook.grid import GridSheet, SourceFormula
from sheetgen.workbook.package import SheetEntry
from sheetgen.workbook.relative import Form, relative_form

#: Every so many cells their number is held against the limit.
_COUNTED = 10_000


class SheetReader:
    """Collects one sheet's cells from the events of its part."""

    def __init__(self, entry: SheetEntry, strings: list[str], shared: dict[str, SourceFormula] | None = None) -> None:
        """`strings` are the workbook's shared texts, `shared` the shared formulas that begin earlier in the sheet."""
        self.sheet = GridSheet(entry.name, entry.state)
        self.formulas: dict[Address, SourceFormula] = {}
        self.sheet.formulas = self.formulas
        self.date1904 = entry.date1904
        self.strings = strings
        self.shared = dict(shared or {})
        #: One object for all plain formulas of the same relative form.
        self.forms: dict[Form, SourceFormula] = {}
        self.cells = 0
        self.row = 0
        self.column = 0
        self.address = Address(1, 1)
        self.kind = "n"
        self.dynamic = False
        self.formula: dict[str, str] | None = None
        self.formula_text: list[str] = []
        self.value: list[str] = []
        self.has_value = False
        self.into: list[str] | None = None
        self.phonetic = 0
        #: How many elements are open within the cell.
        self.depth = 0
        #: The rows of the filter that is being read.
        self.filter: tuple[int, int] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(attributes)
            return
        self.depth += 1
        if tag == "v":
            self.has_value = True
            self.into = self.value
        elif tag == "f" and self.depth == 1:
            self.formula = attributes
            self.into = self.formula_text
        elif tag == "t" and not self.phonetic:
            self.has_value = True
            self.into = self.value
        elif tag == "row":
            number = xml.whole_number(attributes.get("r"))
            self.row = self.row + 1 if number is None else number
            self.column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.sheet.hidden.add(self.row)
        elif tag == "rPh":
            self.phonetic += 1
        elif tag == "autoFilter":
            self.filter = rows_of(attributes.get("ref", ""))
        elif tag == "filterColumn" and self.filter is not None:
            self.sheet.filters.append(self.filter)
            # Its other columns hide rows of the same range.
            self.filter = None

    def end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
            return
        self.depth -= 1
        if tag == "rPh":
            self.phonetic -= 1
        elif tag in ("v", "f", "t"):
            self.into = None

    def text(self, data: str) -> None:
        if self.into is not None:
            self.into.append(data)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        try:
            self.address = Address.parse(attributes.get("r", str(Address(self.row, self.column + 1))))
        except ValueError as error:
            raise WorkbookError(f"in sheet {self.sheet.name}, {error}") from None
        self.column = self.address.column
        self.cells += 1
        if self.cells % _COUNTED == 0:
            limits.refuse_more_cells(self.cells)
        self.kind = attributes.get("t", "n")
        # Cell metadata in practice says one thing: that this array formula spills by itself.
        self.dynamic = attributes.get("cm", "0") != "0"
        self.formula = None
        self.formula_text = []
        self.value = []
        self.has_value = False
        self.depth = 0

    def _end_cell(self) -> None:
        if self.formula is not None:
            self._add_formula(self.formula, "".join(self.formula_text))
        if self.has_value:
            value = self._scalar("".join(self.value))
            if value is not None:
                self.sheet.values[self.address] = value

    def _add_formula(self, attributes: dict[str, str], text: str) -> None:
        kind = attributes.get("t", "normal")
        if kind == "shared":
            index = attributes.get("si", "")
            if text:
                self.shared[index] = SourceFormula(text, self.address)
            if index not in self.shared:
                raise WorkbookError(
                    f"in sheet {self.sheet.name}, {self.address} shares formula {index}, which no cell before it has"
                )
            self.formulas[self.address] = self.shared[index]
        elif kind == "array":
            self.formulas[self.address] = SourceFormula(text, self.address, self._filled(attributes), self.dynamic)
        elif kind == "dataTable":
            # A what-if table: its values come from a whole recalculation each, which no formula tells.
            self.formulas[self.address] = SourceFormula("TABLE()", self.address, self._filled(attributes))
        elif text:
            form = relative_form(text, *self.address)
            if form not in self.forms:
                self.forms[form] = SourceFormula(text, self.address)
            self.formulas[self.address] = self.forms[form]

    def _filled(self, attributes: dict[str, str]) -> str:
        """The range that an array formula fills: its own cell is the first of it, or it would wait for itself."""
        reference = attributes.get("ref", str(self.address))
        if not begins_at(reference, self.address):
            raise WorkbookError(
                f"in sheet {self.sheet.name}, {self.address} has an array formula for {reference[:40]!r}, which is no"
                " range that begins there"
            )
        return reference

    def _scalar(self, text: str) -> Scalar:
        if self.kind == "s":
            index = xml.whole_number(text)
            if index is None or index >= len(self.strings):
                raise WorkbookError(
                    f"in sheet {self.sheet.name}, {self.address} names a shared text that does not exist"
                )
            return self.strings[index]
        if self.kind in ("str", "inlineStr"):
            return unescape(text)
        if self.kind == "d":
            return self._date(text)
        if self.kind == "b":
            return text.strip() in ("1", "true")
        if self.kind == "e":
            return ERROR_BY_TEXT.get(text.strip(), ErrorValue.UNKNOWN)
        if not text.strip():
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        # Python also reads nan, inf and 1_000, and 1e999 as infinite; no cell holds such a number.
        if not math.isfinite(number) or "_" in text:
            raise WorkbookError(
                f"in sheet {self.sheet.name}, {self.address} holds {text[:40]!r} where a number must be"
            )
        return number

    def _date(self, text: str) -> float:
        from sheetgen.workbook.iso_dates import serial_number

        try:
            return serial_number(text, self.date1904)
        except ValueError as error:
            raise WorkbookError(f"in sheet {self.sheet.name}, {self.address} holds no date: {error}") from None


def begins_at(reference: str, address: Address) -> bool:
    """Whether a range, `A1:C9`, is one whose first cell has that address."""
    first, _, last = reference.partition(":")
    try:
        start, end = Address.parse(first), Address.parse(last or first)
    except ValueError:
        return False
    return start == address and end.row >= start.row and end.column >= start.column


def rows_of(reference: str) -> tuple[int, int] | None:
    """The first and the last row of a range, `A1:C9`; None where it is none."""
    first, _, last = reference.partition(":")
    try:
        return Address.parse(first).row, Address.parse(last or first).row
    except ValueError:
        return None
