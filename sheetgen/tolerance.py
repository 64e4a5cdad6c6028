"""Where each bound comes from: every comparison of two values is judged here, and says why its bound is what it is.

There is no tolerance to tune. A published figure promises half a unit of its last digit; the same operations in the
same order promise the same bits; a finite difference promises Taylor's remainder; all else follows from rounding.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sheetgen.figure import Figure
from sheetgen.values import ErrorValue, Scalar, shortest, show


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of a witness with the recalculated value: whether it holds, and the reason in a few words."""

    witness: str
    ok: bool
    reason: str
    ulp: int | None = None
    #: The same in a word or two, for a column of a table.
    short: str = "equal"


def ulps(a: float, b: float) -> int:
    """How many doubles lie between two numbers: 0 for the same, 1 for neighbours; 0 and -0 are the same."""
    return abs(_ordinal(a) - _ordinal(b))


def _ordinal(number: float) -> int:
    """A double's place in the order of all doubles."""
    bits: int = struct.unpack("<q", struct.pack("<d", number))[0]
    return bits if bits >= 0 else -(bits + 2**63)


def same(
    witness: str, value: Scalar, recalculated: Scalar, *, allowed: float = 0.0, why: str = "same operations"
) -> Check:
    """A witness that must give the same value; numbers to 0 ulp, or within `allowed`, for the reason `why`."""
    if not (_is_number(value) and _is_number(recalculated)):
        return _same_kind(witness, value, recalculated)
    assert isinstance(value, float)
    assert isinstance(recalculated, float)
    distance = ulps(value, recalculated)
    if distance == 0:
        return Check(witness, True, f"{witness} equal (0 ulp)", 0, "0 ulp")
    gap = abs(value - recalculated)
    if gap <= allowed:
        return Check(
            witness,
            True,
            f"{witness} off by {distance} ulp ({gap:.2g}), within {allowed:.2g}: {why}",
            distance,
            f"{distance} ulp",
        )
    bound = f"{allowed:.2g}: {why}" if allowed else f"0 ulp: {why}"
    text = f"{witness} gives {shortest(value)}, off by {distance} ulp ({gap:.2g}); the bound is {bound}"
    return Check(witness, False, text, distance, "✗")


def stored(cached: Scalar, recalculated: Scalar) -> Check:
    """The value that the workbook stores for viewers, where sheetgen has stored it."""
    if cached is None:
        return Check("cached", False, "no value is stored for viewers: sheetgen recalc -o fills it in")
    return same("cached", cached, recalculated, why="a stored value is the formula's own")


def _same_kind(witness: str, value: Scalar, recalculated: Scalar) -> Check:
    if isinstance(recalculated, ErrorValue) and isinstance(value, float) and not math.isfinite(value):
        return Check(witness, True, f"{witness} has no finite number either ({value})")
    if type(value) is type(recalculated) and value == recalculated:
        return Check(witness, True, f"{witness} equal")
    return Check(witness, False, f"{witness} gives {_spell(value)}, the formula {_spell(recalculated)}", short="✗")


def printed(figure: Figure, recalculated: Scalar) -> Check:
    """A published figure: the value must round to it."""
    if figure.exact is None or figure.unit is None or not _is_number(recalculated):
        ok = figure.holds(recalculated)
        text = (
            f"published {figure.text}" if ok else f"published {figure.text}, the formula gives {_spell(recalculated)}"
        )
        return Check("printed", ok, text)
    assert isinstance(recalculated, float)
    gap = abs(Decimal(recalculated) - figure.exact)
    bound = f"half a unit of its last digit is {figure.unit / 2:.2g}"
    if figure.holds(recalculated):
        return Check("printed", True, f"rounds to {figure.text}" if gap else f"is {figure.text}")
    units = f"{float(gap / figure.unit):.2g}"
    text = f"published {figure.text} is off by {gap:.2g}, {units} unit{'s' * (units != '1')} of its last digit; {bound}"
    return Check("printed", False, text)


