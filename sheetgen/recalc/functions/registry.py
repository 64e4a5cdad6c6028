"""One decorator registers a function: its name, how many arguments it takes, and what it wants them as."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

#: The files of functions, by Excel's categories.
_CATEGORIES = ("logical", "math_and_trigonometry", "statistical")

#: How a function takes its arguments. "number": each as a number, element by element, so that it maps over arrays.
#: "values": each as it is, with references as areas to read. "lazy": unevaluated, for what may never be looked at.
Takes = Literal["number", "values", "lazy"]


@dataclass(frozen=True, slots=True)
class Function:
    """A registered function. `call` returns a value or raises `Raised` with an error value."""

    name: str
    least: int
    most: int
    takes: Takes
    call: Callable[..., Any]


_FUNCTIONS: dict[str, Function] = {}


def function(
    name: str, least: int, most: int | None = None, *, takes: Takes = "number"
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers what it decorates under Excel's name, with the least and most number of arguments."""

    def register(call: Callable[..., Any]) -> Callable[..., Any]:
        _FUNCTIONS[name] = Function(name, least, most if most is not None else least, takes, call)
        return call

    return register


@cache
def registry() -> dict[str, Function]:
    """Every function by its name."""
    for category in _CATEGORIES:
        importlib.import_module(f"sheetgen.recalc.functions.{category}")
    return _FUNCTIONS
