"""Excel's category "Text": texts cut at delimiters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetgen.recalc.arrays import Array, Value
from sheetgen.recalc.coerce import Raised, to_condition, to_number, to_text
from sheetgen.recalc.functions.registry import Anything, function
from sheetgen.recalc.work import spend
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def _mode(value: Scalar) -> bool:
    number = int(to_number(value))
    if number not in (0, 1):
        raise Raised(ErrorValue.VALUE)
    return number == 1


def _pattern(evaluator: Evaluator, delimiter: Value, any_case: bool) -> re.Pattern[str]:
    """What finds any of the delimiters, the longest first."""
    delimiters = [to_text(item) for item in evaluator.array(delimiter).items()]
    longest = sorted(delimiters, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE if any_case else 0)


def _found(
    evaluator: Evaluator, text: str, delimiter: Value, instance: Scalar, any_case: Scalar, match_end: Scalar
) -> tuple[int, int] | None:
    """Where the delimiter of an instance begins and ends, negative ones counted from the end; None if there is none."""
    wanted = 1 if instance is None else int(to_number(instance))
    pattern, end = _pattern(evaluator, delimiter, _mode(any_case)), _mode(match_end)
    if wanted == 0 or abs(wanted) > max(len(text), 1):
        raise Raised(ErrorValue.VALUE)
    if pattern.fullmatch(""):
        return (0, 0) if wanted > 0 else (len(text), len(text))
    spans = [match.span() for match in pattern.finditer(text)]
    if end:
        spans = [*spans, (len(text), len(text))] if wanted > 0 else [(0, 0), *spans]
    index = wanted - 1 if wanted > 0 else wanted
    return spans[index] if -len(spans) <= index < len(spans) else None


@function("TEXTBEFORE")
def textbefore(
    evaluator: Evaluator,
    text: str,
    delimiter: Value,
    instance: Scalar = None,
    any_case: Scalar = None,
    match_end: Scalar = None,
    otherwise: Anything = ErrorValue.NA,
) -> Scalar:
    """TEXTBEFORE: what stands before a delimiter, #N/A or the last argument where it does not occur; #VALUE! for
    instance 0 and past the text's length."""
    span = _found(evaluator, text, delimiter, instance, any_case, match_end)
    return text[: span[0]] if span else _otherwise(otherwise)


@function("TEXTAFTER")
def textafter(
    evaluator: Evaluator,
    text: str,
    delimiter: Value,
    instance: Scalar = None,
    any_case: Scalar = None,
    match_end: Scalar = None,
    otherwise: Anything = ErrorValue.NA,
) -> Scalar:
    """TEXTAFTER: what stands after a delimiter, #N/A or the last argument where it does not occur; #VALUE! for
    instance 0 and past the text's length."""
    span = _found(evaluator, text, delimiter, instance, any_case, match_end)
    return text[span[1] :] if span else _otherwise(otherwise)


def _otherwise(value: Scalar) -> Scalar:
    return "" if value is None else value


@function("TEXTSPLIT")
def textsplit(
    evaluator: Evaluator,
    text: str,
    columns: Value,
    rows: Value = None,
    ignore_empty: Scalar = None,
    any_case: Scalar = None,
    pad: Anything = ErrorValue.NA,
) -> Array:
    """TEXTSPLIT: a text cut into columns, and rows if they have a delimiter; short rows are filled with #N/A or the
    last argument. #VALUE! without a delimiter, #CALC! where nothing is left."""
    if columns is None and rows is None:
        raise Raised(ErrorValue.VALUE)
    skip, insensitive = to_condition(ignore_empty), _mode(any_case)
    lines = [
        _cut(evaluator, line, columns, insensitive, skip) for line in _cut(evaluator, text, rows, insensitive, skip)
    ]
    lines = [line for line in lines if line]
    if not lines:
        raise Raised(ErrorValue.CALC)
    width = max(map(len, lines))
    spend(width * len(lines))
    return Array(tuple((*line, *[_otherwise(pad)] * (width - len(line))) for line in lines))


def _cut(evaluator: Evaluator, text: str, delimiter: Value, any_case: bool, skip: bool) -> list[str]:
    if delimiter is None:
        return [text] if text or not skip else []
    pattern = _pattern(evaluator, delimiter, any_case)
    if pattern.fullmatch(""):
        raise Raised(ErrorValue.VALUE)
    pieces = pattern.split(text)
    return [piece for piece in pieces if piece or not skip]
