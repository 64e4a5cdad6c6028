"""Cells that hold a date as ISO 8601 writes it, `t="d"` (ECMA-376, part 1, 18.17.4 and 18.18.11): Strict workbooks and
some libraries write them; to formulas they are serial numbers like any other date."""

from __future__ import annotations

import datetime
import re

_DATE = r"(?P<date>\d{4}-\d{2}-\d{2})"
_TIME = r"(?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)"
_ISO = re.compile(rf"(?:{_DATE}(?:T{_TIME})?|T?{_TIME.replace('time', 'alone')})Z?", re.ASCII)
_DAY = 86_400.0


def serial_number(text: str, date1904: bool) -> float:
    """The serial number of `2024-01-31`, `2024-01-31T12:30:00` or `12:30:00`; ValueError for anything else, and for
    days before the date system's first."""
    match = _ISO.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text[:40]!r} is no date in ISO 8601")
    days = _days(datetime.date.fromisoformat(match["date"]), date1904) if match["date"] else 0
    return days + _part_of_day(match["time"] or match["alone"] or "00:00")


def _days(date: datetime.date, date1904: bool) -> int:
    first = datetime.date(1904, 1, 1) if date1904 else datetime.date(1899, 12, 31)
    days = (date - first).days
    if days < 0:
        raise ValueError(f"{date} is before the first day that the workbook can count")
    # As Lotus 1-2-3 did, the 1900 system counts a 29 February 1900.
    return days + (not date1904 and date >= datetime.date(1900, 3, 1))


def _part_of_day(text: str) -> float:
    hours, minutes, *seconds = text.split(":")
    if int(hours) > 23 or int(minutes) > 59 or (seconds and float(seconds[0]) >= 60):
        raise ValueError(f"{text} is no time of day")
    return (int(hours) * 3_600 + int(minutes) * 60 + float(seconds[0] if seconds else 0)) / _DAY
