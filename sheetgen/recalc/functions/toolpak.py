"""What the functions that came from the Analysis ToolPak have in common: TRUE and FALSE are no numbers to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetgen.recalc import dates
from sheetgen.recalc.coerce import Raised, to_number
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def number(value: Scalar) -> float:
    """A number, or a text that reads as one; #VALUE! for TRUE and FALSE."""
    if isinstance(value, bool):
        raise Raised(ErrorValue.VALUE)
    return to_number(value)


def whole(value: Scalar) -> int:
    """A number cut to a whole one."""
    return int(number(value))


def day(evaluator: Evaluator, value: Scalar) -> int:
    """A date's serial number without its time; texts may read as dates."""
    if isinstance(value, bool):
        raise Raised(ErrorValue.VALUE)
    date1904 = evaluator.grid.date1904
    serial = to_number(value, date1904)
    if serial < 0:
        raise Raised(ErrorValue.NUM)
    return dates.within(int(serial), date1904)
