"""Which inputs are tried: the edges first, where sheet and code drift apart unseen, then uniform ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sheetgen.sheet import Template

Inputs = dict[str, float]

#: What is tried for each input, within its range if the template declares one.
_EDGES = (0.0, -0.0, 1.0, -1.0, 1e-300, -1e-9, 1e9, 1e150, -1e300)


def drawn(template: Template, usual: Inputs, count: int, seed: int = 0) -> Iterator[Inputs]:
    """The inputs: edges of each alone, all of them equal, then uniform ones over their ranges.

    Without a declared range it is three times the published value to either side, or -1 to 1 for 0.
    """
    ranges = {name: template.ranges.get(name) for name in usual}
    edges = [usual]
    for name, limits in ranges.items():
        edges += [{**usual, name: value} for value in _EDGES if limits is None or limits[0] <= value <= limits[1]]
    common = [limits for limits in ranges.values() if limits is not None]
    edges += [
        dict.fromkeys(usual, value) for value in _EDGES if all(low <= value <= high for low, high in common)
    ]  # fmt: skip
    yield from edges[:count]
    draw = random.Random(seed)
    for _ in range(count - len(edges)):
        chosen = {}
        for name, value in usual.items():
            low, high = ranges[name] or ((-3 * abs(value), 3 * abs(value)) if value else (-1.0, 1.0))
            chosen[name] = draw.uniform(low, high)
        yield chosen
