"""`sheetgen diff` of two large workbooks, beside loading both with openpyxl and comparing them cell by cell.

    python benchmarks/diff.py [ROWS]

The workbooks hold ROWS rows of four columns; the new one has a row more in the middle. Cell by cell, all that stands
below that row differs.
"""

import sys
import tempfile
import time
from pathlib import Path

import openpyxl

from sheetgen.comparison import diff


def workbook(path, rows, extra):
    """Rows of a label, a number, a formula of both and a running sum; one of them is new where `extra` says so."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet")
    sheet.append(["Item", "Count", "Twice", "Sum"])
    labels = [f"item {number}" for number in range(rows)]
    if extra:
        labels.insert(rows // 2, "new")
    for row, label in enumerate(labels, start=2):
        sheet.append([label, sum(map(ord, label)), f"=B{row}*2", f"=D{row - 1}+C{row}" if row > 2 else f"=C{row}"])
    book.save(path)


def cell_by_cell(old, new):
    """How many cells differ at the same address: formulas as text, as openpyxl gives them."""
    sheets = [openpyxl.load_workbook(path)["Sheet"] for path in (old, new)]
    cells = [{cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row} for sheet in sheets]
    return sum(cells[0].get(place) != cells[1].get(place) for place in cells[0].keys() | cells[1].keys())


def timed(function, *arguments):
    """Seconds, and the result."""
    start = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - start, result


def main():
    """Prints a line for each size."""
    sizes = [int(sys.argv[1])] if len(sys.argv) > 1 else [1_000, 10_000, 50_000]
    print(f"{'rows':>8} {'formulas':>9} {'sheetgen':>9} {'openpyxl':>9} {'ratio':>6}  found")
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            paths = Path(folder) / "old.xlsx", Path(folder) / "new.xlsx"
            for path, extra in zip(paths, (False, True), strict=True):
                workbook(path, rows, extra)
            ours, result = timed(diff, *paths)
            theirs, count = timed(cell_by_cell, *paths)
            found = f"{result.lines[0]}; cell by cell {count:,} cells differ"
            print(f"{rows:>8,} {2 * rows:>9,} {ours:>8.2f}s {theirs:>8.2f}s {ours / theirs:>6.2f}  {found}")


if __name__ == "__main__":
    main()
