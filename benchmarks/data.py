"""A workbook of blocks: `python benchmarks/data.py [BLOCKS…]` (by default 10000) against openpyxl's write-only mode.

sheetgen generates the article's table for BLOCKS rows of data, formulas recalculated and values stored; openpyxl writes
the same cells with the same number formats, without any value. Every run is a process of its own, imports included;
the two take turns, and medians are compared. The time and the memory of `sheetgen verify` are printed beside them.
"""

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def write_rows(path: Path, rows: int) -> None:
    """A data file of so many neurons."""
    draw = random.Random(1)
    lines = [",".join(str(draw.uniform(-1, 1)) for _ in range(4)) for _ in range(rows)]
    path.write_text("\n".join(["input,weight,bias,target", *lines]) + "\n")


def copy_with_openpyxl(source: Path, target: Path) -> None:
    """Writes the cells of a generated workbook's sheets again; only the writing is timed, and told in seconds."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    read = openpyxl.load_workbook(source, read_only=True)
    sheets = {
        name: [[(cell.value, cell.number_format) for cell in row] for row in read[name].iter_rows()]
        for name in read.sheetnames
        if name.startswith("Sheet")
    }
    start = time.perf_counter()
    workbook = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            cells = []
            for value, number_format in row:
                cell = None
                if value is not None:
                    cell = WriteOnlyCell(sheet, value)
                    cell.number_format = number_format
                cells.append(cell)
            sheet.append(cells)
    workbook.save(target)
    print(time.perf_counter() - start)


def run(*command: str) -> tuple[float, str]:
    """A process's seconds and what it printed."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True)
    return time.perf_counter() - start, done.stdout


def main() -> None:
    """Measures the sizes that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("blocks", nargs="*", type=int, default=[10_000])
    parser.add_argument("--copy", nargs=2, type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="without openpyxl, which keeps all cells in memory")
    options = parser.parse_args()
    if options.copy:
        copy_with_openpyxl(*options.copy)
        return
    for blocks in options.blocks:
        with tempfile.TemporaryDirectory() as folder:
            data, path, copy = (Path(folder) / name for name in ("data.csv", "blocks.xlsx", "copy.xlsx"))
            write_rows(data, blocks)
            seconds: dict[str, list[float]] = {"generate": [], "openpyxl": [], "verify": []}
            for _ in range(options.rounds):
                name = "single-neuron-gradients"
                command = ("-m", "sheetgen", "generate", name, "--data", str(data), "-o", str(path), "-q")
                seconds["generate"].append(run(*command)[0])
                seconds["verify"].append(run("-m", "sheetgen", "verify", str(path), "-q")[0])
                if not options.alone:
                    seconds["openpyxl"].append(float(run(__file__, "--copy", str(path), str(copy))[1]))
            medians = {name: statistics.median(times) for name, times in seconds.items() if times}
            print(f"{blocks} blocks, {51 * blocks} formulas, {path.stat().st_size / 1e6:.1f} MB")
            for name, median in medians.items():
                print(f"  {name:9} {median:7.2f} s")
            if "openpyxl" in medians:
                ratio = medians["openpyxl"] / medians["generate"]
                print(f"  generating is {ratio:.2f} times as fast as writing by openpyxl")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    if options.alone:
        print(f"  peak memory of generate and verify: {peak:.0f} MB")


if __name__ == "__main__":
    main()
