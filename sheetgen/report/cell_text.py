"""A cell as a small table of its witnesses, in plain text."""

from __future__ import annotations

from sheetgen.result import CellResult
from sheetgen.values import show


def cell_text(cell: CellResult, place: str) -> str:
    """What every witness says of a cell, and which bound broke; `place` is the file and the line."""
    lines = [f"{place}: {cell.place}  {cell.row} · {cell.column}"]
    rows = []
    if cell.is_formula:
        rows.append(("formula", show(cell.recalculated), f"{cell.formula} is {cell.filled}"))
    else:
        rows.append(("constant", show(cell.recalculated), ""))
    told = {check.witness: check for check in cell.checks}
    values = {**({"printed": cell.printed or ""} if "printed" in told else {}), **cell.witnesses}
    for witness in dict.fromkeys((*values, *told)):
        check = told.get(witness)
        value = values.get(witness)
        shown = value if isinstance(value, str) else show(value)
        rows.append((witness, shown or "", "" if check is None else ("" if check.ok else "✗ ") + check.reason))
    if cell.likely:
        rows.append(("likely", "", cell.likely))
    widths = [max(len(row[index]) for row in rows) for index in (0, 1)]
    lines += [f"  {name:<{widths[0]}}  {value:<{widths[1]}}  {reason}".rstrip() for name, value, reason in rows]
    return "\n".join(lines)
