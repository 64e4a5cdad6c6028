"""Excel's regular expressions, which are PCRE2's, as far as all kinds of expressions mean the same by them. Any other
pattern raises UnsupportedError."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sheetgen.errors import UnsupportedError
from sheetgen.recalc.arrays import Array
from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions.registry import function
from sheetgen.recalc.functions.text import fitting
from sheetgen.recalc.regular_expression import Expression, Found, Refused
from sheetgen.values import ErrorValue

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

#: What both kinds of expression read alike, for texts of one line in ASCII.
_COMMON = re.compile(
    r"""(?:
        [\w\ !"#%&',/:;<=>@`~-]
      | \\[dDwWsSbB] | \\[^\w\s]
      | \[\^?(?:\\[dDwWsS]|\\[^\w\s]|[\w\ !"#%'(),./:;<=>@`{}$*+?]|(?<=\w)-(?=\w)|-(?=\]))+\]
      | [.^$|)] | \((?![?*+]) | \(\?:
      | (?:[*+?]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})\??(?![*+?{])
    )*""",
    re.VERBOSE | re.ASCII,
)


@lru_cache(maxsize=256)
def _compile(pattern: str, any_case: bool) -> Expression | None:
    """The pattern; None where it might mean something else."""
    if not _COMMON.fullmatch(pattern):
        return None
    try:
        return Expression(pattern, any_case=any_case)
    except (Refused, re.error):
        return None


def pattern_for(evaluator: Evaluator, text: str, pattern: str, any_case: float) -> Expression:
    """A pattern that means on this text what it means in Excel; UnsupportedError for any other."""
    if int(any_case) not in (0, 1):
        raise Raised(ErrorValue.VALUE)
    compiled = _compile(pattern, int(any_case) == 1) if text.isascii() and not set("\r\n") & set(text) else None
    if compiled is None:
        raise _unsupported(evaluator, f'the regular expression "{pattern}" on this text')
    return compiled


def _unsupported(evaluator: Evaluator, what: str) -> UnsupportedError:
    return UnsupportedError(f"{what} is not supported", evaluator.place, evaluator.grid.path)


def _matches(evaluator: Evaluator, text: str, pattern: Expression) -> list[Found]:
    found = list(pattern.finditer(text))
    if any(match.start == match.end for match in found):
        raise _unsupported(evaluator, f'the regular expression "{pattern.pattern}", which finds empty texts,')
    return found


@function("REGEXTEST")
def regextest(evaluator: Evaluator, text: str, pattern: str, any_case: float = 0.0) -> bool:
    """REGEXTEST: whether a part of a text matches a regular expression; capitals count unless told not to (1)."""
    return pattern_for(evaluator, text, pattern, any_case).search(text) is not None


@function("REGEXEXTRACT")
def regexextract(
    evaluator: Evaluator, text: str, pattern: str, mode: float = 0.0, any_case: float = 0.0
) -> str | Array:
    """REGEXEXTRACT: the first part of a text that matches (0), all of them in a row (1), or the groups of the first
    (2); #N/A where nothing matches."""
    if int(mode) not in (0, 1, 2):
        raise Raised(ErrorValue.VALUE)
    compiled = pattern_for(evaluator, text, pattern, any_case)
    found = _matches(evaluator, text, compiled)
    if not found:
        raise Raised(ErrorValue.NA)
    if int(mode) == 0:
        return found[0][0] or ""
    if int(mode) == 1:
        return Array((tuple(match[0] for match in found),))
    groups = found[0].groups[1:]
    if not groups or None in groups:
        raise _unsupported(evaluator, f'the groups of the regular expression "{pattern}"')
    return Array((groups,))


@function("REGEXREPLACE")
def regexreplace(
    evaluator: Evaluator, text: str, pattern: str, new: str, occurrence: float = 0.0, any_case: float = 0.0
) -> str:
    """REGEXREPLACE: what matches is replaced: all of it (0) or one occurrence, counted from the end where negative;
    `$1` in the new text is the first group."""
    compiled = pattern_for(evaluator, text, pattern, any_case)
    if "\\" in new or re.search(r"\$(?![1-9](?![0-9]))", new):
        raise _unsupported(evaluator, f'the replacement "{new}"')
    found, wanted = _matches(evaluator, text, compiled), int(occurrence)
    if any(int(digit) > compiled.groups for digit in re.findall(r"\$([1-9])", new)):
        raise _unsupported(evaluator, f'the replacement "{new}"')
    if wanted:
        index = wanted - 1 if wanted > 0 else wanted
        found = [found[index]] if -len(found) <= index < len(found) else []
    parts, end = [], 0
    for match in found:
        filled = re.sub(r"\$([1-9])", lambda sign, match=match: match[int(sign[1])] or "", new)  # type: ignore[misc]
        parts.extend([text[end : match.start], filled])
        end = match.end
    return fitting("".join(parts) + text[end:])
