"""A Jinja2 sandbox with an allowance: a template may take so many steps and write so many characters, and no value in
it may grow past a size. What would make a large value is looked at before it is made.

Jinja2's own sandbox keeps a template from Python's insides; what it computes there it does not limit, but for `range`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer

from sheetgen.template import prices
from sheetgen.template.sizes import BITS, CONTAINERS, SIZE, Size, TooLargeError
from sheetgen.workbook import limits

#: Loops' rounds, calls and operations are steps: so large a part of what a workbook's formulas may take.
_SHARE = 2
#: Characters that a template may write.
WRITTEN = 20_000_000
#: Loops, conditions and other blocks that may stand in one another.
NESTED = 20
#: A width, a number of places or of lines that a method or a filter is told.
_WIDTH = 10_000
_LONG_NUMBER = re.compile("[0-9]{4}")
#: Filters and methods whose numbers say how much they make.
_MAKERS = frozenset(
    (
        *("batch", "center", "expandtabs", "indent", "ljust", "rjust", "round", "slice", "to_bytes", "tojson"),
        *("truncate", "wordwrap", "zfill"),
    )
)


class AllowanceEnvironment(SandboxedEnvironment):
    """The sandbox; for one template, rendered once."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))

    def __init__(self, **options: Any) -> None:
        super().__init__(optimized=False, finalize=_written, **options)
        self.most = limits.limit(limits.STEPS) // _SHARE
        self.steps = self.characters = 0
        for calls in (self.filters, self.tests):
            calls.update({name: self._limited(name, call) for name, call in calls.items()})  # type: ignore[arg-type]
        self.filters |= {"_rounds": _rounds, "_written": _written, "_joined": _joined, "_measured": _measured}

    # What is counted

    def spend(self, steps: int = 1) -> None:
        """Takes steps from the allowance."""
        self.steps += steps
        if self.steps > self.most:
            raise SecurityError(f"it takes more than {self.most:,} steps; sheetgen --max-steps N allows more")

    def measure(self, value: object) -> int:
        """How large a value is, all within it counted; SecurityError where it is too large."""
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
        self.spend(1 + size.looks + size.total // (prices.FAST if isinstance(value, str | bytes) else prices.ITEMS))
        return size.total

    def measured(self, value: Any) -> Any:
        """A value that is not too large."""
        self.measure(value)
        return value

    # What makes values

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
            _check_format(left)
        return self.measured(super().call_binop(context, operator, left, right))

    def call(self, context: Context, target: Any, /, *arguments: Any, **named: Any) -> Any:
        for argument in (*arguments, *named.values()):
            self.measure(argument)
        _require(target is not self.globals["lipsum"], "filler text is for no table")
        # Jinja2 wraps the methods of texts that format.
        owner, name = getattr(getattr(target, "__wrapped__", target), "__self__", None), getattr(target, "__name__", "")
        if isinstance(owner, str | bytes | int):
            self._check(name, owner, arguments, named)
        steps = prices.of_method(name, owner)
        self.spend(steps) if steps is not None else self.measure(owner)
        if isinstance(owner, list) and name in ("append", "extend", "insert"):
            _require(len(owner) < SIZE, f"a value is larger than {SIZE:,} characters or items")
        return self.measured(super().call(context, target, *arguments, **named))

    def _limited(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """A filter or a test that looks at what it is given; what Jinja2 passes first of its own is left alone."""
        own = 1 if getattr(call, "jinja_pass_arg", None) is not None else 0

        @functools.wraps(call)
        def limited(*arguments: Any, **named: Any) -> Any:
            given = arguments[own:]
            # A generator is counted as it is used.
            size = sum(self.measure(item) for item in (*given, *named.values()) if not hasattr(item, "__next__"))
            if given:
                self.spend(prices.of_filter(name, given[0], size))
                self._check(name, given[0], given[1:], named)
            result = call(*arguments, **named)
            return self._counted(result) if hasattr(result, "__next__") else self.measured(result)

        return limited

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self.spend()
            yield item

    def _check(self, name: str, owner: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        """What one call of a method or a filter would make."""
        given = (*arguments, *named.values())
        if name in _MAKERS:
            numbers = [item for item in given if isinstance(item, int | float | Decimal)]
            _require(all(-_WIDTH <= number <= _WIDTH for number in numbers), f"{name} is told more than {_WIDTH:,}")
            texts = [item for item in given if isinstance(item, str)]
            _require(len(texts) == 0 or _length(owner) * max(map(len, texts)) <= SIZE, f"{name} would make too much")
        elif name == "sum":
            # Python copies all that it has for each list that it adds.
            added = any(isinstance(item, CONTAINERS) for item in given)
            _require(not added, "sum adds numbers; lists are added by + or gone through by a loop")
        elif name in ("format", "format_map") and isinstance(owner, str | bytes):
            _check_format(owner)
        elif name in ("replace", "join", "translate"):
            texts = [item for item in given if isinstance(item, str)]
            longest = max(map(len, texts), default=0)
            if name == "join":
                # Between the items of the list, whether it stands before the filter or in the call.
                between, items = (
                    (owner, arguments[0] if arguments else ()) if isinstance(owner, str) else (longest, owner)
                )
                count = len(between) if isinstance(between, str) else longest
                _require(count * _length(items) <= SIZE, "join would make too much")
            elif isinstance(owner, str):
                times = owner.count(texts[0]) if texts else len(owner)
                _require(len(owner) + times * longest <= SIZE, f"{name} would make too much")

    # Where templates write, and go round

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _require_shallow(tree)
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = _filtered(loop.iter, "_rounds")
        for output in list(tree.find_all(nodes.Output)):
            output.nodes = [
                _filtered(nodes.Const(part.data, lineno=part.lineno), "_written")
                if isinstance(part, nodes.TemplateData)
                else part
                for part in output.nodes
            ]
        for compared in list(tree.find_all(nodes.Compare)):
            compared.expr = _filtered(compared.expr, "_measured")
            for operand in compared.ops:
                operand.expr = _filtered(operand.expr, "_measured")
        for pair in list(tree.find_all(nodes.Pair)):
            pair.key = _filtered(pair.key, "_measured")
        for item in list(tree.find_all(nodes.Getitem)):
            if isinstance(item.arg, nodes.Slice):
                item.node = _filtered(item.node, "_measured")
            elif isinstance(item.arg, nodes.Expr):
                item.arg = _filtered(item.arg, "_measured")
        return _Joins().visit(tree)  # type: ignore[no-any-return]


class _Joins(NodeTransformer):
    """Makes a filter of `~`."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "_joined")


def _require_shallow(tree: nodes.Template) -> None:
    """Before Jinja2 compiles it, which takes the square of the depth: Python itself takes no more loops than these."""
    level: list[nodes.Node] = [tree]
    for _ in range(NESTED + 1):
        level = [inner for outer in level for inner in _blocks_in(outer)]
    if level:
        raise TemplateSyntaxError(f"more than {NESTED} loops or other blocks stand in one another", level[0].lineno)


def _blocks_in(block: nodes.Node) -> Iterator[nodes.Node]:
    """The blocks directly within one; what stands after an `elif` is as deep as what stands after its `if`."""
    alternatives = {id(other) for other in block.elif_} if isinstance(block, nodes.If) else set()
    for child in block.iter_child_nodes():
        if id(child) in alternatives:
            yield from _blocks_in(child)
        elif "body" in child.fields:
            yield child


def _filtered(node: Any, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _require(holds: object, message: str) -> None:
    if not holds:
        raise SecurityError(message)


def _length(value: object) -> int:
    return len(value) if hasattr(value, "__len__") else 1


def _check_format(text: str | bytes) -> None:
    """A format must not ask for thousands of characters, nor be told elsewhere how many."""
    shown = text if isinstance(text, str) else text.decode("latin-1")
    _require(
        not (_LONG_NUMBER.search(shown) or re.search(r"%[^a-zA-Z%]*\*|:[^{}]*\{", shown)),
        "a format has a width of thousands, or one that is not written in it",
    )


def _allowance(context: Context) -> AllowanceEnvironment:
    environment = context.environment
    assert isinstance(environment, AllowanceEnvironment)
    return environment


@pass_context
def _rounds(context: Context, items: Any) -> Any:
    """What a loop goes through, each round counted."""
    allowance = _allowance(context)
    return _Rounds(allowance, items) if hasattr(items, "__len__") else allowance._counted(items)


class _Rounds:
    """The same with a length, which `loop.length` and `loop.last` ask for."""

    def __init__(self, allowance: AllowanceEnvironment, items: Any) -> None:
        self.allowance = allowance
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Any]:
        return self.allowance._counted(self.items)


@pass_context
def _written(context: Context, value: Any) -> Any:
    """What a template writes, counted."""
    allowance = _allowance(context)
    allowance.characters += allowance.measure(value)
    if allowance.characters > WRITTEN:
        raise SecurityError(f"it writes more than {WRITTEN:,} characters")
    return value


@pass_context
def _joined(context: Context, values: list[Any]) -> str:
    """`~`: values as one text."""
    for value in values:
        _allowance(context).measure(value)
    return "".join(map(str, values))


@pass_context
def _measured(context: Context, value: Any) -> Any:
    """A value that is not too large to be compared or looked up."""
    return _allowance(context).measured(value)
