"""Where sheet and code differ on drawn inputs, in words."""

from __future__ import annotations

from collections.abc import Iterator

from sheetgen.counts import counted
from sheetgen.samples import Samples
from sheetgen.values import shortest, show


def sample_lines(samples: Samples) -> Iterator[str]:
    """Two lines for each cell that differs: with which inputs, and what either side says."""
    for found in samples.disagreements:
        inputs = ", ".join(f"{name} = {shortest(value)}" for name, value in found.inputs.items())
        times = counted(found.count, "sample")
        yield f"{found.place} differs in {times}, such as {inputs}"
        yield f"    sheet {show(found.sheet) or 'nothing'}; {found.reason}"
