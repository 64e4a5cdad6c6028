"""The values that an input may take: `weight = { cell = "C2", range = [-2, 2] }`."""

from __future__ import annotations

from decimal import Decimal

from sheetgen.template.front_matter import FrontMatter


def read_ranges(front: FrontMatter) -> dict[str, tuple[float, float]]:
    """The lowest and the highest value of each input that declares them; TemplateError names the line of what is
    wrong."""
    found: dict[str, tuple[float, float]] = {}
    for name, value in front.table("inputs").items():
        if not isinstance(value, dict):
            continue
        limits = value.get("range")
        if set(value) - {"cell", "range"} or "cell" not in value:
            raise front.error(name, f'{name} must name a cell, {{ cell = "B2", range = [-1, 1] }}', "inputs")
        if limits is None:
            continue
        numbers = isinstance(limits, list) and len(limits) == 2 and all(type(n) in (int, Decimal) for n in limits)
        if not numbers or not limits[0] < limits[1]:
            raise front.error(name, f"the range of {name} must be two numbers that rise, [-1, 1]", "inputs")
        found[name] = float(limits[0]), float(limits[1])
    return found
