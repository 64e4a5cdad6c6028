"""What whoever loads a template changes in it: parameters and inputs by name, in any case, also as texts."""

from __future__ import annotations

import datetime
import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sheetgen.errors import UsageError
from sheetgen.figure import Figure
from sheetgen.sheet import Template
from sheetgen.template import toml
from sheetgen.template.front_matter import FrontMatter
from sheetgen.template.long_numbers import LongNumberError, require_short
from sheetgen.template.params import Structure

#: What a file can say that is neither number nor text, as messages call it.
_NO_NUMBERS: dict[type, str] = {
    type(None): "null",
    list: "a list",
    dict: "a table",
    datetime.date: "a date",
    datetime.time: "a time",
}


def change_parameters(front: FrontMatter, changes: dict[str, object]) -> dict[str, Any]:
    """The parameters for Jinja2: the template's own values, changed where `changes` names them (and taken from it)."""
    parameters = dict(front.table("parameters"))
    _require_short(changes)
    spelling = {name.lower(): name for name in parameters}
    for given in list(changes):
        name = spelling.get(given.lower())
        if name is not None:
            value = changes.pop(given)
            parameters[name] = _like(parameters[name], value.value if isinstance(value, Structure) else value, given)
            # Texts have become numbers.
            _require_short({given: parameters[name]})
    return parameters


def _require_short(values: Mapping[str, object]) -> None:
    try:
        require_short(values)
    except LongNumberError as error:
        raise UsageError(str(error)) from None


def _like(default: object, value: object, name: str) -> object:
    """A parameter's new value in the type of its default; text comes from the command line."""
    if not isinstance(value, str) or isinstance(default, str):
        return value
    if isinstance(default, list | dict):
        return _structure(value, name)
    if isinstance(default, bool):
        if value.lower() not in ("true", "false"):
            raise UsageError(f"{name} = {value!r}: give true or false")
        return value.lower() == "true"
    kind = int if isinstance(default, int) else Decimal
    try:
        return kind(value)
    except (ValueError, ArithmeticError):
        raise UsageError(f"{name} = {value!r}: give a {'whole number' if kind is int else 'number'}") from None


def _structure(text: str, name: str) -> object:
    """A list or a table, as TOML writes it within a line; a list of numbers also without its brackets."""
    for written in (text, f"[{text}]"):
        try:
            return toml.loads(f"value = {written}")["value"]
        except LongNumberError:
            raise UsageError(str(LongNumberError(name, ""))) from None
        except (tomllib.TOMLDecodeError, ValueError, ArithmeticError, RecursionError):
            continue
    raise UsageError(f"{name} = {text!r}: write a list as in TOML, [2, 3, 1]")


def change_inputs(template: Template, changes: Mapping[str, object], front: FrontMatter) -> None:
    """Puts changed inputs into their cells, as printed by whoever changed them."""
    spelling = {name.lower(): name for name in template.inputs}
    for given, value in changes.items():
        name = spelling.get(given.lower())
        if name is None:
            known = [*template.inputs, *front.table("parameters")]
            nearest = difflib.get_close_matches(given, known, n=1)
            hint = f"did you mean {nearest[0]}?" if nearest else f"it has: {', '.join(known) or 'none'}"
            raise UsageError(f"{template.name} has no input {given!r}; {hint}")
        figure = _input_figure(given, value)
        place = template.inputs[name]
        cells = template.sheet(place.sheet).cells
        old = cells[place.address]
        if old.figure and figure.value == old.figure.value and type(figure.value) is type(old.figure.value):
            continue
        cells[place.address] = replace(old, value=figure.value, figure=figure, replaced=old.figure)
        template.changed[name] = figure.text


def _input_figure(name: str, value: object) -> Figure:
    place = f"{value.path}: " if isinstance(value, Structure) else ""
    held = value.value if isinstance(value, Structure) else value
    kind = next((word for type_, word in _NO_NUMBERS.items() if isinstance(held, type_)), None)
    if kind is not None:
        raise UsageError(f"{place}the input {name} is {kind}: give a number")
    # A NumPy float is a float too, and its own repr is np.float64(0.5).
    text = float.__repr__(value) if isinstance(value, float) else str(value).strip()
    if isinstance(value, bool):
        text = text.upper()
    if text.lower().lstrip("+-−") in ("nan", "inf", "infinity"):
        raise UsageError(f"the input {name} = {text}: a cell holds finite numbers only")
    try:
        return Figure.parse(text.removeprefix("+"))
    except ValueError as error:
        raise UsageError(f"the input {name}: {error}") from None
