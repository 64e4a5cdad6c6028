"""The fixture `workbook_regression`: a workbook or a DataFrame held against a golden file in the repository.

The golden file is text, a line for each cell with its formula and its value, so that a review shows what changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sheetgen.comparison import Aspects, compare
from sheetgen.comparison.forms import Forms
from sheetgen.comparison.model import Diff
from sheetgen.comparison.side import Side, side
from sheetgen.errors import SheetgenError, UsageError
from sheetgen.report.diff_lines import total
from sheetgen.report.diff_text import unified
from sheetgen.sheet import Address
from sheetgen.values import ERROR_BY_TEXT, ErrorValue, Scalar
from sheetgen.version import VERSION
from sheetgen.workbook.atomic import write_whole
from sheetgen.workbook.grid import Grid, GridSheet, SourceFormula

if TYPE_CHECKING:
    import pandas

#: The version of the golden files' format.
_FORMAT = 1
#: So many lines of a difference are printed.
_MOST_LINES = 60


class WorkbookRegression:
    """Compares with the golden file of a test: `FILE/NAME.golden.json` beside the test's own file."""

    def __init__(self, test_file: Path, test_name: str, claimed: set[Path], *, update: bool) -> None:
        """`claimed` are the golden files that other checks of this run have compared with."""
        self.claimed = claimed
        self.folder = test_file.parent / test_file.stem
        self.name = _file_name(test_name)
        self.update = update

    def check(
        self,
        what: str | PathLike[str] | pandas.DataFrame,
        name: str | None = None,
        *,
        ulp: int | None = None,
        digits: int | None = None,
    ) -> None:
        """Fails where a workbook (by path) or a DataFrame differs from the golden file.

        Constants and texts must be equal to the bit, the values of formulas within their rounding errors; `ulp` or
        `digits` replace that rule. `name` tells several golden files of one test apart.
        """
        __tracebackhide__ = True
        found = _side(what)
        path = self.folder / f"{name or self.name}.golden.json"
        if path in self.claimed:
            pytest.fail(f"{path} is another check's golden file: give this one a name=", pytrace=False)
        self.claimed.add(path)

        def differences() -> Diff:
            return compare(_golden(path), found, ulp=ulp, digits=digits, aspects=Aspects(formats=False))

        if self.update:
            # What is no golden file, or a newer one, is written anew.
            with suppress(pytest.fail.Exception):
                if path.exists() and differences():
                    return
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, "\n".join(_text(found)).encode(errors="backslashreplace"))
            except (OSError, UsageError) as error:
                text = str(error) if isinstance(error, UsageError) else f"{path.parent}: {error.strerror}"
                pytest.fail(f"the golden file is not written: {text}", pytrace=False)
            return
        if not path.exists():
            pytest.fail(f"there is no golden file {path}: create it with pytest --sheetgen-update", pytrace=False)
        result = differences()
        if not result:
            lines = list(unified(result))
            more = f"\n… and {len(lines) - _MOST_LINES:,} more lines" if len(lines) > _MOST_LINES else ""
            hint = "pytest --sheetgen-update accepts it"
            pytest.fail("\n".join(lines[:_MOST_LINES]) + f"{more}\n{total(result)}; {hint}", pytrace=False)


def _file_name(test_name: str) -> str:
    """A test's name as a file's: `TestNet-test_loss-small`. Where letters are lost, digits tell two names apart."""
    joined = test_name.replace("::", "-").replace("[", "-").removesuffix("]")
    name = re.sub(r"[^\w.-]+", "-", joined).strip("-")
    return name if name == joined else f"{name}-{hashlib.sha256(test_name.encode()).hexdigest()[:8]}"


