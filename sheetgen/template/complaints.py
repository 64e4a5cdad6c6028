"""What Python and Jinja2 say of a template that fails, in a sentence for whoever wrote the template."""

from __future__ import annotations

import decimal
import difflib
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from types import FrameType

from jinja2 import nodes
from jinja2.exceptions import UndefinedError

#: So many names are held against one that there is not, and so many are listed.
_COMPARED, _LISTED = 1_000, 10
#: What Jinja2 or Python gives up on while a template is read, before anything in it is done.
READING = (RecursionError, MemoryError, SyntaxError)
TOO_LONG = "an expression is too long, or its brackets nest too deeply: {% set %} gives parts of it a name"
#: Where nobody knows which.
TOO_LONG_SOMEWHERE = "its expressions or its rows of elif are too long: {% set %}, or a dictionary, makes them shorter"


def reason(error: Exception, names: Iterable[str]) -> str:
    """Why what a template does fails; `names` are those of its parameters."""
    text = str(error)
    if isinstance(error, RecursionError):
        return "macros or brackets nest too deeply"
    if isinstance(error, UndefinedError):
        name = re.fullmatch("'(.+)' is undefined", text)
        return f"{text}: {_way_out(name[1], [*islice(names, _COMPARED)])}" if name else text
    if isinstance(error, ZeroDivisionError):
        return "division by zero"
    if isinstance(error, decimal.DecimalException):
        return f"this has no result of {decimal.getcontext().prec} decimal digits"
    if isinstance(error, OverflowError) and "out of range" in text:
        return "the result is larger than a spreadsheet can hold"
    if "set_int_max_str_digits" in text:
        return f"a whole number has more than {sys.get_int_max_str_digits():,} digits"
    return text or type(error).__name__


def _way_out(name: str, known: list[str]) -> str:
    nearest = difflib.get_close_matches(name, known, n=2)
    if nearest:
        return f"did you mean {' or '.join(nearest)}?"
    listed = ", ".join(known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
    return f"declare it under [parameters], which has: {listed or 'none'}"


def line_of(error: BaseException) -> int:
    """The template's line in an error's traceback: Jinja2 rewrites it so that the template's own frames show."""
    line = 1
    for frame, number in _frames(error):
        if frame.f_code.co_filename == "<template>":
            line = number
    return line


def line_read(error: BaseException) -> int | None:
    """The line of what Jinja2 read, or compiled, when it gave up; None where it had done so and Python went on."""
    line = None
    for frame, _ in _frames(error):
        for name in ("self", "node", "lineno"):
            found = frame.f_locals.get(name)
            number = found.lineno if isinstance(found, nodes.Node) else found
            line = number if isinstance(number, int) else line
    return line


def _frames(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    place = error.__traceback__
    while place is not None:
        yield place.tb_frame, place.tb_lineno
        place = place.tb_next
