"""A template becomes an .xlsx, by openpyxl: its sheets, an About sheet, and the template itself on a hidden one."""

from __future__ import annotations

import io
import json
import tempfile
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.comments import Comment
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.workbook.defined_name import DefinedName

from sheetgen.errors import TemplateError, UsageError
from sheetgen.sheet import Address, Cell, Place, Sheet, Template, column_letters
from sheetgen.values import ErrorValue, Scalar, show
from sheetgen.workbook import about, style
from sheetgen.workbook.about import write_about
from sheetgen.workbook.charts import add_chart
from sheetgen.workbook.stored_formula import stored_formula

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

#: The hidden sheet with the template, a line a row, and its settings beside it; `verify` finds both there.
TEMPLATE_SHEET = "Template"
_LONGEST_TEXT = 32_767
#: So many characters of a number in the General format a column has room for.
_LONG = 12


def write(template: Template, values: Mapping[Place, Scalar], continued: Sequence[str] = ()) -> bytes:
    """The workbook's bytes, as openpyxl leaves them: formulas without values, dates of today.

    `values` are the formulas' values, which decide number formats and column widths. `continued` names sheets to
    which the rows of the first go on: they get its header rows and its look.
    """
    workbook = _new_workbook(template)
    workbook.properties.creator = "sheetgen"
    workbook.properties.title = template.title
    for sheet in template.sheets:
        _write_sheet(workbook.create_sheet(sheet.name), sheet, template, values)
    for name in continued:
        _continue_sheet(workbook.create_sheet(name), workbook.worksheets[0], template.sheets[0])
    for chart in template.charts:
        add_chart(workbook, chart)
    write_about(workbook.create_sheet(about.SHEET), template)
    _write_source(workbook.create_sheet(TEMPLATE_SHEET), template)
    return _saved(workbook)


def write_draft(template: Template) -> bytes:
    """The template's sheets as bare cells: enough to read the formulas back and calculate them."""
    workbook = _new_workbook(template)
    for sheet in template.sheets:
        worksheet = workbook.create_sheet(sheet.name)
        for address, cell in sorted(sheet.cells.items()):
            target = worksheet.cell(address.row, address.column)
            assert isinstance(target, SheetCell)
            if cell.formula is not None:
                target.value = f"={stored_formula(cell.formula)}"
            else:
                put(target, cell.value)
    return _saved(workbook)


def _new_workbook(template: Template) -> Workbook:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.remove(workbook.active)
    for name, reference in template.names.items():
        workbook.defined_names[name] = DefinedName(name, attr_text=reference)
    return workbook


def _saved(workbook: Workbook) -> bytes:
    output = io.BytesIO()
    try:
        workbook.save(output)
    except OSError as error:
        # openpyxl writes each sheet into a temporary file first.
        raise UsageError(
            f"temporary files cannot be written in {tempfile.gettempdir()} ({error.strerror}): TMPDIR names another"
        ) from None
    return output.getvalue()


def put(cell: SheetCell, value: Scalar) -> None:
    """Sets a constant: a text stays a text, whatever it begins with."""
    try:
        cell.value = str(value) if isinstance(value, ErrorValue) else value
    except IllegalCharacterError:
        raise TemplateError(f"the text {value!r} has characters that a workbook cannot hold") from None
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            raise TemplateError(f"a text of {len(value)} characters is longer than a cell can hold ({_LONGEST_TEXT})")
        cell.data_type = "s"
        # What a spreadsheet program would take for a formula when someone edits the cell.
        cell.quotePrefix = value[:1] in tuple("=+-@\t\r")
    elif isinstance(value, ErrorValue):
        cell.data_type = "e"


def _write_sheet(worksheet: Worksheet, sheet: Sheet, template: Template, values: Mapping[Place, Scalar]) -> None:
    headers = sheet.header_rows()
    inputs = {place.address: name for name, place in template.inputs.items() if place.sheet == sheet.name}
    widths: dict[int, int] = {}
    apart = _has_long_numbers(sheet, template, values)
    noted: set[tuple[int, int, str | None]] = set()
    for address, cell in sorted(sheet.cells.items()):
        target = worksheet.cell(address.row, address.column)
        assert isinstance(target, SheetCell)
        value = values.get(Place(sheet.name, address)) if cell.is_formula else cell.value
        if cell.formula is not None:
            target.value = f"={stored_formula(cell.formula)}"
            style.formula(target)
        else:
            put(target, cell.value)
            if address in inputs:
                style.input_cell(target)
            elif address.row in headers:
                style.header(target)
            elif isinstance(cell.value, str):
                style.label(target)
            else:
                style.constant(target)
        if (figure := cell.shown_as) is not None:
            if "data" in template.settings:
                # The cell's look is that of every block, whatever its value there.
                target.number_format = figure.free_format()
            else:
                published = template.published or not cell.is_formula
                target.number_format = figure.cell_format(value, published=published)
        note = _note(cell, inputs.get(address), template)
        # A line of the template that a loop repeats has its notes where it first stands: a thousand would say the same.
        source = (cell.line, address.column, cell.figure.text if cell.figure else None)
        repeated = cell.is_formula and source in noted
        noted.add(source)
        if note and not repeated:
            target.comment = _comment(note)
        # The gap between columns takes a character.
        needed = _width(cell, value, sheet, template) + apart
        widths[address.column] = max(widths.get(address.column, 0), needed)
    for column, width in widths.items():
        worksheet.column_dimensions[column_letters(column)].width = min(max(width + 2, 9), 60)
    for column in range(1, max(widths, default=0)):
        if column not in widths:
            worksheet.column_dimensions[column_letters(column)].width = 3
    for row in headers:
        for column in range(1, worksheet.max_column + 1):
            if Address(row, column) not in inputs:
                style.header(worksheet.cell(row, column))
    # All of them or none: of neighbours that differ in nothing else, LibreOffice takes the look of the first.
    for cells in worksheet.iter_rows() if apart else ():
        for target in cells:
            if target.alignment.horizontal == "right" or isinstance(target.value, float):
                style.apart(target)
    worksheet.freeze_panes = str(Address(max(headers, default=0) + 1, 2 if _has_labels(sheet) else 1))
    style.page(worksheet)


