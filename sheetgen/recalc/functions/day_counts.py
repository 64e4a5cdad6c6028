"""How many days, and what part of a year, lie between two dates: the conventions of finance."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from sheetgen.recalc import dates
from sheetgen.recalc.coerce import Raised
from sheetgen.values import ErrorValue

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

Day = tuple[int, int, int]


def days_360(start: Day, end: Day, *, european: bool, both: bool = False) -> int:
    """The days between two dates in a year of twelve months of 30 days.

    The US method takes the last of February as a 30th where the period begins, and, with `both`, where it ends if
    it begins so too.
    """
    (y1, m1, d1), (y2, m2, d2) = start, end
    if european:
        d1, d2 = min(d1, 30), min(d2, 30)
    else:
        if _is_end_of_february(start):
            if both and _is_end_of_february(end):
                d2 = 30
            d1 = 30
        if d2 == 31 and d1 >= 30:
            d2 = 30
        d1 = min(d1, 30)
    return (y2 - y1) * 360 + (m2 - m1) * 30 + d2 - d1


def _is_end_of_february(day: Day) -> bool:
    return day[1] == 2 and day[2] == dates.month_length(day[0], 2)


def year_fraction(evaluator: Evaluator, first: int, last: int, basis: int) -> float:
    """The part of a year between two serial numbers in order, as YEARFRAC counts it; #NUM! for an unknown basis."""
    date1904 = evaluator.grid.date1904
    if not 0 <= basis <= 4:
        raise Raised(ErrorValue.NUM)
    if basis in (2, 3):
        return (last - first) / (360 if basis == 2 else 365)
    start, end = dates.to_calendar(first, date1904), dates.to_calendar(last, date1904)
    if basis == 1:
        return (last - first) / _year_length(start, end)
    return days_360(start, end, european=basis == 4, both=True) / 360


def _year_length(start: Day, end: Day) -> float:
    """The length of a year for "actual/actual": of up to one year, 366 where it holds a 29 February or is all in a
    leap year; of more, the mean of all years that it touches."""
    (y1, m1, d1), (y2, m2, d2) = start, end
    if y1 == y2:
        return 366.0 if calendar.isleap(y1) else 365.0
    if y2 == y1 + 1 and (m1, d1) >= (m2, d2):
        holds = (calendar.isleap(y1) and (m1, d1) <= (2, 29)) or (calendar.isleap(y2) and (m2, d2) >= (2, 29))
        return 366.0 if holds else 365.0
    years = range(y1, y2 + 1)
    return sum(366 if calendar.isleap(year) else 365 for year in years) / len(years)
