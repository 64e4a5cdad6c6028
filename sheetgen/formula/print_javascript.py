"""A syntax tree as a JavaScript expression, for a page that calculates its own sheet.

The expression calls functions of a small runtime: `add`, `power`, `f.SUM`. It reads the cells' values from an array
`v` at indexes that the caller spells, and knows its own cell as `i`. What is a reference in Excel stays one where a
function asks for it; what is an array there is one here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from sheetgen.formula.tree import (
    ArrayConstant,
    Boolean,
    Call,
    Error,
    Missing,
    Name,
    Node,
    Number,
    Operation,
    Range,
    Reference,
    Text,
    Unary,
)
from sheetgen.values import shortest

#: Functions of scalars, of ranges' values, and of arrays.
_OF_SCALARS = (
    "ABS ACOS ACOSH ASIN ASINH ATAN ATAN2 ATANH COS COSH DEGREES EXP FALSE INT ISBLANK ISERR ISERROR ISLOGICAL ISNA"
    " ISNUMBER ISTEXT LN LOG LOG10 MOD NA NOT PI POWER RADIANS ROUND ROUNDDOWN ROUNDUP SIGN SIN SINH SQRT TAN TANH"
    " TRUE TRUNC"
)
_OF_VALUES = "AND AVERAGE COUNT COUNTA MAX MIN OR PRODUCT SUM SUMSQ XOR"
_OF_ARRAYS = "COLUMNS MMULT ROWS SUMPRODUCT SUMX2MY2 SUMX2PY2 SUMXMY2 TRANSPOSE"

#: What each argument of a function is wanted as; the last letter holds for all further ones. `s` is a scalar, `v` a
#: value, which may be a reference, `a` an array, and `l` a value that only some calls need.
KINDS: dict[str, str] = {
    **dict.fromkeys(_OF_SCALARS.split(), "s"),
    **dict.fromkeys(_OF_VALUES.split(), "v"),
    **dict.fromkeys(_OF_ARRAYS.split(), "a"),
    "IF": "sl",
    "IFERROR": "sl",
    "IFNA": "sl",
    "INDEX": "as",
}

#: The functions that may answer with a reference or an array.
_ANSWER_MANY = ("INDEX", "MMULT", "TRANSPOSE")

_OPERATORS = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "^": "power",
    "&": "join",
    "=": "equal",
    "<>": "unequal",
    "<": "less",
    ">": "greater",
    "<=": "atMost",
    ">=": "atLeast",
}


@dataclass(slots=True)
class Spelling:
    """How the caller's page lays its cells out.

    `index` spells where a cell's value stands, as an expression of `i`, or gives None for a cell that does not exist
    (#REF!); `name` is what stands behind a defined name. `used` gathers the functions, `lacking` what cannot be
    printed.
    """

    index: Callable[[Reference], str | None]
    name: Callable[[Name], Node]
    used: set[str] = field(default_factory=set)
    lacking: set[str] = field(default_factory=set)


def print_javascript(tree: Node, spelling: Spelling) -> str:
    """The formula as an expression; what it uses and the page has not is added to `spelling.lacking`."""
    return _Printer(spelling).print(tree, reference=False, array=False)


class _Printer:
    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling

    def print(self, tree: Node, *, reference: bool, array: bool) -> str:
        """A node; `reference` says that references may stay what they are, `array` that a range is an array."""
        match tree:
            case Number(value):
                return shortest(value)
            case Text(value):
                return script_text(value)
            case Boolean(value):
                return "true" if value else "false"
            case Error(error):
                return f"error({script_text(str(error))})"
            case Missing():
                return "null"
            case Reference():
                index = self.spelling.index(tree)
                if index is None:
                    return 'error("#REF!")'
                return f"range({index},{index})" if reference else f"v[{index}]"
            case Range(first, last):
                corners = self.spelling.index(first), self.spelling.index(Reference(first.sheet, last.row, last.column))
                if None in corners:
                    return 'error("#REF!")'
                area = f"range({corners[0]},{corners[1]})"
                return area if reference else f"elements({area})" if array else f"meet({area},i)"
            case Name():
                return self.print(self.spelling.name(tree), reference=reference, array=array)
            case ArrayConstant(rows):
                lines = ("[" + ",".join(self.scalar(item) for item in row) + "]" for row in rows)
                return f"matrix([{','.join(lines)}])"
            case Unary("%", operand):
                return f"percent({self.print(operand, reference=False, array=array)})"
            case Unary("-", operand):
                return f"negate({self.print(operand, reference=False, array=array)})"
            case Operation(operators, operands):
                text = self.print(operands[0], reference=False, array=array)
                for operator, operand in zip(operators, operands[1:], strict=True):
                    text = f"{_OPERATORS[operator]}({text},{self.print(operand, reference=False, array=array)})"
                return text
            case Call(function, arguments):
                return self.call(function, arguments, reference=reference, array=array)
        self.spelling.lacking.add(_WHAT.get(type(tree).__name__, "other grammar"))
        return "null"

    def scalar(self, tree: Node) -> str:
        return self.print(tree, reference=False, array=False)

    def call(self, function: str, arguments: tuple[Node, ...], *, reference: bool, array: bool) -> str:
        kinds = KINDS.get(function)
        if kinds is None or (function == "INDEX" and len(arguments) > 3):
            self.spelling.lacking.add(function)
            return "null"
        self.spelling.used.add(function)
        printed = []
        for index, argument in enumerate(arguments):
            kind = kinds[min(index, len(kinds) - 1)]
            if kind == "s":
                printed.append(self.print(argument, reference=False, array=array))
            elif kind == "v":
                printed.append(self.print(argument, reference=True, array=array))
            elif kind == "a":
                printed.append(self.print(argument, reference=True, array=True))
            else:
                printed.append(f"()=>{self.print(argument, reference=reference, array=array)}")
        call = f"f.{function}({','.join(printed)})"
        return f"one({call},i)" if function in _ANSWER_MANY and not (reference or array) else call


#: What else a formula can hold, as the list of what is lacking names it.
_WHAT = {
    "WholeColumns": "references to whole columns",
    "WholeRows": "references to whole rows",
    "SheetSpan": "3-D references",
    "TableReference": "references to tables",
    "External": "references to other workbooks",
    "Apply": "LAMBDA",
    "Span": "calculated ranges",
    "Intersection": "intersections of ranges",
    "Union": "unions of ranges",
    "Spilled": "spilled ranges",
    "Unary": "the operator @",
}


def script_text(text: str) -> str:
    """A text as a JavaScript literal that can stand in a page: nothing in it ends the script or begins a comment."""
    return json.dumps(text).replace("<", "\\u003c").replace(">", "\\u003e")