def engine(
    name: str,
    value: Scalar,
    recalculated: Scalar,
    *,
    digits: int | None,
    rounding: float,
    error_kinds: bool = True,
    alone: Callable[[], tuple[float, float]] | None = None,
) -> Check:
    """Another calculator: 4 ulp, or what rounding explains where a cancellation magnifies the last bit of a tanh.

    Beyond 4 ulp its value must follow from its own values of the cells before: `alone` gives what does, and the bound
    on the rounding of this one formula. A calculator that takes a cancelled difference for 0 must show exactly that 0.
    Where that cannot be told, `rounding`, the cell's bound on its own error, decides.

    `digits` is how many significant digits it hands over, if not all; `error_kinds` whether it tells errors apart as
    Excel does.
    """
    if not error_kinds and isinstance(value, ErrorValue) and isinstance(recalculated, ErrorValue):
        return Check(name, True, f"{name} has an error too ({value})")
    if not (_is_number(value) and _is_number(recalculated)):
        return same(name, value, recalculated)
    assert isinstance(value, float)
    assert isinstance(recalculated, float)
    allowed, why = 4 * math.ulp(recalculated), "4 ulp"
    if digits is not None and recalculated:
        exponent = math.floor(math.log10(abs(recalculated)))
        allowed, why = allowed + 0.5 * 10.0 ** (exponent + 1 - digits), f"4 ulp and {digits} exported digits"
    if alone is not None and digits is None and abs(value - recalculated) > allowed:
        own, error = alone()
        if math.isfinite(error):
            return _follows(name, value, recalculated, own, 2 * error)
    if math.isfinite(rounding) and 2 * rounding > allowed:
        allowed, why = 2 * rounding, "twice the rounding error of these operations"
    return same(name, value, recalculated, allowed=allowed, why=why)


def _follows(name: str, value: float, recalculated: float, own: float, allowed: float) -> Check:
    """A calculator's value against what its own values of the cells before give."""
    distance = ulps(value, recalculated)
    bound = f"within {allowed:.2g}: twice the rounding error of this formula" if allowed else "exactly"
    if abs(value - own) <= allowed:
        text = f"{name} off by {distance} ulp; it follows from {name}'s own cells before it, {bound}"
        if value == 0:
            # Between 0 and a number lie nearly all doubles: how many says nothing.
            return Check(name, True, f"{name} gives 0, as its own cells before it do, {bound}", short="0, cancelled")
        return Check(name, True, text, distance, f"{distance} ulp")
    text = (
        f"{name} gives {shortest(value)}, off by {distance} ulp; its own cells before it give {shortest(own)}, {bound}"
    )
    return Check(name, False, text, distance, "✗")


def reordered(witness: str, value: Scalar, recalculated: Scalar, rounding: float) -> Check:
    """A reference that orders its operations its own way: both it and the sheet may be off by the rounding error."""
    allowed = 2 * rounding if math.isfinite(rounding) else 0.0
    why = "twice the rounding error of these operations" if allowed else "no rounding bound can be derived here"
    return same(witness, value, recalculated, allowed=allowed, why=why)


def derivative(value: float, recalculated: Scalar, bound: float, notes: Sequence[str]) -> Check:
    """A gradient cell against the derivative of the formulas themselves: both may be off by rounding, as bounded.

    `notes` name kinks on the way, or say why there is no derivative.
    """
    allowed = bound if math.isfinite(bound) else 0.0
    why = "the rounding errors of both, operation by operation" if allowed else "no rounding bound can be derived here"
    check = same("derivative", value, recalculated, allowed=allowed, why=why)
    return replace(check, reason="; ".join((check.reason, *notes)))


def finite_difference(faux: Scalar, real: Scalar, real_name: str, truncation: float, rounding: float) -> Check:
    """A forward difference against its analytic gradient: Taylor's remainder, plus the rounding errors of both."""
    if isinstance(faux, ErrorValue) or isinstance(real, ErrorValue):
        return Check("faux", True, f"no number to hold against {real_name}: {_spell(faux)} and {_spell(real)}")
    if not (_is_number(faux) and _is_number(real)):
        return Check(
            "faux",
            False,
            f"the finite difference is {_spell(faux)} and {real_name} is {_spell(real)}: no numbers",
        )
    assert isinstance(faux, float)
    assert isinstance(real, float)
    gap, bound = abs(faux - real), truncation + rounding
    parts = f"{truncation:.4g} truncation (Taylor's remainder) + {rounding:.2g} rounding"
    if math.isnan(bound) or math.isinf(bound):
        return Check("faux", False, f"no bound can be derived for the finite difference of {real_name}: {parts}")
    if gap <= bound:
        return Check("faux", True, f"{gap:.4g} from {real_name}, within {parts}", short=f"{gap:.1e} from {real_name}")
    return Check(
        "faux",
        False,
        f"the finite difference is {gap:.2g} from {real_name} = {shortest(real)}; the bound is {parts}",
    )


def _is_number(value: Scalar) -> bool:
    return isinstance(value, float) and math.isfinite(value)


def _spell(value: Scalar) -> str:
    if value is None:
        return "nothing"
    return f'"{value}"' if isinstance(value, str) else show(value)
