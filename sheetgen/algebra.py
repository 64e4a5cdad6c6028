"""Whether two formulas are the same expression, whatever the inputs: a proof by algebra, not by trying values.

Every formula is written out to the constant cells it rests on, as a polynomial with exact coefficients in those cells
and in what is not a polynomial (a function of something, one over something), which is taken as a whole.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from sheetgen.formula import parse
from sheetgen.formula.tree import Call, Name, Node, Number, Operation, Reference, Unary
from sheetgen.sheet import Place, Template

#: Something that is not taken apart: a constant cell, or a function of polynomials.
Atom = tuple[object, ...]
#: A product of atoms with their powers, in no order.
Monomial = frozenset[tuple[Atom, int]]
Polynomial = dict[Monomial, Fraction]

_ONE: Monomial = frozenset()
#: Past this many terms a proof is not worth its time, and none is claimed.
_MOST_TERMS = 400


class _Beyond(Exception):
    """The formula uses something that this algebra does not know."""


def same_expression(one: Template, other: Template, place: Place) -> bool:
    """Whether the formula at a place computes the same in both templates, for all inputs, in exact arithmetic."""
    try:
        return _Expansion(one).of(place) == _Expansion(other).of(place)
    except _Beyond:
        return False


class _Expansion:
    """Writes a template's formulas out, each cell once."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.names = {name.lower(): reference for name, reference in template.names.items()}
        self.known: dict[Place, Polynomial] = {}
        self.open: set[Place] = set()

    def of(self, place: Place) -> Polynomial:
        if place in self.open:
            raise _Beyond
        if place not in self.known:
            self.open.add(place)
            cell = self.template.cell(place)
            if cell is not None and cell.formula is not None:
                self.known[place] = self.tree(parse(cell.formula, place.address), place)
            else:
                self.known[place] = _atom(("cell", place))
            self.open.remove(place)
        return self.known[place]

    def tree(self, tree: Node, place: Place) -> Polynomial:
        match tree:
            case Number(value):
                return {_ONE: Fraction(value)} if value else {}
            case Reference(sheet):
                return self.of(Place(sheet or place.sheet, tree.at(place.address)))
            case Name(_, name) if name.lower() in self.names:
                return self.tree(parse(self.names[name.lower()], place.address), place)
            case Unary("-", operand):
                return _scaled(self.tree(operand, place), Fraction(-1))
            case Unary("%", operand):
                return _scaled(self.tree(operand, place), Fraction(1, 100))
            case Operation(operators, operands) if set(operators) <= set("+-*/^"):
                result = self.tree(operands[0], place)
                for operator, operand in zip(operators, operands[1:], strict=True):
                    result = _operation(operator, result, self.tree(operand, place))
                return result
            case Call(function, arguments):
                return _atom(("call", function, *(_key(self.tree(argument, place)) for argument in arguments)))
        raise _Beyond


def _atom(atom: Atom) -> Polynomial:
    return {frozenset({(atom, 1)}): Fraction(1)}


def _key(polynomial: Polynomial) -> frozenset[tuple[Monomial, Fraction]]:
    return frozenset(polynomial.items())


def _scaled(polynomial: Polynomial, factor: Fraction) -> Polynomial:
    return {monomial: coefficient * factor for monomial, coefficient in polynomial.items()}


def _operation(operator: str, a: Polynomial, b: Polynomial) -> Polynomial:
    if operator in "+-":
        return _sum(a, b if operator == "+" else _scaled(b, Fraction(-1)))
    if operator == "*":
        return _product(a, b)
    constant = b.get(_ONE) if set(b) == {_ONE} else None
    if operator == "/":
        return _scaled(a, 1 / constant) if constant else _product(a, _atom(("inverse", _key(b))))
    if constant is not None and constant.denominator == 1 and 1 <= constant <= 4:
        power = a
        for _ in range(int(constant) - 1):
            power = _product(power, a)
        return power
    return _atom(("power", _key(a), _key(b)))


def _sum(a: Polynomial, b: Polynomial) -> Polynomial:
    total = dict(a)
    for monomial, coefficient in b.items():
        total[monomial] = total.get(monomial, Fraction(0)) + coefficient
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    if len(a) * len(b) > _MOST_TERMS:
        raise _Beyond
    product: Polynomial = {}
    for first, factor in a.items():
        for second, other in b.items():
            powers = Counter(dict(first))
            powers.update(dict(second))
            monomial = frozenset(powers.items())
            product[monomial] = product.get(monomial, Fraction(0)) + factor * other
    return {monomial: coefficient for monomial, coefficient in product.items() if coefficient}
