"""Where a number comes from: a cell's precedents down to the inputs, its dependents, its witnesses, its derivatives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sheetgen import formula_text
from sheetgen.differentiate import Gradient, gradient
from sheetgen.errors import SheetgenError
from sheetgen.named_cells import named_cell
from sheetgen.recalc import Values
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.precedents import precedents
from sheetgen.recalc.resolver import Resolver
from sheetgen.result import CellResult
from sheetgen.sheet import Address, Place, Template, quote_sheet
from sheetgen.values import Scalar
from sheetgen.verification import verify

#: A range of more cells than this is one line, and its cells are not followed.
_MOST_CELLS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the tree: a cell, or a range of many cells, on the way to the inputs or to the dependents.

    `depth` counts from 0, the cell itself; `above` is what this was reached from. `repeated` says that what follows
    from it stands further up already; `beyond` how many lines are left out for the depth that was asked for.
    """

    area: Area
    depth: int
    above: Area | None
    kind: str
    value: Scalar
    formula: str | None
    notation: str | None
    filled: str | None
    name: str
    repeated: bool = False
    beyond: int = 0

    @property
    def place(self) -> Place:
        """The cell; of a range the first."""
        return Place(self.area.sheet, Address(self.area.top, self.area.left))


@dataclass(slots=True)
class Explanation:
    """A cell explained. `precedents` and `dependents` are the lines of a tree in order, the cell itself first."""

    cell: CellResult
    template: Template | None
    states: Mapping[str, str]
    precedents: list[Line]
    dependents: list[Line] = field(default_factory=list)
    #: The derivatives by the inputs, or None and the reason.
    sensitivity: Gradient | None = None
    no_sensitivity: str = ""

    @property
    def values(self) -> Values:
        """What the cell was explained among."""
        return self.cell.values


def explain(
    what: str | Path | Template,
    cell: str,
    changes: Mapping[str, object] | None = None,
    *,
    depth: int | None = None,
    dependents: bool = False,
    engines: Sequence[str] = (),
    trust: bool = False,
) -> Explanation:
    """Explains a cell of a template or a workbook; the cell is named by its address, a defined name or an input.

    `depth` limits how far precedents and dependents are followed; without `dependents` these are not looked for.
    UsageError for a cell that is none.
    """

    def chosen(values: Values, template: Template | None) -> list[Place]:
        return [named_cell(cell, values, template.inputs if template else {})]

    result = verify(what, changes, engines=engines, trust=trust, only=chosen)
    judged = result.cells[0]
    tracer = _Tracer(judged.values, result.template)
    explanation = Explanation(judged, result.template, result.witnesses, tracer.lines(judged.place, depth))
    if dependents:
        index = _Dependents(judged.values)
        explanation.dependents = tracer.lines(judged.place, depth, index.of)
    _differentiate(explanation)
    return explanation


def _differentiate(explanation: Explanation) -> None:
    """The derivatives by the template's inputs, or by all constants that the cell depends on."""
    values, place = explanation.values, explanation.cell.place
    if place not in values.plan.trees:
        explanation.no_sensitivity = "it is no formula"
        return
    inputs = explanation.template.inputs if explanation.template else {}
    by = [place for place in inputs.values() if type(values.at(place)) is float] or None
    try:
        explanation.sensitivity = gradient(values, [place], by)
    except SheetgenError as error:
        explanation.no_sensitivity = str(error)


#: What a line leads to.
Next = Callable[[Area], Sequence[Area]]


