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

    #: One table for all sheets, or one for each by its name.
    Table = pandas.DataFrame | dict[str, pandas.DataFrame]


def call(name: str, inputs: Mapping[str, Scalar | NDArray[Any]], template: Template) -> Table:
    """The table that a native function returns for these inputs; NativeError where it cannot be had."""
    function = find(name, template.path)
    try:
        # What is no cell, such as the number of steps, a function may ask for.
        asked = {"parameters": template.parameters} if "parameters" in inspect.signature(function).parameters else {}
        frame = function(**inputs, **asked)
    except Exception as error:
        # It is the user's own code: whatever it raises is a finding about it, not a failure of ours.
        text = f"{type(error).__name__}: {error}".splitlines()[0]
        if any(hasattr(value, "shape") for value in inputs.values()):
            text += "; where it takes single numbers only, the template must say arrays = false"
        raise NativeError(f"{template.path}: the native function {name} failed with {text}") from None
    import pandas

    for one in frame.values() if isinstance(frame, dict) else (frame,):
        if not isinstance(one, pandas.DataFrame):
            raise NativeError(
                f"{template.path}: the native function {name} returned a {type(one).__name__}, not a DataFrame"
            )
    return frame  # type: ignore[no-any-return]


def values(frame: Table, name: str, template: Template) -> dict[Place, Scalar]:
    """The table's values by place: every cell whose row and column have labels, unless the table holds None there."""
    return {place: _plain(value) for place, value in _covered(frame, name, template)}


def aligned(bounds: Table, frame: Table) -> Table:
    """Bounds as a table of the same rows and columns as another; nan where it has none."""
    if isinstance(frame, dict):
        given = bounds if isinstance(bounds, dict) else {}
        return {
            sheet: given[sheet].reindex(index=one.index, columns=one.columns)
            for sheet, one in frame.items()
            if sheet in given
        }
    return bounds if isinstance(bounds, dict) else bounds.reindex(index=frame.index, columns=frame.columns)


def arrays(frame: Table, name: str, template: Template, count: int) -> dict[Place, NDArray[Any]]:
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


def _covered(table: Table, name: str, template: Template) -> Iterator[tuple[Place, Any]]:
    for sheet in template.sheets:
        frame = table.get(sheet.name) if isinstance(table, dict) else table
        if frame is None:
            continue
        known = _positions(frame.index), _positions(frame.columns)
        rows = {
            row: _position(known[0], label, name, f"row {label!r}", f"row {row}", template)
            for row, label in sheet.rows.items()
        }
        columns = {
            column: _position(known[1], label, name, f"column {label!r}", f"column {column_letters(column)}", template)
            for column, label in sheet.columns.items()
        }
        values = frame.to_numpy(object)
        for address in sheet.cells:
            if address.row in rows and address.column in columns:
                value = values[rows[address.row], columns[address.column]]
                if value is not None:
                    yield Place(sheet.name, address), value


def _positions(labels: pandas.Index[Any]) -> dict[Any, list[int]]:
    found: dict[Any, list[int]] = {}
    for index, label in enumerate(labels):
        found.setdefault(label, []).append(index)
    return found


def _position(known: dict[Any, list[int]], label: str, name: str, what: str, where: str, template: Template) -> int:
    places = known.get(label, [])
    if len(places) == 1:
        return places[0]
    problem = "has no" if not places else f"has {len(places)} times the"
    shown = [str(other) for other in known]
    raise NativeError(
        f"{template.path}: the native function {name} {problem} {what}, which the template promises for {where};"
        f" it has: {', '.join(shown[:30])}{', …' if len(shown) > 30 else ''}"
    )


def _plain(value: Any) -> Scalar:
    """A NumPy scalar as Python's own; whole numbers as floats, as cells have them."""
    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, bool | str):
        return item
    return float(item)
