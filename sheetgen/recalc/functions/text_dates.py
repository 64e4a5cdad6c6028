"""Dates and times in number formats: serial numbers as Excel writes them, 29 February 1900 included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.dates import LAST, to_calendar, weekday
from sheetgen.values import ErrorValue

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


@dataclass(frozen=True, slots=True)
class _Moment:
    """A serial number taken apart."""

    day: int
    #: Seconds within the day.
    seconds: Decimal
    #: Seconds since the beginning.
    total: Decimal


def date_text(pieces: Sequence[tuple[str, str]], number: float) -> str:
    """A serial number in a section of date and time codes; #VALUE! outside Excel's days, and where digits stand among
    the codes."""
    codes = _codes(pieces)
    moment = _moment(number, codes)
    half = any(kind == "half" for kind, _ in codes)
    return "".join(_piece(kind, text, moment, half) for kind, text in codes)


def _codes(pieces: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pieces with minutes told from months (`n` for m), and the decimals of seconds as one piece."""
    found: list[tuple[str, str]] = []
    last = ""
    for index, (kind, text) in enumerate(pieces):
        if kind == "digit":
            if text != "0" or not found or found[-1][0] != "decimals":
                raise Raised(ErrorValue.VALUE)
            found[-1] = ("decimals", found[-1][1] + "0")
            continue
        if kind == "point":
            follows = pieces[index + 1] if index + 1 < len(pieces) else ("", "")
            seconds = bool(found) and found[-1][0] in ("date", "elapsed") and found[-1][1].strip("[")[0] == "s"
            found.append(("decimals", "") if seconds and follows == ("digit", "0") else ("literal", "."))
            continue
        if kind in ("date", "elapsed"):
            text = text.lower()
            if text[0] == "m" and len(text) <= 2 and (last == "h" or _next_code(pieces[index + 1 :]) == "s"):
                text = text.replace("m", "n")
            last = text.strip("[")[0]
        found.append((kind, text))
    return found


def _next_code(pieces: Sequence[tuple[str, str]]) -> str:
    return next((text.strip("[")[0].lower() for kind, text in pieces if kind in ("date", "elapsed")), "")


def _moment(number: float, codes: list[tuple[str, str]]) -> _Moment:
    """The serial number, rounded to the last unit of seconds if seconds are shown; larger units are cut."""
    if not 0 <= number < LAST + 1:
        raise Raised(ErrorValue.VALUE)
    value = Decimal(f"{number:.14e}")
    letters = {text.strip("[")[0] for kind, text in codes if kind in ("date", "elapsed")}
    elapsed = any(kind == "elapsed" and text[1] == "m" for kind, text in codes)
    if letters & set("hns") or elapsed:
        places = max((len(text) for kind, text in codes if kind == "decimals"), default=0)
        unit = Decimal((0, (1,), -places if "s" in letters else -3))
        total = (value * 86_400).quantize(unit, ROUND_HALF_UP)
    else:
        total = Decimal(int(value)) * 86_400
    day, seconds = divmod(total, 86_400)
    if day > LAST:
        # The last day's last moment was rounded up.
        raise Raised(ErrorValue.VALUE)
    return _Moment(int(day), seconds, total)


def _piece(kind: str, text: str, moment: _Moment, half: bool) -> str:
    if kind == "elapsed":
        unit = {"h": 3_600, "m": 60, "s": 1}[text[1]]
        return str(int(moment.total // unit)).zfill(len(text) - 2)
    if kind == "decimals":
        return "." + f"{moment.seconds % 1:.{len(text)}f}".partition(".")[2]
    if kind == "half":
        shown = text.upper() if len(text) > 3 else text
        first, _, second = shown.partition("/")
        return first if moment.seconds < 43_200 else second
    if kind == "date":
        return _date_piece(text, moment, half)
    return text


def _date_piece(text: str, moment: _Moment, half: bool) -> str:
    letter, width = text[0], len(text)
    year, month, day = to_calendar(moment.day, False)
    if letter == "y":
        return str(year % 100).zfill(2) if width <= 2 else str(year)
    if letter == "m" and width > 2:
        name = MONTHS[month - 1]
        return name[:3] if width == 3 else name[0] if width == 5 else name
    if letter == "d" and width > 2:
        name = DAYS[weekday(moment.day, False)]
        return name[:3] if width == 3 else name
    hour = int(moment.seconds // 3_600)
    numbers = {
        "m": month,
        "d": day,
        "h": (hour % 12 or 12) if half else hour,
        "n": int(moment.seconds // 60 % 60),
        "s": int(moment.seconds % 60),
    }
    return str(numbers[letter]).zfill(min(width, 2))
