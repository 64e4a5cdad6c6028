"""The filters that a counted tree calls (counted.py): each tells the allowance, the environment, what is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context


def _allowance(context: Context) -> Any:
    return context.environment


@pass_context
def _rounds(context: Context, items: Any, steps: int) -> Any:
    """What a loop goes through, each round counted by the length of its body."""
    allowance = _allowance(context)
    return _Rounds(allowance, items, steps) if hasattr(items, "__len__") else allowance.counting(items, steps)


class _Rounds:
    """The same with a length, which `loop.length` and `loop.last` ask for."""

    def __init__(self, allowance: Any, items: Any, steps: int) -> None:
        self.allowance = allowance
        self.items = items
        self.steps = steps

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Any]:
        yield from self.allowance.counting(self.items, self.steps)


@pass_context
def _written(context: Context, value: Any) -> Any:
    """What a template writes, counted."""
    allowance = _allowance(context)
    allowance.measure(value)
    text = str(value)
    allowance.write(text)
    return text


@pass_context
def _joined(context: Context, values: list[Any]) -> str:
    """`~`: values as one text."""
    for value in values:
        _allowance(context).measure(value)
    return "".join(map(str, values))


@pass_context
def _key(context: Context, value: Any) -> Any:
    """A key of a dictionary."""
    _allowance(context).measure(value, keys=True)
    return value


@pass_context
def _searched(context: Context, value: Any) -> Any:
    """What `in` looks into: a dictionary and a set look at one place."""
    return value if isinstance(value, dict | set | frozenset) else _allowance(context).measured(value)


@pass_context
def _measured(context: Context, value: Any) -> Any:
    """A value that is not too large to be compared or looked up."""
    return _allowance(context).measured(value)


#: By the names that the tree has for them.
COUNTERS = {
    "_rounds": _rounds,
    "_written": _written,
    "_joined": _joined,
    "_measured": _measured,
    "_key": _key,
    "_searched": _searched,
}
