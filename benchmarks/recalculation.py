"""From an .xlsx on disk to all values, against other calculators: `python benchmarks/recalculation.py [BLOCKS…]`.

The article's table repeated BLOCKS times (by default 1, 1000 and 10000; 95000 takes minutes), written by XlsxWriter
without values. Every run is a process of its own; what it imports is not counted, its memory is. The calculators take
turns, medians are compared, and one that needs longer than LIMIT seconds is left out of the larger sizes. With
`--corpus FOLDER` every workbook of a folder is recalculated instead, and the total time compared with IronCalc's.

Peers: pip install 'sheetgen[engines,benchmarks]'; LibreOffice and, for HyperFormula, Node with `npm install
hyperformula` in the current folder, if they are to have rows.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from blocks import write_blocks

HERE = Path(__file__).parent
#: Seconds after which a calculator is stopped, and not asked for more.
LIMIT = 60

PEERS = ("sheetgen", "ironcalc", "formualizer", "libreoffice", "hyperformula", "formulas", "pycel")


def run(peer: str, paths: list[Path]) -> dict[str, float] | str:
    """One run's seconds, megabytes and a value to compare, or why there is none."""
    command = [sys.executable, str(HERE / "run_peer.py"), peer, *map(str, paths)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return f"none in {LIMIT} s"
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["failed"])[-1][:80]
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def compare(title: str, paths: list[Path], peers: list[str], rounds: int) -> list[str]:
    """Prints a table for one size, and gives back the calculators that finished."""
    runs: dict[str, list[dict[str, float]]] = {peer: [] for peer in peers}
    reasons: dict[str, str] = {}
    for _ in range(rounds):
        for peer in peers:
            if peer not in reasons:
                result = run(peer, paths)
                if isinstance(result, str):
                    reasons[peer] = result
                else:
                    runs[peer].append(result)
    print(f"\n{title}")
    base = (
        {key: statistics.median(one[key] for one in runs["ironcalc"]) for key in ("seconds", "megabytes")}
        if runs.get("ironcalc")
        else None
    )
    for peer in peers:
        if peer in reasons:
            print(f"  {peer:13} {reasons[peer]}")
            continue
        seconds = statistics.median(one["seconds"] for one in runs[peer])
        memory = statistics.median(one["megabytes"] for one in runs[peer])
        ratios = (
            f"  {base['seconds'] / seconds:6.2f} x IronCalc's speed, {memory / base['megabytes']:5.2f} of its memory"
            if base
            else ""
        )
        print(f"  {peer:13} {seconds:9.3f} s {memory:7.0f} MB{ratios}   [{runs[peer][0]['sample']!r}]")
    return [peer for peer in peers if peer not in reasons]


def main() -> None:
    """Measures the sizes that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("blocks", nargs="*", type=int, default=[1, 1_000, 10_000])
    parser.add_argument("--corpus", type=Path, help="a folder of workbooks")
    parser.add_argument("--peers", default=",".join(PEERS), help="which calculators, with commas between them")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    peers = [peer for peer in options.peers.split(",") if peer != "libreoffice" or shutil.which("soffice")]
    if options.corpus:
        workbooks = sorted(options.corpus.rglob("*.xlsx"))
        compare(
            f"{len(workbooks)} workbooks",
            workbooks,
            [p for p in peers if p in ("sheetgen", "ironcalc")],
            options.rounds,
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        for blocks in options.blocks:
            path = Path(folder) / f"{blocks}.xlsx"
            write_blocks(path, blocks)
            peers = compare(f"{blocks} blocks, {51 * blocks} formulas", [path], peers, options.rounds)
            path.unlink()


if __name__ == "__main__":
    main()
