"""What filters and methods take of a template's steps, besides what it takes to look at what they are given, and which
of them a template may not use.

Jinja2 writes many of its filters in Python: one character of a text may take a microsecond there. What goes through a
value in C takes a hundredth of that, and next to nothing beside the look.
"""

from __future__ import annotations

from typing import Any

from sheetgen.template.sizes import CONTAINERS

#: Characters, and items, that are gone through in a step where that is done in C.
FAST, ITEMS = 100, 20
#: Steps for an item that Python sees to, by way of an attribute too.
_BY_ATTRIBUTE = 2
#: Filters that go through the items of a value, or the characters of a text, one by one, and so many of them in a step
#: where they are not told an attribute.
_OF_ITEMS = {
    **dict.fromkeys(("min", "max"), 4),
    **dict.fromkeys(("batch", "slice", "dictsort", "sort", "unique"), 2),
    **dict.fromkeys(("groupby", "map", "reject", "rejectattr", "select", "selectattr"), 1),
}
#: Filters that find attributes by a path.
BY_PATH = frozenset(("groupby", "map", "max", "min", "rejectattr", "selectattr", "sort", "sum", "unique"))
#: For pages and programs, not for tables; each makes much of little, or takes the square of a text's length.
WITHOUT = (
    *("e", "escape", "filesizeformat", "forceescape", "indent", "pprint", "safe", "striptags", "tojson", "urlencode"),
    *("urlize", "wordcount", "wordwrap", "xmlattr"),
)
#: Filters, and tests, that do not look into a value, and give it back or say something of it.
FILTERS_OUTSIDE = frozenset(("count", "d", "default", "first", "last", "length"))
TESTS_OUTSIDE = frozenset(
    (
        *("boolean", "callable", "defined", "false", "float", "integer", "iterable", "mapping", "none", "number"),
        *("sameas", "sequence", "string", "true", "undefined"),
    )
)
#: Methods of texts and numbers that are not for tables either.
METHODS_WITHOUT = frozenset(("encode", "maketrans", "to_bytes", "translate"))
#: Methods that take the same however long their object is, and those of lists that only move what is in them.
_AT_ONCE = frozenset(("append", "extend", "get", "items", "keys", "popitem", "setdefault", "update", "values"))
_MOVING = frozenset(("insert", "pop"))
#: Methods of texts that are written in Python, as Jinja2 formats, and those that search from the end, which may take
#: as much as both lengths multiplied.
_IN_PYTHON = frozenset(("format", "format_map"))
_BACKWARD = frozenset(("rfind", "rindex", "rpartition", "rsplit"))


def of_filter(name: str, value: Any, *, by_attribute: bool) -> int:
    """The steps of a filter for the value before it."""
    if not hasattr(value, "__len__"):
        return 0
    if name == "title":
        return len(value)
    if by_attribute and name in BY_PATH:
        return _BY_ATTRIBUTE * len(value)
    return len(value) // _OF_ITEMS[name] if name in _OF_ITEMS else 0


def of_method(name: str, owner: Any, arguments: tuple[Any, ...]) -> int | None:
    """The steps of a method of a value; None where it may look at all that the value holds."""
    if isinstance(owner, str | bytes):
        if name in _IN_PYTHON:
            return len(owner)
        longest = max((len(item) for item in arguments if isinstance(item, str)), default=1)
        return len(owner) * (longest if name in _BACKWARD else 1) // FAST
    if isinstance(owner, list) and name in _MOVING:
        return len(owner) // FAST
    if isinstance(owner, dict) and name == "pop":
        return 0
    return None if isinstance(owner, CONTAINERS) and name not in _AT_ONCE else 0
