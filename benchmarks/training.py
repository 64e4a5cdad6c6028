"""What a formula of the training table costs beside one of the article's: `python benchmarks/training.py [STEPS]...`.

Generating, recalculating and verifying the training table with so many steps (by default 998), and the article's table,
in one run: seconds for a formula, and their ratio. With several numbers of steps they show whether time is linear.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sheetgen

ROUNDS = 5


def seconds(call: Callable[[], object]) -> float:
    """One run's wall time."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def costs(name: str, folder: Path, **inputs: int) -> dict[str, float]:
    """The median seconds that each of the three takes for a formula of a template."""
    template = sheetgen.load(name, **inputs)
    path = folder / f"{name}.xlsx"
    formulas = sum(len(sheet.formulas()) for sheet in template.sheets)
    calls: dict[str, Callable[[], object]] = {
        "generate": lambda: template.generate(path),
        "recalculate": lambda: sheetgen.recalculate(path),
        "verify": lambda: sheetgen.verify(template),
    }
    for call in calls.values():
        # What is imported at the first use is not counted.
        call()
    return {what: statistics.median(seconds(call) for _ in range(ROUNDS)) / formulas for what, call in calls.items()}


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        article = costs("single-neuron-gradients", folder)
        for steps in map(int, sys.argv[1:] or ["998"]):
            own = costs("single-neuron-training", folder, steps=steps)
            print(f"{steps} steps")
            for what, time_each in own.items():
                ratio = time_each / article[what]
                print(
                    f"  {what:12} {time_each * 1e6:6.0f} µs a formula, the article's {article[what] * 1e6:6.0f} µs",
                    end="",
                )
                print(f"  {ratio:5.2f} x")


if __name__ == "__main__":
    main()
