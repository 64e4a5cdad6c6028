"""Excel's category "Date & Time"."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sheetgen.recalc import dates
from sheetgen.recalc.arrays import Value
from sheetgen.recalc.coerce import Raised, to_number
from sheetgen.recalc.functions import toolpak
from sheetgen.recalc.functions.day_counts import days_360, year_fraction
from sheetgen.recalc.functions.registry import function
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


@function("DATE")
def date(evaluator: Evaluator, year: float, month: float, day: float) -> float:
    """DATE: a day's serial number; years below 1900 count from 1900, months and days past their ends carry."""
    whole = math.floor(year)
    if not 0 <= whole < 10_000:
        raise Raised(ErrorValue.NUM)
    whole += 1900 if whole < 1900 else 0
    return dates.to_serial(whole, math.floor(month), math.floor(day), evaluator.grid.date1904)


def _split(evaluator: Evaluator, value: Scalar) -> tuple[int, int]:
    date1904 = evaluator.grid.date1904
    return dates.split(to_number(value, date1904), date1904)


def _calendar(evaluator: Evaluator, value: Scalar) -> tuple[int, int, int]:
    return dates.to_calendar(_split(evaluator, value)[0], evaluator.grid.date1904)


@function("YEAR")
def year(evaluator: Evaluator, serial: Scalar) -> float:
    """YEAR: of a date, 1900 to 9999."""
    return float(_calendar(evaluator, serial)[0])


@function("MONTH")
def month(evaluator: Evaluator, serial: Scalar) -> float:
    """MONTH: of a date, 1 to 12."""
    return float(_calendar(evaluator, serial)[1])


@function("DAY")
def day(evaluator: Evaluator, serial: Scalar) -> float:
    """DAY: of a date, 1 to 31; 0 for serial number 0 and 29 for 60 in the 1900 system."""
    return float(_calendar(evaluator, serial)[2])


