"""TOML as data, decimal numbers as they are written."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import Any

from sheetgen.template.long_numbers import require_short

#: The parts of a dotted key; tomllib's time grows with their square.
_MOST_PARTS = 64


def loads(text: str) -> dict[str, Any]:
    """The data; ValueError for what is no TOML, or has a key or a number that nobody wrote."""
    if any(piece.count(".") > _MOST_PARTS for piece in re.split(r"[=,{}\[\]\n]", text)):
        raise ValueError(f"a key has more than {_MOST_PARTS} parts")
    data = tomllib.loads(text, parse_float=Decimal)
    require_short(data)
    return data
