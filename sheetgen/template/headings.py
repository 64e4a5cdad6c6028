"""Headings in Markdown (CommonMark, 4.2): `## Name`, also with signs behind the name."""

from __future__ import annotations

import re

_START = re.compile(r" {0,3}(#{1,6})[ \t]+")


def heading(line: str) -> tuple[int, str] | None:
    """A heading's level and its text; None for any other line."""
    match = _START.match(line)
    if match is None:
        return None
    text = line[match.end() :].strip()
    name = text.rstrip("#")
    # Signs belong to the text where no blank stands before them: C#.
    return len(match[1]), name.rstrip() if not name or name[-1] in " \t" else text
