"""How fast a data workbook is differentiated: `python benchmarks/gradient.py [BLOCKS]` (by default 10000).

The article's table so many times, written by XlsxWriter: 51 formulas a block. In one backward sweep the derivatives of
the sum of all that nothing else needs (the finite differences and the real gradients) by every input of every block,
so that nearly every formula takes part; and those of every block's loss. Medians of ROUNDS turns each, as ratios to the
recalculation of the same workbook.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from blocks import HEIGHT, write_blocks

from sheetgen.differentiate import gradient
from sheetgen.recalc import recalculate
from sheetgen.recalc.column_plan import ColumnCells
from sheetgen.recalc.plan import make_plan
from sheetgen.sheet import Address
from sheetgen.workbook.read import read

ROUNDS = 9

#: What is differentiated, in the first block.
EVERYTHING = ("B4", "C4", "D4", "K6", "K7", "K8", "K9", "K10")
LOSS = ("I2",)


def seconds(call: Callable[[], object]) -> float:
    """One run's wall time."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    """Measures and prints."""
    blocks = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blocks.xlsx"
        write_blocks(path, blocks)
        grid = read(path)
    plan = make_plan(grid)
    values = recalculate(grid, plan)

    def cells(names: tuple[str, ...]) -> list[ColumnCells]:
        first = [Address.parse(name) for name in names]
        return [ColumnCells("Sheet", place.column, place.row + HEIGHT * np.arange(blocks)) for place in first]

    calls: dict[str, Callable[[], object]] = {
        "recalculation": lambda: recalculate(grid, plan),
        "gradient of all results": lambda: gradient(values, cells(EVERYTHING)),
        "gradient of the losses": lambda: gradient(values, cells(LOSS)),
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            times[name].append(seconds(call))
    base = statistics.median(times["recalculation"])
    print(f"{blocks} blocks, {51 * blocks} formulas")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{median * 1000:8.1f} ms  {median / base:5.2f} x  {name}")
    print("(at most 5 x)")


if __name__ == "__main__":
    main()
