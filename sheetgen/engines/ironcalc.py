"""IronCalc, an open-source spreadsheet engine written in Rust.

It runs in a process of its own, `python -m sheetgen.engines.ironcalc BOOK`: a formula nested too deeply
overflows its stack and takes the whole process down, and its panics write to standard error.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import json
import os
import re
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

from sheetgen.engines import Evaluation
from sheetgen.engines.process import run, time_limit, working_folder
from sheetgen.errors import EngineError
from sheetgen.sheet import Address, Place
from sheetgen.values import ERROR_BY_TEXT, Scalar

#: A cell that holds nothing but a style, and says that it holds a number, as openpyxl writes it.
BLANK_NUMBER = re.compile(rb'(<c\b[^>]*?) t="n"([^>]*?)(/>|>\s*</c>)')


class IronCalc:
    """The Python package ironcalc."""

    name = "ironcalc"

    def __init__(self, timeout_seconds: float | None = None) -> None:
        """`timeout_seconds` limits one recalculation; SHEETGEN_ENGINE_TIMEOUT says how long it is usually."""
        self.timeout_seconds = time_limit() if timeout_seconds is None else timeout_seconds

    def why_not(self) -> str | None:
        """Whether the package is there; it is not imported."""
        if importlib.util.find_spec("ironcalc") is None:
            return "the Python package ironcalc is not installed: pip install 'sheetgen[engines]'"
        return None

    def evaluate(self, path: Path, data: bytes | None = None) -> Evaluation:
        """Recalculate the workbook, or the bytes that were read from it; full doubles."""
        if reason := self.why_not():
            raise EngineError(f"{path}: {reason}")
        with working_folder("sheetgen-ironcalc-", f"{path}: IronCalc") as directory:
            copy = directory / "workbook.xlsx"
            _copy_with_true_blanks(path, data, copy)
            # The child finds packages where this process does, and (-P) nowhere else.
            environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "RUST_BACKTRACE": "0"}
            command = [sys.executable, "-P", "-m", __name__, str(copy)]
            finished = run(command, self.timeout_seconds, f"{path}: IronCalc", environment)
        if finished.status != 0:
            raise EngineError(f"{path}: IronCalc cannot calculate it ({finished.reason()}); leave this engine out")
        try:
            answer = json.loads(finished.output)
            values = {
                Place(sheet, Address(row, column)): _scalar(value, kind)
                for sheet, row, column, kind, value in answer["cells"]
            }
            return Evaluation(values, version=f"IronCalc {answer['version']}")
        except (ValueError, LookupError, TypeError):
            raise EngineError(f"{path}: IronCalc gave an unreadable answer; leave this engine out") from None


def _scalar(value: str | float | bool, kind: str) -> Scalar:
    """A value as IronCalc hands it over, with the kind that tells the error `#N/A` from the text "#N/A"."""
    if isinstance(value, str):
        # Its own errors (#ERROR!, #N/IMPL!, #CIRC!) stay texts.
        return ERROR_BY_TEXT.get(value, value) if kind == "error" else value
    return value if isinstance(value, bool) else float(value)


def _copy_with_true_blanks(path: Path, data: bytes | None, copy: Path) -> None:
    """Copy the workbook, with blank cells that IronCalc takes for blank.

    IronCalc 0.9.1 reads `<c t="n"/>` as the number 0, so that COUNT and AVERAGE count it. "n" is the
    attribute's default: without it the cell says the same, and is read as blank.
    """
    if data is None:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise EngineError(f"{path}: the workbook cannot be read ({error.strerror}); give an .xlsx file") from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(copy, "w") as result:
            for part in book.namelist():
                content = book.read(part)
                if "worksheets/" in part:
                    content = BLANK_NUMBER.sub(rb"\1\2\3", content)
                result.writestr(part, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise EngineError(f"{path}: the workbook cannot be read ({error}); give an .xlsx file") from error


def _calculate(path: str) -> dict[str, Any]:
    """The child's work: every cell that IronCalc says is not empty, as JSON can hold it."""
    package = importlib.import_module("ironcalc")
    model = package.load_from_xlsx(path, "en", "UTC", "en")
    model.evaluate()
    sheets = [sheet["name"] for sheet in model.get_worksheets_properties()]
    cells = []
    for sheet, row, column in model.get_all_cells():
        # The raw value: numbers are full doubles, where the formatted value is rounded for display.
        value = model.get_cell_value(sheet, row, column)
        if value is not None and not model.is_empty_cell(sheet, row, column):
            is_error = model.get_cell_type(sheet, row, column) == package.CellType.ErrorValue
            cells.append((sheets[sheet], row, column, "error" if is_error else "value", value))
    return {"version": package.__version__, "cells": cells}


def _main() -> None:
    try:
        answer = _calculate(sys.argv[1])
    except BaseException as error:  # A panic derives from BaseException.
        sys.exit(" ".join(str(error).split()) or type(error).__name__)
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
