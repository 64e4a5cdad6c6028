"""A workbook as a program for the page: its formulas as JavaScript, the cells that hold them, what they refer to.

Cells are numbered: sheet after sheet, row after row, each row of every sheet equally long. Equal relative formulas are
one function of the cell's number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sheetgen.errors import UnsupportedError
from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.print_javascript import Spelling, print_javascript
from sheetgen.formula.tree import Name, Node, Range, Reference
from sheetgen.formula.walk import replaced, walk
from sheetgen.recalc import Values
from sheetgen.recalc.precedents import precedents
from sheetgen.recalc.resolver import Resolver
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, Address, Place

#: More cells than this, blank ones included, are too many for a page.
MOST_CELLS = 1_000_000


@dataclass(slots=True)
class Layout:
    """Where each cell stands in the page's array of values: `base` is the number of a sheet's first cell."""

    stride: int
    base: dict[str, int]
    #: The last row and column of each sheet that holds or is referred to by anything.
    extent: dict[str, tuple[int, int]]

    def index(self, place: Place) -> int:
        """A cell's number."""
        return self.base[place.sheet] + (place.address.row - 1) * self.stride + place.address.column - 1


@dataclass(slots=True)
class Program:
    """The functions as the text of a script, and as data for JSON which cells hold which, and how each is spelled."""

    layout: Layout
    script: str
    #: For each function the text of the formula, cut at its references, and what these are.
    spellings: list[dict[str, Any]] = field(default_factory=list)
    #: `[function, first cell, distance, count]`, see `runs`.
    cells: list[list[int]] = field(default_factory=list)
    #: The names of Excel's functions in the formulas.
    functions: set[str] = field(default_factory=set)


def lay_out(values: Values, sheets: Iterable[str]) -> Layout:
    """A place for every cell of the given sheets, and for those that formulas refer to."""
    calculated = [name for name, sheet in values.grid.sheets.items() if sheet.formulas]
    extent = {name: values.grid.sheets[name].extent() for name in (*sheets, *calculated)}
    resolver = Resolver(values.grid)
    for place, tree in values.plan.trees.items():
        for area in precedents(tree, place, resolver):
            if not area.is_whole:
                if area.sheet not in extent:
                    extent[area.sheet] = values.grid.sheets[area.sheet].extent()
                rows, columns = extent[area.sheet]
                extent[area.sheet] = max(rows, area.bottom), max(columns, area.right)
    # A column more than needed, so that what stands at the end of a row has no neighbour in the next.
    stride = max((columns for _, columns in extent.values()), default=0) + 1
    base, end = {}, 0
    for name, (rows, _) in extent.items():
        base[name] = end
        end += max(rows, 1) * stride
    if end > MOST_CELLS:
        raise UnsupportedError(f"the sheets span {end:,} cells, more than a page can hold ({MOST_CELLS:,})")
    return Layout(stride, base, extent)


def compile_program(values: Values, layout: Layout) -> Program:
    """Every formula of a workbook as JavaScript; UnsupportedError with the list of what the page lacks."""
    compiler = _Compiler(values, layout)
    if values.plan.arrays:
        compiler.lacking.add("array formulas")
    groups: dict[tuple[str, str], int] = {}
    program = Program(layout, "")
    functions: list[str] = []
    holding: list[tuple[int, int]] = []
    for place, tree in values.plan.trees.items():
        function, spelling = compiler.function(tree, place)
        number = groups.setdefault((function, spelling["key"]), len(groups))
        if number == len(functions):
            functions.append(function)
            program.spellings.append({"text": spelling["text"], "of": spelling["of"]})
        holding.append((layout.index(place), number))
    if compiler.lacking:
        raise UnsupportedError(f"a page cannot calculate {', '.join(sorted(compiler.lacking))}")
    program.cells = runs(holding)
    program.functions = compiler.used
    program.script = f"const sheetgenFormulas=({{{_RUNTIME}}},v,w)=>[\n" + ",\n".join(functions) + "\n];\n"
    return program


