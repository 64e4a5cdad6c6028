"""The formula of a cell as text, and the same with the values that it was calculated from."""

from __future__ import annotations

from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.tree import Name, Node, Reference
from sheetgen.recalc import Values
from sheetgen.recalc.resolver import Resolver
from sheetgen.sheet import Place
from sheetgen.values import show


def formula(values: Values, place: Place) -> str | None:
    """The formula with its equals sign, as the cell would show it; None for a constant."""
    tree = values.plan.trees.get(place)
    return None if tree is None else moved(tree, place)


def moved(tree: Node, place: Place) -> str:
    """A syntax tree with an equals sign, as the cell at a place would show it."""
    return "=" + print_a1(tree, place.address)


def held(values: Values, place: Place) -> str:
    """What a workbook holds in the place of a formula, as a sentence goes on: `=A1*2`, `the constant 3`."""
    text = show(values.at(place))
    return formula(values, place) or (f"the constant {text}" if text else "has nothing there")


def filled(values: Values, place: Place) -> str:
    """The formula with the values of cells and names in their place; for a constant its value."""
    tree = values.plan.trees.get(place)
    if tree is None:
        return show(values.at(place))

    def fill(leaf: Reference | Name) -> str | None:
        if isinstance(leaf, Name):
            behind = Resolver(values.grid).name(leaf, place)
            return fill(behind) if isinstance(behind, Reference) else None
        sheet = values.grid.find_sheet(leaf.sheet or place.sheet)
        return None if sheet is None else show(values.at(Place(sheet.name, leaf.at(place.address)))) or "0"

    return print_a1(tree, place.address, fill)
