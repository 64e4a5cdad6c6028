"""Characters that XML cannot hold, as workbooks write them (ECMA-376, part 1, 22.9.2.19)."""

from __future__ import annotations

import re


def unescape(text: str) -> str:
    """`_x000D_` and the like as the character they stand for."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
