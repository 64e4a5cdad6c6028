"""One decorator registers a function; its signature says how many arguments it takes and what it wants each as."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from sheetgen.recalc.arrays import Value
from sheetgen.recalc.functions.index import INDEX
from sheetgen.values import Scalar

#: What a parameter's annotation asks for. The first five are scalars: a function of scalars maps over arrays element
#: by element. See docs/functions.md.
KINDS = {
    "float": "number",
    "str": "text",
    "bool": "condition",
    "Scalar": "scalar",
    "Anything": "anything",
    "Array": "array",
    "Numbers": "numbers",
    "Value": "value",
    "Table": "table",
    "Node": "node",
}

#: All the numbers of one argument, as SUM sees them.
Numbers = list[float]

#: What an argument is, evaluated as in an array formula: references stay references.
Table = Value

#: A scalar that may be an error value, for functions that look at errors.
Anything = Scalar

#: The kinds that take one scalar, after coercion.
SCALAR_KINDS = frozenset(("number", "text", "condition", "scalar", "anything"))


class Rule(Enum):
    """How a function without formulas for its partial derivatives is differentiated."""

    #: Its own code does nothing to numbers but choose among them, add, subtract, multiply, divide and take whole
    #: powers: it is run on numbers that note what becomes of them.
    BY_ITS_CODE = "by its code"
    #: Its value is constant between jumps: the derivative is 0, which is said.
    STEPS = "steps"
    #: It looks at sizes and kinds, never at a number's value: the derivative is 0.
    CONSTANT = "constant"


#: The partial derivatives by each argument, given the arguments and `value=`, the function's own: one number for one
#: argument, otherwise a tuple, with a list for an argument of several numbers. Of scalars it also takes arrays.
Partials = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Function:
    """A registered function. `call` returns a value or raises `Raised` with an error value."""

    name: str
    least: int
    most: int
    #: The kind of each parameter, and of all further arguments.
    kinds: tuple[str, ...]
    rest: str | None
    #: Whether the first parameter is the evaluator.
    evaluator: bool
    #: Whether its value may change without any cell changing: such cells are recalculated and not compared.
    volatile: bool
    call: Callable[..., Any]
    #: None where it has no derivative, or none that is known here.
    derivative: Partials | Rule | None = None
    #: Whether, at these arguments, the function has another derivative on either side, or jumps.
    kink: Callable[..., Any] | None = None

    def kind(self, index: int) -> str:
        """What the argument at an index is wanted as."""
        return self.kinds[index] if index < len(self.kinds) else self.rest or "value"


_FUNCTIONS: dict[str, Function] = {}

_Call = TypeVar("_Call", bound=Callable[..., Any])


def function(
    *names: str,
    least: int | None = None,
    most: int | None = None,
    volatile: bool = False,
    derivative: Partials | Rule | None = None,
    kink: Callable[..., Any] | None = None,
) -> Callable[[_Call], _Call]:
    """Registers what it decorates under Excel's names for it.

    The signature decides: parameters without a default are required, `*arguments` take any number (at least `least`,
    at most `most`), and the annotations are the keys of KINDS. `derivative` and `kink` are those of `Function`.
    """

    def register(call: _Call) -> _Call:
        code, annotations = call.__code__, call.__annotations__
        parameters = list(code.co_varnames[: code.co_argcount])
        wants_evaluator = bool(parameters) and parameters[0] == "evaluator"
        if wants_evaluator:
            parameters.pop(0)
        kinds = tuple(KINDS[annotations[name].removesuffix(" | None")] for name in parameters)
        rest = None
        if code.co_flags & 0x04:
            rest = KINDS[annotations[code.co_varnames[code.co_argcount + code.co_kwonlyargcount]]]
        required = len(parameters) - len(call.__defaults__ or ())
        smallest = required if least is None else least
        largest = most if most is not None else 255 if rest else len(parameters)
        for name in names:
            _FUNCTIONS[name] = Function(
                name, smallest, largest, kinds, rest, wants_evaluator, volatile, call, derivative, kink
            )
        return call

    return register


def number_function(
    name: str,
    call: Callable[..., float],
    count: int = 1,
    *,
    derivative: Partials | None = None,
    kink: Callable[..., Any] | None = None,
) -> None:
    """Registers one of Python's own functions of numbers."""
    _FUNCTIONS[name] = Function(name, count, count, ("number",) * count, None, False, False, call, derivative, kink)


def find(name: str) -> Function | None:
    """The function of that name in capitals, or None; only the file that has it is imported."""
    if name not in _FUNCTIONS:
        home = homes().get(name)
        if home is None:
            return None
        importlib.import_module(f"sheetgen.recalc.functions.{home}")
    return _FUNCTIONS[name]


@cache
def homes() -> dict[str, str]:
    """The file of each function."""
    return {name: home for home, names in INDEX.items() for name in names.split()}


def registry() -> dict[str, Function]:
    """Every function by its name."""
    for home in INDEX:
        importlib.import_module(f"sheetgen.recalc.functions.{home}")
    return _FUNCTIONS
