"""What `verify --samples` costs: every input one by one, against all of them at once.

    python benchmarks/samples.py [SAMPLES]

Prints a line for each template: cells, samples, and milliseconds a sample both ways, with their ratio. One by one, a
twentieth of the samples is timed.
"""

from __future__ import annotations

import sys
import time

from sheetgen.samples import compare_samples, drawn
from sheetgen.samples.one_by_one import Comparison
from sheetgen.template import load


def main(count: int) -> None:
    """Times the shipped templates."""
    for name in ("single-neuron-gradients", "tiny-sweep", "layers", "single-neuron-training"):
        template = load(name)
        cells = {key: template.cell(place) for key, place in template.inputs.items()}
        usual = {key: cell.value for key, cell in cells.items() if cell and isinstance(cell.value, float)}
        comparison = Comparison(template, usual)
        few = max(1, count // 20)
        start = time.perf_counter()
        for inputs in drawn(template, usual, few):
            comparison.checks(inputs)
        alone = (time.perf_counter() - start) / few * 1000
        start = time.perf_counter()
        found = compare_samples(template, count)
        together = (time.perf_counter() - start) / count * 1000
        assert found, name
        formulas = f"{len(comparison.plan.trees):6,} formulas"
        ratio = alone / together
        print(f"{name:24} {formulas}  {alone:9.2f} ms alone  {together:7.3f} ms together  {ratio:6.1f} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
