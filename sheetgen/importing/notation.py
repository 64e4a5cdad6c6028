"""Cells in the template's notation: the article's shorthand where it is unambiguous, quotes where text would be read as
something else."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sheetgen.errors import NotationError
from sheetgen.figure import Figure
from sheetgen.importing.proofs import Means, Proofs
from sheetgen.sheet import Address
from sheetgen.template.cell import read_cell
from sheetgen.template.table import split_row
from sheetgen.values import ErrorValue, Scalar, shortest

#: References to cells of one's own row, or something in which no reference stands: texts, quoted sheets, words.
_PART = re.compile(
    r"""
      "(?:[^"]|"")*" | '(?:[^']|'')*'!?
    | (?P<range>(?<![\w.$:!])([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})(?![\w.(:!]))
    | (?<![\w.$:!])(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})(?![\w.(:!])
    | [\w.$?\\]+
    """,
    re.VERBOSE,
)

_WHOLE = re.compile(
    r"""
      "(?:[^"]|"")*" | '(?:[^']|'')*'!? | \[[^\]]*\]
    | (?P<whole>(?<![\w.$:])(?:\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w.(:!]))
    | [\w.$?\\]+
    """,
    re.VERBOSE,
)


def shorthand(formula: str, address: Address, names: Mapping[str, str], means: Means | None = None) -> str:
    """A formula in A1, without its equals sign, with bare column letters for cells of its own row.

    Where the shorter form would mean something else, or nothing, the formula stays as it is. `names` are the defined
    names by their lower case; `means` proves the shorter form, if not each one anew.
    """
    proved = Proofs(names).means if means is None else means

    def part(match: re.Match[str]) -> str:
        if match["range"] is not None:
            first, top, last, bottom = match.groups()[1:5]
            own = top == bottom == str(address.row) and first != last
            return f"{first}:{last}" if own else match[0]
        if match["row"] is None or int(match["row"]) != address.row or match["column"].lower() in names:
            return match[0]
        return match["column"]

    full = spelled(formula)
    short = _PART.sub(part, full)
    return short if proved(short, formula, address) else full


def spelled(formula: str) -> str:
    """A formula in A1 as the notation has it with all its addresses: whole columns and rows take two colons."""

    def part(match: re.Match[str]) -> str:
        return match[0] if match["whole"] is None else match["whole"].replace(":", "::")

    return _WHOLE.sub(part, formula)


def constant(value: Scalar, shown: str) -> str | None:
    """A constant as a figure: as it is shown, if that is the whole of it, else in full; None for a text that no table
    can hold."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # A zero may have a sign.
        return shown if repr(_figure(shown)) == repr(value) else shortest(value)
    return str(value) if isinstance(value, ErrorValue) else ""


def figure(value: Scalar, shown: str) -> str | None:
    """What a formula's value is shown as, if that is a figure that the value rounds to; None for texts and blanks."""
    if isinstance(value, bool | ErrorValue):
        return str(value) if isinstance(value, ErrorValue) else str(value).upper()
    if not isinstance(value, float):
        return None
    for candidate in (shown, f"{value:.10g}", shortest(value)):
        try:
            if Figure.parse(candidate).holds(value):
                return candidate
        except ValueError:
            continue
    return None


def _figure(shown: str) -> Scalar:
    try:
        return Figure.parse(shown).value
    except ValueError:
        return None


def text(value: str) -> str | None:
    """A text as a cell, with an apostrophe where it would be read as something else; None where no cell can hold it."""
    coded = re.sub(r"&(?=#(?:9|10|32|38);)|^ +| +$|[\t\n]", _coded, value)
    for candidate in (value, f"'{value}", f"'{coded}"):
        if "\n" not in candidate and split_row(f"| {escaped(candidate)} |") == [candidate]:
            try:
                cell = read_cell(candidate, Address(1, 1), 1, {})
            except NotationError:
                continue
            if cell.value == value and type(cell.value) is str:
                return candidate
    return None


def _coded(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(character)};" for character in match[0])


def escaped(cell: str) -> str:
    """A cell as a row of a table holds it."""
    return cell.replace("|", "\\|")
