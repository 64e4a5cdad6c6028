"""What an import gathers, whatever it came from: cells in the template's notation, names, and what was lost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sheetgen.sheet import Address


@dataclass(slots=True)
class ImportedSheet:
    """A sheet: each cell as a template writes it, `0.8 (B*C+D)`."""

    name: str
    cells: dict[Address, str] = field(default_factory=dict)


@dataclass(slots=True)
class Imported:
    """A template in the making. `lost` maps what the template language cannot say to the cells that had it."""

    title: str
    sheets: list[ImportedSheet] = field(default_factory=list)
    #: Defined names and what they stand for, `B12` or `Sheet!B2:B9`.
    names: dict[str, str] = field(default_factory=dict)
    lost: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def warnings(self) -> list[str]:
        """A line for each kind of thing that was lost."""
        found = []
        for what, cells in self.lost.items():
            named = ", ".join(cells[:5]) + (f" and {len(cells) - 5} more" if len(cells) > 5 else "")
            found.append(f"{what}: {named}" if named else what)
        return found
