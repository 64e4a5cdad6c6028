"""Excel's category "Financial": what an asset loses in value."""

from __future__ import annotations

import math

from sheetgen.recalc import operators
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.math_and_trigonometry import round_
from sheetgen.recalc.functions.registry import function
from sheetgen.values import ErrorValue


@function("SLN")
def sln(cost: float, salvage: float, life: float) -> float:
    """SLN: the same loss of value in each period."""
    return operators.divide(cost - salvage, life)


@function("SYD")
def syd(cost: float, salvage: float, life: float, period: float) -> float:
    """SYD: losses as the periods that are left."""
    if salvage < 0 or life <= 0 or not 0 < period <= life:
        raise Raised(ErrorValue.NUM)
    return (cost - salvage) * (life - period + 1) * 2 / (life * (life + 1))


@function("DB")
def db(cost: float, salvage: float, life: float, period: float, months: float = 12.0) -> float:
    """DB: a fixed share of what is left, to three decimals; the first year may have fewer months."""
    first, count, wanted = int(months), int(life), int(period)
    if cost < 0 or salvage < 0 or count < 1 or not 1 <= first <= 12 or not 1 <= wanted <= count + (first < 12):
        raise Raised(ErrorValue.NUM)
    if cost == 0:
        return 0.0
    share = round_(1 - math.pow(salvage / cost, 1 / life), 3)
    loss = total = cost * share * first / 12
    for index in range(2, wanted + 1):
        loss = (cost - total) * share
        if index == count + 1:
            loss *= (12 - first) / 12
        total += loss
    return loss


@function("DDB")
def ddb(cost: float, salvage: float, life: float, period: float, factor: float = 2.0) -> float:
    """DDB: a fixed share of what is left, `factor` over the life, never below the salvage value."""
    if min(cost, salvage) < 0 or min(life, period, factor) <= 0 or period > life:
        raise Raised(ErrorValue.NUM)
    share = min(factor / life, 1.0)
    before = 0.0 if share == 1 and period > 1 else cost * math.pow(1 - share, max(period - 1, 0.0))
    before = max(before, salvage) if period > 1 else cost
    return max(before - max(cost * math.pow(1 - share, period), salvage), 0.0)


@function("VDB")
def vdb(
    cost: float,
    salvage: float,
    life: float,
    start: float,
    end: float,
    factor: float = 2.0,
    no_switch: bool = False,
) -> float:
    """VDB: what is lost between two times at a fixed share of what is left, or in equal parts once that is more,
    unless there is to be no switch."""
    if min(cost, salvage, start, factor) < 0 or life <= 0 or not start <= end <= life:
        raise Raised(ErrorValue.NUM)
    left, total = cost, 0.0
    for period in range(math.ceil(end)):
        loss = min(left * min(factor / life, 1.0), max(left - salvage, 0.0))
        if not no_switch:
            loss = max(loss, (left - salvage) / max(life - period, 1.0))
        total += loss * max(min(end, period + 1) - max(start, period), 0.0)
        left -= loss
    return total
