"""A Jinja2 sandbox with an allowance: a template may take so many steps and write so many characters, and no value in
it may grow past a size. What would make a large value is looked at before it is made.

Jinja2's own sandbox keeps a template from Python's insides; what it computes there it does not limit, but for `range`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Macro
from jinja2.utils import Namespace

from sheetgen.template import formats, prices
from sheetgen.template.clock import Clock
from sheetgen.template.counted import counted, macro_steps, parts, require_shallow
from sheetgen.template.counters import COUNTERS
from sheetgen.template.decimals import DecimalEnvironment
from sheetgen.template.sizes import BITS, CONTAINERS, SIZE, Size, TooLargeError
from sheetgen.workbook import limits

#: Loops' rounds, calls and operations are steps: so large a part of what a workbook's formulas may take.
_SHARE = 2
#: Characters that a template may write.
_WRITTEN = 20_000_000
#: Loops, conditions and other blocks that may stand in one another.
NESTED = 20
#: Steps to read what stands in braces, to compile a part of it, and to see that an attribute is safe.
_BRACES, _COMPILED, _ATTRIBUTE = 20, 5, 2
#: Steps for a cell that is written.
_CELL = 2
#: Characters of an attribute's path.
_PATH = 200
#: Filters and methods that make keys, and the bits of a number that is one.
_KEYED = frozenset(("fromkeys", "groupby", "setdefault", "unique", "update"))
_KEY_BITS = 60
#: A width, a number of places or of lines that a method or a filter is told.
_WIDTH = 10_000
#: Filters and methods whose numbers say how much they make.
_MAKERS = frozenset(("batch", "center", "expandtabs", "ljust", "rjust", "round", "slice", "truncate", "zfill"))


class AllowanceEnvironment(DecimalEnvironment):
    """The sandbox; for one template, rendered once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(optimized=False, finalize=COUNTERS["_written"], **options)
        self.most = limits.limit(limits.STEPS) // _SHARE
        self.steps = self.characters = 0
        self.clock = Clock(self.most)
        self.each_call = 0
        for name in prices.WITHOUT:
            del self.filters[name]
        self.globals["namespace"] = _Namespace
        both: tuple[tuple[dict[str, Any], frozenset[str]], ...] = (
            (self.filters, prices.FILTERS_OUTSIDE),
            (self.tests, prices.TESTS_OUTSIDE),
        )
        for calls, outside in both:
            calls |= {name: self._limited(name, call) for name, call in calls.items() if name not in outside}
        self.filters |= COUNTERS

    # What is counted

    def spend(self, steps: int = 1) -> None:
        """Takes steps from the allowance."""
        self.steps += steps
        if self.steps > self.most:
            raise SecurityError(f"it takes more than {self.most:,} steps; sheetgen --max-steps N allows more")
        if self.clock.has_run_out():
            raise SecurityError(f"it takes more than {self.clock.most:g} s; sheetgen --max-steps N allows more")

    def write(self, text: str) -> None:
        """Takes a text from what a template may write; its cells are read, calculated and shown later."""
        self.characters += len(text)
        self.spend(_CELL * text.count("|"))
        if self.characters > _WRITTEN:
            raise SecurityError(f"it writes more than {_WRITTEN:,} characters")

    def measure(self, value: object, *, keys: bool = False) -> int:
        """How large a value is, all within it counted; SecurityError where it is too large, or becomes keys and has
        numbers that Python's dictionaries take for one another, which takes the square of how many there are."""
        # Most values are small.
        if type(value) is str and len(value) < prices.FAST:
            self.spend()
            return 1 + len(value)
        if type(value) is float or (type(value) is int and -_WIDTH < value < _WIDTH):
            self.spend()
            return 1
        try:
            size = Size(value)
        except TooLargeError as error:
            raise SecurityError(str(error)) from None
        _require(not keys or size.bits <= _KEY_BITS, f"whole numbers past 2**{_KEY_BITS} are no keys")
        made = size.total // (prices.FAST if isinstance(value, str | bytes) else prices.ITEMS)
        self.spend(1 + max(size.looks, made))
        return size.total

    def measured(self, value: Any) -> Any:
        """A value that is not too large."""
        self.measure(value)
        return value

    # What makes values

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute, or an item of that name: that it is safe is looked at each time."""
        self.spend(_ATTRIBUTE)
        if type(obj) is _Namespace and not attribute.startswith("_"):
            # It holds what a template gave it, which came through here; Jinja2 would ask it ten times what it is.
            try:
                return getattr(obj, attribute)
            except AttributeError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        sizes = self.measure(left), self.measure(right)
        if operator == "**" and isinstance(left, int) and isinstance(right, int):
            _require(left.bit_length() * right <= BITS, f"a whole number has more than {BITS:,} bits")
        elif operator == "**" and isinstance(right, int | float | Decimal):
            _require(-_WIDTH <= right <= _WIDTH, f"an exponent is larger than {_WIDTH:,}")
        elif operator == "*":
            for size, value, times in (sizes[0], left, right), (sizes[1], right, left):
                if isinstance(times, int) and not isinstance(value, int | float | Decimal):
                    _require(size * times <= SIZE, f"a value is larger than {SIZE:,} characters or items")
        elif operator == "%" and isinstance(left, str | bytes):
            formats.check(left, sizes[1])
        return self.measured(super().call_binop(context, operator, left, right))

    def call(self, context: Context, target: Any, /, *arguments: Any, **named: Any) -> Any:
        if isinstance(target, Macro):
            # Its body says what is done with them.
            self.spend(1 + self.each_call)
            return self.measured(super().call(context, target, *arguments, **named))
        _require(target is not self.globals["lipsum"], "filler text is for no table")
        # Jinja2 wraps the methods of texts that format.
        owner, name = getattr(getattr(target, "__wrapped__", target), "__self__", None), getattr(target, "__name__", "")
        if isinstance(owner, str) and name == "join":
            arguments = tuple(map(_list, arguments))
        keys = target is dict or (isinstance(owner, dict | type) and name in _KEYED)
        sizes = [self.measure(argument, keys=keys) for argument in (*arguments, *named.values())]
        if isinstance(owner, str | bytes | int):
            _require(name not in prices.METHODS_WITHOUT, f"{name} is for no table")
            self._check(name, owner, arguments, named, sum(sizes))
        steps = prices.of_method(name, owner, arguments)
        if steps is None:
            self.measure(owner)
        else:
            self.spend(steps)
        if isinstance(owner, list) and name in ("append", "extend", "insert"):
            _require(len(owner) < SIZE, f"a value is larger than {SIZE:,} characters or items")
        return self.measured(super().call(context, target, *arguments, **named))

    def _limited(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """A filter or a test that looks at what it is given; what Jinja2 passes first of its own is left alone."""
        own = 1 if getattr(call, "jinja_pass_arg", None) is not None else 0

        @functools.wraps(call)
        def limited(*arguments: Any, **named: Any) -> Any:
            if name == "join":
                # What stands before it is joined by the text; a method has them the other way round.
                _require(isinstance(named.get("d", ""), str), "join is told a text")
                _require(all(isinstance(item, str) for item in arguments[own + 1 : own + 2]), "join is told a text")
            if name == "join" or name in _KEYED:
                arguments = (*arguments[:own], *map(_list, arguments[own:]))
            given = arguments[own:]
            # A generator is counted as it is used.
            counted_here = [item for item in (*given, *named.values()) if not hasattr(item, "__next__")]
            size = sum(self.measure(item, keys=name in _KEYED) for item in counted_here)
            if given:
                by_attribute = "attribute" in named or any(isinstance(item, str | int) for item in given[1:])
                self.spend(prices.of_filter(name, given[0], by_attribute=by_attribute))
                self._check(name, given[0], given[1:], named, size)
            result = call(*arguments, **named)
            return self.counting(result) if hasattr(result, "__next__") else self.measured(result)

        return limited

    def counting(self, items: Iterable[Any], steps: int = 1) -> Iterator[Any]:
        """The items, each of which takes steps as it is asked for."""
        for item in items:
            self.spend(steps)
            yield item

    def _check(self, name: str, owner: Any, arguments: tuple[Any, ...], named: dict[str, Any], size: int) -> None:
        """What one call of a method or a filter would make; `size` is that of all that it is given."""
        given = (*arguments, *named.values())
        texts = [item for item in given if isinstance(item, str)]
        longest = max(map(len, texts), default=0)
        if name in prices.BY_PATH:
            _require(longest <= _PATH, f"{name} is told a path of more than {_PATH} characters")
        if name in _MAKERS:
            numbers = [item for item in given if isinstance(item, int | float | Decimal)]
            _require(all(-_WIDTH <= number <= _WIDTH for number in numbers), f"{name} is told more than {_WIDTH:,}")
            _require(not texts or _length(owner) * longest <= SIZE, f"{name} would make too much")
            if name == "expandtabs":
                _require(owner.count("\t") * max([8, *numbers]) <= SIZE, "expandtabs would make too much")
        elif name == "sum":
            # Python copies all that it has for each list that it adds.
            added = any(isinstance(item, CONTAINERS) for item in given)
            _require(not added, "sum adds numbers; lists are added by + or gone through by a loop")
        elif name in ("format", "format_map") and isinstance(owner, str | bytes):
            formats.check(owner, size)
        elif name == "replace" and not isinstance(owner, bytes):
            told = (owner, *arguments[:2])
            plain = len(told) == 3 and all(isinstance(item, str | int | float | Decimal) for item in told)
            _require(
                plain and not named.keys() & {"s", "old", "new"}, "replace is told two texts, and stands behind one"
            )
            text, old, new = map(str, told)
            _require(len(text) + text.count(old) * len(new) <= SIZE, "replace would make too much")
        elif name == "join":
            method = isinstance(owner, str) and arguments and not isinstance(arguments[0], str)
            between, items = (owner, arguments[0]) if method else (arguments[0] if arguments else "", owner)
            _require(max(longest, len(between)) * _length(items) <= SIZE, "join would make too much")

    # Where templates write, and go round

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        self.spend(_BRACES * (source.count("{%") + source.count("{{")))
        tree = super()._parse(source, name, filename)
        require_shallow(tree, NESTED)
        self.spend(_COMPILED * parts(tree))
        self.each_call = macro_steps(tree)
        return counted(tree)


def _require(holds: object, message: str) -> None:
    if not holds:
        raise SecurityError(message)


def _length(value: object) -> int:
    return len(value) if hasattr(value, "__len__") else 1


def _list(value: Any) -> Any:
    return list(value) if hasattr(value, "__next__") else value


class _Namespace(Namespace):
    """One that does not print what it holds: each of two that hold the last one twice prints as much again."""

    def __repr__(self) -> str:
        return "<namespace>"
