"""How often a function may repeat a step for one value: a number in a cell must not keep a calculator busy for days."""

from __future__ import annotations

from sheetgen.errors import UnsupportedError

#: Steps of a recurrence, periods of a payment, days of a calendar.
MOST_STEPS = 1_000_000


def limit_steps(name: str, count: float) -> None:
    """UnsupportedError for a function that would take more steps than anybody waits for."""
    if count > MOST_STEPS:
        raise UnsupportedError(f"{name} over {count:g} steps is not supported; at most {MOST_STEPS:,} are")
