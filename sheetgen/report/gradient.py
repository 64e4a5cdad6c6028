"""Derivatives as a person reads them: a line for each cell that they are by, or for each one differentiated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from sheetgen.report.aligned import Column, Entry, aligned
from sheetgen.report.terminal import console
from sheetgen.values import show

if TYPE_CHECKING:
    from sheetgen.differentiate import Gradient
    from sheetgen.sheet import Place

#: So many notes are shown.
_MOST_NOTES = 10


def print_gradients(results: Mapping[Place, Gradient], names: Mapping[Place, str]) -> None:
    """The derivatives of each cell by the same others, the fewer of them side by side, and what to know of them.

    `names` are those of inputs.
    """
    out = console()
    of = list(results)
    by = results[of[0]].by
    several = len({place.sheet for place in (*of, *by)}) > 1

    def spelled(place: Place) -> str:
        return str(place if several else place.address)

    def slope(of: Place, by: Place) -> str:
        number = results[of].at(by)
        return show(number) if math.isfinite(number) else "undefined"

    values = results[of[0]].values
    if len(of) == 1:
        out.print(Text(f"{of[0]} = {show(values.at(of[0]))}", style="bold"))
        out.print()
    if len(by) < len(of):
        lines, beside = of, [f"∂/∂{names.get(place, spelled(place))}" for place in by]
        slopes = [[slope(line, place) for place in by] for line in lines]
        names = {}
    else:
        lines, beside = by, [f"∂{spelled(place) if len(of) > 1 else place.address}/∂" for place in of]
        slopes = [[slope(place, line) for place in of] for line in lines]
    columns = [Column("Input"), Column("Cell"), Column("Value", right=True)]
    columns += [Column(heading, right=True) for heading in beside]
    rows: list[list[Entry]] = []
    for line, own in zip(lines, slopes, strict=True):
        rows.append([(entry, "") for entry in (names.get(line, ""), spelled(line), show(values.at(line)), *own)])
    if not names:
        columns, rows = columns[1:], [row[1:] for row in rows]
    out.print(aligned(columns, rows, out.width), soft_wrap=True)
    findings = list(dict.fromkeys(finding for result in results.values() for finding in result.findings))
    for finding in findings[:_MOST_NOTES]:
        out.print(Text(f"  {finding}", style="yellow"))
    if len(findings) > _MOST_NOTES:
        out.print(Text(f"  and {len(findings) - _MOST_NOTES} more (--json lists them)", style="yellow"))