def _has_long_numbers(sheet: Sheet, template: Template, values: Mapping[Place, Scalar]) -> bool:
    """Whether a formula gives a long number in the General format, as no figure says how it is shown.

    With data any may: what one block holds in short another may hold at length.
    """
    places = [Place(sheet.name, cell.address) for cell in sheet.formulas() if cell.figure is None]
    return "data" in template.settings or any(
        isinstance(value, float) and len(show(value)) > _LONG for value in map(values.get, places)
    )


def _continue_sheet(worksheet: Worksheet, first: Worksheet, sheet: Sheet) -> None:
    for row in sheet.header_rows():
        for column in range(1, first.max_column + 1):
            target = worksheet.cell(row, column, first.cell(row, column).value)
            style.header(target)
            if first.cell(row, column).alignment.indent:
                style.apart(target)
    for letters, dimension in first.column_dimensions.items():
        worksheet.column_dimensions[letters].width = dimension.width
    worksheet.freeze_panes = first.freeze_panes
    style.page(worksheet)


def _has_labels(sheet: Sheet) -> bool:
    """Whether the first column holds text only."""
    first = [cell for address, cell in sheet.cells.items() if address.column == 1]
    return bool(first) and all(isinstance(cell.value, str) for cell in first)


def _note(cell: Cell, input_name: str | None, template: Template) -> str:
    """The note on a cell: the article's own notation and figure, or what was changed."""
    if cell.is_formula:
        lines = [cell.notation or ""]
        if cell.figure is not None:
            lines.append(f"{'published' if template.published else 'published for other inputs'}: {cell.figure.text}")
        return "\n".join(lines)
    if input_name is not None and input_name in template.changed:
        return f"{input_name}: changed, not the published value"
    return ""


def _comment(text: str) -> Comment:
    lines = text.split("\n")
    width = min(max(len(line) for line in lines), 60) * 8 + 24
    height = sum(len(line) // 60 + 1 for line in lines) * 18 + 14
    return Comment(text, "sheetgen", height=height, width=max(width, 120))


def _width(cell: Cell, value: Scalar, sheet: Sheet, template: Template) -> int:
    """How many characters a cell needs. A long text may run over blank neighbours, unless it labels its row."""
    if "data" in template.settings and not isinstance(value, str):
        # Room for nine digits in every block, however short the numbers of the first one.
        return 10
    if (figure := cell.shown_as) is not None:
        # A number in a format of its own that does not fit is shown as ####.
        shown = figure.width(value) if cell.is_formula and not template.published else 0
        return max(len(figure.text), min(shown, 30), 6)
    if isinstance(value, str):
        alone = Address(cell.address.row, cell.address.column + 1) not in sheet.cells
        return 0 if alone and cell.address.column > 1 and len(value) > 20 else len(value)
    return min(len(show(value)), _LONG)


def _write_source(worksheet: Worksheet, template: Template) -> None:
    worksheet.sheet_state = "hidden"
    for number, line in enumerate(template.text.removesuffix("\n").split("\n"), start=1):
        if len(line) > _LONGEST_TEXT:
            raise TemplateError(
                f"{template.path}:{number}: the line is longer than a cell can hold ({_LONGEST_TEXT} characters)"
            )
        if line:
            cell = worksheet.cell(number, 1)
            assert isinstance(cell, SheetCell)
            put(cell, line)
    # As JSON over many rows, as a cell ends at 32,767 characters; decimal numbers by their shortest form.
    settings = json.dumps(template.settings, indent=0, default=float, ensure_ascii=False) if template.settings else ""
    for number, line in enumerate(settings.splitlines(), start=1):
        cell = worksheet.cell(number, 2)
        assert isinstance(cell, SheetCell)
        put(cell, line)
    worksheet.column_dimensions["A"].width = 120
