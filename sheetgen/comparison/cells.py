"""The cells that stand in both workbooks and say something else."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from sheetgen.comparison.equality import Equality
from sheetgen.comparison.forms import Forms
from sheetgen.comparison.headings import Headings
from sheetgen.comparison.model import CellChange
from sheetgen.comparison.moved import Moved
from sheetgen.comparison.side import Side
from sheetgen.comparison.structure import SheetPair
from sheetgen.errors import FormulaError
from sheetgen.recalc.arrays import Area
from sheetgen.recalc.precedents import precedents
from sheetgen.recalc.resolver import Resolver
from sheetgen.sheet import Address, Place
from sheetgen.tolerance import ulps
from sheetgen.values import Scalar
from sheetgen.workbook.grid import SourceFormula
from sheetgen.workbook.read_formats import Format


@dataclass(frozen=True, slots=True)
class Aspects:
    """What is compared of a cell."""

    values: bool = True
    formulas: bool = True
    formats: bool = True
    figures: bool = True


class CellComparison:
    """Compares the cells of paired sheets."""

    def __init__(self, old: Side, new: Side, moved: Moved, forms: Forms, equality: Equality, aspects: Aspects) -> None:
        self.old = old
        self.new = new
        self.moved = moved
        self.forms = forms
        self.equality = equality
        self.aspects = aspects

    def changes(self, pair: SheetPair) -> list[CellChange]:
        """The cells of a sheet that differ, in the new sheet's reading order."""
        headings = Headings(self.new.values(pair.new))
        found = [
            replace(change, label=headings.of(change.new))
            for old, new in self._addresses(pair)
            if (change := self._compare(pair, old, new)) is not None
        ]
        return found

    def _addresses(self, pair: SheetPair) -> list[tuple[Address, Address]]:
        """The cells that hold something or have a format of their own in either, by their old and new address."""
        old_held, new_held = self._held(self.old, pair.old), self._held(self.new, pair.new)
        if pair.rows.same and pair.columns.same:
            return [(address, address) for address in sorted(old_held | new_held)]
        found: dict[Address, Address] = {}
        for address in old_held:
            row, column = pair.rows.new(address.row), pair.columns.new(address.column)
            if row is not None and column is not None:
                found[Address(row, column)] = address
        rows, columns = ({new: old for old, new in lines.pairs} for lines in (pair.rows, pair.columns))
        for address in new_held - found.keys():
            if address.row in rows and address.column in columns:
                found[address] = Address(rows[address.row], columns[address.column])
        return [(found[address], address) for address in sorted(found)]

    def _held(self, side: Side, sheet: str) -> set[Address]:
        held = {*side.values(sheet), *side.formulas(sheet)}
        return held.union(side.formats(sheet).others) if self.aspects.formats else held

    def _compare(self, pair: SheetPair, old: Address, new: Address) -> CellChange | None:
        places = Place(pair.old, old), Place(pair.new, new)
        sources = self.old.formulas(pair.old).get(old), self.new.formulas(pair.new).get(new)
        values = self.old.values(pair.old).get(old), self.new.values(pair.new).get(new)
        formula_differs = self.aspects.formulas and self._formulas_differ(sources, places)
        value_differs = (self.aspects.values or not any(sources)) and not self.equality.of(*values, *places)
        formats = self._formats(pair, old, new) if self.aspects.formats else ()
        published = self._published(places) if self.aspects.figures and not formula_differs else None
        if not (formula_differs or value_differs or formats or published):
            return None
        return CellChange(
            pair.new,
            old,
            new,
            *values,
            self.forms.text(sources[0], old),
            self.forms.text(sources[1], new),
            value_differs,
            formula_differs,
            ulp=_distance(*values) if value_differs else None,
            formats=formats,
            published=published,
            form=tuple(source and self.forms.of(source) for source in sources),
        )

    def _formulas_differ(
        self, sources: tuple[SourceFormula | None, SourceFormula | None], places: tuple[Place, Place]
    ) -> bool:
        one, other = sources
        if one is None or other is None:
            return one is not other
        return not self.moved.equal(one, places[0], other, places[1])

    def _published(self, places: tuple[Place, Place]) -> tuple[str | None, str | None] | None:
        """The figures that were published for a formula, if both workbooks know them and they differ."""
        if self.old.figures is None or self.new.figures is None:
            return None
        figures = self.old.figures.get(places[0]), self.new.figures.get(places[1])
        return figures if figures[0] != figures[1] else None

    def _formats(self, pair: SheetPair, old: Address, new: Address) -> tuple[tuple[str, str, str], ...]:
        one, other = self.old.formats(pair.old).of(old), self.new.formats(pair.new).of(new)
        if one == other:
            return ()
        return tuple(
            (field.name.replace("_", " "), getattr(one, field.name), getattr(other, field.name))
            for field in fields(Format)
            if getattr(one, field.name) != getattr(other, field.name)
        )


def _distance(one: Scalar, other: Scalar) -> int | None:
    return ulps(one, other) if isinstance(one, float) and isinstance(other, float) else None


def mark_followers(changes: list[CellChange], new: Side) -> list[CellChange]:
    """Marks the cells whose value is another only because cells that their formula refers to have changed."""
    changed: dict[str, set[Address]] = {}
    for change in changes:
        if change.value_differs or change.formula_differs:
            changed.setdefault(change.sheet, set()).add(change.new)
    resolver = Resolver(new.grid)
    return [
        replace(change, follows=True) if _may_follow(change) and _follows(change, changed, new, resolver) else change
        for change in changes
    ]


def _may_follow(change: CellChange) -> bool:
    return change.value_differs and not change.formula_differs


def _follows(change: CellChange, changed: dict[str, set[Address]], new: Side, resolver: Resolver) -> bool:
    plan = new.recalculated.plan
    place = plan.owners.get(change.sheet, {}).get(change.new, Place(change.sheet, change.new))
    tree = plan.trees.get(place)
    if tree is None:
        return False
    try:
        return any(_any_in(area, changed.get(area.sheet, set())) for area in precedents(tree, place, resolver))
    except FormulaError:
        return False


def _any_in(area: Area, changed: set[Address]) -> bool:
    """Whether any of the changed cells lies in an area."""
    if area.size() <= len(changed):
        return any(address in changed for address in area.addresses())
    return any(address in area for address in changed)
