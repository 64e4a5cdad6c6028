"""What a wrong figure probably was: the smallest edit, or the one other reading of the formula, that explains it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from itertools import islice

from sheetgen.errors import FormulaError
from sheetgen.figure import Figure
from sheetgen.formula.tree import Call, Node, Operation, Unary
from sheetgen.formula.walk import replaced
from sheetgen.recalc import Values
from sheetgen.recalc.evaluator import Evaluator
from sheetgen.sheet import Address, Place
from sheetgen.values import Scalar

#: Neighbours are cells at most so many rows or columns away.
_NEAR = 2
#: A figure with fewer significant digits agrees with too many values by chance.
_TELLING = 3
#: So many explanations are given.
_MOST = 3
_TRIGONOMETRIC = frozenset(("SIN", "COS", "TAN", "SEC", "CSC", "COT"))
_ARC = frozenset(("ASIN", "ACOS", "ATAN", "ATAN2", "ACOT"))


def likely_misprints(figure: Figure, value: Scalar, values: Values, place: Place) -> list[str]:
    """What explains a published figure that a value does not round to, the likeliest first, three at most.

    `values` are those of the workbook in which the cell stands: other cells and other readings of its formula.
    """
    if figure.exact is None or figure.unit is None or type(value) is not float or not math.isfinite(value):
        return []
    return list(islice(dict.fromkeys(_explanations(figure, value, values, place)), _MOST))


def _explanations(figure: Figure, value: float, values: Values, place: Place) -> Iterator[str]:
    """Every explanation that fits, from the likeliest to the least likely."""
    assert figure.exact is not None
    assert figure.unit is not None
    meant = rounded(value, figure.unit)
    right = figure.written(meant)
    if figure.exact == -meant and meant:
        yield f"the sign: {right} was meant"
    if _truncated(value, figure.unit) == figure.exact:
        yield f"truncated instead of rounded: {right} was meant"
    yield from _other_readings(figure, values, place)
    digits, other = _digits(figure.exact, figure.unit), _digits(meant, figure.unit)
    if (figure.exact < 0) == (meant < 0):
        if _swapped(digits, other):
            yield f"two digits swapped: {right} was meant"
        yield from _lengths(figure, value, zeros=True)
    if len(str(abs(int(figure.exact / figure.unit)))) >= _TELLING:
        yield from _neighbours(figure, values, place)
    if (figure.exact < 0) == (meant < 0):
        if _one_digit(digits, other):
            yield f"a wrong digit: {right} was meant"
        yield from _lengths(figure, value, zeros=False)
    yield from _shifts(figure, value)


def rounded(value: float, unit: Decimal) -> Decimal:
    """A value to a whole number of units, halves away from zero as in print."""
    with localcontext() as context:
        context.prec = 400
        return (Decimal(value) / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def _truncated(value: float, unit: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 400
        return Decimal(int(Decimal(value) / unit)) * unit


def _digits(number: Decimal, unit: Decimal) -> str:
    """A number's digits down to its last printed one, without sign and point."""
    with localcontext() as context:
        context.prec = 400
        return str(abs(int((number / unit).to_integral_value(ROUND_HALF_EVEN))))


def _padded(one: str, other: str) -> tuple[str, str]:
    width = max(len(one), len(other))
    return one.zfill(width), other.zfill(width)


def _swapped(one: str, other: str) -> bool:
    """Whether two neighbouring digits changed places."""
    one, other = _padded(one, other)
    apart = [index for index in range(len(one)) if one[index] != other[index]]
    return (
        len(apart) == 2
        and apart[1] == apart[0] + 1
        and (one[apart[0]], one[apart[1]]) == (other[apart[1]], other[apart[0]])
    )


def _one_digit(one: str, other: str) -> bool:
    """Whether one digit is another; of two digits alone, nearly everything would be."""
    one, other = _padded(one, other)
    return len(one) >= _TELLING and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _lengths(figure: Figure, value: float, *, zeros: bool) -> Iterator[str]:
    """A digit that was lost, or one too many; only zeros where that is asked for.

    Behind the point the figure then has a decimal more or less than it should, before the point as many.
    """
    assert figure.exact is not None
    assert figure.unit is not None
    own = _with_point(figure.exact, figure.unit)
    for lost in (True, False):
        for unit in (figure.unit / 10 if lost else figure.unit * 10, figure.unit):
            meant = rounded(value, unit)
            right = _with_point(meant, unit)
            longer, shorter = (right, own) if lost else (own, right)
            removed = {longer[index] for index in range(len(longer)) if longer[:index] + longer[index + 1 :] == shorter}
            if len(shorter.strip("0")) >= _TELLING - 1 and removed and zeros == ("0" in removed):
                digit = "zero" if zeros else f"digit {min(removed)}"
                yield f"a {'lost' if lost else 'surplus'} {digit}: {figure.written(meant)} was meant"


