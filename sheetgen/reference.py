"""The native witness: a template's reference implementation, called with its inputs, looked up by label."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sheetgen.errors import NativeError
from sheetgen.named_function import find
from sheetgen.sheet import Place, Template, column_letters
from sheetgen.values import Scalar

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray


def call(name: str, inputs: Mapping[str, Scalar | NDArray[Any]], template: Template) -> pandas.DataFrame:
    """The table that a native function returns for these inputs; NativeError where it cannot be had."""
    function = find(name, template.path)
    # What is no cell, such as the number of steps, a function may ask for.
    asked = {"parameters": template.parameters} if "parameters" in inspect.signature(function).parameters else {}
    try:
        frame = function(**inputs, **asked)
    except Exception as error:
        # It is the user's own code: whatever it raises is a finding about it, not a failure of ours.
        text = f"{type(error).__name__}: {error}".splitlines()[0]
        raise NativeError(f"{template.path}: the native function {name} failed with {text}") from None
    import pandas

    if not isinstance(frame, pandas.DataFrame):
        raise NativeError(
            f"{template.path}: the native function {name} returned a {type(frame).__name__}, not a DataFrame"
        )
    return frame


def values(frame: pandas.DataFrame, name: str, template: Template) -> dict[Place, Scalar]:
    """The table's values by place: every cell whose row and column have labels, unless the table holds None there."""
    return {place: _plain(value) for place, value in _covered(frame, name, template)}


def arrays(frame: pandas.DataFrame, name: str, template: Template, count: int) -> dict[Place, NDArray[Any]]:
    """The same of a table that was made of `count` inputs at once: each cell's values as a one-dimensional array."""
    import numpy

    found = {}
    for place, value in _covered(frame, name, template):
        numbers = numpy.asarray(value)
        try:
            if numbers.dtype.kind not in "fiu":
                raise ValueError
            found[place] = numpy.broadcast_to(numbers.astype(float), (count,))
        except ValueError:
            raise NativeError(
                f"{template.path}: the native function {name} must give {count} numbers for {place}, one for each"
                " row of inputs, or one for all"
            ) from None
    return found


def _covered(frame: pandas.DataFrame, name: str, template: Template) -> Iterator[tuple[Place, Any]]:
    for sheet in template.sheets:
        rows = {
            row: _position(frame.index, label, name, "row", str(row), template) for row, label in sheet.rows.items()
        }
        columns = {
            column: _position(frame.columns, label, name, "column", column_letters(column), template)
            for column, label in sheet.columns.items()
        }
        for address in sheet.cells:
            if address.row in rows and address.column in columns:
                value = frame.iat[rows[address.row], columns[address.column]]
                if value is not None:
                    yield Place(sheet.name, address), value


def _position(labels: pandas.Index[Any], label: str, name: str, kind: str, where: str, template: Template) -> int:
    places = [index for index, known in enumerate(labels) if known == label]
    if len(places) == 1:
        return places[0]
    problem = "has no" if not places else f"has {len(places)} times the"
    raise NativeError(
        f"{template.path}: the native function {name} {problem} {kind} {label!r}, which the template"
        f" promises for {kind} {where}; it has: {', '.join(map(str, labels))}"
    )


def _plain(value: Any) -> Scalar:
    """A NumPy scalar as Python's own; whole numbers as floats, as cells have them."""
    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, bool | str):
        return item
    return float(item)
