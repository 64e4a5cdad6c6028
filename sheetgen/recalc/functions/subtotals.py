"""SUBTOTAL and AGGREGATE: functions by number, which pass over other subtotals among their cells, over hidden rows and
over errors."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Set
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sheetgen.recalc.arrays import Area, Areas, Array, References, Value, lift
from sheetgen.recalc.coerce import Raised, finite, to_number
from sheetgen.recalc.functions import order_statistics
from sheetgen.recalc.functions.conditional import reference
from sheetgen.recalc.functions.registry import Table, function
from sheetgen.recalc.functions.spread import stdev_p, stdev_s, total, var_p, var_s
from sheetgen.recalc.functions.statistical import average, maximum, minimum
from sheetgen.recalc.functions.sums import product
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

_COUNT, _COUNTA, _MODE = 2, 3, 13
#: The functions by number that take the numbers among the cells, where an error is the result.
_OF_NUMBERS: dict[int, Callable[[list[float]], float]] = {
    1: average,
    4: maximum,
    5: minimum,
    6: product,
    7: stdev_s,
    8: stdev_p,
    9: total,
    10: var_s,
    11: var_p,
    12: order_statistics.median,
}
#: AGGREGATE's functions by number that take an array and one number more.
_OF_ARRAYS: dict[int, Callable[[Evaluator, Value, float], float]] = {
    14: order_statistics.large,
    15: order_statistics.small,
    16: order_statistics.percentile_inc,
    17: order_statistics.quartile_inc,
    18: order_statistics.percentile_exc,
    19: order_statistics.quartile_exc,
}
_LAST_OF_SUBTOTAL = 11

_QUOTED = re.compile(r'"[^"]*"')
_SUBTOTAL = re.compile(r"(?<![\w.])(?:SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)

#: The cells of each sheet whose formulas have subtotals.
_SUBTOTALS: WeakKeyDictionary[Evaluator, dict[str, frozenset[Address]]] = WeakKeyDictionary()


def _has_subtotal(text: str) -> bool:
    return _SUBTOTAL.search(_QUOTED.sub("", text)) is not None


def _subtotals(evaluator: Evaluator, sheet: str) -> frozenset[Address]:
    known = _SUBTOTALS.setdefault(evaluator, {})
    if sheet not in known:
        own = evaluator.grid.sheets[sheet]
        # Formulas may be millions and their texts few.
        texts = {source.text for source in own.sources() if _has_subtotal(source.text)}
        formulas = own.formulas.items() if texts else ()
        known[sheet] = frozenset(address for address, source in formulas if source.text in texts)
    return known[sheet]


def _cells(evaluator: Evaluator, area: Area, *, nested: bool, hidden: Set[int] = frozenset()) -> Iterator[Scalar]:
    """The cells of a reference that are not blank, with or without `nested` subtotals, without the `hidden` rows."""
    subtotals: frozenset[Address] = frozenset() if nested else _subtotals(evaluator, area.sheet)
    # Whichever are fewer are looked through.
    if len(subtotals) < area.size():
        inside = any(address in area for address in subtotals)
    else:
        inside = any(address in subtotals for address in area.addresses())
    inside = inside or any(area.top <= row <= area.bottom for row in hidden)
    return _without(evaluator, area, subtotals, hidden) if inside else evaluator.items(area)


def _without(evaluator: Evaluator, area: Area, left_out: frozenset[Address], hidden: Set[int]) -> Iterator[Scalar]:
    """The same without some cells, whose values are not even asked for."""
    cut = evaluator.resolver.clip(area) if area.is_whole else area
    for address in cut.addresses():
        value = None if address in left_out or address.row in hidden else evaluator.read_cell(area.sheet, address)
        if value is not None:
            yield value


def _references(arguments: tuple[Value, ...]) -> Iterator[Area]:
    """The references among arguments that must be some; #VALUE! for anything else."""
    for argument in arguments:
        yield from argument.areas if isinstance(argument, Areas) else (reference(argument),)