@function("HOUR")
def hour(evaluator: Evaluator, serial: Scalar) -> float:
    """HOUR: of a time, 0 to 23."""
    return float(_split(evaluator, serial)[1] // 3600)


@function("MINUTE")
def minute(evaluator: Evaluator, serial: Scalar) -> float:
    """MINUTE: of a time, 0 to 59."""
    return float(_split(evaluator, serial)[1] // 60 % 60)


@function("SECOND")
def second(evaluator: Evaluator, serial: Scalar) -> float:
    """SECOND: of a time, 0 to 59, to the nearest."""
    return float(_split(evaluator, serial)[1] % 60)


@function("TIME")
def time(hours: float, minutes: float, seconds: float) -> float:
    """TIME: a fraction of a day; whole days fall away, less than nothing is #NUM!, and so is more than 32767."""
    if max(hours, minutes, seconds) >= 32_768:
        raise Raised(ErrorValue.NUM)
    total = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    if total < 0:
        raise Raised(ErrorValue.NUM)
    return math.fmod(total / dates.SECONDS, 1.0)


@function("EDATE")
def edate(evaluator: Evaluator, start: Scalar, months: Scalar) -> float:
    """EDATE: the same day so many months on, or the last of its month."""
    year, month, day = _parts(evaluator, start)
    month += toolpak.whole(months)
    return dates.to_serial(year, month, min(day, dates.month_length(year, month)), evaluator.grid.date1904)


@function("EOMONTH")
def eomonth(evaluator: Evaluator, start: Scalar, months: Scalar) -> float:
    """EOMONTH: the last day of the month so many months on."""
    year, month, _ = _parts(evaluator, start)
    return dates.to_serial(year, month + toolpak.whole(months) + 1, 0, evaluator.grid.date1904)


def _parts(evaluator: Evaluator, value: Scalar) -> tuple[int, int, int]:
    return dates.to_calendar(toolpak.day(evaluator, value), evaluator.grid.date1904)


@function("DAYS")
def days(evaluator: Evaluator, end: Scalar, start: Scalar) -> float:
    """DAYS: from the start to the end, times of day cut off."""
    date1904 = evaluator.grid.date1904
    last, first = (dates.within(math.floor(to_number(value, date1904)), date1904) for value in (end, start))
    return float(last - first)


@function("DAYS360")
def days360(evaluator: Evaluator, start: Scalar, end: Scalar, european: bool = False) -> float:
    """DAYS360: in a year of twelve months of 30 days; the European method makes every 31st a 30th."""
    return float(days_360(_calendar(evaluator, start), _calendar(evaluator, end), european=european))


#: The day, 0 for Sunday, that each return type of WEEKDAY and WEEKNUM begins the week with.
_FIRST = {1: 0, 2: 1, 3: 1, 11: 1, 12: 2, 13: 3, 14: 4, 15: 5, 16: 6, 17: 0}


@function("WEEKDAY")
def weekday(evaluator: Evaluator, serial: Scalar, kind: float = 1.0) -> float:
    """WEEKDAY: 1 for Sunday to 7, or from another day (types 2 and 11 to 17); type 3 is 0 for Monday to 6."""
    day, _ = _split(evaluator, serial)
    if int(kind) not in _FIRST:
        raise Raised(ErrorValue.NUM)
    since = (dates.weekday(day, evaluator.grid.date1904) - _FIRST[int(kind)]) % 7
    return float(since + (int(kind) != 3))


@function("WEEKNUM")
def weeknum(evaluator: Evaluator, serial: Scalar, kind: Scalar = 1.0) -> float:
    """WEEKNUM: week 1 holds 1 January; weeks begin as the type says, which is 21 for ISO weeks."""
    date1904 = evaluator.grid.date1904
    day, chosen = toolpak.day(evaluator, serial), toolpak.whole(kind)
    if chosen == 21:
        return isoweeknum(evaluator, float(day))
    if chosen not in _FIRST or chosen == 3:
        raise Raised(ErrorValue.NUM)
    start = int(dates.to_serial(dates.to_calendar(day, date1904)[0], 1, 1, date1904))
    lead = (dates.weekday(start, date1904) - _FIRST[chosen]) % 7
    return float((day - start + lead) // 7 + 1)


@function("ISOWEEKNUM")
def isoweeknum(evaluator: Evaluator, serial: Scalar) -> float:
    """ISOWEEKNUM: weeks begin on Monday, and week 1 holds the year's first Thursday."""
    date1904 = evaluator.grid.date1904
    day, _ = _split(evaluator, serial)
    thursday = day + 3 - (dates.weekday(day, date1904) - 1) % 7
    start = dates.month_start(dates.to_calendar(max(thursday, 0), date1904)[0], 1)
    return float((thursday - start + (dates.BEHIND if date1904 else 0)) // 7 + 1)


_WEEKENDS: dict[int, tuple[int, ...]] = {1: (6, 0), 2: (0, 1), 3: (1, 2), 4: (2, 3), 5: (3, 4), 6: (4, 5), 7: (5, 6)}
_WEEKENDS |= {kind: (kind - 11,) for kind in range(11, 18)}


def _weekend(value: Value) -> Sequence[int]:
    """The days off, 0 for Sunday: by number, or as seven ones and zeros from Monday on."""
    if isinstance(value, str):
        if len(value) != 7 or set(value) - {"0", "1"}:
            raise Raised(ErrorValue.VALUE)
        return [(index + 1) % 7 for index, sign in enumerate(value) if sign == "1"]
    if isinstance(value, bool | float) and int(value) in _WEEKENDS:
        return _WEEKENDS[int(value)]
    raise Raised(ErrorValue.NUM)


def _holidays(evaluator: Evaluator, value: Value, weekend: Sequence[int]) -> list[int]:
    """The holidays that are no days off anyway, in order."""
    found = {toolpak.day(evaluator, item) for item in evaluator.items(value) if item is not None}
    return sorted(day for day in found if dates.weekday(day, evaluator.grid.date1904) not in weekend)


@function("NETWORKDAYS")
def networkdays(evaluator: Evaluator, start: Scalar, end: Scalar, holidays: Value = None) -> float:
    """NETWORKDAYS: Mondays to Fridays from start to end, both counted, without the holidays."""
    return _working_days(evaluator, start, end, (6, 0), holidays)


@function("NETWORKDAYS.INTL")
def networkdays_intl(
    evaluator: Evaluator, start: Scalar, end: Scalar, weekend: Scalar = 1.0, holidays: Value = None
) -> float:
    """NETWORKDAYS.INTL: the same with other days off, by number or as a text such as "0000011"."""
    return _working_days(evaluator, start, end, _weekend(1.0 if weekend is None else weekend), holidays)


def _working_days(evaluator: Evaluator, start: Scalar, end: Scalar, weekend: Sequence[int], holidays: Value) -> float:
    first, last = toolpak.day(evaluator, start), toolpak.day(evaluator, end)
    sign = 1 if first <= last else -1
    first, last = min(first, last), max(first, last)
    weeks, rest = divmod(last - first + 1, 7)
    count = weeks * (7 - len(weekend))
    date1904 = evaluator.grid.date1904
    count += sum(dates.weekday(day, date1904) not in weekend for day in range(last - rest + 1, last + 1))
    count -= sum(first <= day <= last for day in _holidays(evaluator, holidays, weekend))
    return float(sign * count)


@function("WORKDAY")
def workday(evaluator: Evaluator, start: Scalar, days: Scalar, holidays: Value = None) -> float:
    """WORKDAY: the date so many working days on, or back; the holidays do not count."""
    return _workday(evaluator, start, days, (6, 0), holidays)


@function("WORKDAY.INTL")
def workday_intl(
    evaluator: Evaluator, start: Scalar, days: Scalar, weekend: Scalar = 1.0, holidays: Value = None
) -> float:
    """WORKDAY.INTL: the same with other days off; #VALUE! where every day is one."""
    off = _weekend(1.0 if weekend is None else weekend)
    if len(off) == 7:
        raise Raised(ErrorValue.VALUE)
    return _workday(evaluator, start, days, off, holidays)


def _workday(evaluator: Evaluator, start: Scalar, days: Scalar, weekend: Sequence[int], holidays: Value) -> float:
    date1904 = evaluator.grid.date1904
    day, left = toolpak.day(evaluator, start), toolpak.whole(days)
    free = set(_holidays(evaluator, holidays, weekend))
    if abs(left) > dates.LAST:
        raise Raised(ErrorValue.NUM)
    step = 1 if left > 0 else -1
    while left:
        day = dates.within(day + step, date1904)
        if dates.weekday(day, date1904) not in weekend and day not in free:
            left -= step
    return float(day)


@function("YEARFRAC")
def yearfrac(evaluator: Evaluator, start: Scalar, end: Scalar, basis: Scalar = 0.0) -> float:
    """YEARFRAC: between two dates in either order; basis 0 counts as in the US 30/360, 1 actual days per actual
    years, 2 per 360, 3 per 365, 4 as in the European 30/360."""
    first, last = toolpak.day(evaluator, start), toolpak.day(evaluator, end)
    return year_fraction(evaluator, min(first, last), max(first, last), toolpak.whole(basis))


@function("DATEVALUE")
def datevalue(evaluator: Evaluator, text: str) -> float:
    """DATEVALUE: the date of a text that reads as one, without its time."""
    return float(math.floor(dates.text_to_serial(text, evaluator.grid.date1904)))


@function("TIMEVALUE")
def timevalue(evaluator: Evaluator, text: str) -> float:
    """TIMEVALUE: the time of a text that reads as one, without its date."""
    return math.fmod(dates.text_to_serial(text, evaluator.grid.date1904), 1.0)


@function("DATEDIF")
def datedif(evaluator: Evaluator, start: Scalar, end: Scalar, unit: str) -> float:
    """DATEDIF: whole years ("Y"), months ("M") or days ("D") between two dates; "YM" without years, "MD" without
    months, "YD" days without years."""
    date1904 = evaluator.grid.date1904
    first, last = _split(evaluator, start)[0], _split(evaluator, end)[0]
    if first > last:
        raise Raised(ErrorValue.NUM)
    (y1, m1, d1), (y2, m2, d2) = dates.to_calendar(first, date1904), dates.to_calendar(last, date1904)
    months = (y2 - y1) * 12 + m2 - m1 - (d2 < d1)
    match unit.upper():
        case "Y":
            return float(months // 12)
        case "M":
            return float(months)
        case "D":
            return float(last - first)
        case "YM":
            return float(months % 12)
        case "MD":
            return float(d2 - d1 + (dates.month_length(y2, m2 - 1) if d2 < d1 else 0))
        case "YD":
            passed = y1 + ((m2, d2) < (m1, d1))
            return dates.to_serial(passed, m2, d2, date1904) - first
    raise Raised(ErrorValue.NUM)


@function("NOW", volatile=True)
def now(evaluator: Evaluator) -> float:
    """NOW: date and time at the moment."""
    moment = datetime.datetime.now()
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return dates.to_serial(moment.year, moment.month, moment.day, evaluator.grid.date1904) + seconds / dates.SECONDS


@function("TODAY", volatile=True)
def today(evaluator: Evaluator) -> float:
    """TODAY: the date at the moment."""
    return float(math.floor(now(evaluator)))
