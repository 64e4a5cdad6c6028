"""How fast the commands start, as ratios to what anybody pays: `python benchmarks/startup.py`.

Each command is run in turn, round by round, so that whatever else the computer does falls on all alike; the medians are
compared.
"""

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 15


def seconds(command: list[str]) -> float:
    """One run's wall time."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Measures both pairs and prints them."""
    beside = Path(sys.executable).with_name("sheetgen")
    program = str(beside if beside.exists() else shutil.which("sheetgen"))
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "sheetgen --help": [program, "--help"],
        "python -c 'import openpyxl, pandas'": [sys.executable, "-c", "import openpyxl, pandas"],
        "sheetgen verify single-neuron-gradients": [program, "verify", "single-neuron-gradients"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS + 1):
        for name, command in commands.items():
            times[name].append(seconds(command))
    # The first round fills caches.
    medians = {name: statistics.median(values[1:]) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{median * 1000:8.1f} ms  {name}")
    names = list(commands)
    print(f"--help is {medians[names[1]] / medians[names[0]]:.2f} times {names[0]} (at most 5)")
    print(f"verify is {medians[names[3]] / medians[names[2]]:.2f} times {names[2]} (at most 1.5)")


if __name__ == "__main__":
    main()
