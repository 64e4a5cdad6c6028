"""What a format may make: it can ask for any width, and show one argument any number of times."""

from __future__ import annotations

import re

from jinja2.exceptions import SecurityError

from sheetgen.template.sizes import SIZE

_LONG_NUMBER = re.compile("[0-9]{4}")
#: A width that is given apart, `%*d`, or within a field, `{:{}}`.
_APART = re.compile(r"%[^a-zA-Z%]*\*|:[^{}:]*\{")
_FIELDS = 1_000


def check(text: str | bytes, size: int) -> None:
    """SecurityError where a format asks for thousands of characters, is told elsewhere how many, or would show what it
    is given, of that size, too often."""
    shown = text if isinstance(text, str) else text.decode("latin-1")
    if _LONG_NUMBER.search(shown) or _APART.search(shown):
        raise SecurityError("a format has a width of thousands, or one that is not written in it")
    fields = shown.count("%") + shown.count("{")
    if fields > _FIELDS:
        raise SecurityError(f"a format has more than {_FIELDS:,} fields")
    # The same argument may be shown in all of them, where they name it.
    if size * (fields if "%(" in shown or "{" in shown else 1) > SIZE:
        raise SecurityError("a format would make too much")
