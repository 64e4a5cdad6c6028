"""Excel's category "Financial": the days on which a bond pays its coupons, counted back from its maturity."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sheetgen.recalc import dates
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions import toolpak
from sheetgen.recalc.functions.day_counts import days_360
from sheetgen.recalc.functions.registry import function
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


class Convention(NamedTuple):
    """How a bond counts: coupons per year, and the basis of its days."""

    frequency: int
    basis: int
    date1904: bool

    def months_from(self, serial: int, months: int) -> int:
        """The same day some months away; the last day of a month stays the last."""
        year, month, day = dates.to_calendar(serial, self.date1904)
        last = day == dates.month_length(year, month)
        length = dates.month_length(year, month + months)
        return int(dates.to_serial(year, month + months, length if last else min(day, length), self.date1904))

    def coupon(self, anchor: int, count: int) -> int:
        """The day that is so many coupons from another."""
        return self.months_from(anchor, count * (12 // self.frequency))

    def days(self, first: int, last: int) -> int:
        """The days between two dates; below 0 where they are not in order."""
        if self.basis in (1, 2, 3):
            return last - first
        start, end = dates.to_calendar(first, self.date1904), dates.to_calendar(last, self.date1904)
        return days_360(start, end, european=self.basis == 4)

    def length(self, first: int, last: int) -> float:
        """The days of the period between two coupons."""
        if self.basis == 1:
            return float(last - first)
        return (365 if self.basis == 3 else 360) / self.frequency


class Period(NamedTuple):
    """The coupon period that a settlement lies in."""

    before: int
    after: int
    #: How many coupons are left.
    coming: int
    #: The days from the coupon before to the settlement, from there to the next, and of the whole period.
    passed: float
    left: float
    days: float


def convention(evaluator: Evaluator, frequency: Scalar, basis: Scalar) -> Convention:
    """1, 2 or 4 coupons a year and a basis from 0 to 4; #NUM! for anything else."""
    count, kind = toolpak.whole(frequency), toolpak.whole(basis)
    if count not in (1, 2, 4) or not 0 <= kind <= 4:
        raise Raised(ErrorValue.NUM)
    return Convention(count, kind, evaluator.grid.date1904)


def period(
    evaluator: Evaluator, settlement: Scalar, maturity: Scalar, frequency: Scalar, basis: Scalar
) -> tuple[Period, Convention]:
    """The coupon period of a settlement before the maturity."""
    first, last = toolpak.day(evaluator, settlement), toolpak.day(evaluator, maturity)
    rule = convention(evaluator, frequency, basis)
    if first >= last:
        raise Raised(ErrorValue.NUM)
    # About the number of coupons that are left, then the exact one.
    count = max((last - first) * rule.frequency // 366 - 1, 1)
    while rule.coupon(last, -count) > first:
        count += 1
    before, after = rule.coupon(last, -count), rule.coupon(last, 1 - count)
    days = rule.length(before, after)
    passed = rule.days(before, first)
    left = days - passed if rule.basis in (0, 4) else after - first
    return Period(before, after, count, passed, left, days), rule


@function("COUPPCD")
def couppcd(
    evaluator: Evaluator, settlement: Scalar, maturity: Scalar, frequency: Scalar, basis: Scalar = 0.0
) -> float:
    """COUPPCD: the coupon date at or before the settlement."""
    return float(period(evaluator, settlement, maturity, frequency, basis)[0].before)


@function("COUPNCD")
def coupncd(
    evaluator: Evaluator, settlement: Scalar, maturity: Scalar, frequency: Scalar, basis: Scalar = 0.0
) -> float:
    """COUPNCD: the coupon date after the settlement."""
    return float(period(evaluator, settlement, maturity, frequency, basis)[0].after)


@function("COUPNUM")
def coupnum(
    evaluator: Evaluator, settlement: Scalar, maturity: Scalar, frequency: Scalar, basis: Scalar = 0.0
) -> float:
    """COUPNUM: the number of coupons after the settlement."""
    return float(period(evaluator, settlement, maturity, frequency, basis)[0].coming)


@function("COUPDAYBS")
def coupdaybs(
    evaluator: Evaluator, settlement: Scalar, maturity: Scalar, frequency: Scalar, basis: Scalar = 0.0
) -> float:
    """COUPDAYBS: the days from the coupon before to the settlement."""
    return period(evaluator, settlement, maturity, frequency, basis)[0].passed


@function("COUPDAYS")
def coupdays(
    evaluator: Evaluator, settlement: Scalar, maturity: Scalar, frequency: Scalar, basis: Scalar = 0.0
) -> float:
    """COUPDAYS: the days of the coupon period of the settlement."""
    return period(evaluator, settlement, maturity, frequency, basis)[0].days


@function("COUPDAYSNC")
def coupdaysnc(
    evaluator: Evaluator, settlement: Scalar, maturity: Scalar, frequency: Scalar, basis: Scalar = 0.0
) -> float:
    """COUPDAYSNC: the days from the settlement to the next coupon."""
    return period(evaluator, settlement, maturity, frequency, basis)[0].left
