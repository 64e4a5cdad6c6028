"""The article's shorthand for formulas, turned into Excel's.

    B*C+D          in row 2 is   B2*C2+D2
    1-L²           in row 3 is   1-L3^2
    (I - I2)/tiny  in row 6 is   (I6-I2)/Tiny

The grammar is checked on the way, by a reader of its own: the parser of `formula` reads the saved workbook, and a
witness must not share its mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sheetgen.errors import NotationError
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, column_number, quote_sheet
from sheetgen.values import ERROR_BY_TEXT

#: A letter, digit or underscore of a name. Python counts superscripts as word characters; a reader does not.
_W = r"(?:(?![⁰¹²³⁴⁵⁶⁷⁸⁹])[\w.])"
_LETTER = r"(?:(?![⁰¹²³⁴⁵⁶⁷⁸⁹])[^\W\d])"
_ARRAY_ITEM = r"""(?:[+\-−]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+\-−]?[0-9]+)?|"(?:[^"]|"")*"|(?i:TRUE|FALSE))"""

_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<string>"(?:[^"]|"")*")
    | (?P<error>{"|".join(re.escape(text) for text in ERROR_BY_TEXT)})
    | (?P<whole>\$?[A-Z]{{1,3}}::\$?[A-Z]{{1,3}}(?!{_W}) | \$?[0-9]{{1,7}}::\$?[0-9]{{1,7}}(?!{_W}))
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+\-−]?[0-9]+)?(?!{_W}))
    | (?P<array>\{{\s*{_ARRAY_ITEM}(?:\s*[,;]\s*{_ARRAY_ITEM})*\s*\}})
    | (?P<sheet>(?:'(?:[^']|'')+'|{_LETTER}{_W}*)!)
    | (?P<function>{_LETTER}{_W}*(?=\s*\())
    | (?P<address>\$?[A-Za-z]{{1,3}}\$?[0-9]+(?!{_W}))
    | (?P<word>\$?{_LETTER}{_W}*)
    | (?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    | (?P<operator><=|>=|<>|[-−+*×·/÷^&=<>≤≥≠])
    | (?P<percent>%)
    | (?P<colon>:)
    | (?P<comma>,)
    | (?P<open>\()
    | (?P<close>\))
    """,
    re.VERBOSE,
)

_OPERATORS = {"×": "*", "·": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "<>"}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def translate(text: str, *, row: int, names: Mapping[str, str]) -> str:
    """A formula in the shorthand, as the Excel formula for that row, without an equals sign.

    `names` maps each defined name in lower case to its spelling. NotationError says what does not fit, in one phrase.
    Source of the shorthand: a bare column letter is that column in the same row, superscripts are powers, function
    names and defined names come in any case. Excel's grammar decides the rest.
    """
    try:
        # In a table that a loop makes the same few formulas stand in a thousand rows.
        return _in_any_row(text, tuple(names.items())).replace(_ROW, str(row))
    except NotationError:
        # Again, for a message about this row.
        return _Translator(text, str(row), names).run()


#: Stands for the row's number; it cannot stand in a template.
_ROW = "\0"


@lru_cache(maxsize=1_000)
def _in_any_row(text: str, names: tuple[tuple[str, str], ...]) -> str:
    return _Translator(text, _ROW, dict(names)).run()


@dataclass(slots=True)
class _Group:
    """An open parenthesis: where its operand starts in the output, and whether it holds a function's arguments."""

    start: int
    function: str | None


@dataclass(slots=True)
class _Translator:
    """One pass over the tokens; it knows at every point whether an operand or an operator must come."""

    text: str
    row: str
    names: Mapping[str, str]
    output: list[str] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)
    #: Where the last complete operand starts in the output; None where an operand is due.
    operand: int | None = None
    #: Whether that operand is a single cell, which a colon may follow.
    is_cell: bool = False
    #: The sheet that the next reference belongs to, with its exclamation mark.
    prefix: str = ""
    #: What comes next, and the variables that LET and LAMBDA have named so far.
    rest: str = ""
    variables: set[str] = field(default_factory=set)

    def run(self) -> str:
        position = 0
        while position < len(self.text):
            match = _TOKEN.match(self.text, position)
            if not match or match.lastgroup is None:
                raise NotationError(f"{_snippet(self.text, position)!r} is not part of a formula")
            if self.prefix and match.lastgroup not in ("address", "word", "whole"):
                raise NotationError(f"after {self.prefix} a cell or a column must come")
            position = match.end()
            self.rest = self.text[position : position + 100].lstrip()
            getattr(self, f"_{match.lastgroup}")(match[0])
        if self.prefix:
            raise NotationError(f"after {self.prefix} a cell or a column must come")
        if self.groups:
            raise NotationError("a parenthesis is not closed")
        if self.operand is None or self.output[-1] == ":":
            raise NotationError("it ends where a value must come" if self.output else "it is empty")
        return "".join(self.output)

    def _operand(self, text: str, *, reference: bool = False) -> None:
        """Takes a value, a reference or a name."""
        after_colon = bool(self.output) and self.output[-1] == ":"
        if after_colon and not reference:
            raise NotationError("a colon must stand between two cells")
        if self.operand is not None and not after_colon:
            raise NotationError(f"two values side by side, {self.output[-1]} and {text}: an operator is missing")
        if self.operand is None:
            self.operand = len(self.output)
        self.is_cell = reference and not after_colon
        self.output.append(self.prefix + text)
        self.prefix = ""

    def _space(self, text: str) -> None:
        """Spaces mean nothing here: Excel's intersection operator is not part of the shorthand."""

    def _string(self, text: str) -> None:
        self._operand(text)

    def _error(self, text: str) -> None:
        self._operand(text)

    def _number(self, text: str) -> None:
        number = text.replace("−", "-")
        if float(number) == float("inf"):
            raise NotationError(f"{_snippet(text, 0)} is larger than a spreadsheet can hold (about 1.8e308)")
        self._operand(number)

    def _array(self, text: str) -> None:
        rows, items = [1], []
        for part in re.findall(rf"{_ARRAY_ITEM}|[,;]", text):
            if part in (",", ";"):
                rows[-1:] = [rows[-1] + 1] if part == "," else [rows[-1], 1]
            items.append(part if part.startswith('"') else part.replace("−", "-").upper())
        if len(set(rows)) > 1:
            raise NotationError(f"the rows of {text} are not equally long")
        self._operand(f"{{{''.join(items)}}}")

    def _sheet(self, text: str) -> None:
        name = text[:-1]
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        self.prefix = quote_sheet(name) + "!"

    def _address(self, text: str) -> None:
        column, digits = re.fullmatch(r"(\$?[A-Za-z]+\$?)([0-9]+)", text).groups()  # type: ignore[union-attr]
        digits = digits.lstrip("0")
        # Python refuses to read thousands of digits as an integer, so they are counted first.
        row = int(digits) if 1 <= len(digits) <= 7 else 0
        if column_number(column.replace("$", "")) > MAX_COLUMN or not 1 <= row <= MAX_ROW:
            raise NotationError(f"{_snippet(text, 0)} lies outside a sheet, which ends at XFD{MAX_ROW}")
        self._operand(column.upper() + digits, reference=True)

    def _whole(self, text: str) -> None:
        """`F::F` is a whole column and `1::3` whole rows, Excel's `F:F` and `1:3`; `B:D` are cells of the own row."""
        for end in text.replace("$", "").split("::"):
            if (
                not 1
                <= (int(end) if end.isdigit() else column_number(end))
                <= (MAX_ROW if end.isdigit() else MAX_COLUMN)
            ):
                raise NotationError(f"{text} lies outside a sheet, which ends at XFD{MAX_ROW}")
        self._operand(text.replace("::", ":"), reference=True)
        self.is_cell = False

    def _word(self, text: str) -> None:
        plain = text.removeprefix("$")
        if re.fullmatch("[A-Z]{1,3}", plain) and column_number(plain) <= MAX_COLUMN:
            self._operand(f"{text}{self.row}", reference=True)
        elif self.prefix:
            raise NotationError(f"after {self.prefix} a cell or a column must come")
        elif text.lower() in self.names:
            self._operand(self.names[text.lower()])
        elif text in self.variables or self._names_variable():
            self.variables.add(text)
            self._operand(text)
        elif text.upper() in ("TRUE", "FALSE"):
            self._operand(text.upper())
        else:
            raise NotationError(self._unknown(text))

    def _names_variable(self) -> bool:
        """Whether a word names a variable: an argument of LET or LAMBDA that is not the last one."""
        binds = any(group.function in ("LET", "LAMBDA") for group in self.groups[-1:])
        return binds and self.output[-1] in ("(", ",") and self.rest.startswith(",")

    def _unknown(self, text: str) -> str:
        known = ", ".join(self.names.values())
        hint = f"the defined names are {known}" if known else "no names are defined"
        if re.fullmatch("[A-Za-z]{1,3}", text) and column_number(text) <= MAX_COLUMN:
            return f"{text} is no defined name ({hint}), and a column is written in capitals"
        return f"{text} is neither a column nor a defined name ({hint})"

    def _function(self, text: str) -> None:
        if self.operand is not None:
            raise NotationError(f"two values side by side, {self.output[-1]} and {text}(…): an operator is missing")
        self.groups.append(_Group(len(self.output), text.upper()))
        self.output.append(text.upper())

    def _open(self, text: str) -> None:
        if self.output and self.groups and self.output[-1] == self.groups[-1].function:
            self.output.append("(")
            return
        if self.operand is not None:
            raise NotationError(f"two values side by side, {self.output[-1]} and (…): an operator is missing")
        self.groups.append(_Group(len(self.output), None))
        self.output.append("(")

    def _close(self, text: str) -> None:
        if self.output and self.output[-1] == ":":
            raise NotationError("a colon must stand between two cells")
        if not self.groups:
            raise NotationError("a parenthesis is closed that was never opened")
        group = self.groups.pop()
        # A function may have no arguments, and may leave one out: PI(), ROUND(B,).
        if self.operand is None and not (group.function and self.output[-1] in ("(", ",")):
            raise NotationError("a parenthesis is closed where a value must come")
        self.output.append(")")
        self.operand = group.start
        self.is_cell = False

    def _comma(self, text: str) -> None:
        if self.output and self.output[-1] == ":":
            raise NotationError("a colon must stand between two cells")
        if not self.groups or self.groups[-1].function is None:
            raise NotationError("a comma stands outside a function's arguments")
        if self.operand is None and self.output[-1] not in ("(", ","):
            raise NotationError("a comma stands where a value must come")
        self.output.append(",")
        self.operand = None

    def _colon(self, text: str) -> None:
        if self.operand is None or not self.is_cell:
            raise NotationError("a colon must stand between two cells")
        self.is_cell = False
        self.output.append(":")

    def _percent(self, text: str) -> None:
        self._after_operand(text)
        self.is_cell = False
        self.output.append("%")

    def _power(self, text: str) -> None:
        """A superscript belongs to the value before it, also where Excel would take the sign or a power first."""
        self._after_operand(text)
        self.is_cell = False
        start = self.operand or 0
        before = self.output[start - 1] if start else ""
        self.output.append("^" + text.translate(_SUPERSCRIPTS))
        unary = before in ("-", "+") and self._is_unary(start - 1)
        if unary or before == "^":
            self.output.insert(start, "(")
            self.output.append(")")

    def _is_unary(self, index: int) -> bool:
        return index == 0 or self.output[index - 1] in ("(", ",") or self.output[index - 1] in _BINARY

    def _operator(self, text: str) -> None:
        sign = _OPERATORS.get(text, text)
        if self.operand is None and sign not in ("-", "+"):
            raise NotationError(f"the operator {text} stands where a value must come")
        if self.output and self.output[-1] == ":":
            raise NotationError("a colon must stand between two cells")
        self.output.append(sign)
        self.operand = None

    def _after_operand(self, text: str) -> None:
        if self.operand is None or self.output[-1] == ":":
            raise NotationError(f"{text} stands where a value must come")


_BINARY = frozenset(("-", "+", "*", "/", "^", "&", "=", "<", ">", "<=", ">=", "<>"))


def _snippet(text: str, position: int) -> str:
    """The place of an error, short enough for a message."""
    return text[position : position + 12]
