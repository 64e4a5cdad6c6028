"""[[charts]]: what a template says of the charts in its workbook."""

from __future__ import annotations

from typing import Any

from sheetgen.sheet import CellRange, Chart, Place, Series
from sheetgen.template.front_matter import FrontMatter

_KINDS = ("line", "scatter")
_LOGS = ("", "x", "y", "xy")
_KEYS = ("kind", "title", "at", "x", "y", "log", "series")
_SERIES_KEYS = ("name", "x", "y")


def read_charts(front: FrontMatter, sheets: list[str]) -> list[Chart]:
    """The charts, checked; TemplateError at the line of what does not fit."""
    return [_chart(entry, front, sheets) for entry in front.data.get("charts", [])]


def _chart(entry: dict[str, Any], front: FrontMatter, sheets: list[str]) -> Chart:
    for key in entry:
        if key not in _KEYS:
            raise front.error(key, f"[[charts]] has no key {key!r}; the keys are: {', '.join(_KEYS)}", "[charts]")
    kind = _one_of(entry.get("kind", "line"), _KINDS, "kind", front)
    title, x_title, y_title = (_text(entry.get(key, ""), key, front) for key in ("title", "x", "y"))
    log = _one_of(entry.get("log", ""), _LOGS, "log", front)
    if not (title and x_title and y_title):
        raise front.error("title", "[[charts]]: a chart needs a title, and titles x and y of its axes", "[charts]")
    if kind == "line" and "x" in log:
        raise front.error("log", "[[charts]]: the x axis of a line chart counts, it cannot be logarithmic", "[charts]")
    place = front.place("at", entry.get("at"), sheets, "[charts]")
    series = entry.get("series")
    if not isinstance(series, list) or not series or not all(isinstance(one, dict) for one in series):
        raise front.error(
            "series", '[[charts]]: series must be [{name = "…", x = "A2:A9", y = "B2:B9"}, …]', "[charts]"
        )
    return Chart(kind, title, place, x_title, y_title, log, tuple(_series(one, front, sheets, place) for one in series))


def _series(entry: dict[str, Any], front: FrontMatter, sheets: list[str], place: Place) -> Series:
    if set(entry) != set(_SERIES_KEYS):
        raise front.error("series", f"[[charts]]: each of the series needs {', '.join(_SERIES_KEYS)}", "[charts]")
    x, y = (_range(entry[key], front, sheets, place.sheet) for key in ("x", "y"))
    return Series(_text(entry["name"], "name", front), x, y)


def _range(text: object, front: FrontMatter, sheets: list[str], own: str) -> CellRange:
    """`B2:B9` on the chart's own sheet, or `Sheet!B2:B9`."""
    if not isinstance(text, str) or text.count(":") != 1:
        raise front.error("series", f"[[charts]]: {text!r} is no range such as B2:B9", "[charts]")
    start, end = text.split(":")
    sheet = "" if "!" in start else f"'{own.replace(chr(39), chr(39) * 2)}'!"
    first = front.place("series", sheet + start, sheets, "[charts]")
    last = front.place("series", f"'{first.sheet.replace(chr(39), chr(39) * 2)}'!{end}", sheets, "[charts]")
    return CellRange(first.sheet, first.address, last.address)


def _text(value: object, key: str, front: FrontMatter) -> str:
    if not isinstance(value, str):
        raise front.error(key, f"[[charts]]: {key} must be a text in quotes", "[charts]")
    return value


def _one_of(value: object, known: tuple[str, ...], key: str, front: FrontMatter) -> str:
    if value not in known:
        shown = ", ".join(f'"{one}"' for one in known)
        raise front.error(key, f"[[charts]]: {key} = {value!r} is not known; it is one of {shown}", "[charts]")
    assert isinstance(value, str)
    return value
