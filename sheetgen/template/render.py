"""Jinja2 before the table is read: loops that emit rows, and parameters. Every line remembers where it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheetgen.errors import TemplateError
from sheetgen.sheet import column_letters
from sheetgen.template.find import ships

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2.lexer import Token, TokenStream

# Private-use characters around a source line's number; they cannot be typed into a template (`load` refuses them).
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([0-9]{{1,9}}){_CLOSE}")
#: A mark with text behind it. The first of them tells where a line begins; others may be left of a line before it, or
#: of a line after it that `-%}` joined to its end.
_START = re.compile(f"{_MARK.pattern}(?!{_OPEN}|$)")
MARKS = _OPEN + _CLOSE
#: Statements around text that becomes a value; a `set` with `=` has its value beside it.
_VALUES = frozenset(("macro", "call", "filter"))
_ENDS = frozenset(("endmacro", "endcall", "endfilter", "endset"))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the rendered template, and the number of the source line that it came from."""

    text: str
    number: int


def render(body: str, parameters: Mapping[str, Any], *, path: str, first_line: int) -> list[Line]:
    """The body after Jinja2, line by line. `first_line` is where the body starts in its file.

    The environment is sandboxed: a template can compute and repeat, and reach nothing else; and how much it may compute
    is limited, unless its body is that of a template that ships with sheetgen. TemplateError names the
    line of what Jinja2 refuses.
    """
    if not re.search(r"\{[{%#]", body):
        return [Line(text, first_line + index) for index, text in enumerate(body.split("\n"))]
    rendered = _jinja(body, parameters, path, first_line)
    lines = []
    number = first_line
    for text in rendered.split("\n"):
        marks = _START.findall(text)[:1] or _MARK.findall(text)[-1:]
        if marks:
            number = first_line + int(marks[0]) - 1
        lines.append(Line(_MARK.sub("", text), number))
    return lines


def _jinja(body: str, parameters: Mapping[str, Any], path: str, first_line: int) -> str:
    import jinja2
    from jinja2.exceptions import SecurityError
    from jinja2.ext import Extension
    from jinja2.lexer import Token

    from sheetgen.template import complaints
    from sheetgen.template.allowance import AllowanceEnvironment
    from sheetgen.template.decimals import DecimalEnvironment, decimal

    class LineMarks(Extension):
        """Marks every line of plain text with its number, also those that a loop will repeat.

        Text that becomes a value ({% set x %}…{% endset %}, a macro's result) stays as it is: a mark would be part of
        it, and {% if x == "3" %} would never be true.
        """

        def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
            depth = 0
            statement = before = ""
            for token in stream:
                if before == "block_begin":
                    statement = token.value
                    depth += statement in _VALUES
                    depth -= statement in _ENDS
                elif statement == "set" and token.type == "block_end":
                    depth += 1
                elif token.type == "assign":
                    # {% set x = 3 %} has no end.
                    statement = ""
                before = token.type
                if token.type == "variable_begin" and depth <= 0:
                    # A line may begin with a value.
                    yield Token(token.lineno, "data", _marked("", token.lineno))
                if token.type == "data" and depth <= 0:
                    yield Token(token.lineno, "data", _marked(token.value, token.lineno))
                else:
                    yield token

    kind = DecimalEnvironment if ships(body) else AllowanceEnvironment
    environment = kind(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=[LineMarks],
    )
    # 28 | letters is AB: what a table that is computed needs most.
    environment.filters["letters"] = column_letters
    template = None
    try:
        template = environment.from_string(body)
        return template.render(decimal(dict(parameters)))
    except jinja2.TemplateSyntaxError as error:
        place = first_line + error.lineno - 1
        raise TemplateError(f"{path}:{place}: Jinja2 cannot read this: {error.message}") from None
    except SecurityError as error:
        place = first_line + complaints.line_of(error) - 1
        raise TemplateError(f"{path}:{place}: a template may not do this: {error}") from None
    except Exception as error:
        if template is None and isinstance(error, complaints.READING):
            line = complaints.line_read(error)
            if line is None:
                raise TemplateError(f"{path}: {complaints.TOO_LONG_SOMEWHERE}") from None
            raise TemplateError(f"{path}:{first_line + line - 1}: {complaints.TOO_LONG}") from None
        # Whatever an expression in a template can raise (a division by zero, a wrong type) is the template's fault.
        place = first_line + complaints.line_of(error) - 1
        raise TemplateError(f"{path}:{place}: {complaints.reason(error, parameters)}") from None


def _marked(text: str, number: int) -> str:
    lines = text.split("\n")
    return "\n".join(f"{_OPEN}{number + index}{_CLOSE}{line}" for index, line in enumerate(lines))
