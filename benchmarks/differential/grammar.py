"""Random formulas: operators of every precedence, constants, references, and calls of the functions of signatures.txt.

Arguments are drawn from the kind that a function wants, so that most results are no errors; one in twenty is drawn from
any kind. Formulas are texts; every operator's operands that need parentheses get them at random, so that precedence is
tested too.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.differential.kinds import COLUMNS, FIRST, KINDS, LAST
from sheetgen.sheet import column_letters
from sheetgen.values import ErrorValue, Scalar, shortest

#: The names of the sheets.
DATA, BASE, CALC, VALUES = "Data", "Base", "Calc", "Values"
#: How often an argument is of any kind at all.
WRONG = 0.05

_LINE = re.compile(r"(?P<name>[A-Z0-9.]+)(?:\[(?P<around>[A-Z]+)\])?(?P<kinds>.*)")
#: The kinds that are ranges of one column of the data sheet, and whose columns they may be. `None` is its own.
_RANGES: dict[str, tuple[str, ...] | None] = {
    "numbers": ("number", "positive", "integer", "aligned", "mixed"),
    "positives": ("positive", "natural", "ones"),
    "range": ("number", "mixed", "text", "aligned", "logical"),
    "integers": ("integers",),
    "coefficients": ("coefficients",),
    "rates": ("rates",),
    "holidays": ("date", "date-later"),
}
#: The ranges that have as many cells as the others of the call.
_ALIGNED = [
    "xs",
    "ys",
    "positives-aligned",
    "ones",
    "others",
    "flows",
    "dates",
    "sorted",
    "sorted-aligned",
    "keys",
    "aligned",
]
_ARITHMETIC = ("+", "-", "*", "/", "^", "+", "-", "*")
_COMPARISON = ("=", "<>", "<", ">", "<=", ">=")


@dataclass(frozen=True, slots=True)
class Signature:
    """A function, the function that its array is handed to, and its arguments' kinds with `?`, `*` or `+`."""

    name: str
    around: str | None
    kinds: tuple[str, ...]


def signatures() -> list[Signature]:
    """Those of signatures.txt."""
    text = (Path(__file__).parent / "signatures.txt").read_text(encoding="utf-8")
    found = [_LINE.fullmatch(line) for line in text.splitlines() if line and not line.startswith("#")]
    return [Signature(match["name"], match["around"], tuple(match["kinds"].split())) for match in found if match]


