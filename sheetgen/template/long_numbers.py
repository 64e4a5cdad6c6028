"""How long a number may be where it comes in: one that no spreadsheet can hold may take minutes to print."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

#: Doubles are written whole in 767 digits, and have exponents up to 324.
DIGITS, EXPONENT = 1_000, 400
#: As large as the largest of so many digits.
_LARGE = 10**DIGITS


class LongNumberError(ValueError):
    """A number that is too long; `key` is the name that it stands under, `table` the table that this one stands in."""

    def __init__(self, key: str, table: str) -> None:
        super().__init__(
            f"{key}: no spreadsheet holds a number so long; give {DIGITS:,} digits at most, and an exponent up to "
            f"{EXPONENT}"
        )
        self.key = key
        self.table = table


def is_long(number: object) -> bool:
    """Whether a value is a whole or a decimal number that is too long."""
    if isinstance(number, int):
        return not -_LARGE < number < _LARGE
    if isinstance(number, Decimal) and number.is_finite():
        return abs(number.adjusted()) > EXPONENT or len(number.as_tuple().digits) > DIGITS
    return False


def require_short(values: Mapping[str, object]) -> None:
    """LongNumberError where a number in the values, or in what stands in them, is too long."""
    waiting: list[tuple[object, str, str]] = [(value, key, "") for key, value in values.items()]
    seen: set[int] = set()
    while waiting:
        value, key, table = waiting.pop()
        if isinstance(value, dict | list | tuple):
            # Callers in Python may share a list, or have it hold itself.
            if id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value, dict):
                # What stands deeper has no line of its own for sure.
                waiting += [(inner, *((key, table) if table else (str(name), key))) for name, inner in value.items()]
            else:
                waiting += [(inner, key, table) for inner in value]
        elif is_long(value):
            raise LongNumberError(key, table)
