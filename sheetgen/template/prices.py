"""What filters and methods take of a template's steps, besides what it takes to look at what they are given.

Jinja2 writes many of its filters in Python: one character of a text may take a microsecond there. What goes through a
value in C takes a hundredth of that, and next to nothing beside the look.
"""

from __future__ import annotations

from typing import Any

from sheetgen.template.sizes import CONTAINERS

#: Steps for an item or a character that is seen to in Python; characters, and items, that are in a step where that is
#: done in C.
_EACH, FAST, ITEMS = 2, 100, 25
#: Filters that go through the items of a value, or the characters of a text, one by one.
_OF_ITEMS = frozenset(
    (
        *("batch", "dictsort", "groupby", "map", "max", "min", "reject", "rejectattr", "select", "selectattr"),
        *("slice", "sort", "sum", "unique"),
    )
)
#: Filters that go through all characters and items within a value, whatever its kind.
_OF_TEXTS = frozenset(
    (
        *("indent", "pprint", "striptags", "title", "tojson", "urlencode", "urlize", "wordcount", "wordwrap"),
        "xmlattr",
    )
)
#: Methods of texts that are markup, which Jinja2 has in Python too.
_OF_MARKUP = frozenset(("striptags", "unescape"))
#: Methods that take the same however long their object is, and those that only move its items.
_AT_ONCE = frozenset(("append", "extend", "get", "items", "keys", "popitem", "setdefault", "update", "values"))
_MOVING = frozenset(("insert", "pop"))


def of_filter(name: str, value: Any, size: int) -> int:
    """The steps of a filter for the value before it, and the size of all that it is given."""
    if name in _OF_TEXTS:
        return _EACH * size
    return _EACH * len(value) if name in _OF_ITEMS and hasattr(value, "__len__") else 0


def of_method(name: str, owner: Any) -> int | None:
    """The steps of a method of a value; None where it may look at all that the value holds."""
    if name in _OF_MARKUP and isinstance(owner, str):
        return _EACH * len(owner)
    if isinstance(owner, str | bytes) or (isinstance(owner, list) and name in _MOVING):
        return len(owner) // FAST
    if isinstance(owner, dict) and name == "pop":
        return 0
    return None if isinstance(owner, CONTAINERS) and name not in _AT_ONCE else 0
