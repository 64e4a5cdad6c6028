"""Many inputs at once: in which samples every cell of the sheet is equal to the code's, to the bit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheetgen import native_witness
from sheetgen.errors import NativeError
from sheetgen.recalc.many_inputs import ManyInputs
from sheetgen.samples.draw import Inputs
from sheetgen.samples.one_by_one import Comparison
from sheetgen.sheet import Place

#: So many numbers are held at a time; a sample has one for every cell.
_MOST_NUMBERS = 4_000_000


def plainly_equal(comparison: Comparison, drawn: Iterator[Inputs]) -> Iterator[tuple[Inputs, bool]]:
    """Every sample, and whether sheet and code are equal in it without a closer look."""
    size = max(1, min(10_000, _MOST_NUMBERS // (len(comparison.plan.trees) + 1)))
    while some := list(islice(drawn, size)):
        yield from zip(some, _equal(comparison, some).tolist(), strict=True)


def _equal(comparison: Comparison, samples: list[Inputs]) -> NDArray[np.bool_]:
    columns = {name: np.array([inputs[name] for inputs in samples]) for name in samples[0]}
    places = {comparison.template.inputs[name]: column for name, column in columns.items()}
    sheet = ManyInputs(comparison.grid, comparison.plan, places)
    equal = np.ones(len(samples), bool)
    try:
        native = _native(comparison, columns)
    except NativeError:
        return ~equal
    numbers = places | sheet.found
    for place in comparison.covered:
        if place not in sheet.left:
            own = numbers.get(place, comparison.values.at(place))
            equal &= np.asarray(native[place] == own, bool)
    left = [place for place in comparison.covered if place in sheet.left]
    for index in np.flatnonzero(equal).tolist() if left else ():
        others = sheet.others(index)
        equal[index] = others is not None and all(
            type(others[place]) is type(native[place][index]) and others[place] == native[place][index]
            for place in left
        )
    return equal


def _native(comparison: Comparison, columns: dict[str, NDArray[np.float64]]) -> dict[Place, NDArray[Any]]:
    """The code's values: by one call where the template says that it takes arrays, by one a sample where not."""
    template, name = comparison.template, comparison.template.native
    assert name is not None
    others = {key: comparison.values.at(place) for key, place in template.inputs.items() if key not in columns}
    count = len(next(iter(columns.values())))
    if template.arrays:
        frame = native_witness.call(name, {**others, **columns}, template)
        return native_witness.arrays(frame, name, template, count)
    found = {place: np.full(count, None) for place in comparison.covered}
    for index in range(count):
        inputs = {**others, **{key: float(column[index]) for key, column in columns.items()}}
        try:
            values = native_witness.values(native_witness.call(name, inputs, template), name, template)
        except NativeError:
            continue
        for place in values.keys() & found.keys():
            found[place][index] = values[place]
    return found