class _Tracer:
    """Follows a workbook's cells; cells have the names and the notation that the template gives them."""

    def __init__(self, values: Values, template: Template | None) -> None:
        self.values = values
        self.template = template
        self.resolver = Resolver(values.grid)
        self.inputs = {place: name for name, place in template.inputs.items()} if template else {}

    def lines(self, place: Place, depth: int | None, following: Next | None = None) -> list[Line]:
        """The lines of the tree from a cell, depth first; without recursion, as a chain may be thousands long."""
        following = following or self.precedents
        found: list[Line] = []
        expanded: set[Area] = set()
        start = Area(place.sheet, place.address.row, place.address.column, place.address.row, place.address.column)
        waiting: list[tuple[Area, int, Area | None]] = [(start, 0, None)]
        while waiting:
            area, level, above = waiting.pop()
            children = following(area)
            repeated = bool(children) and area in expanded
            cut = not repeated and depth is not None and level >= depth
            found.append(self.line(area, level, above, repeated, len(children) if cut else 0))
            if not repeated and not cut:
                expanded.add(area)
                waiting.extend((child, level + 1, area) for child in reversed(children))
        return found

    def precedents(self, area: Area) -> list[Area]:
        """What a cell's formula refers to, each once; a small range by its cells."""
        if not area.is_cell:
            return []
        place = self._owner(Place(area.sheet, Address(area.top, area.left)))
        tree = self.values.plan.trees.get(place)
        if tree is None:
            return []
        found: dict[Area, None] = {}
        for precedent in precedents(tree, place, self.resolver):
            found.update(dict.fromkeys(_cells(precedent)))
        return list(found)

    def line(self, area: Area, depth: int, above: Area | None, repeated: bool, beyond: int) -> Line:
        """A cell or range as a line."""
        place = Place(area.sheet, Address(area.top, area.left))
        if not area.is_cell:
            return Line(area, depth, above, "range", None, None, None, None, f"{area.size():,} cells")
        owner = self._owner(place)
        value = self.values.at(place)
        formula = formula_text.formula(self.values, owner)
        cell = self.template.cell(owner) if self.template else None
        if formula is None:
            kind = "input" if place in self.inputs else "blank" if value is None else "constant"
        else:
            kind = "formula"
        return Line(
            area,
            depth,
            above,
            kind,
            value,
            formula,
            cell.notation if cell else None,
            formula_text.filled(self.values, owner) if formula is not None else None,
            self._name(place),
            repeated,
            beyond,
        )

    def _owner(self, place: Place) -> Place:
        """The cell whose formula gives a cell its value: its own, or an array formula's first."""
        return self.values.plan.owners.get(place.sheet, {}).get(place.address, place)

    def _name(self, place: Place) -> str:
        """An input's name, or what the template calls the cell's row and column."""
        if place in self.inputs:
            return self.inputs[place]
        sheet = None
        if self.template is not None:
            sheet = next((sheet for sheet in self.template.sheets if sheet.name == place.sheet), None)
        if sheet is None:
            return ""
        names = (sheet.rows.get(place.address.row), sheet.columns.get(place.address.column))
        return " · ".join(name for name in names if name)


class _Dependents:
    """Which formulas refer to a cell: the workbook's references, turned around."""

    def __init__(self, values: Values) -> None:
        self.cells: dict[Place, dict[Area, None]] = defaultdict(dict)
        self.areas: list[tuple[Area, Area]] = []
        resolver = Resolver(values.grid)
        for place, tree in values.plan.trees.items():
            own = Area(place.sheet, place.address.row, place.address.column, place.address.row, place.address.column)
            for area in precedents(tree, place, resolver):
                if area.is_cell:
                    self.cells[Place(area.sheet, Address(area.top, area.left))][own] = None
                else:
                    self.areas.append((area, own))

    def of(self, area: Area) -> list[Area]:
        """The formulas that refer to a cell, in the order of the workbook's calculation."""
        place = Place(area.sheet, Address(area.top, area.left))
        found = dict(self.cells.get(place, {}))
        found.update({own: None for other, own in self.areas if other.sheet == place.sheet and place.address in other})
        return list(found)


def _cells(area: Area) -> Iterator[Area]:
    """A range's cells, each as an area; the range itself where they are many."""
    if area.is_cell or area.size() > _MOST_CELLS:
        yield area
        return
    for address in area.addresses():
        yield Area(area.sheet, address.row, address.column, address.row, address.column)


def spelled_area(area: Area, own_sheet: str) -> str:
    """An area as a formula on a sheet would write it."""
    first = Address(area.top, area.left)
    text = str(first) if area.is_cell else f"{first}:{Address(area.bottom, area.right)}"
    return text if area.sheet == own_sheet else f"{quote_sheet(area.sheet)}!{text}"
