"""What a cell can hold: a number, a text, a boolean, an error value, or nothing."""

from __future__ import annotations

from enum import Enum


class ErrorValue(Enum):
    """Excel's error values, named as Excel shows them (`ERROR.TYPE` lists the first seven)."""

    NULL = "#NULL!"
    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"
    GETTING_DATA = "#GETTING_DATA"
    # Dynamic arrays and linked data types brought these.
    SPILL = "#SPILL!"
    CALC = "#CALC!"
    FIELD = "#FIELD!"
    BLOCKED = "#BLOCKED!"
    CONNECT = "#CONNECT!"
    BUSY = "#BUSY!"
    UNKNOWN = "#UNKNOWN!"

    def __str__(self) -> str:
        return self.value

    __repr__ = __str__


#: Every error value by the text that Excel shows.
ERROR_BY_TEXT: dict[str, ErrorValue] = {error.value: error for error in ErrorValue}

#: A cell's value. Numbers are always `float`; None is a blank cell.
Scalar = float | str | bool | ErrorValue | None


def shortest(number: float) -> str:
    """The shortest decimal that reads back to the same double, as files and reports show it (`0.1`, `1e-06`, `3`)."""
    text = repr(float(number))
    return text.removesuffix(".0")


def show(value: Scalar) -> str:
    """A value as a person reads it: `TRUE`, `#DIV/0!`, `0.8`, text as it is, nothing for a blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return shortest(value)
    return str(value)


#: What a value is called.
_KINDS = {float: "number", str: "text", bool: "truth value", ErrorValue: "error"}


def show_apart(one: Scalar, other: Scalar) -> tuple[str, str]:
    """Two values that differ, as a person reads them: with their kinds where they would read alike, such as the text
    `#N/A` and the error."""
    shown = show(one) or "nothing", show(other) or "nothing"
    if shown[0] != shown[1] or one is None or other is None:
        return shown
    return f"the {_KINDS[type(one)]} {shown[0]}", f"the {_KINDS[type(other)]} {shown[1]}"


def no_number(value: Scalar) -> str:
    """What a cell holds that should hold a number: a text that reads like one is called a text."""
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return value or "an empty text"
        return f"the text {value}"
    return show(value) or "nothing"


def brief(value: object, longest: int = 40) -> str:
    """Any value in one short line: matrices of weights are long."""
    if isinstance(value, list | tuple):
        text = f"[{', '.join(brief(item, longest) for item in value)}]"
    elif isinstance(value, dict):
        text = f"{{{', '.join(f'{name} = {brief(item, longest)}' for name, item in value.items())}}}"
    else:
        text = str(value)
    return text if len(text) <= longest else text[: longest - 1] + "…"
