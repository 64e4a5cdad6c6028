"""The TOML between `+++` lines: what a template says about its table."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from sheetgen.errors import TemplateError
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address, Place, column_number, quote_sheet
from sheetgen.template import toml
from sheetgen.template.long_numbers import LongNumberError
from sheetgen.template.render import Line

_TEXTS = ("title", "source", "sheet", "native", "truncation", "arithmetic", "check")
_LISTS = ("errata", "differences")
_SWITCHES = ("arrays",)
_NUMBERS = ("headers",)
TABLES = ("names", "inputs", "rows", "columns", "faux", "gradients", "sheets", "parameters")
#: [[charts]]: several tables of one name.
_ARRAYS = ("charts",)
#: All that front matter may say.
KEYS = (*_TEXTS, *_LISTS, *_SWITCHES, *_NUMBERS, *TABLES, *_ARRAYS)
#: What the names of files end in that are no templates, but have tables of which import makes one.
_IMPORTED = (".html", ".htm", ".xhtml", ".csv", ".tsv")
DECLARED = (*(name for name in TABLES if name != "parameters"), *_ARRAYS)


@dataclass(slots=True)
class FrontMatter:
    """The front matter as written, and where the body after it starts."""

    path: str
    data: dict[str, Any]
    #: The lines of the front matter, and of what the body declares.
    source: list[Line]
    body: str
    body_line: int
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)

    def table(self, name: str) -> dict[str, Any]:
        """One of the tables, empty where the template has none."""
        table: dict[str, Any] = self.data.get(name, {})
        return table

    def error(self, key: str, message: str, table: str = "") -> TemplateError:
        """An error at the line where a key stands."""
        return TemplateError(f"{self.path}:{self.line(key, table)}: {message}")

    def line(self, key: str, table: str = "") -> int:
        """The line where a key stands: in a table, if one is named, as two may have the same key."""
        return find_line(self.source, key, table)

    def place(self, key: str, text: object, sheets: list[str], table: str) -> Place:
        """`B12` (on the first sheet) or `Sheet!B12`, as a place."""
        if not isinstance(text, str):
            raise self.error(key, f'{key} must name a cell in quotes, such as "B12"', table)
        name, bang, address = text.rpartition("!")
        name = name.strip("'").replace("''", "'") if bang else sheets[0]
        if name not in sheets:
            raise self.error(key, f"{key} = {text!r}: there is no sheet {name!r}, only {', '.join(sheets)}", table)
        try:
            return Place(name, Address.parse(address))
        except ValueError as error:
            raise self.error(key, f"{key} = {text!r}: {error}", table) from None

    def reference(self, key: str, text: object, sheets: list[str]) -> str:
        """What a defined name stands for, as Excel writes it: `Sheet!$B$12` or `Sheet!$B$2:$B$9`."""
        first, colon, last = str(text).partition(":")
        place = self.place(key, text if not isinstance(text, str) else first, sheets, "names")
        start = _absolute(place.address)
        if not colon:
            return f"{quote_sheet(place.sheet)}!{start}"
        end = self.place(key, f"{quote_sheet(place.sheet)}!{last}", sheets, "names")
        return f"{quote_sheet(place.sheet)}!{start}:{_absolute(end.address)}"

    def labels(self, table: dict[str, Any], key: str) -> dict[int, str]:
        """[rows] or [columns] of the file or of one sheet: the labels by row or column number."""
        labels = {}
        for name, label in table.get(key, {}).items():
            if not isinstance(label, str):
                raise self.error(name, f"[{key}] {name} must be a text in quotes")
            if key == "rows" and re.fullmatch("[1-9][0-9]{0,6}", name) and int(name) <= MAX_ROW:
                labels[int(name)] = label
            elif key == "columns" and re.fullmatch("[A-Z]{1,3}", name) and column_number(name) <= MAX_COLUMN:
                labels[column_number(name)] = label
            else:
                raise self.error(name, f"[{key}] {name} is no {'row number' if key == 'rows' else 'column letter'}")
        if len(set(labels.values())) < len(labels):
            raise self.error(key, f"[{key}] gives two {key} the same label")
        return labels


def find_line(source: list[Line], key: str, table: str = "") -> int:
    """The line of TOML where a key stands, in a table if one is named; 1 where it is not found."""
    header = re.compile(rf"\s*\[\s*{re.escape(table)}\s*\]")
    start = next((index for index, line in enumerate(source) if table and header.match(line.text)), 0)
    pattern = re.compile(rf"\s*\[*(?:[\w.\"]*\.)?\"?{re.escape(key)}\"?\s*[=\].]")
    return next((line.number for line in source[start:] if pattern.match(line.text)), 1)


def _absolute(address: Address) -> str:
    letters = str(address).rstrip("0123456789")
    return f"${letters}${address.row}"


def read_front_matter(text: str, path: str) -> FrontMatter:
    """The front matter of a template's text, checked for unknown keys and wrong types."""
    lines = text.split("\n")
    if lines[0].strip() != "+++":
        way = f"; sheetgen import {path} makes one of it" if path.lower().endswith(_IMPORTED) else ""
        raise TemplateError(
            f"{path} is not a template: its first line must be +++, with TOML front matter up to the next +++{way}"
        )
    end = next((index for index in range(1, len(lines)) if lines[index].strip() == "+++"), None)
    if end is None:
        raise TemplateError(f"{path}:1: the front matter has no end: a second line +++ must close it")
    source = [Line(line, number) for number, line in enumerate(lines[1:end], start=2)]
    return front_matter(source, "\n".join(lines[end + 1 :]), end + 2, path)


