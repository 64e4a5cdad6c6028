"""Excel's category "Financial": prices, yields and accrued interest of securities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sheetgen.recalc.coerce import Raised, to_condition
from sheetgen.recalc.functions import toolpak
from sheetgen.recalc.functions.annuities import bracketed, solve
from sheetgen.recalc.functions.coupons import Period, convention, period
from sheetgen.recalc.functions.day_counts import year_fraction
from sheetgen.recalc.functions.registry import function
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def _require(condition: bool) -> None:
    """#NUM! unless a condition holds."""
    if not condition:
        raise Raised(ErrorValue.NUM)


@function("ACCRINT")
def accrint(
    evaluator: Evaluator,
    issue: Scalar,
    first: Scalar,
    settlement: Scalar,
    rate: Scalar,
    par: Scalar,
    frequency: Scalar,
    basis: Scalar = 0.0,
    whole: Scalar = True,
) -> float:
    """ACCRINT: the interest of a security with coupons that has accrued since its issue."""
    start, coupon, end = (toolpak.day(evaluator, item) for item in (issue, first, settlement))
    interest, value = toolpak.number(rate), 1000.0 if par is None else toolpak.number(par)
    rule = convention(evaluator, frequency, basis)
    _require(interest > 0 and value > 0 and start < end)
    # The last period is that of the first coupon, or of the settlement where it comes later.
    last = 0
    while rule.coupon(coupon, last) < end:
        last += 1
    begin = rule.coupon(coupon, last - 1)
    if start >= begin:
        share = rule.days(start, end) / rule.length(begin, rule.coupon(coupon, last))
    else:
        share = rule.days(begin, end) / rule.length(begin, rule.coupon(coupon, last))
        early = last - 2
        while rule.coupon(coupon, early) > start:
            # Excel leaves whole periods out where only the interest since the first coupon is wanted.
            share += to_condition(whole)
            early -= 1
        begin, following = rule.coupon(coupon, early), rule.coupon(coupon, early + 1)
        share += rule.days(start, following) / rule.length(begin, following)
    return value * interest / rule.frequency * share


def _flows(coupons: Period, coupon: float, redemption: float) -> list[tuple[float, float]]:
    """When and what a bond pays, in coupon periods from the settlement on."""
    first = coupons.left / coupons.days
    flows = [(first + index, coupon) for index in range(coupons.coming)]
    flows[-1] = (flows[-1][0], coupon + redemption)
    return flows


def _price(coupons: Period, coupon: float, growth: float, redemption: float) -> float:
    """What a bond is worth without the accrued interest, at a yield for one period."""
    accrued = coupon * coupons.passed / coupons.days
    if coupons.coming == 1:
        return (coupon + redemption) / (1 + growth * coupons.left / coupons.days) - accrued
    flows = _flows(coupons, coupon, redemption)
    return sum(flow / math.pow(1 + growth, when) for when, flow in flows) - accrued


@function("PRICE")
def price(
    evaluator: Evaluator,
    settlement: Scalar,
    maturity: Scalar,
    rate: Scalar,
    yearly: Scalar,
    redemption: Scalar,
    frequency: Scalar,
    basis: Scalar = 0.0,
) -> float:
    """PRICE: of a bond per 100 of face value, at a yield."""
    coupons, rule = period(evaluator, settlement, maturity, frequency, basis)
    interest, gain, value = (toolpak.number(item) for item in (rate, yearly, redemption))
    _require(interest >= 0 and gain >= 0 and value > 0)
    return _price(coupons, 100 * interest / rule.frequency, gain / rule.frequency, value)


@function("YIELD")
def yield_(
    evaluator: Evaluator,
    settlement: Scalar,
    maturity: Scalar,
    rate: Scalar,
    paid: Scalar,
    redemption: Scalar,
    frequency: Scalar,
    basis: Scalar = 0.0,
) -> float:
    """YIELD: of a bond, per year, at a price per 100 of face value."""
    coupons, rule = period(evaluator, settlement, maturity, frequency, basis)
    interest, cost, value = (toolpak.number(item) for item in (rate, paid, redemption))
    _require(interest >= 0 and cost > 0 and value > 0)
    coupon = 100 * interest / rule.frequency
    if coupons.coming == 1:
        spent = cost + coupon * coupons.passed / coupons.days
        return (value + coupon - spent) / spent * rule.frequency * coupons.days / coupons.left
    guess = interest / rule.frequency

    def over(growth: float) -> float:
        return _price(coupons, coupon, growth, value) - cost

    try:
        return solve(over, guess) * rule.frequency
    except (Raised, OverflowError, ZeroDivisionError):
        # A price falls with the yield: there is no other root to be found.
        return bracketed(over, guess) * rule.frequency


def _duration(
    evaluator: Evaluator,
    settlement: Scalar,
    maturity: Scalar,
    rate: Scalar,
    yearly: Scalar,
    rule: tuple[Scalar, Scalar],
) -> tuple[float, float]:
    """The mean time until a bond pays, in years, and the growth in one coupon period."""
    coupons, terms = period(evaluator, settlement, maturity, *rule)
    interest, gain = toolpak.number(rate), toolpak.number(yearly)
    _require(interest >= 0 and gain >= 0)
    growth = 1 + gain / terms.frequency
    worth = moment = 0.0
    for when, flow in _flows(coupons, 100 * interest / terms.frequency, 100.0):
        value = flow / math.pow(growth, when)
        worth += value
        moment += when * value
    return moment / worth / terms.frequency, growth


