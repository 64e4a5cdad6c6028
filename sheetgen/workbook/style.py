"""How the cells of a generated workbook look: inputs apart from formulas, headers apart from both."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

#: Blue for what a reader may type over, black for what is calculated: the convention of financial models.
_INPUT_FONT = Font(name="Calibri", size=11, color="FF1F4FBF")
_INPUT_FILL = PatternFill("solid", fgColor="FFFFF6CC")
_INPUT_SIDE = Side(style="thin", color="FFD9C66B")
_INPUT_BORDER = Border(left=_INPUT_SIDE, right=_INPUT_SIDE, top=_INPUT_SIDE, bottom=_INPUT_SIDE)
_HEADER_FONT = Font(name="Calibri", size=11, bold=True)
_HEADER_FILL = PatternFill("solid", fgColor="FFE8ECF2")
_HEADER_BORDER = Border(bottom=Side(style="thin", color="FF8A94A6"))
_RIGHT = Alignment(horizontal="right")
_APART = Alignment(horizontal="right", indent=1)
_TITLE_FONT = Font(name="Calibri", size=14, bold=True)


def input_cell(cell: Any) -> None:
    """A constant that the template declares as an input."""
    cell.font, cell.fill, cell.border = _INPUT_FONT, _INPUT_FILL, _INPUT_BORDER


def constant(cell: Any) -> None:
    """Any other number."""
    cell.font = _INPUT_FONT


def formula(cell: Any) -> None:
    """A calculated cell: plain, and to the right also where it holds a text or a boolean."""
    cell.alignment = _RIGHT


def header(cell: Any) -> None:
    """A cell of the rows that stay in view."""
    cell.font, cell.fill, cell.border = _HEADER_FONT, _HEADER_FILL, _HEADER_BORDER
    if cell.column > 1:
        cell.alignment = _RIGHT


def label(cell: Any) -> None:
    """A text outside the header; in the first column it names its row, elsewhere it heads what is below."""
    if cell.column > 1 and len(str(cell.value)) <= 20:
        cell.font, cell.alignment = _HEADER_FONT, _RIGHT
    elif cell.column > 1:
        # A remark, apart from the number before it.
        cell.alignment = Alignment(indent=1)


def apart(cell: Any) -> None:
    """A number of a sheet that has some in the General format: LibreOffice fills the column with their digits, however
    wide it is, and without a gap they run into those of the column before."""
    cell.alignment = _APART


def title(cell: Any) -> None:
    """The title on the About sheet."""
    cell.font = _TITLE_FONT


def key(cell: Any) -> None:
    """What a line of the About sheet is about."""
    cell.font, cell.alignment = _HEADER_FONT, Alignment(vertical="top")


def prose(cell: Any) -> None:
    """Running text on the About sheet."""
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def page(worksheet: Worksheet) -> None:
    """Prints across one page's width, in landscape."""
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