def front_matter(source: list[Line], body: str, body_line: int, path: str) -> FrontMatter:
    """Lines of TOML as front matter, checked; `body` starts at line `body_line` of the file."""
    front = FrontMatter(path, read_toml(source, path, "the front matter"), source, body, body_line)
    check(front)
    return front


def read_toml(source: list[Line], path: str, what: str) -> dict[str, Any]:
    """Lines of TOML as data, decimal numbers as they are written; an error names the line, and `what` they are."""
    try:
        return toml.loads("\n".join(line.text for line in source))
    except tomllib.TOMLDecodeError as error:
        message = re.sub(r"\(at line (\d+), column (\d+)\)", "", str(error)).strip()
        place = re.search(r"at line (\d+)", str(error))
        # At the end of the text there is no line to name.
        index = min(int(place[1]), len(source)) - 1 if place else -1
        number = source[index].number if source else 1
        raise TemplateError(f"{path}:{number}: {what} is not TOML: {message}") from None
    except LongNumberError as error:
        raise TemplateError(f"{path}:{find_line(source, error.key, error.table)}: {error}") from None
    except (ValueError, ArithmeticError, RecursionError):
        # What TOML allows and Python does not read: thousands of digits, exponents of twenty, brackets in brackets.
        number = source[0].number - 1 if source else 1
        raise TemplateError(f"{path}:{number}: a number or a key in {what} is too long, or brackets too deep") from None


def check(front: FrontMatter) -> None:
    """Checks the keys and the types of what stands in it; again after declarations were added."""
    for key, value in front.data.items():
        if key not in KEYS:
            nearest = difflib.get_close_matches(key, KEYS, n=1)
            hint = f"did you mean {nearest[0]}?" if nearest else f"the keys are: {', '.join(KEYS)}"
            raise front.error(key, f"the front matter has no key {key!r}; {hint}")
        if key in _TEXTS:
            if not isinstance(value, str):
                raise front.error(key, f"{key} must be a text in quotes")
            front.texts[key] = value
        elif key in _LISTS:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise front.error(key, f"{key} must be a list of texts")
            front.lists[key] = value
        elif key in _SWITCHES:
            if not isinstance(value, bool):
                raise front.error(key, f"{key} must be true or false")
        elif key in _NUMBERS:
            _check_headers(value, key, front)
        elif key in _ARRAYS:
            if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
                raise front.error(key, f"{key} must be several tables: [[{key}]]")
        elif not isinstance(value, dict):
            raise front.error(key, f"{key} must be a table: [{key}]")
    if not front.texts.get("title"):
        raise TemplateError(f'{front.path}:1: the front matter must have a title = "…"')
    if front.texts.get("arithmetic", "same") not in ("same", "reordered"):
        raise front.error("arithmetic", 'arithmetic must be "same" or "reordered"')
    for name, own in front.table("sheets").items():
        if not isinstance(own, dict):
            raise front.error(name, f"{name} must be a table: [sheets.{name}.rows]")
        for key, labels in own.items():
            if key == "headers":
                _check_headers(labels, key, front)
                continue
            if key not in ("rows", "columns"):
                raise front.error(key, f"[sheets.{name}] has no key {key!r}; the keys are: headers, rows, columns")
            if not isinstance(labels, dict):
                raise front.error(key, f"{key} must be a table: [sheets.{name}.{key}]")
    settable = [*front.table("inputs"), *front.table("parameters")]
    for index, name in enumerate(settable):
        if name.lower() in [other.lower() for other in settable[:index]]:
            raise front.error(
                name, f"{name} stands twice among inputs and parameters; capitals do not tell them apart", "inputs"
            )
    for name in front.table("names"):
        _check_name(front, name)
    lowered = [name.lower() for name in front.table("names")]
    for name in front.table("names"):
        if lowered.count(name.lower()) > 1:
            raise front.error(name, f"the defined name {name} stands twice; capitals do not tell names apart")


def _check_headers(value: object, key: str, front: FrontMatter) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
        raise front.error(key, f"{key} must be the number of rows that stay in view")


def _check_name(front: FrontMatter, name: str) -> None:
    """Excel's rules for names ("Names in formulas"), and stricter: no name may look like a column or an address."""
    if re.fullmatch("[A-Za-z]{1,3}", name):
        raise front.error(name, f"the defined name {name} could be a column; take one of four letters or more")
    if re.fullmatch(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*", name):
        raise front.error(name, f"the defined name {name} could be a cell's address; take another one")
    # Python counts superscripts as word characters; in a formula they are powers.
    if not re.fullmatch(r"(?!.*[⁰¹²³⁴⁵⁶⁷⁸⁹])[^\W\d][\w.]{0,254}", name) or name.upper() in ("TRUE", "FALSE"):
        raise front.error(
            name, f"{name!r} cannot be a defined name: letters, digits, _ and . only, a letter or _ first"
        )
