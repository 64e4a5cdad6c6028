"""What a workbook's number formats show besides digits, which a template does not: its figures have digits only."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DATES = "numbers that the workbook shows as dates or times are shown as numbers"
CURRENCY = "currency signs that the workbook shows are left out"

#: A language, which shows nothing by itself: `[$-409]`.
_LANGUAGE = re.compile(r"\[\$-[^\]]*\]")
#: What stands for itself, or is a colour or a condition; hours, minutes and seconds that have passed are times.
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)


@lru_cache(maxsize=1_000)
def lost(code: str) -> str | None:
    """What of a number format a template does not have, in words for the user; None for one of digits."""
    if code.lower() == "general":
        return None
    if re.search("[ymdhs]", _LITERAL.sub("", code), re.IGNORECASE):
        return DATES
    plain = _LANGUAGE.sub("", code)
    if "[$" in plain or any(unicodedata.category(letter) == "Sc" for letter in plain):
        return CURRENCY
    return None


def digits(shown: str, code: str) -> str:
    """A number as it is shown, without what is shown of its currency, and without room at either side."""
    if lost(code) != CURRENCY:
        return shown.strip()
    return re.sub(r"[^-\d.,%]", "", shown.replace("(", "-"))