@function("DURATION")
def duration(
    evaluator: Evaluator,
    settlement: Scalar,
    maturity: Scalar,
    rate: Scalar,
    yearly: Scalar,
    frequency: Scalar,
    basis: Scalar = 0.0,
) -> float:
    """DURATION: Macaulay's duration of a bond of 100, in years."""
    return _duration(evaluator, settlement, maturity, rate, yearly, (frequency, basis))[0]


@function("MDURATION")
def mduration(
    evaluator: Evaluator,
    settlement: Scalar,
    maturity: Scalar,
    rate: Scalar,
    yearly: Scalar,
    frequency: Scalar,
    basis: Scalar = 0.0,
) -> float:
    """MDURATION: the modified duration, Macaulay's by the growth in one period."""
    years, growth = _duration(evaluator, settlement, maturity, rate, yearly, (frequency, basis))
    return years / growth


def _years(evaluator: Evaluator, settlement: Scalar, maturity: Scalar, basis: Scalar) -> float:
    """The years from a settlement to a maturity after it."""
    first, last = toolpak.day(evaluator, settlement), toolpak.day(evaluator, maturity)
    kind = toolpak.whole(basis)
    _require(first < last)
    return year_fraction(evaluator, first, last, kind)


@function("PRICEDISC")
def pricedisc(
    evaluator: Evaluator,
    settlement: Scalar,
    maturity: Scalar,
    discount: Scalar,
    redemption: Scalar,
    basis: Scalar = 0.0,
) -> float:
    """PRICEDISC: of a discounted security, per 100 of face value."""
    years = _years(evaluator, settlement, maturity, basis)
    rate, value = toolpak.number(discount), toolpak.number(redemption)
    _require(rate > 0 and value > 0)
    return value - rate * value * years


@function("YIELDDISC")
def yielddisc(
    evaluator: Evaluator, settlement: Scalar, maturity: Scalar, paid: Scalar, redemption: Scalar, basis: Scalar = 0.0
) -> float:
    """YIELDDISC: of a discounted security, per year."""
    return intrate(evaluator, settlement, maturity, paid, redemption, basis)


@function("INTRATE")
def intrate(
    evaluator: Evaluator,
    settlement: Scalar,
    maturity: Scalar,
    investment: Scalar,
    redemption: Scalar,
    basis: Scalar = 0.0,
) -> float:
    """INTRATE: the yearly interest of a security that pays once."""
    years = _years(evaluator, settlement, maturity, basis)
    cost, value = toolpak.number(investment), toolpak.number(redemption)
    _require(cost > 0 and value > 0)
    return (value - cost) / cost / years


@function("RECEIVED")
def received(
    evaluator: Evaluator,
    settlement: Scalar,
    maturity: Scalar,
    investment: Scalar,
    discount: Scalar,
    basis: Scalar = 0.0,
) -> float:
    """RECEIVED: what a discounted security pays at maturity."""
    years = _years(evaluator, settlement, maturity, basis)
    cost, rate = toolpak.number(investment), toolpak.number(discount)
    _require(cost > 0 and rate > 0)
    return cost / (1 - rate * years)


def _spans(
    evaluator: Evaluator, settlement: Scalar, maturity: Scalar, issue: Scalar, basis: Scalar
) -> tuple[float, float, float]:
    """The years from the issue to the maturity, from the settlement to it, and from the issue to the settlement."""
    left, whole = _years(evaluator, settlement, maturity, basis), _years(evaluator, issue, maturity, basis)
    return whole, left, _years(evaluator, issue, settlement, basis)


@function("PRICEMAT")
def pricemat(
    evaluator: Evaluator,
    settlement: Scalar,
    maturity: Scalar,
    issue: Scalar,
    rate: Scalar,
    yearly: Scalar,
    basis: Scalar = 0.0,
) -> float:
    """PRICEMAT: per 100 of a security that pays its interest at maturity."""
    whole, left, passed = _spans(evaluator, settlement, maturity, issue, basis)
    interest, gain = toolpak.number(rate), toolpak.number(yearly)
    _require(interest >= 0 and gain >= 0)
    return (100 + whole * interest * 100) / (1 + left * gain) - passed * interest * 100


@function("YIELDMAT")
def yieldmat(
    evaluator: Evaluator,
    settlement: Scalar,
    maturity: Scalar,
    issue: Scalar,
    rate: Scalar,
    paid: Scalar,
    basis: Scalar = 0.0,
) -> float:
    """YIELDMAT: the yearly yield of a security that pays its interest at maturity."""
    whole, left, passed = _spans(evaluator, settlement, maturity, issue, basis)
    interest, cost = toolpak.number(rate), toolpak.number(paid)
    _require(interest >= 0 and cost > 0)
    spent = cost / 100 + passed * interest
    return (1 + whole * interest - spent) / spent / left
