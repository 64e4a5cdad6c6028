"""What a class of differences may ask of a difference beyond its function and kinds; classes.toml names these."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from benchmarks.differential.books import Constants
from benchmarks.differential.compare import kind
from benchmarks.differential.parts import ENDLESS, RANGE
from benchmarks.differential.referee import error_in_ulps, exact
from sheetgen.recalc.coerce import Raised, to_number
from sheetgen.values import ErrorValue, Scalar


@dataclass(frozen=True)
class Finding:
    """The smallest part of a formula on which a calculator differs from sheetgen."""

    calculator: str
    #: The function or operator at its top.
    name: str
    ours: Scalar
    theirs: Scalar
    #: The part itself, and the formula that it was found in.
    text: str
    formula: str
    operands: Sequence[Scalar] = ()
    ranges: Sequence[Sequence[Scalar]] = ()
    #: The cells that the part refers to.
    cells: Constants = field(default_factory=dict)

    @cached_property
    def values(self) -> list[Scalar]:
        """All operands and the cells of all ranges."""
        return [*(value for value in self.operands if value != RANGE), *(cell for one in self.ranges for cell in one)]

    @cached_property
    def exact(self) -> Any:
        """The exact value, if mathematics has one and mpmath knows it."""
        if not isinstance(self.ours, float) or not isinstance(self.theirs, float):
            return None
        return exact(self.name, self.operands, self.ranges, self.ours)

    @property
    def kinds(self) -> tuple[str, str]:
        """The kinds of both values."""
        return kind(self.ours), kind(self.theirs)


def _relative(finding: Finding) -> float:
    """How far two numbers are apart, as part of the larger."""
    a, b = finding.ours, finding.theirs
    if type(a) is not float or type(b) is not float:
        return math.inf
    return abs(a - b) / max(abs(a), abs(b)) if a != b else 0.0


def _reads_as_number(value: Scalar) -> bool:
    """A text that Excel takes for a number, a date or a time where it needs a number."""
    if not isinstance(value, str) or isinstance(value, ErrorValue):
        return False
    try:
        to_number(value, False)
    except Raised:
        return False
    return True


def _plain(value: Scalar) -> bool:
    """A text of digits, a sign, a point and an exponent, and nothing else."""
    return isinstance(value, str) and re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", value) is not None


def _texts(values: Sequence[Scalar]) -> list[str]:
    return [value for value in values if isinstance(value, str) and not isinstance(value, ErrorValue)]


def _operands(finding: Finding) -> list[Scalar]:
    return [value for value in finding.operands if value != RANGE]


def _cells(finding: Finding) -> list[Scalar]:
    return [cell for one in finding.ranges for cell in one]


def _largest(finding: Finding) -> float:
    return max((abs(value) for value in finding.values if isinstance(value, float)), default=1.0)


def _errors(finding: Finding) -> set[Scalar]:
    return {value for value in finding.values if isinstance(value, ErrorValue)}


def _ulps(finding: Finding, value: Scalar) -> float:
    return math.inf if finding.exact is None or not isinstance(value, float) else error_in_ulps(value, finding.exact)


def _fifteen(text: str) -> str:
    """A text with every run of digits as the number that it is to 12 digits."""
    return re.sub(r"\d+(\.\d+)?(E[-+]?\d+)?", lambda match: f"{float(match[0]):.11e}", text)


def _as_numbers(finding: Finding) -> list[float]:
    """The operands that are numbers or read as such."""
    found = []
    for value in finding.operands:
        try:
            found.append(to_number(value, False))
        except Raised:
            continue
    return found


#: The functions whose first two arguments are dates; in the group, those with three.
_DATES = re.compile(
    r"ACCRINTM|COUP.*|DATEDIF|DAYS.*|DISC|M?DURATION|INTRATE|NETWORKDAYS.*|PRICE(?:DISC)?|RECEIVED|TBILL.*|YEARFRAC"
    r"|YIELD(?:DISC)?|(ACCRINT|PRICEMAT|YIELDMAT)"
)


def _dates(finding: Finding) -> list[float]:
    """The arguments that are dates, as the numbers that they are."""
    found = []
    match = _DATES.fullmatch(finding.name)
    count = 1 if match is None else 3 if match[1] else 2
    for value in finding.operands[:count]:
        try:
            found.append(to_number(value, False))
        except Raised:
            continue
    return found


CONDITIONS: dict[str, Callable[[Finding], bool]] = {
    "a boolean operand": lambda f: any(isinstance(value, bool) for value in _operands(f)),
    "a boolean cell": lambda f: any(isinstance(value, bool) for value in _cells(f)),
    "a boolean": lambda f: any(isinstance(value, bool) for value in f.values),
    "a text operand": lambda f: bool(_texts(_operands(f))),
    "a text cell": lambda f: bool(_texts(_cells(f))),
    "a text": lambda f: bool(_texts(f.values)),
    "a text that reads as a number": lambda f: any(map(_reads_as_number, _operands(f))),
    "a text that reads as more than digits": lambda f: any(
        _reads_as_number(value) and not _plain(value) for value in _operands(f)
    ),
    "a text that reads as no number": lambda f: any(not _reads_as_number(text) for text in _texts(_operands(f))),
    "an empty text": lambda f: "" in _texts(f.values),
    "a blank operand": lambda f: None in _operands(f),
    "a blank cell": lambda f: None in _cells(f),
    "a blank": lambda f: None in f.values,
    "an error": lambda f: bool(_errors(f)),
    "several errors": lambda f: len(_errors(f)) > 1,
    "a negative operand": lambda f: any(isinstance(v, float) and v < 0 for v in _operands(f)),
    "a negative first operand": lambda f: bool(f.operands) and isinstance(f.operands[0], float) and f.operands[0] < 0,
    "a broken operand": lambda f: any(isinstance(v, float) and v != int(v) for v in _operands(f)),
    "a large number": lambda f: any(isinstance(v, float) and abs(v) >= 1e15 for v in (*f.values, f.ours, f.theirs)),
    "a small number": lambda f: any(isinstance(v, float) and 0 < abs(v) < 1e-12 for v in (*f.values, f.ours, f.theirs)),
    "near": lambda f: _relative(f) <= 1e-6,
    "nearer": lambda f: _relative(f) <= 1e-11,
    "ours exact": lambda f: _ulps(f, f.ours) <= _ulps(f, f.theirs) and f.exact is not None,
    "theirs exact": lambda f: f.exact is not None and _ulps(f, f.theirs) < _ulps(f, f.ours),
    "theirs is 0": lambda f: f.theirs == 0,
    "both tiny": lambda f: all(isinstance(v, float) and abs(v) < 1e-12 * _largest(f) for v in (f.ours, f.theirs)),
    "only zeros": lambda f: all(value in (0.0, None, False, "0", "") for value in f.operands),
    "an operator": lambda f: not f.name[:1].isalpha(),
    "no #NAME? given": lambda f: ErrorValue.NAME not in _errors(f),
    "no end": lambda f: f.theirs == ENDLESS,
    "parentheses": lambda f: re.search(r"(?:^|[-+*/^&=<>(,%@])\(", f.text) is not None,
    "an exponent": lambda f: "E" in str(f.ours) or "E" in str(f.theirs) or "e" in str(f.theirs),
    "a number near 0": lambda f: any(isinstance(v, float) and -1 < v < 1 for v in _operands(f)),
    "an early date": lambda f: any(value < 61 for value in _dates(f)),
    "a negative range": lambda f: any(type(v) is float and v < 0 for v in _cells(f)),
    "salvage over cost": lambda f: len(_as_numbers(f)) > 1 and _as_numbers(f)[1] > _as_numbers(f)[0],
    "minus infinity": lambda f: f.theirs == "-inf",
    "no numbers": lambda f: not any(type(cell) is float for cell in _cells(f)),
    "equal numbers": lambda f: (
        isinstance(f.ours, bool | float) and isinstance(f.theirs, bool | float) and float(f.ours) == float(f.theirs)
    ),
    "shown as TRUE": lambda f: isinstance(f.theirs, bool) and isinstance(f.ours, float) and (f.ours != 0) == f.theirs,
    "same digits": lambda f: (
        isinstance(f.ours, str) and isinstance(f.theirs, str) and _fifteen(f.ours) == _fifteen(f.theirs)
    ),
    "same but for case": lambda f: (
        isinstance(f.ours, str) and isinstance(f.theirs, str) and f.ours.casefold() == f.theirs.casefold()
    ),
}
