"""A Jinja2 sandbox whose numbers are decimal, as front matter's are: `rate * 1.5` is what it is on paper.

Python neither adds a float to a decimal number nor takes 0.1 for equal to one, so no float may come about.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import TemplateSyntaxError
from jinja2.lexer import TOKEN_FLOAT, TOKEN_INTEGER, Lexer, Token
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from sheetgen.template.long_numbers import DIGITS, EXPONENT, is_long

#: Filters that make floats of what is none.
_MAKE_FLOATS = ("float", "round")


def decimal(value: Any) -> Any:
    """A float as the decimal number that Python prints for it; floats in lists and dictionaries too."""
    if isinstance(value, float):
        # A NumPy float is a float too, and its own repr is np.float64(0.5).
        return Decimal(float.__repr__(value))
    if type(value) in (list, tuple):
        return type(value)(map(decimal, value))
    if type(value) is dict:
        return {key: decimal(item) for key, item in value.items()}
    return value


class DecimalEnvironment(SandboxedEnvironment):
    """The sandbox."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))
    #: For compiled templates, which know the environment and nothing else.
    decimal = Decimal

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.filters |= {name: _without_floats(self.filters[name]) for name in _MAKE_FLOATS}
        self.tests["float"] = lambda value: isinstance(value, Decimal)

    @property
    def lexer(self) -> Lexer:
        """What reads numbers as they are written."""
        return _Lexer(self)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator in ("//", "%") and {type(left), type(right)} in ({Decimal}, {Decimal, int}):
            return _floored(operator, left, right)
        if operator == "**" and type(right) is Decimal and type(left) in (int, Decimal) and left > 0 and right % 1:
            # A root of 4 in 28 digits would be 2.000000000000000000000000000.
            left, right = float(left), float(right)
        # 7 / 2 is a float in Python, and so is 2 ** -1.
        value = super().call_binop(context, operator, left, right)
        return decimal(value) if type(value) is float else value


class _Generator(CodeGenerator):
    """Jinja2's, which knows constants of Python only."""

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:
        if isinstance(node.value, Decimal):
            self.write(f"environment.decimal({str(node.value)!r})")
        else:
            super().visit_Const(node, frame)


DecimalEnvironment.code_generator_class = _Generator


class _Lexer(Lexer):
    """Jinja2's, whose numbers with a point are decimal, and no longer than a spreadsheet's."""

    def wrap(
        self, stream: Iterable[tuple[int, str, str]], name: str | None = None, filename: str | None = None
    ) -> Iterator[Token]:
        text = ""

        def noted() -> Iterator[tuple[int, str, str]]:
            nonlocal text
            for line, kind, text in stream:
                if _is_long_number(kind, text):
                    raise TemplateSyntaxError(
                        f"a number has more than {DIGITS:,} digits, or an exponent past {EXPONENT}",
                        line,
                        name,
                        filename,
                    )
                yield line, kind, text

        for token in super().wrap(noted(), name, filename):
            value: Any = _number(text) if token.type == TOKEN_FLOAT else token.value
            yield Token(token.lineno, token.type, value)


def _is_long_number(kind: str, text: str) -> bool:
    if kind == TOKEN_INTEGER:
        return len(text) > DIGITS
    try:
        return kind == TOKEN_FLOAT and is_long(_number(text))
    except ArithmeticError:
        # An exponent of twenty digits.
        return True


def _number(text: str) -> Decimal:
    return Decimal(text.replace("_", ""))


def _floored(operator: str, left: Decimal, right: Decimal) -> Decimal:
    """As with whole numbers, the rest has the sign of what divides."""
    if not right:
        # Decimal numbers would say that the operation is invalid.
        raise ZeroDivisionError
    times, rest = divmod(left, right)
    if rest and (rest < 0) != (right < 0):
        times, rest = times - 1, rest + right
    return times if operator == "//" else rest


def _without_floats(call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call)
    def without(*arguments: Any, **named: Any) -> Any:
        return decimal(call(*arguments, **named))

    return without
