"""How fast a network's workbook is generated: `python benchmarks/layers.py [SHAPE]...` (by default 16,16,4).

Every weight and bias has a finite difference. The whole of `generate` (the template read, the formulas calculated, the
file written with their values) as a ratio to openpyxl writing the same cells, with and without their formats and notes,
without values. With several shapes, seconds and the peak of allocated memory by cell show whether both are linear.
"""

import io
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from copy import copy

import openpyxl
from openpyxl.comments import Comment

from sheetgen.generation import build
from sheetgen.template import load

ROUNDS = 3

#: More than any of these networks has weights.
ALL = 10**6


def seconds(call: Callable[[], object]) -> float:
    """One run's wall time."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def cells_of(data: bytes) -> dict[str, list[openpyxl.cell.Cell]]:
    """The cells of each sheet that are not blank."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        for sheet in book.worksheets
    }


def write(sheets: dict[str, list[openpyxl.cell.Cell]], *, formats: bool) -> None:
    """The same cells by openpyxl."""
    book = openpyxl.Workbook()
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for cell in cells:
            target = sheet.cell(cell.row, cell.column, cell.value)
            if formats:
                target.font, target.fill = copy(cell.font), copy(cell.fill)
                target.number_format = cell.number_format
                if cell.comment:
                    target.comment = Comment(cell.comment.text, cell.comment.author)
    book.save(io.BytesIO())


def main() -> None:
    """Measures and prints."""
    for shape in sys.argv[1:] or ["16,16,4"]:

        def generate(shape: str = shape) -> bytes:
            return build(load("layers", {"shape": shape, "faux": ALL}))[0]

        cells = cells_of(generate())
        calls: dict[str, Callable[[], object]] = {
            "openpyxl, the same cells": lambda cells=cells: write(cells, formats=False),
            "openpyxl, with formats and notes": lambda cells=cells: write(cells, formats=True),
            "sheetgen generate": generate,
        }
        times: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(ROUNDS):
            for name, call in calls.items():
                times[name].append(seconds(call))
        tracemalloc.start()
        generate()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        count = sum(map(len, cells.values()))
        base = statistics.median(times["openpyxl, the same cells"])
        print(f"{shape}: {count:,} cells")
        for name, taken in times.items():
            median = statistics.median(taken)
            print(f"{median:8.2f} s  {median / count * 1e6:6.0f} µs a cell  {median / base:5.1f} x  {name}")
        print(f"{peak / 2**20:8.0f} MB {peak / count:6.0f} bytes a cell, at its peak")


if __name__ == "__main__":
    main()
