"""A file of parameters and inputs, TOML or JSON: the same names as on the command line, for what is too long for it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sheetgen.errors import UsageError
from sheetgen.reading import read_file
from sheetgen.template import toml
from sheetgen.template.long_numbers import LongNumberError, require_short


@dataclass(frozen=True, slots=True)
class Structure:
    """A value that is neither number nor text, with the file that says so: a parameter may be one, an input may not."""

    value: object
    path: Path


def read_params(path: Path) -> dict[str, object]:
    """The file's values by name, decimal numbers as they are written; UsageError where it is neither TOML nor JSON."""
    try:
        text = read_file(path).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is neither TOML nor JSON: it is not UTF-8 text") from None
    is_json = text.lstrip().startswith("{")
    try:
        if is_json:
            values = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_each_once)
            if isinstance(values, dict):
                require_short(values)
        else:
            values = toml.loads(text)
    except LongNumberError as error:
        raise UsageError(f"{path}: {error}") from None
    except (ValueError, ArithmeticError, RecursionError) as error:
        kind = "JSON" if is_json else "TOML, nor JSON, which begins with {"
        reason = re.sub(r"\s+", " ", str(error) or "brackets too deep")
        raise UsageError(f"{path} is no {kind}: {reason}") from None
    if not isinstance(values, dict):
        raise UsageError(f"{path} must hold names and values")
    return values


def with_file(values: Mapping[str, object], path: Path) -> dict[str, object]:
    """The values of a file, those that are neither number nor text as a Structure."""
    simple = (bool, int, float, Decimal, str)
    return {name: value if isinstance(value, simple) else Structure(value, path) for name, value in values.items()}


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no finite number")


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """As TOML has it: no name twice."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name} stands twice")
        found[name] = value
    return found
