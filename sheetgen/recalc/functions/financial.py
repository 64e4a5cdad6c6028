"""Excel's category "Financial": flows of money, interest, discounted paper."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sheetgen.recalc import dates, operators
from sheetgen.recalc.arrays import Value
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions import toolpak
from sheetgen.recalc.functions.annuities import solve
from sheetgen.recalc.functions.day_counts import year_fraction
from sheetgen.recalc.functions.registry import Numbers, Rule, function
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def _discounted(rate: float, flows: list[float]) -> float:
    """The present value of flows at the ends of periods."""
    return sum(operators.divide(flow, (1 + rate) ** period) for period, flow in enumerate(flows, 1))


@function("NPV", least=2, derivative=Rule.BY_ITS_CODE)
def npv(rate: float, *flows: Numbers) -> float:
    """NPV: the present value of flows at the ends of periods; what is no number in a reference is no period."""
    return _discounted(rate, [flow for part in flows for flow in part])


@function("IRR")
def irr(flows: Numbers, guess: float = 0.1) -> float:
    """IRR: the rate at which the flows are worth nothing; #NUM! unless some come and some go."""
    if not flows or min(flows) >= 0 or max(flows) <= 0 or guess <= -1:
        raise Raised(ErrorValue.NUM)
    return solve(lambda rate: _discounted(rate, flows) * (1 + rate), guess)


@function("MIRR")
def mirr(flows: Numbers, finance: float, reinvest: float) -> float:
    """MIRR: the rate where what goes out is borrowed at one rate and what comes in is lent at another."""
    gains = [max(flow, 0.0) for flow in flows]
    losses = [min(flow, 0.0) for flow in flows]
    if not any(gains) or not any(losses):
        raise Raised(ErrorValue.DIV0)
    count = len(flows)
    ratio = -_discounted(reinvest, gains) * (1 + reinvest) ** count / (_discounted(finance, losses) * (1 + finance))
    return math.pow(ratio, operators.divide(1, count - 1)) - 1


def _schedule(evaluator: Evaluator, flows: Value, days: Value, wrong: ErrorValue) -> tuple[list[float], list[int]]:
    """Flows and the days since the first; errors first, then what is no number."""
    amounts, serials = list(evaluator.array(flows).items()), list(evaluator.array(days).items())
    for item in (*amounts, *serials):
        if isinstance(item, ErrorValue):
            raise Raised(item)
        if isinstance(item, str | bool):
            raise Raised(wrong)
    if None in amounts or None in serials or len(amounts) != len(serials):
        raise Raised(ErrorValue.NUM)
    found = [toolpak.day(evaluator, item) for item in serials]
    if min(found) < found[0]:
        raise Raised(ErrorValue.NUM)
    return [toolpak.number(item) for item in amounts], [day - found[0] for day in found]


def _on_days(rate: float, flows: list[float], days: list[int]) -> float:
    return sum(flow / math.pow(1 + rate, day / 365) for flow, day in zip(flows, days, strict=True))


@function("XNPV")
def xnpv(evaluator: Evaluator, rate: Scalar, flows: Value, days: Value) -> float:
    """XNPV: the present value of flows on given days, none before the first; #NUM! for a negative rate."""
    interest = toolpak.number(rate)
    amounts, since = _schedule(evaluator, flows, days, ErrorValue.NUM)
    if interest < 0:
        raise Raised(ErrorValue.NUM)
    return _on_days(interest, amounts, since)


@function("XIRR")
def xirr(evaluator: Evaluator, flows: Value, days: Value, guess: Scalar = 0.1) -> float:
    """XIRR: the yearly rate at which flows on given days are worth nothing."""
    start = toolpak.number(guess)
    amounts, since = _schedule(evaluator, flows, days, ErrorValue.VALUE)
    if min(amounts) >= 0 or max(amounts) <= 0 or start <= -1:
        raise Raised(ErrorValue.NUM)
    return solve(lambda rate: _on_days(rate, amounts, since), start)


@function("EFFECT")
def effect(rate: Scalar, periods: Scalar) -> float:
    """EFFECT: the yearly rate that a nominal one comes to, compounded so many times."""
    nominal_rate, count = toolpak.number(rate), toolpak.whole(periods)
    if nominal_rate <= 0 or count < 1:
        raise Raised(ErrorValue.NUM)
    return math.pow(1 + nominal_rate / count, count) - 1


@function("NOMINAL")
def nominal(rate: Scalar, periods: Scalar) -> float:
    """NOMINAL: the nominal rate behind a yearly one, compounded so many times."""
    effective, count = toolpak.number(rate), toolpak.whole(periods)
    if effective <= 0 or count < 1:
        raise Raised(ErrorValue.NUM)
    return count * (math.pow(1 + effective, 1 / count) - 1)


@function("RRI")
def rri(periods: float, present: float, future: float) -> float:
    """RRI: the rate at which one value grows to another."""
    if periods <= 0 or present == 0:
        raise Raised(ErrorValue.NUM)
    return math.pow(future / present, 1 / periods) - 1


