"""Excel's criteria, `">=5"` or `"te?t*"`: how they read, and which values they fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

from sheetgen.errors import UnsupportedError
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.searching import key
from sheetgen.recalc.functions.text_numbers import read_number
from sheetgen.recalc.functions.wildcards import wildcards
from sheetgen.values import ERROR_BY_TEXT, ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

_CRITERION = re.compile(r"(<>|<=|>=|=|<|>)?(.*)", re.DOTALL)
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}

#: A longer text is no criterion ("How to correct a #VALUE! error in COUNTIF/COUNTIFS functions").
MOST_CHARACTERS = 255


@dataclass(frozen=True, slots=True)
class Criterion:
    """An operator, empty where none is written, and what it compares with: None where nothing is written after it."""

    operator: str
    operand: Scalar

    @property
    def fits_blanks(self) -> bool:
        """Whether a blank cell fits: `""` and `"="` ask for it, and `"<>5"` takes whatever is not 5."""
        if self.operator == "<>":
            return self.operand is not None
        return self.operator in ("", "=") and self.operand is None

    def fits(self, evaluator: Evaluator, value: Scalar) -> bool:
        """Whether the value of a cell that is not blank fits. A text that reads as a number equals that number, and
        yet counts among all that is not that number."""
        if self.operand is None:
            return self.operator == "<>" or (self.operator == "" and value == "")
        if self.operator in _ORDERS:
            return self._in_order(value)
        same = self._equals(value)
        if self.operator == "<>":
            return not same
        return same or (isinstance(self.operand, float) and reads(evaluator, value) == self.operand)

    def exact(self) -> Key | None:
        """What equal values are found by, where the criterion asks for equal values and has no wildcards."""
        if self.operator in _ORDERS or self.operand is None:
            return None
        if isinstance(self.operand, str) and wildcards(self.operand) is not None:
            return None
        return identity(self.operand)

    def _in_order(self, value: Scalar) -> bool:
        """The same of an order, which there is among numbers, among texts and among booleans."""
        if isinstance(self.operand, str):
            return isinstance(value, str) and _ORDERS[self.operator](value.casefold(), self.operand.casefold())
        kind = bool if isinstance(self.operand, bool) else float
        if not (isinstance(self.operand, kind) and isinstance(value, kind)):
            return False
        return _ORDERS[self.operator](value, self.operand)

    def _equals(self, value: Scalar) -> bool:
        pattern = wildcards(self.operand) if isinstance(self.operand, str) else None
        if pattern is not None:
            return isinstance(value, str) and pattern.fullmatch(value) is not None
        return identity(value) == identity(self.operand)


#: What is equal for equal values.
Key = tuple[int, float | str] | ErrorValue


def identity(value: Scalar) -> Key | None:
    """The same as searching's `key`, and error values themselves."""
    return value if isinstance(value, ErrorValue) else key(value)


def reads(evaluator: Evaluator, value: Scalar) -> float | None:
    """The number that a text reads as, where it does so whatever the user's settings are."""
    if not isinstance(value, str) or not any(character.isdigit() for character in value):
        return None
    try:
        return read_number(evaluator, value)
    except (Raised, UnsupportedError):
        return None


def parse(evaluator: Evaluator, value: Scalar) -> Criterion:
    """What a criterion means: a blank is 0; numbers, booleans and error values may be written as texts."""
    if not isinstance(value, str):
        return Criterion("=", 0.0 if value is None else value)
    if len(value) > MOST_CHARACTERS:
        raise Raised(ErrorValue.VALUE)
    match = _CRITERION.fullmatch(value)
    assert match is not None
    return Criterion(match[1] or "", _operand(evaluator, match[2]))


def _operand(evaluator: Evaluator, text: str) -> Scalar:
    upper = text.upper()
    if upper in ("TRUE", "FALSE"):
        return upper == "TRUE"
    if upper in ERROR_BY_TEXT:
        return ERROR_BY_TEXT[upper]
    try:
        return read_number(evaluator, text) if any(character.isdigit() for character in text) else text or None
    except Raised:
        return text