def _with_point(number: Decimal, unit: Decimal) -> str:
    """A number's digits with at least one before the point, which is left out."""
    return _digits(number, unit).zfill(max(0, -int(unit.as_tuple().exponent)) + 1)


def _shifts(figure: Figure, value: float) -> Iterator[str]:
    """The decimal point elsewhere; two places may be a percent sign."""
    assert figure.exact is not None
    assert figure.unit is not None
    for places in (1, -1, 2, -2, 3, -3):
        factor = Decimal(10) ** places
        moved = Figure(figure.text, float(figure.exact * factor), figure.exact * factor, figure.unit * factor)
        if moved.holds(value) and figure.exact:
            direction = "left" if places > 0 else "right"
            plural = "s" if abs(places) > 1 else ""
            right = figure.written(figure.exact * factor)
            yield f"the decimal point {abs(places)} place{plural} too far to the {direction}: {right} was meant"


def _neighbours(figure: Figure, values: Values, place: Place) -> Iterator[str]:
    """The figure of another cell of the same row or column."""
    row, column = place.address
    steps = [step for distance in range(1, _NEAR + 1) for step in (-distance, distance)]
    for near in [Address(row + step, column) for step in steps] + [Address(row, column + step) for step in steps]:
        other = values.at(Place(place.sheet, near)) if near.row > 0 and near.column > 0 else None
        if type(other) is float and figure.holds(other):
            what = "row" if near.column == column else "column"
            yield f"the figure of the neighbouring {what}: it is the value of {near}"


def _other_readings(figure: Figure, values: Values, place: Place) -> Iterator[str]:
    """The formula read in another way: without the parentheses under a power, in degrees, with the sign elsewhere."""
    tree = values.plan.trees.get(place)
    if tree is None:
        return
    for other, what in _readings(tree):
        found = _evaluated(other, values, place)
        if found is not None and figure.holds(found):
            yield what


def _readings(tree: Node) -> Iterator[tuple[Node, str]]:
    flat = replaced(tree, _without_parentheses)
    if flat != tree:
        yield flat, "the value under ^ without its parentheses"
    signed = replaced(tree, _signed_last)
    if signed != tree:
        yield signed, "the sign before a power: Excel squares the negative number"
    turned = replaced(tree, _in_degrees)
    if turned != tree:
        yield turned, "degrees for radians"


def _without_parentheses(node: Node) -> Node | None:
    """`(a+b)^2` as `a+b^2`."""
    if isinstance(node, Operation) and node.operators[0] == "^" and isinstance(node.operands[0], Operation):
        inner = node.operands[0]
        if inner.operators[-1] != "^":
            last = Operation(node.operators, (inner.operands[-1], *node.operands[1:]))
            return Operation(inner.operators, (*inner.operands[:-1], last))
    return None


def _signed_last(node: Node) -> Node | None:
    """`(-a)^2` as `-(a^2)`."""
    if isinstance(node, Operation) and node.operators[0] == "^":
        base = node.operands[0]
        if isinstance(base, Unary) and base.operator == "-":
            return Unary("-", Operation(node.operators, (base.operand, *node.operands[1:])))
    return None


def _in_degrees(node: Node) -> Node | None:
    """`SIN(a)` of an angle in degrees, `ASIN(a)` as one in degrees."""
    if isinstance(node, Call) and node.function in _TRIGONOMETRIC:
        return Call(node.function, (Call("RADIANS", node.arguments),))
    return Call("DEGREES", (node,)) if isinstance(node, Call) and node.function in _ARC else None


def _evaluated(tree: Node, values: Values, place: Place) -> Scalar:
    try:
        found = Evaluator(values.grid, values.cells).formula(tree, place, array=False)
    except FormulaError:
        return None
    return found if isinstance(found, float) else None