def _text(found: Side) -> Iterator[str]:
    """A workbook as JSON with a line for each cell."""
    forms = Forms()
    yield "{"
    yield f'"golden": {_FORMAT}, "sheetgen": "{VERSION}",'
    yield f'"names": {json.dumps([[*key, text] for key, text in found.grid.names.items()], ensure_ascii=False)},'
    yield '"sheets": {'
    for number, name in enumerate(found.sheets):
        values, formulas = found.values(name), found.formulas(name)
        held = sorted({*formulas, *(address for address, value in values.items() if value is not None)})
        yield f"{json.dumps(name, ensure_ascii=False)}: {{"
        for index, address in enumerate(held):
            formula = forms.text(formulas.get(address), address)
            entry = [_plain(values.get(address)), *([formula] if formula is not None else [])]
            comma = "," if index < len(held) - 1 else ""
            yield f'"{address}": {json.dumps(entry, ensure_ascii=False)}{comma}'
        yield "}" + ("," if number < len(found.sheets) - 1 else "")
    yield "}"
    yield "}\n"


def _plain(value: Scalar) -> Any:
    return {"error": str(value)} if isinstance(value, ErrorValue) else value


def _side(what: Any) -> Side:
    """A workbook by its path, or a DataFrame, as the comparison sees it."""
    __tracebackhide__ = True
    if isinstance(what, str | PathLike):
        try:
            return side(Path(what))
        except SheetgenError as error:
            sentence = str(error)
    elif hasattr(what, "itertuples"):
        return _frame(what)
    else:
        sentence = f"{type(what).__name__} is neither a workbook's path nor a DataFrame"
    pytest.fail(f"workbook_regression.check: {sentence}", pytrace=False)


def _golden(path: Path) -> Side:
    """A golden file as a workbook."""
    __tracebackhide__ = True
    data: Any = None
    with suppress(OSError, ValueError):
        data = json.loads(path.read_text(encoding="utf-8"), parse_int=float)
    version = data.get("golden") if isinstance(data, dict) else None
    if isinstance(version, float) and version > _FORMAT:
        pytest.fail(
            f"{path} was written by sheetgen {data.get('sheetgen')}, which is newer than this one ({VERSION}):"
            " install that, or create the file anew with pytest --sheetgen-update",
            pytrace=False,
        )
    found = None
    if version == _FORMAT:
        # Someone may have edited it.
        with suppress(LookupError, ValueError, TypeError, AttributeError):
            found = _grid(data, path)
    if found is None:
        pytest.fail(f"{path} is no golden file: create it anew with pytest --sheetgen-update", pytrace=False)
    return Side(str(path), found)


def _grid(data: Any, path: Path) -> Grid:
    grid = Grid(str(path), names={(sheet, name): text for sheet, name, text in data["names"]})
    for name, cells in data["sheets"].items():
        sheet = grid.sheets[name] = GridSheet(name)
        formulas: dict[Address, SourceFormula] = {}
        for text, (value, *formula) in cells.items():
            address = Address.parse(text)
            known = ERROR_BY_TEXT.get(value["error"]) if isinstance(value, dict) else value
            if known is not None:
                sheet.values[address] = known
            if formula:
                formulas[address] = _source(formula[0], address)
        sheet.formulas = formulas
    return grid


def _source(text: str, address: Address) -> SourceFormula:
    """A formula as `Forms.text` writes it; in braces it is an array formula."""
    if text.startswith("{="):
        return SourceFormula(text[2:-1], address, str(address))
    return SourceFormula(text.removeprefix("="), address)


def _frame(frame: pandas.DataFrame) -> Side:
    """A DataFrame as a workbook of one sheet: its columns' names in the first row, its index in the first column."""
    sheet = GridSheet("DataFrame")
    for column, title in enumerate(frame.columns, start=2):
        sheet.values[Address(1, column)] = str(title)
    for row, (label, values) in enumerate(zip(frame.index, frame.itertuples(index=False), strict=True), start=2):
        for column, value in enumerate((label, *values), start=1):
            scalar = _scalar(value)
            if scalar is not None:
                sheet.values[Address(row, column)] = scalar
    return Side("DataFrame", Grid("DataFrame", sheets={"DataFrame": sheet}))


def _scalar(value: Any) -> Scalar:
    import numpy

    if value is None or isinstance(value, str | ErrorValue):
        return value
    if isinstance(value, bool | numpy.bool_):
        return bool(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return number if number == number else None
