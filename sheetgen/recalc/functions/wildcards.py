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
    """What SEARCH looks for, in any case, from a place in a text on; it begins where the first group does."""
    # A tilde goes before any character, and at the end it is nothing.
    return _pattern(re.findall(r"~(?:.|\Z)|.", wanted, re.DOTALL), "", within=True)


def _pattern(parts: list[str], tilde: str, *, within: bool = False) -> re.Pattern[str]:
    """The expression for the parts of a text; `tilde` is what one stands for that no character follows.

    What stands between two stars is looked for once, from where the one before it ended: if what follows it does not
    occur behind its first place, it does not occur behind a later one either. So no place is ever tried again.
    """
    pieces = [""]
    for part in parts:
        if part == "*":
            pieces.append("")
        else:
            pieces[-1] += "." if part == "?" else tilde if part == "~" else re.escape(part.removeprefix("~"))
    if within:
        pattern = f"(?>.*?({pieces[0]}))" if pieces[0] else "()"
        pattern += "".join(f"(?>.*?{piece})" for piece in pieces[1:] if piece)
    else:
        pattern = pieces[0] + "".join(f"(?>.*?{piece})" for piece in pieces[1:-1] if piece)
        if len(pieces) > 1:
            # The last must end the text: it stands where it ends it, wherever it occurs before.
            pattern += f".*{pieces[-1]}"
    return re.compile(pattern, re.DOTALL | re.IGNORECASE)
