"""Excel's wildcards: ? for one character, * for any number of them, ~ before what stands for itself."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=1024)
def wildcards(wanted: str) -> re.Pattern[str] | None:
    """What a text with wildcards fits as a whole, in any case; None where it has none."""
    if not set("?*~") & set(wanted):
        return None
    # A tilde before any other character is one.
    return _pattern(re.findall(r"~[?*~]|.", wanted, re.DOTALL), "~")


@lru_cache(maxsize=256)
def anywhere(wanted: str) -> re.Pattern[str]:
    """What SEARCH looks for within a text, in any case."""
    # A tilde goes before any character, and at the end it is nothing.
    return _pattern(re.findall(r"~(?:.|\Z)|.", wanted, re.DOTALL), "")


def _pattern(parts: list[str], tilde: str) -> re.Pattern[str]:
    """The expression for the parts of a text; `tilde` is what one stands for that no character follows."""
    # As short as possible: what fits as a whole, and where it is first, are the same either way.
    signs = {"?": ".", "*": ".*?", "~": tilde}
    pattern = "".join(signs[part] if part in signs else re.escape(part.removeprefix("~")) for part in parts)
    return re.compile(pattern, re.DOTALL | re.IGNORECASE)