@function("PDURATION")
def pduration(rate: float, present: float, future: float) -> float:
    """PDURATION: how many periods one value takes to grow to another."""
    if min(rate, present, future) <= 0:
        raise Raised(ErrorValue.NUM)
    return (math.log(future) - math.log(present)) / math.log1p(rate)


@function("FVSCHEDULE")
def fvschedule(evaluator: Evaluator, principal: Scalar, schedule: Value) -> float:
    """FVSCHEDULE: a principal after one rate after another; blanks are rates of 0."""
    value = toolpak.number(principal)
    for item in evaluator.items(schedule):
        if isinstance(item, ErrorValue):
            raise Raised(item)
        if isinstance(item, str | bool):
            raise Raised(ErrorValue.VALUE)
        value *= 1 + (item or 0.0)
    return value


# Prices and paper


def _dollars(value: Scalar, fraction: Scalar) -> tuple[float, int]:
    price, parts = toolpak.number(value), toolpak.number(fraction)
    if parts < 0:
        raise Raised(ErrorValue.NUM)
    if parts < 1:
        raise Raised(ErrorValue.DIV0)
    return price, int(parts)


@function("DOLLARDE")
def dollarde(value: Scalar, fraction: Scalar) -> float:
    """DOLLARDE: a price whose decimals count parts, such as 1.02 for 1 and 2/16, as a decimal number."""
    price, parts = _dollars(value, fraction)
    rest, units = math.modf(price)
    return units + rest * 10.0 ** math.ceil(math.log10(parts)) / parts


@function("DOLLARFR")
def dollarfr(value: Scalar, fraction: Scalar) -> float:
    """DOLLARFR: a decimal price as one whose decimals count parts."""
    price, parts = _dollars(value, fraction)
    rest, units = math.modf(price)
    return units + rest * parts / 10.0 ** math.ceil(math.log10(parts))


@function("DISC")
def disc(
    evaluator: Evaluator, settlement: Scalar, maturity: Scalar, price: Scalar, redemption: Scalar, basis: Scalar = 0.0
) -> float:
    """DISC: the discount rate of a security, per year."""
    first, last = toolpak.day(evaluator, settlement), toolpak.day(evaluator, maturity)
    paid, gained = toolpak.number(price), toolpak.number(redemption)
    if paid <= 0 or gained <= 0 or first >= last:
        raise Raised(ErrorValue.NUM)
    return (gained - paid) / gained / year_fraction(evaluator, first, last, toolpak.whole(basis))


@function("ACCRINTM")
def accrintm(
    evaluator: Evaluator, issue: Scalar, settlement: Scalar, rate: Scalar, par: Scalar = 1000.0, basis: Scalar = 0.0
) -> float:
    """ACCRINTM: the interest of a security that pays at maturity."""
    first, last = toolpak.day(evaluator, issue), toolpak.day(evaluator, settlement)
    interest, value = toolpak.number(rate), toolpak.number(par)
    if interest <= 0 or value <= 0 or first >= last:
        raise Raised(ErrorValue.NUM)
    return value * interest * year_fraction(evaluator, first, last, toolpak.whole(basis))


def _bill(evaluator: Evaluator, settlement: Scalar, maturity: Scalar, figure: Scalar) -> tuple[int, float]:
    """The days of a Treasury bill, at most one year, and its positive discount or price."""
    first, last = toolpak.day(evaluator, settlement), toolpak.day(evaluator, maturity)
    value = toolpak.number(figure)
    year, month, day = dates.to_calendar(first, evaluator.grid.date1904)
    day = min(day, dates.month_length(year + 1, month))
    if value <= 0 or not first < last <= dates.to_serial(year + 1, month, day, evaluator.grid.date1904):
        raise Raised(ErrorValue.NUM)
    return last - first, value


def _price(days: int, discount: float) -> float:
    price = 100 * (1 - discount * days / 360)
    if price < 0:
        raise Raised(ErrorValue.NUM)
    return price


@function("TBILLEQ")
def tbilleq(evaluator: Evaluator, settlement: Scalar, maturity: Scalar, discount: Scalar) -> float:
    """TBILLEQ: the yield of a Treasury bill as a bond would have it; past half a year, with interest on interest."""
    days, rate = _bill(evaluator, settlement, maturity, discount)
    if days <= 182:
        return operators.divide(365 * rate, 360 - rate * days)
    price = _price(days, rate) / 100
    years = days / (366 if days == 366 else 365)
    root = math.sqrt(years * years - (2 * years - 1) * (1 - 1 / price))
    return 2 * (root - years) / (2 * years - 1)


@function("TBILLPRICE")
def tbillprice(evaluator: Evaluator, settlement: Scalar, maturity: Scalar, discount: Scalar) -> float:
    """TBILLPRICE: of a Treasury bill, per 100 of face value."""
    return _price(*_bill(evaluator, settlement, maturity, discount))


@function("TBILLYIELD")
def tbillyield(evaluator: Evaluator, settlement: Scalar, maturity: Scalar, price: Scalar) -> float:
    """TBILLYIELD: of a Treasury bill, per year of 360 days."""
    days, paid = _bill(evaluator, settlement, maturity, price)
    return (100 - paid) / paid * (360 / days)