def runs(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Cells with an id each, as runs `[id, first cell, distance, count]`: most formulas go down a column."""
    by_id: dict[int, list[int]] = defaultdict(list)
    for index, number in pairs:
        by_id[number].append(index)
    found = []
    for number, indexes in by_id.items():
        indexes.sort()
        start = 0
        while start < len(indexes):
            end = start + 1
            step = indexes[end] - indexes[start] if end < len(indexes) else 0
            while end < len(indexes) and indexes[end] - indexes[end - 1] == step:
                end += 1
            if end - start == 2:
                # Two cells that happen to stand apart are two runs, so that the next may begin with the second.
                end -= 1
            found.append([number, indexes[start], step if end - start > 1 else 0, end - start])
            start = end
    return found


#: What the printed formulas call.
_RUNTIME = (
    "f,error,range,elements,matrix,meet,one,add,subtract,multiply,divide,power,negate,percent,join,equal,unequal,less,"
    "greater,atMost,atLeast"
)

_PLACEHOLDER = re.compile("\x01(\\d+)\x02")


class _Compiler:
    def __init__(self, values: Values, layout: Layout) -> None:
        self.values = values
        self.layout = layout
        self.resolver = Resolver(values.grid)
        self.used: set[str] = set()
        self.lacking: set[str] = set()
        self.known: dict[tuple[object, ...], tuple[str, dict[str, Any]]] = {}
        self.place = Place("", Address(1, 1))

    def function(self, tree: Node, place: Place) -> tuple[str, dict[str, Any]]:
        """A formula as two functions of its cell's number, its value and the cells it refers to, and its spelling."""
        self.place = place
        key = (id(tree), place.sheet, self.sides(tree))
        if key not in self.known:
            self.known[key] = self.compiled(tree)
        return self.known[key]

    def compiled(self, tree: Node) -> tuple[str, dict[str, Any]]:
        spelling = Spelling(self.index, lambda name: self.resolver.name(name, self.place))
        value = print_javascript(tree, spelling)
        self.used |= spelling.used
        self.lacking |= spelling.lacking
        text, leaves = self.spelling(tree)
        parts = ",".join(f"[{self.corners(leaf)}]" for leaf in leaves)
        of = [self.described(leaf) for leaf in leaves]
        return f"[i=>{value},i=>[{parts}]]", {"text": text, "of": of, "key": repr((text, of))}

    def sides(self, tree: Node) -> tuple[bool, ...]:
        """For each relative coordinate whether it lies before the formula's own: distances are counted around the
        sheet's end, so that equal trees may mean different ones in the page's array."""
        row, column = self.place.address
        return tuple(
            part.at(own, limit) < own
            for node in walk(tree)
            for reference in ((node.first, node.last) if isinstance(node, Range) else (node,))
            if isinstance(reference, Reference)
            for part, own, limit in ((reference.row, row, MAX_ROW), (reference.column, column, MAX_COLUMN))
            if not part.absolute
        )

    def index(self, reference: Reference) -> str | None:
        """A referenced cell's number, as an expression of the formula's own, `i`."""
        sheet = self.values.grid.find_sheet(reference.sheet or self.place.sheet)
        if sheet is None:
            return None
        base = self.layout.base[sheet.name]
        own, at = self.place.address, reference.at(self.place.address)
        away = base - self.layout.base[self.place.sheet]
        rows = at.row - 1 if reference.row.absolute else at.row - own.row
        columns = at.column - 1 if reference.column.absolute else at.column - own.column
        match reference.row.absolute, reference.column.absolute:
            case True, True:
                return str(base + rows * self.layout.stride + columns)
            case True, False:
                return "i%w" + _plus(base + rows * self.layout.stride + columns)
            case False, True:
                return "i-i%w" + _plus(away + rows * self.layout.stride + columns)
        return "i" + _plus(away + rows * self.layout.stride + columns)

    def spelling(self, tree: Node) -> tuple[list[str | int], list[Node]]:
        """The formula's text, cut at its references: texts, and numbers of the references between them."""
        leaves: list[Node] = []

        def leaf(node: Node) -> Node | None:
            if not isinstance(node, Reference | Range | Name):
                return None
            leaves.append(node)
            return Name(None, f"\x01{len(leaves) - 1}\x02")

        pieces = _PLACEHOLDER.split(print_a1(replaced(tree, leaf), self.place.address))
        return [int(piece) if index % 2 else piece for index, piece in enumerate(pieces)], leaves

    def corners(self, leaf: Node) -> str:
        """What a leaf refers to, as the numbers of its first and last cell; nothing for a name of something else."""
        if isinstance(leaf, Name):
            found = [node for node in walk(self.resolver.name(leaf, self.place)) if isinstance(node, Reference | Range)]
            return ",".join(self.corners(node) for node in found)
        if isinstance(leaf, Range):
            last = Reference(leaf.first.sheet, leaf.last.row, leaf.last.column)
            first, end = self.index(leaf.first), self.index(last)
            return "" if first is None else f"[{first},{end}]"
        assert isinstance(leaf, Reference)
        return self.index(leaf) or ""

    def described(self, leaf: Node) -> Any:
        """How a leaf is written: a name, or its sheet and which of its coordinates have a dollar sign."""
        if isinstance(leaf, Name):
            return leaf.name
        assert isinstance(leaf, Range | Reference)
        corners = [leaf.first, leaf.last] if isinstance(leaf, Range) else [leaf]
        dollars = [int(part.absolute) for corner in corners for part in (corner.row, corner.column)]
        sheet = corners[0].sheet
        return [sheet, *dollars] if sheet is not None else dollars


def _plus(number: int) -> str:
    return f"{number:+d}" if number else ""
