"""A file of rows of numbers, one column for each input: CSV (also on standard input) or Parquet."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetgen.blocks.parquet import Parquet, is_parquet
from sheetgen.delimited import delimiter_of, each_row
from sheetgen.errors import UsageError
from sheetgen.reading import read_input
from sheetgen.sheet import Template
from sheetgen.workbook.limits import CELLS, limit

if TYPE_CHECKING:
    import numpy as np
    import pandas
    from numpy.typing import NDArray

#: After how many rows of CSV it is looked whether they are too many.
_OFTEN = 10_000
#: A file's header, how many rows it has, and what gives a column's values by its place.
_Table = tuple[list[str], int, Callable[[int], Iterable[Any]]]


@dataclass(slots=True)
class Data:
    """The rows of a data file: for each input that they change, its numbers (doubles, one a row)."""

    #: The file's name as messages and the workbook call it.
    name: str
    columns: dict[str, NDArray[np.float64]]
    #: The file's columns that are no inputs.
    ignored: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.columns.values())))

    def first(self) -> dict[str, float]:
        """The inputs of the first row."""
        return {name: float(numbers[0]) for name, numbers in self.columns.items()}


def shared_inputs(template: Template) -> list[str]:
    """The inputs that all blocks share: those with a defined name, such as Tiny."""
    named = set(template.names.values())
    return [name for name, place in template.inputs.items() if _as_named(place) in named]


def _as_named(place: Any) -> str:
    from sheetgen.sheet import column_letters, quote_sheet

    return f"{quote_sheet(place.sheet)}!${column_letters(place.address.column)}${place.address.row}"


def read_data(source: str | pandas.DataFrame, template: Template) -> Data:
    """The numbers for a template's inputs from a file, from standard input for "-", or from a DataFrame; columns by
    name, in any case.

    UsageError, with the row (the first below the header is 1) and the column, for what is no finite number; for a
    missing or a repeated column; for a file without rows, or with more than a workbook may have blocks.
    """
    if isinstance(source, str):
        name = "standard input" if source == "-" else Path(source).name
        content = read_input(source)
        header, rows, column = _parquet(content, name) if is_parquet(content) else _csv(content, name, template)
    else:
        name = "the DataFrame"
        header, rows, column = _frame(source)
    chosen, ignored = _choose(header, template, name)
    _refuse_more(rows, template, name)
    numbers = {own: _numbers(column(index), header[index], name) for own, index in chosen.items()}
    data = Data(name, numbers, ignored)
    if not data.rows:
        raise UsageError(f"{name} has no rows below its header: a block is written for each row")
    return data


def _refuse_more(rows: int, template: Template, name: str) -> None:
    """UsageError where the blocks of so many rows are more than a workbook's cells may be, whatever they share."""
    own = template.inputs.keys() - set(shared_inputs(template))
    cells = len(own) + sum(len(sheet.formulas()) for sheet in template.sheets)
    if rows * cells > limit(CELLS):
        raise UsageError(
            f"{name} has more than {limit(CELLS) // cells:,} rows, whose blocks would be a workbook of more than"
            f" {limit(CELLS):,} cells: divide it; sheetgen --max-cells N generate … allows more"
        )


def _csv(content: bytes, name: str, template: Template) -> _Table:
    """The table of a CSV file with commas, semicolons or tabs."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name} is neither CSV in UTF-8 nor Parquet: save it as one of them") from None
    read: list[list[str]] = []
    for row in each_row(text, name):
        if len(read) % _OFTEN == 0:
            _refuse_more(len(read) - 1, template, name)
        read.append(row)
    while read and not read[-1]:
        read.pop()
    if not read or not read[0]:
        raise UsageError(f"{name} is empty: its first line must name the columns")
    header, rows = [title.strip() for title in read[0]], read[1:]
    for number, row in enumerate(rows, start=1):
        if not row:
            raise UsageError(f"{name}: row {number} is blank: delete that line")
        if len(row) != len(header):
            hint = (
                "; numbers are written with a point, 0.5"
                if delimiter_of(text) == "," and len(row) > len(header)
                else ""
            )
            raise UsageError(f"{name}: row {number:,} has {len(row)} fields, the header has {len(header)}{hint}")
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in header]
    return header, len(rows), columns.__getitem__


def _parquet(content: bytes, name: str) -> _Table:
    file = Parquet(content, name)
    return file.header, file.rows, file.column


def _frame(frame: pandas.DataFrame) -> _Table:
    return [str(title) for title in frame.columns], len(frame), lambda index: frame.iloc[:, index]


def _choose(header: list[str], template: Template, name: str) -> tuple[dict[str, int], list[str]]:
    """The place of each input's column in the header, and the columns that are no inputs."""
    spelling = {own.lower(): own for own in template.inputs}
    shared = shared_inputs(template)
    chosen: dict[str, int] = {}
    ignored: list[str] = []
    for index, title in enumerate(header):
        own = spelling.get(title.lower())
        if own is None:
            ignored.append(title)
        elif own in shared:
            raise UsageError(f"{name}: the column {title}: all blocks share it; set it with --set {own}=… instead")
        elif own in chosen:
            raise UsageError(f"{name}: the column {title} stands twice")
        else:
            chosen[own] = index
    for own in template.inputs:
        if own not in chosen and own not in shared:
            nearest = difflib.get_close_matches(own, ignored, n=1)
            hint = f"is {nearest[0]!r} meant?" if nearest else f"it has: {', '.join(header)}"
            raise UsageError(f"{name} has no column {own!r}; {hint}")
    if not chosen:
        raise UsageError(f"{template.name} has no inputs that the rows of a data file could change")
    return chosen, ignored


def _numbers(column: Iterable[Any], title: str, name: str) -> NDArray[np.float64]:
    """A column as doubles; texts are read as Python reads them, to the nearest double."""
    import numpy as np

    if hasattr(column, "dtype"):
        held = np.asarray(column)
        if held.dtype.kind in ("f", "i", "u") and np.isfinite(held).all():
            return held.astype(np.float64)
    found: list[float] = []
    for number, value in enumerate(column, start=1):
        try:
            # Python also reads 1_000 and digits of other scripts.
            if isinstance(value, bool | np.bool_) or (isinstance(value, str) and ("_" in value or not value.isascii())):
                raise ValueError
            found.append(float(value))
        except (TypeError, ValueError):
            empty = isinstance(value, str) and not value.strip()
            what = "the cell is empty" if empty else f"{value!r} is no number"
            raise UsageError(f"{name}: row {number:,}, column {title}: {what}{_hint(value)}") from None
        if not math.isfinite(found[-1]):
            raise UsageError(f"{name}: row {number:,}, column {title}: a cell holds finite numbers only, not {value}")
    return np.array(found, np.float64)


def _hint(value: object) -> str:
    """How to write a number that has commas in it: they stand for a point, or between thousands, or for either."""
    text = value.strip() if isinstance(value, str) else ""
    point = text.replace(",", ".") if re.fullmatch(r"[-+]?[0-9]*,[0-9]+", text) else ""
    whole = text.replace(",", "") if re.fullmatch(r"[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?", text) else ""
    if point and whole:
        return f": write {whole}, or {point} if the comma is the decimal point"
    return f": write {whole or point}" if whole or point else ""
