"""Writes the article's table over and over into one sheet: the workbook that the other benchmarks recalculate."""

import random
import re
import sys
from pathlib import Path

import xlsxwriter

from sheetgen.sheet import Address
from sheetgen.template import load

#: Rows from one block to the next. The first holds the headers, and Tiny below its own.
HEIGHT = 11

_ROW = re.compile(r"([A-Z]+)(\d+)")


def write_blocks(path: Path, blocks: int) -> None:
    """A workbook of so many neurons with inputs of their own: 51 formulas each, without values."""
    template = load("single-neuron-gradients")
    cells = sorted(template.sheets[0].cells.items())
    tiny = Address.parse(template.names["Tiny"].rpartition("!")[2])
    inputs = {place.address for place in template.inputs.values()} - {tiny}
    draw = random.Random(1)
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = workbook.add_worksheet("Sheet")
    workbook.define_name("Tiny", f"={template.names['Tiny']}")
    for block in range(blocks):
        down = block * HEIGHT
        for address, cell in cells:
            row, column = address.row - 1 + down, address.column - 1
            if cell.formula is not None:
                moved = _ROW.sub(lambda match, down=down: f"{match[1]}{int(match[2]) + down}", cell.formula)
                sheet.write_formula(row, column, "=" + moved)
            elif address in inputs:
                sheet.write_number(row, column, draw.random())
            elif isinstance(cell.value, float) and (block == 0 or address != tiny):
                sheet.write_number(row, column, cell.value)
            elif isinstance(cell.value, str) and block == 0:
                sheet.write_string(row, column, cell.value)
    workbook.close()


if __name__ == "__main__":
    write_blocks(Path(sys.argv[1]), int(sys.argv[2]))
