"""Sums and products, of Excel's category "Math & Trig": plain double arithmetic from left to right."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sheetgen.recalc.arrays import Array
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.registry import Numbers, Rule, function
from sheetgen.values import ErrorValue


@function("SUMPRODUCT", least=1, derivative=Rule.BY_ITS_CODE)
def sumproduct(*arrays: Array) -> float:
    """SUMPRODUCT: the sum of products of corresponding elements; what is no number counts as 0, #VALUE! unless all
    arrays have the same size."""
    if len({(array.height, array.width) for array in arrays}) > 1:
        raise Raised(ErrorValue.VALUE)
    total = 0.0
    for items in zip(*(array.items() for array in arrays), strict=True):
        product = 1.0
        for item in items:
            if isinstance(item, ErrorValue):
                raise Raised(item)
            product *= item if isinstance(item, float) else 0.0
        total += product
    return total


@function("SUMSQ", least=1, derivative=Rule.BY_ITS_CODE)
def sumsq(*arguments: Numbers) -> float:
    """SUMSQ: the sum of squares."""
    total = 0.0
    for numbers in arguments:
        for number in numbers:
            total += number * number
    return total


@function("PRODUCT", least=1, derivative=Rule.BY_ITS_CODE)
def product(*arguments: Numbers) -> float:
    """PRODUCT: the product of all numbers; 0 where there is none."""
    found = [number for numbers in arguments for number in numbers]
    result = 1.0
    for number in found:
        result *= number
    return result if found else 0.0


def _pairs(first: Array, second: Array) -> Iterator[tuple[float, float]]:
    """The elements of two arrays that are numbers in both; #N/A unless the sizes match."""
    if (first.height, first.width) != (second.height, second.width):
        raise Raised(ErrorValue.NA)
    for a, b in zip(first.items(), second.items(), strict=True):
        for item in (a, b):
            if isinstance(item, ErrorValue):
                raise Raised(item)
        if isinstance(a, float) and isinstance(b, float):
            yield a, b


@function("SUMXMY2", derivative=Rule.BY_ITS_CODE)
def sumxmy2(first: Array, second: Array) -> float:
    """SUMXMY2: the sum of squared differences."""
    total = 0.0
    for a, b in _pairs(first, second):
        total += (a - b) * (a - b)
    return total


@function("SUMX2MY2", derivative=Rule.BY_ITS_CODE)
def sumx2my2(first: Array, second: Array) -> float:
    """SUMX2MY2: the sum of differences of squares."""
    total = 0.0
    for a, b in _pairs(first, second):
        total += a * a - b * b
    return total


@function("SUMX2PY2", derivative=Rule.BY_ITS_CODE)
def sumx2py2(first: Array, second: Array) -> float:
    """SUMX2PY2: the sum of sums of squares."""
    total = 0.0
    for a, b in _pairs(first, second):
        total += a * a + b * b
    return total


@function("RAND", volatile=True)
def rand() -> float:
    """RAND: a random number from 0 up to, not including, 1."""
    return random.random()


@function("RANDBETWEEN", volatile=True)
def randbetween(low: float, high: float) -> float:
    """RANDBETWEEN: a random whole number between two, both included; #NUM! if the first is larger."""
    import math

    smallest, largest = math.ceil(low), math.floor(high)
    if smallest > largest:
        raise Raised(ErrorValue.NUM)
    return float(random.randint(smallest, largest))
