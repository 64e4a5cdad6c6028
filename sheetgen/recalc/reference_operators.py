"""Excel's operators on references: the range around several, the cells that they share, and several as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from sheetgen.recalc.arrays import Area, Areas, Value
from sheetgen.values import ErrorValue


def span(areas: Sequence[Area]) -> Value:
    """`:`, the smallest range around references; #VALUE! for those of several sheets."""
    if len({area.sheet for area in areas}) > 1:
        return ErrorValue.VALUE
    return reduce(Area.hull, areas)


def intersection(areas: Sequence[Area]) -> Value:
    """A space, the cells that references share; #NULL! if there are none."""
    shared: Area | None = areas[0]
    for area in areas[1:]:
        shared = shared.intersection(area) if shared else None
    return shared or ErrorValue.NULL


def union(values: Iterable[Value]) -> Value:
    """A comma, several references as one; the first error value among them is the result."""
    found: list[Area] = []
    for value in values:
        if isinstance(value, ErrorValue):
            return value
        found.extend(value.areas if isinstance(value, Areas) else [value] if isinstance(value, Area) else [])
    return Areas(tuple(found))
