"""Excel's dates: serial numbers, the calendar behind them, and texts that read as dates or times.

The 1900 system counts 31 December 1899 as day 0 and, as Lotus 1-2-3 did, a 29 February 1900 as day 60, which never
was. The 1904 system counts 1 January 1904 as day 0.
"""

from __future__ import annotations

import datetime
import math
import re

from sheetgen.recalc.coerce import Raised
from sheetgen.values import ErrorValue

#: The last day of the year 9999 in the 1900 system.
LAST = 2_958_465
#: How many days the 1904 system is behind the 1900 system.
BEHIND = 1462

SECONDS = 86_400

_NAMES = "january february march april may june july august september october november december"
_MONTHS = _NAMES.split(" ")
_MONTH = r"(?P<month_name>[A-Za-z]{3,9})\.?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_DATES = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<month>\d{1,2})([/-])(?P<day>\d{1,2})(?:\2" + _YEAR + ")?",
        r"(?P<month>\d{1,2})/(?P<year>\d{4})",
        r"(?P<year>\d{4})([/-])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})(?:[ /-]| ?)" + _MONTH + r"(?:(?:, ?|[ /-])" + _YEAR + ")?",
        _MONTH + r"[ -](?P<day>\d{1,2})(?:, ?| )(?P<year>\d{4})",
        _MONTH + r"[ -](?P<year>\d{4})",
        _MONTH + r"[ -](?P<day>\d{1,2})",
    )
]
_TIME = re.compile(
    r"(?P<hour>\d{1,4})(?::(?P<minute>\d{1,4})(?::(?P<second>\d{1,4}(?:\.\d*)?))?)?(?:\s+(?P<half>[AaPp])[Mm]?)?",
    re.ASCII,
)


def month_start(year: int, month: int) -> int:
    """The serial number, in the 1900 system, of the first day of a month; months outside 1 to 12 carry into years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not 1899 <= year <= 10_000:
        raise Raised(ErrorValue.NUM)
    # A cycle of the calendar earlier, as Python knows no year 10000.
    serial = datetime.date(year - 400, month, 1).toordinal() + 146_097 - 693_594
    return serial if serial > 60 else serial - 1


def month_length(year: int, month: int) -> int:
    """The number of days of a month; February 1900 has 29."""
    return month_start(year, month + 1) - month_start(year, month)


def to_serial(year: int, month: int, day: int, date1904: bool) -> float:
    """The serial number of a day, months and days past their ends carried; #NUM! outside the calendar."""
    serial = month_start(year, month) + day - 1 - (BEHIND if date1904 else 0)
    return float(within(serial, date1904))


def within(serial: int, date1904: bool) -> int:
    """A serial number within the calendar; #NUM! outside."""
    if not 0 <= serial <= LAST - (BEHIND if date1904 else 0):
        raise Raised(ErrorValue.NUM)
    return serial


def split(serial: float, date1904: bool) -> tuple[int, int]:
    """A serial number as its day and the seconds of that day, rounded to the nearest second."""
    if serial < 0:
        raise Raised(ErrorValue.NUM)
    day = math.floor(serial)
    seconds = math.floor((serial - day) * SECONDS + 0.5)
    return within(day + seconds // SECONDS, date1904), seconds % SECONDS


def to_calendar(serial: int, date1904: bool) -> tuple[int, int, int]:
    """Year, month and day of a whole serial number."""
    serial = within(serial, date1904) + (BEHIND if date1904 else 0)
    if serial == 0:
        return 1900, 1, 0
    if serial == 60:
        return 1900, 2, 29
    date = datetime.date.fromordinal(serial + (693_594 if serial > 60 else 693_595))
    return date.year, date.month, date.day


def weekday(serial: int, date1904: bool) -> int:
    """The day of the week, 0 for Sunday, as the 1900 system counts on through its 29 February 1900."""
    return (serial - 1 + (BEHIND if date1904 else 0)) % 7


def text_to_serial(text: str, date1904: bool) -> float:
    """A text that reads as a date, a time or both, as one would type it into a cell of an American Excel."""
    text = text.strip()
    time = _time(text)
    if time is not None:
        return time
    date = _date(text, date1904)
    if date is not None:
        return date
    # A space, or the T of ISO 8601, may part date from time; AM and PM may have a space of their own.
    for match in re.finditer(r"\s+|(?<=\d)T(?=\d)", text):
        date, time = _date(text[: match.start()].rstrip(","), date1904), _time(text[match.end() :])
        if date is not None and time is not None:
            return date + time
    raise Raised(ErrorValue.VALUE)


def _date(text: str, date1904: bool) -> float | None:
    for pattern in _DATES:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        found = match.groupdict()
        if "month_name" in found:
            name = found["month_name"].lower()
            names = [index for index, month in enumerate(_MONTHS, 1) if name in (month, month[:3])]
            if not names:
                continue
            month = names[0]
        else:
            month = int(found["month"])
        year = _year(found.get("year"))
        day = int(found.get("day") or 1)
        earliest = 1904 if date1904 else 1900
        if earliest <= year and 1 <= month <= 12 and 1 <= day <= month_length(year, month):
            return to_serial(year, month, day, date1904)
    return None


def _year(text: str | None) -> int:
    """A year: two digits mean 1930 to 2029, none this year."""
    if text is None:
        return datetime.date.today().year
    year = int(text)
    return year + (2000 if year < 30 else 1900) if len(text) == 2 else year


def _time(text: str) -> float | None:
    match = _TIME.fullmatch(text)
    if match is None or (match["minute"] is None and match["half"] is None):
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), float(match["second"] or 0)
    if match["half"]:
        if hour > 12 or minute > 59 or second >= 60:
            return None
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    # Only one of them may be past its end.
    if hour > 9999 or (hour > 23) + (minute > 59) + (second >= 60) > 1:
        return None
    return (hour * 3600 + minute * 60 + second) / SECONDS
