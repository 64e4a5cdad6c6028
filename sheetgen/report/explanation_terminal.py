"""An explained cell as a person reads it: what it is, who agrees, and the tree of what it is calculated from."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.text import Text

from sheetgen.explanation import Explanation, Line, spelled_area
from sheetgen.report.aligned import Column, Entry, aligned
from sheetgen.report.terminal import console
from sheetgen.values import show


def print_explanation(explanation: Explanation) -> None:
    """The cell, its witnesses, the tree of its precedents, its dependents, and its derivatives."""
    out = console()
    cell = explanation.cell
    name = explanation.precedents[0].name
    out.print(Text(f"{cell.place}{f'  {name}' if name else ''}  =  {show(cell.recalculated) or 'blank'}", style="bold"))
    if cell.formula is not None:
        if cell.notation:
            printed = f", printed as {cell.printed}" if cell.printed else ""
            out.print(Text(f"  in the article  {cell.notation}{printed}"))
        out.print(Text(f"  formula         {cell.formula}"))
        out.print(Text(f"  with values     ={cell.filled}"))
    for check in cell.checks:
        out.print(
            Text(
                f"  {check.witness:<15} {check.reason.removeprefix(check.witness).strip()}",
                style="" if check.ok else "red",
            )
        )
    if cell.not_compared:
        out.print(Text(f"  {'volatile':<15} {cell.not_compared}", style="dim"))
    elif not cell.checks:
        out.print(Text(f"  {explanation.precedents[0].kind}: no witness says anything of it", style="dim"))
    _print_tree("What it is calculated from", explanation.precedents, explanation, out.width)
    if explanation.dependents:
        _print_tree("What is calculated from it", explanation.dependents, explanation, out.width)
    _print_sensitivity(explanation, out.width)


def _print_tree(title: str, lines: Sequence[Line], explanation: Explanation, width: int) -> None:
    out = console()
    out.print()
    if len(lines) == 1:
        out.print(Text(f"{title}: nothing", style="bold"))
        return
    out.print(Text(title, style="bold"))
    out.print()
    sheet = explanation.cell.place.sheet
    rows: list[Sequence[Entry] | None] = []
    for line, branch in zip(lines, branches(lines), strict=True):
        dim = "dim" if line.repeated else ""
        cell = branch + spelled_area(line.area, sheet)
        rows.append([(cell, dim), (show(line.value), dim), (_formula(line), dim), (line.name, "")])
    columns = [Column("Cell"), Column("Value", right=True), Column("Formula"), Column("Quantity", dim=True)]
    if not any(line.name for line in lines):
        columns, rows = columns[:3], [row[:3] for row in rows if row is not None]
    out.print(aligned(columns, rows, width), soft_wrap=True)


def _formula(line: Line) -> str:
    """A line's formula as the article writes it, or what the cell is."""
    text = line.notation or line.formula or ("" if line.kind == "range" else f"({line.kind})")
    if line.repeated:
        return f"{text}  (see above)"
    return f"{text}  (… {line.beyond} further: --depth {line.depth + 1})" if line.beyond else text


def branches(lines: Sequence[Line]) -> list[str]:
    """What stands before each line to draw the tree."""
    found: list[str] = []
    #: The depths at which another line follows under the same line above.
    goes_on: set[int] = set()
    for line in reversed(lines):
        goes_on = {depth for depth in goes_on if depth <= line.depth}
        if line.depth == 0:
            found.append("")
        else:
            above = ["│  " if depth in goes_on else "   " for depth in range(1, line.depth)]
            found.append("".join([*above, "├─ " if line.depth in goes_on else "└─ "]))
        goes_on.add(line.depth)
    return found[::-1]


def _print_sensitivity(explanation: Explanation, width: int) -> None:
    out = console()
    of = explanation.cell.place
    slopes = explanation.sensitivity
    if slopes is None:
        if explanation.cell.formula is not None:
            out.print()
            out.print(Text(f"no derivatives: {explanation.no_sensitivity}", style="yellow"))
        return
    out.print()
    out.print(Text("How it follows its inputs", style="bold"))
    out.print()
    inputs = explanation.template.inputs if explanation.template else {}
    names = {place: name for name, place in inputs.items()}
    rows: list[Sequence[Entry] | None] = []
    for place in slopes.by[:_MOST_INPUTS]:
        slope = slopes.at(place)
        cell = str(place.address if place.sheet == of.sheet else place)
        shown = show(slope) if math.isfinite(slope) else "undefined"
        rows.append([(names.get(place, ""), ""), (cell, ""), (show(explanation.values.at(place)), ""), (shown, "")])
    columns = [Column("Input"), Column("Cell"), Column("Value", right=True), Column(f"∂{of.address}/∂", right=True)]
    if not names:
        columns, rows = columns[1:], [row[1:] for row in rows if row is not None]
    out.print(aligned(columns, rows, width), soft_wrap=True)
    if len(slopes.by) > _MOST_INPUTS:
        out.print(Text(f"  and {len(slopes.by) - _MOST_INPUTS:,} more (sheetgen gradient lists them)", style="dim"))
    for finding in slopes.findings[:_MOST_INPUTS]:
        out.print(Text(f"  {finding}", style="yellow"))


#: So many inputs are shown with their derivatives.
_MOST_INPUTS = 20
