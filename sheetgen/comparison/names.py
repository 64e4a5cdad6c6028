"""Defined names that stand for something else."""

from __future__ import annotations

from sheetgen.comparison.model import NameChange
from sheetgen.comparison.moved import Moved
from sheetgen.comparison.side import Side
from sheetgen.sheet import Address, Place
from sheetgen.workbook.grid import SourceFormula

#: What a definition's relative references are seen from.
_ORIGIN = Address(1, 1)

#: Names that Excel keeps for itself: print areas, filters, and those that other programs hide.
_INTERNAL = "_xl"


def name_changes(old: Side, new: Side, moved: Moved) -> list[NameChange]:
    """The names that were defined, deleted, or stand for other cells than those that their old ones became."""
    found: list[NameChange] = []
    seen: set[tuple[str | None, str]] = set()
    for (sheet, name), text in old.grid.names.items():
        pair = moved.structure.pair(sheet) if sheet is not None else None
        key = (pair.new if pair is not None else sheet, name)
        seen.add(key)
        other = new.grid.names.get(key)
        if other is None or not _equal(text, sheet, other, key[0], old, new, moved):
            found.append(NameChange(old.grid.spelling.get((sheet, name), name), key[0], text, other))
    found.extend(
        NameChange(new.grid.spelling.get((sheet, name), name), sheet, None, text)
        for (sheet, name), text in new.grid.names.items()
        if (sheet, name) not in seen
    )
    return [change for change in found if not change.name.lower().startswith(_INTERNAL)]


def _equal(
    one: str, old_sheet: str | None, other: str, new_sheet: str | None, old: Side, new: Side, moved: Moved
) -> bool:
    if one == other and moved.structure.same:
        return True
    places = [
        Place(sheet or next(iter(side.grid.sheets), ""), _ORIGIN)
        for sheet, side in ((old_sheet, old), (new_sheet, new))
    ]
    return moved.equal(SourceFormula(one, _ORIGIN), places[0], SourceFormula(other, _ORIGIN), places[1])
