"""Functions by which a formula would reach out of its workbook: none of them is called, and an audit names them."""

from __future__ import annotations

import re

from sheetgen.formula.tree import Call, Node
from sheetgen.formula.walk import walk
from sheetgen.recalc.plan import Plan
from sheetgen.recalc.volatile import places_with
from sheetgen.workbook.grid import Grid

#: Programs, libraries, servers and pages that Excel would call or open.
ACTIVE = frozenset(
    (
        *("CALL", "DDE", "EXEC", "HYPERLINK", "IMAGE", "REGISTER", "REGISTER.ID"),
        *("RTD", "SQL.REQUEST", "STOCKHISTORY", "TRANSLATE", "WEBSERVICE"),
    )
)
_CALLED = re.compile(r"\b(?:_xlfn\.)?(?:_xlws\.)?([A-Z][A-Z.]*)\s*\(", re.IGNORECASE)
#: =program|topic!item, Dynamic Data Exchange.
_DDE = re.compile(r"[A-Za-z][\w.]*\|")


def active_functions(plan: Plan, grid: Grid) -> list[str]:
    """A line for each such function: the first cell or defined name that has it, and how many more have."""
    found: dict[str, list[str]] = {}
    for place in places_with(plan, lambda tree: bool(_called(tree))):
        for name in _called(plan.trees[place]):
            found.setdefault(name, []).append(str(place))
    # What is not supported has no tree.
    unknown = sorted(plan.problems, key=lambda place: (place.sheet, place.address))
    texts = {str(place): grid.sheets[place.sheet].formulas[place.address].text for place in unknown}
    texts |= {f"the name {grid.spelling.get(key, key[1])}": text for key, text in grid.names.items()}
    for where, text in texts.items():
        for name in dict.fromkeys(match.upper() for match in _CALLED.findall(text)):
            if name in ACTIVE:
                found.setdefault(name, []).append(where)
        if _DDE.match(text.lstrip("+-= ")):
            found.setdefault("DDE", []).append(where)
    lines = []
    for name, places in sorted(found.items()):
        more = f" and {len(places) - 1:,} more" if len(places) > 1 else ""
        lines.append(f"{name} in {places[0]}{more} (not {'followed' if name == 'HYPERLINK' else 'called'})")
    return lines


def _called(tree: Node) -> list[str]:
    names = (node.function for node in walk(tree) if isinstance(node, Call))
    return list(dict.fromkeys(name for name in names if name in ACTIVE))
