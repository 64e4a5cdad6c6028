"""A template with one error planted: an operator, a reference, a constant, an input, or a published figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace

from sheetgen.figure import Figure
from sheetgen.sheet import Address, Cell, Place, Sheet, Template

_TOKEN = re.compile(
    r"""
      (?P<string>"(?:[^"]|"")*")
    | (?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)
    | (?P<function>[^\W\d][\w.]*\()
    | (?P<reference>\$?[A-Z]{1,3}\$?[0-9]+(?![\w.]))
    | (?P<name>[^\W\d][\w.]*)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<operator><=|>=|<>|[-+*/^=<>])
    | (?P<other>.)
    """,
    re.VERBOSE,
)

_SWAPPED = {
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
    "^": "*",
    "<": ">=",
    ">": "<=",
    "<=": ">",
    ">=": "<",
    "=": "<>",
    "<>": "=",
}

#: A formula of more characters is told in part: so many to either side of what is changed in it.
_LONG = 100
_AROUND = 30


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed cell, and the change in words. The template around it is made when it is asked for: thousands of
    mutants are kept, and each template would take as much memory as the one that it is of."""

    kind: str
    place: Place
    change: str
    cell: Cell

    def planted_in(self, template: Template) -> Template:
        """A copy of the template that it was made of, with this cell."""
        changed = copy(template)
        changed.sheets = []
        for sheet in template.sheets:
            twin = copy(sheet)
            if sheet.name == self.place.sheet:
                twin.cells = {**sheet.cells, self.place.address: self.cell}
            changed.sheets.append(twin)
        return changed


def mutants(template: Template) -> Iterator[Mutant]:
    """Every change of a template in one place, one after another.

    Where inputs were changed, what is published does not apply: another figure or input is no error then.
    """
    for sheet in template.sheets:
        for address, cell in sorted(sheet.cells.items()):
            place = Place(sheet.name, address)
            if cell.is_formula:
                yield from _formula_mutants(sheet, place, cell)
                if template.published and cell.figure is not None and cell.figure.exact is not None:
                    yield from _figure_mutants(place, cell)
            elif template.published and place in template.inputs.values():
                yield from _input_mutants(place, cell)


def _formula_mutants(sheet: Sheet, place: Place, cell: Cell) -> Iterator[Mutant]:
    formula = cell.formula or ""
    for match in _TOKEN.finditer(formula):
        kind = match.lastgroup or ""
        for other in _alternatives(kind, match[0], sheet):
            text = formula[: match.start()] + other + formula[match.end() :]
            change = " → ".join(
                _excerpt(f"={whole}", match.start() + 1, match.start() + 1 + len(token))
                for whole, token in ((formula, match[0]), (text, other))
            )
            yield Mutant(kind, place, change, replace(cell, formula=text, notation=text))


def _excerpt(text: str, start: int, end: int) -> str:
    """A formula, or of a long one what is about the changed token: in hundreds of characters nobody would find it."""
    if len(text) <= _LONG:
        return text
    begin, close = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return "…" * (begin > 0) + text[begin:close] + "…" * (close < len(text))


def _alternatives(kind: str, token: str, sheet: Sheet) -> list[str]:
    if kind == "operator":
        return [_SWAPPED[token]]
    if kind == "number":
        return [f"{token}1" if "." in token or "e" in token.lower() else str(int(token) + 1)]
    if kind == "name" and token.upper() not in ("TRUE", "FALSE"):
        return [f"({token}*2)"]
    if kind == "reference":
        own = Address.parse(token)
        near = [Address(own.row + down, own.column + right) for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1))]
        return [str(address) for address in near if _is_numeric(sheet.cells.get(address))]
    return []


def _is_numeric(cell: Cell | None) -> bool:
    return cell is not None and (cell.is_formula or isinstance(cell.value, float))


def _figure_mutants(place: Place, cell: Cell) -> Iterator[Mutant]:
    assert cell.figure is not None
    for other in _neighbours(cell.figure):
        yield Mutant("figure", place, f"published {cell.figure.text} → {other.text}", replace(cell, figure=other))


def _input_mutants(place: Place, cell: Cell) -> Iterator[Mutant]:
    if cell.figure is None or cell.figure.exact is None:
        return
    for other in _neighbours(cell.figure):
        changed = replace(cell, figure=other, value=other.value)
        yield Mutant("input", place, f"{cell.figure.text} → {other.text}", changed)


def _neighbours(figure: Figure) -> list[Figure]:
    """The figure one unit of its last digit up and down."""
    assert figure.exact is not None
    assert figure.unit is not None
    return [Figure.parse(f"{figure.exact + step * figure.unit:f}") for step in (1, -1)]
