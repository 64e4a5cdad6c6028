"""From a template to the finished workbook: written, read back, recalculated, stamped, and put in place whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sheetgen.errors import FormulaError, TemplateError
from sheetgen.recalc import Values, recalculate
from sheetgen.sheet import Address, Place, Template
from sheetgen.values import Scalar
from sheetgen.workbook.atomic import write_whole
from sheetgen.workbook.read import read
from sheetgen.workbook.repack import repack
from sheetgen.workbook.stamp import stamp


def generate(template: Template, path: Path) -> Values:
    """Writes the template's workbook to a path and returns the values in it."""
    data, values = build(template)
    write_whole(path, data)
    return values


def build(template: Template, continued: Sequence[str] = ()) -> tuple[bytes, Values]:
    """The finished workbook as bytes, with its values; `continued` names further sheets that its rows will go on to.

    The formulas are recalculated from a first draft, read back as any reader would; only then is it known how each
    figure is best shown, and the final draft is written and stamped with every value in full precision.
    """
    from sheetgen.workbook.write import write, write_draft

    draft = stamp(write_draft(template), _constants(template))
    values = calculate(template, draft)
    formulas = values.formulas()
    final = write(template, formulas, continued)
    cells = _constants(template)
    for place, value in formulas.items():
        cells[place.sheet][place.address] = value
    return repack(stamp(final, cells)), values


def calculate(template: Template, workbook: bytes | Path) -> Values:
    """The values of a template's workbook; an error in a formula names the template's own line."""
    try:
        return recalculate(read(workbook, template.name))
    except FormulaError as error:
        if not isinstance(error.place, Place):
            raise
        cell = template.cell(error.place)
        line = f":{cell.line}" if cell else ""
        raise TemplateError(f"{template.path}{line}: cell {error.place}: {error.message}") from None


def _constants(template: Template) -> dict[str, dict[Address, Scalar]]:
    """The constants that openpyxl does not write whole: it gives 16 digits, and a double can need 17."""
    return {
        sheet.name: {
            address: cell.value
            for address, cell in sheet.cells.items()
            if isinstance(cell.value, float) and float(f"{cell.value:.16g}") != cell.value
        }
        for sheet in template.sheets
    }