class Formulas:
    """Draws formulas for the cells of one workbook."""

    def __init__(self, draw: random.Random, functions: list[Signature]) -> None:
        self.draw = draw
        self.functions = functions
        self.rows = (FIRST, LAST)

    def formula(self, earlier: int, depth: int | None = None) -> str:
        """One formula, without its equals sign; `earlier` formulas stand in column A of its sheet above it."""
        draw = self.draw
        if depth is None:
            depth = draw.choice((1, 1, 1, 1, 2, 2, 3))
        if earlier and draw.random() < 0.1:
            cell = f"{draw.choice(('', '$'))}A{draw.choice(('', '$'))}{draw.randint(1, earlier)}"
            return f"{cell}{draw.choice(_ARITHMETIC + _COMPARISON + ('&',))}{self.expression('number', depth - 1)}"
        if draw.random() < 0.3:
            return self.operation(depth)
        return self.call(draw.choice(self.functions), depth)

    def expression(self, kind: str, depth: int) -> str:
        """An operand or an argument of a kind."""
        if depth > 0 and kind in ("number", "positive", "any", "logical", "natural") and self.draw.random() < 0.7:
            if self.draw.random() < 0.4:
                return self.operation(depth)
            return self.call(self.draw.choice(self.functions), depth)
        return self.leaf(kind)

    def operation(self, depth: int) -> str:
        """Operators on operands, with parentheses or without."""
        draw = self.draw
        size = draw.random()
        if size < 0.12:
            return f"{draw.choice('-+')}{self.operand(depth)}"
        if size < 0.2:
            return f"{self.operand(depth)}%"
        operator = draw.choice(_ARITHMETIC if size < 0.65 else _COMPARISON if size < 0.85 else ("&",))
        text = self.operand(depth) + operator + self.operand(depth)
        while draw.random() < 0.3:
            text += draw.choice((*_ARITHMETIC, *_COMPARISON, "&")) + self.operand(depth)
        return text

    def operand(self, depth: int) -> str:
        """An operand: as it is, or in parentheses."""
        kind = self.draw.choice(("number", "number", "number", "positive", "any"))
        text = self.expression(kind, depth - 1)
        return f"({text})" if self.draw.random() < 0.3 else text

    def call(self, function: Signature, depth: int) -> str:
        """A call of a function."""
        draw = self.draw
        length = draw.randint(3, LAST - FIRST + 1)
        start = draw.randint(FIRST, LAST + 1 - length)
        self.rows = (start, start + length - 1)
        arguments: list[str] = []
        for kind in function.kinds:
            bare, mark = kind.rstrip("?*+"), kind[len(kind.rstrip("?*+")) :]
            if mark == "?" and draw.random() < 0.5:
                break
            count = {"": 1, "?": 1, "*": draw.randint(0, 3), "+": draw.randint(1, 3)}[mark]
            rows = self.rows
            for _ in range(count):
                arguments.append(self.argument(bare, depth))
                self.rows = rows
        text = f"{function.name}({','.join(arguments)})"
        return f"{function.around}({text})" if function.around else text

    def argument(self, kind: str, depth: int) -> str:
        """An argument of a kind: now and then of another."""
        if kind in _RANGES or kind in _ALIGNED:
            return self.range(kind)
        if kind in ("block", "table", "square", "database", "field", "criteria"):
            return self.block(kind)
        if kind == "values":
            return self.range("numbers") if self.draw.random() < 0.5 else self.expression("any", depth - 1)
        if kind in ("cell", "number-cell"):
            return self.reference("number")
        if self.draw.random() < WRONG:
            return self.leaf(self.draw.choice(("text", "number-text", "logical", "error", "blank", "number")))
        return self.expression("number" if kind == "values" else kind, depth - 1)

    def leaf(self, kind: str) -> str:
        """A constant or a reference to a cell of a kind."""
        if self.draw.random() < 0.5:
            return self.reference(kind)
        value = KINDS[kind](self.draw)
        return self.reference(kind) if value is None else constant(value)

    def reference(self, kind: str) -> str:
        """A cell of a kind."""
        row = self.draw.randint(FIRST, LAST)
        return f"{DATA}!{self.cell(COLUMNS[kind], row)}"

    def cell(self, column: int, row: int) -> str:
        dollars = self.draw.choice(("", "", "$")), self.draw.choice(("", "", "$"))
        return f"{dollars[0]}{column_letters(column)}{dollars[1]}{row}"

    def range(self, kind: str) -> str:
        """A range of one column."""
        draw = self.draw
        if kind in _ALIGNED:
            column, (first, last) = COLUMNS[kind], self.rows
        else:
            column = COLUMNS[draw.choice(_RANGES[kind] or (kind,))]
            first = draw.randint(FIRST, LAST - 2)
            last = draw.randint(first + 1, LAST)
        return f"{DATA}!{self.cell(column, first)}:{self.cell(column, last)}"

    def block(self, kind: str) -> str:
        """A range of several columns."""
        match kind:
            case "square":
                size = self.draw.randint(2, 3)
                column = COLUMNS["xs"]
                return f"{DATA}!{self.cell(column, FIRST)}:{self.cell(column + size - 1, FIRST + size - 1)}"
            case "block":
                return f"{DATA}!{self.cell(COLUMNS['xs'], FIRST)}:{self.cell(COLUMNS['xs'] + 4, FIRST + 5)}"
            case "table":
                return f"{DATA}!{self.cell(COLUMNS['sorted'], FIRST)}:{self.cell(COLUMNS['sorted'] + 2, LAST)}"
            case "database":
                return f"{BASE}!A1:D13"
            case "field":
                return self.draw.choice(('"Amount"', '"Count"', "3", "4", "Base!C1"))
        column = self.draw.choice("FGHI")
        return f"{BASE}!{column}1:{column}{self.draw.choice((2, 2, 3))}"


def constant(value: Scalar) -> str:
    """A constant as a formula writes it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, ErrorValue):
        return str(value)
    if isinstance(value, float):
        return shortest(value).upper()
    return '"' + (value or "").replace('"', '""') + '"'
