"""Fenced code blocks in Markdown (CommonMark, 4.5): what stands in them is an example, never a table or a heading."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FENCE = re.compile(r" {0,3}(```+(?!.*`)|~~~+)\s*(.*)")


def without_code(lines: Iterable[str]) -> list[str]:
    """The lines with spaces in place of code blocks, fences included."""
    fence = ""
    found: list[str] = []
    for line in lines:
        inside = bool(fence)
        mark = _FENCE.match(line)
        # A fence may say a language where it opens, and nothing where it closes.
        if mark and (not fence or (mark[1].startswith(fence) and not mark[2])):
            fence = "" if fence else mark[1]
        found.append(" " * len(line) if inside or fence else line)
    return found