def _calculate(evaluator: Evaluator, number: int, items: list[Scalar]) -> float:
    """The function of that number, of cells that are not blank."""
    if number == _COUNTA:
        return float(len(items))
    if number == _COUNT:
        return float(sum(1 for item in items if isinstance(item, float)))
    array = Array((tuple(items),))
    if number == _MODE:
        return order_statistics.mode(evaluator, array)
    return _OF_NUMBERS[number](list(evaluator.numbers(array)))


@function("SUBTOTAL", least=2)
def subtotal(evaluator: Evaluator, number: float, *cells: Value) -> Value:
    """SUBTOTAL: the function of a number of 1 to 11, or 101 to 111, of the numbers in references, without other
    subtotals there and rows that a filter hides; from 101 on without any hidden rows. #VALUE! for any other number.

    Where OFFSET or INDIRECT gives an array of references, an array of their subtotals.
    """
    if len(cells) == 1 and isinstance(cells[0], References):
        areas = Array(cells[0].areas)  # type: ignore[arg-type]
        return lift(lambda area: _subtotal(evaluator, number, (area,)), areas)
    return _subtotal(evaluator, number, cells)


def _subtotal(evaluator: Evaluator, number: float, cells: tuple[Value, ...]) -> float:
    chosen = int(number) - 100 if number >= 101 else int(number)
    if not 1 <= chosen <= _LAST_OF_SUBTOTAL:
        raise Raised(ErrorValue.VALUE)
    items: list[Scalar] = []
    for area in _references(cells):
        sheet = evaluator.grid.sheets[area.sheet]
        hidden = sheet.hidden if number >= 101 else sheet.filtered()
        items.extend(_cells(evaluator, area, nested=False, hidden=hidden))
    return _calculate(evaluator, chosen, items)


@function("AGGREGATE", least=3)
def aggregate(evaluator: Evaluator, number: float, option: float, *arguments: Table) -> Value:
    """AGGREGATE: the function of a number of 1 to 19, from 14 on of an array, with one number more; #VALUE! for any
    other number. The options 0 to 3 pass over subtotals, odd ones over hidden rows, and 2, 3, 6 and 7 over errors."""
    chosen, how = math.floor(number), math.floor(option)
    if not 1 <= chosen <= max(_OF_ARRAYS) or not 0 <= how <= 7:
        raise Raised(ErrorValue.VALUE)
    nested, errors = how >= 4, how % 4 < 2
    if chosen not in _OF_ARRAYS:
        found = [
            item
            for area in _references(arguments)
            for item in _cells(evaluator, area, nested=nested, hidden=_hidden(evaluator, area, how))
        ]
        return _calculate(evaluator, chosen, _kept(found, errors=errors))
    if len(arguments) != 2:
        raise Raised(ErrorValue.VALUE)
    source, k = arguments
    cells = evaluator.items(source)
    if isinstance(source, Area):
        cells = _cells(evaluator, source, nested=nested, hidden=_hidden(evaluator, source, how))
    array = Array((tuple(_kept(cells, errors=errors)),))
    return lift(partial(_of_array, evaluator, chosen, array), evaluator.scalar_or_array(k))


def _hidden(evaluator: Evaluator, area: Area, option: int) -> Set[int]:
    """The rows that AGGREGATE passes over: hidden ones, for the odd options."""
    return evaluator.grid.sheets[area.sheet].hidden if option % 2 else frozenset()


def _kept(items: Iterable[Scalar], *, errors: bool) -> list[Scalar]:
    """All items, or all but errors."""
    return [item for item in items if errors or not isinstance(item, ErrorValue)]


def _of_array(evaluator: Evaluator, number: int, array: Array, k: Scalar) -> float:
    return finite(_OF_ARRAYS[number](evaluator, array, to_number(k)))
