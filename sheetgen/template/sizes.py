"""How large a value of a template is: characters and items, all within it counted.

What a value holds more than once counts each time and is looked at once: a list that holds the last one twice, round
after round, is as large as two to the power of the rounds, and told in as many looks as there were rounds.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sheetgen.template.long_numbers import DIGITS, EXPONENT, is_long

#: Characters and items of one value; bits of a whole number; containers that may stand in one another.
SIZE, BITS, DEPTH = 1_000_000, 20_000, 100
_NONE: dict[Any, Any] = {}
#: What holds other values.
CONTAINERS: tuple[type, ...] = (
    *(tuple, list, set, frozenset, dict, range),
    *(type(_NONE.keys()), type(_NONE.values()), type(_NONE.items())),
)
_SMALL = frozenset((float, bool, type(None)))
_LONG = 1 << BITS
#: Numbers up to this count as one, as most do.
_SHORT_BITS = 64
#: So many items of one plain kind are looked at as fast as another one.
_AT_ONCE = 20
#: So many bits of a number are worked with in a step.
_BITS_AT_ONCE = 1_000
#: A number is as large as its digits, about.
_BITS_IN_A_DIGIT = 3
#: The same for decimal numbers: Python calculates with 28 digits.
_SHORT_DIGITS, _DIGITS_AT_ONCE = 60, 300


class TooLargeError(ValueError):
    """A value is larger than a template may make."""


class Size:
    """The size of one value, how many looks at its items that took, and the bits of the longest whole number in it.

    TooLargeError where it is larger than SIZE or nested deeper than DEPTH (so is one that holds itself), or where a
    whole number in it is longer than BITS, or a decimal one than a spreadsheet's."""

    __slots__ = ("_known", "bits", "looks", "total")

    def __init__(self, value: Any) -> None:
        self._known: dict[int, int] = {}
        self.looks = 0
        #: Of the longest whole number.
        self.bits = 0
        self.total = self._of(value, 0)

    def _of(self, value: Any, depth: int) -> int:
        if isinstance(value, str | bytes):
            return _within(1 + len(value))
        if isinstance(value, CONTAINERS):
            if id(value) not in self._known:
                if depth > DEPTH:
                    raise TooLargeError(f"a value is nested more than {DEPTH} deep")
                self._known[id(value)] = self._of_items(value, depth)
            return self._known[id(value)]
        if isinstance(value, int):
            _require_short(abs(value))
            self.looks += value.bit_length() // _BITS_AT_ONCE
            bits = value.bit_length()
            self.bits = max(self.bits, bits)
            return 1 + (bits // _BITS_IN_A_DIGIT if bits > _SHORT_BITS else 0)
        return self._of_decimal(value) if isinstance(value, Decimal) else 1

    def _of_decimal(self, number: Decimal) -> int:
        """Its digits, with the zeros that an exponent stands for."""
        if is_long(number):
            raise TooLargeError(f"a decimal number has more than {DIGITS:,} digits, or an exponent past {EXPONENT}")
        _, digits, exponent = number.as_tuple()
        written = len(digits) + abs(exponent) if isinstance(exponent, int) else 0
        self.looks += written // _DIGITS_AT_ONCE
        return 1 + (written if written > _SHORT_DIGITS else 0)

    def _of_items(self, container: Any, depth: int) -> int:
        if isinstance(container, range):
            return self._of_range(container)
        items = [*container, *container.values()] if isinstance(container, dict) else container
        total = _within(1 + len(items))
        self.looks += 1 + len(items) // _AT_ONCE
        kinds = set(map(type, items))
        if int in kinds:
            numbers = [item for item in items if type(item) is int] if len(kinds) > 1 else items
            kinds.remove(int)
            largest = max(max(numbers), -min(numbers))
            _require_short(largest)
            self.bits = max(self.bits, largest.bit_length())
            if largest.bit_length() > _SHORT_BITS:
                bits = sum(map(int.bit_length, numbers))
                self.looks += bits // _BITS_AT_ONCE
                total = _within(total + bits // _BITS_IN_A_DIGIT)
        if str in kinds:
            kinds.remove(str)
            total = _within(total + sum([len(item) for item in items if type(item) is str]))
        kinds -= _SMALL
        if kinds:
            self.looks += len(items)
            for item in items:
                if type(item) in kinds:
                    total = _within(total + self._of(item, depth + 1) - 1)
        return total

    def _of_range(self, numbers: range) -> int:
        """Its longest number is at one of its ends."""
        self.looks += 1 + len(numbers) // _AT_ONCE
        ends = [self._of(number, 0) for number in numbers[:1]] + [self._of(number, 0) for number in numbers[-1:]]
        return _within(1 + len(numbers) * max(ends, default=1))


def _require_short(number: int) -> None:
    if number >= _LONG:
        raise TooLargeError(f"a whole number has more than {BITS:,} bits")


def _within(total: int) -> int:
    if total > SIZE:
        raise TooLargeError(f"a value is larger than {SIZE:,} characters or items")
    return total
