"""Excel's category "Text": characters and pieces of texts. Positions count from 1, in UTF-16 code units."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sheetgen.errors import UnsupportedError
from sheetgen.formula.tree import Missing, Node
from sheetgen.recalc.arrays import Area, References, Value, lift
from sheetgen.recalc.coerce import Raised, to_condition, to_text
from sheetgen.recalc.functions.registry import function
from sheetgen.recalc.functions.wildcards import anywhere
from sheetgen.recalc.operators import LONGEST_TEXT
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


def units(text: str) -> str:
    """A text with a character for each UTF-16 code unit, as Excel counts them."""
    if not text or max(text) <= "\uffff":
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(int.from_bytes(data[at : at + 2], "little")) for at in range(0, len(data), 2))


def joined(text: str) -> str:
    """The same the other way round."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def count(number: float) -> int:
    """A number of characters, cut to a whole number; #VALUE! below 0."""
    if number <= -1:
        raise Raised(ErrorValue.VALUE)
    return int(number)


def position(number: float) -> int:
    """A position, cut to a whole number; #VALUE! below 1."""
    if number < 1:
        raise Raised(ErrorValue.VALUE)
    return int(number)


def fitting(text: str) -> str:
    """A result that a cell can hold; #VALUE! past 32767 characters."""
    if len(text) > LONGEST_TEXT:
        raise Raised(ErrorValue.VALUE)
    return text


@function("LEN")
def len_(text: str) -> float:
    """LEN: the number of characters, blanks included."""
    return float(len(units(text)))


@function("LEFT")
def left(text: str, characters: float = 1.0) -> str:
    """LEFT: the first characters, one if not said otherwise; #VALUE! for a negative number."""
    return joined(units(text)[: count(characters)])


@function("RIGHT")
def right(text: str, characters: float = 1.0) -> str:
    """RIGHT: the last characters, one if not said otherwise; #VALUE! for a negative number."""
    number, whole = count(characters), units(text)
    return joined(whole[max(len(whole) - number, 0) :])


@function("MID")
def mid(text: str, start: float, characters: float) -> str:
    """MID: characters from a position on; #VALUE! for a position below 1 or a negative number."""
    first, number = position(start) - 1, count(characters)
    return joined(units(text)[first : first + number])


@function("FIND")
def find(wanted: str, text: str, start: float = 1.0) -> float:
    """FIND: the position of one text in another, capitals told apart; #VALUE! where there is none."""
    first, whole = position(start), units(text)
    if first > max(len(whole), 1):
        raise Raised(ErrorValue.VALUE)
    found = whole.find(units(wanted), first - 1)
    if found < 0:
        raise Raised(ErrorValue.VALUE)
    return float(found + 1)


@function("SEARCH")
def search(wanted: str, text: str, start: float = 1.0) -> float:
    """SEARCH: as FIND, in any case, with the wildcards ? and *, and ~ before one that is meant itself."""
    first, whole = position(start), units(text)
    if first > max(len(whole), 1):
        raise Raised(ErrorValue.VALUE)
    match = anywhere(units(wanted)).match(whole, first - 1)
    if match is None:
        raise Raised(ErrorValue.VALUE)
    return float(match.start(1) + 1)


@function("SUBSTITUTE", most=4)
def substitute(text: str, old: str, new: str, *instance: float) -> str:
    """SUBSTITUTE: every occurrence of a text replaced, or the one that is said; capitals are told apart."""
    if not instance:
        grown = text.count(old) * (len(new) - len(old)) if old else 0
        if len(text) + grown > LONGEST_TEXT:
            raise Raised(ErrorValue.VALUE)
        return text.replace(old, new) if old else text
    wanted = position(instance[0])
    pieces = text.split(old) if old else [text]
    if len(pieces) <= wanted:
        return text
    return fitting(old.join(pieces[:wanted]) + new + old.join(pieces[wanted:]))


@function("REPLACE")
def replace(text: str, start: float, characters: float, new: str) -> str:
    """REPLACE: a number of characters from a position on exchanged for another text."""
    first, number, whole = position(start) - 1, count(characters), units(text)
    return fitting(joined(whole[:first] + units(new) + whole[first + number :]))


@function("TRIM")
def trim(text: str) -> str:
    """TRIM: without spaces except single ones between words; only the space of ASCII counts."""
    return " ".join(word for word in text.split(" ") if word)


def _upper(character: str) -> str:
    changed = character.upper()
    return changed if len(changed) == 1 else character


def _lower(character: str) -> str:
    changed = character.lower()
    return changed if len(changed) == 1 else character


@function("UPPER")
def upper(text: str) -> str:
    """UPPER: in capitals, character by character."""
    return "".join(map(_upper, text))


@function("LOWER")
def lower(text: str) -> str:
    """LOWER: in small letters, character by character."""
    return "".join(map(_lower, text))


@function("PROPER")
def proper(text: str) -> str:
    """PROPER: a capital for every letter that does not follow a letter, small letters elsewhere."""
    letters, inside = [], False
    for character in text:
        letters.append(_lower(character) if inside else _upper(character))
        inside = character.isalpha()
    return "".join(letters)


@function("CONCATENATE", least=1)
def concatenate(*texts: str) -> str:
    """CONCATENATE: texts one after the other."""
    return fitting("".join(texts))


@function("CONCAT", least=1)
def concat(evaluator: Evaluator, *texts: Value) -> str:
    """CONCAT: texts one after the other, ranges row by row."""
    return _gathered(to_text(item) for text in texts for item in evaluator.items(text))


@function("TEXTJOIN", least=3)
def textjoin(evaluator: Evaluator, delimiter: Value, ignore_empty: Node, *texts: Value) -> str:
    """TEXTJOIN: texts with a delimiter between them, several in turn; empty texts are passed over unless told not to.

    #VALUE! where the result is too long for a cell.
    """
    delimiters = [to_text(item) for item in evaluator.array(delimiter).items()]
    skip = isinstance(ignore_empty, Missing) or to_condition(evaluator.scalar(ignore_empty))
    items = (to_text(item) for text in texts for item in evaluator.array(text).items())
    kept = (item for item in items if item or not skip)
    between = itertools.cycle(delimiters)
    return _gathered(part for index, item in enumerate(kept) for part in ((next(between), item) if index else (item,)))


def _gathered(parts: Iterable[str]) -> str:
    """Parts one after the other; #VALUE! as soon as they are more than a cell can hold."""
    found: list[str] = []
    length = 0
    for part in parts:
        length += len(part)
        if length > LONGEST_TEXT:
            raise Raised(ErrorValue.VALUE)
        found.append(part)
    return "".join(found)


@function("REPT")
def rept(text: str, times: float) -> str:
    """REPT: a text repeated; #VALUE! for a negative number and past 32767 characters."""
    number = count(times)
    if len(text) * number > LONGEST_TEXT:
        raise Raised(ErrorValue.VALUE)
    return text * number


@function("EXACT")
def exact(first: str, second: str) -> bool:
    """EXACT: whether two texts are the same, capitals told apart."""
    return first == second


@function("CHAR")
def char(number: float) -> str:
    """CHAR: the character of a number from 1 to 255 in Windows' character set; #VALUE! outside."""
    if not 1 <= number < 256:
        raise Raised(ErrorValue.VALUE)
    return bytes([int(number)]).decode("cp1252", "surrogateescape").translate(_UNDEFINED)


#: The five numbers that Windows' character set leaves to the control characters.
_UNDEFINED = {0xDC00 + number: number for number in (129, 141, 143, 144, 157)}


@function("CODE")
def code(evaluator: Evaluator, text: str) -> float:
    """CODE: the number of a text's first character in Windows' character set; #VALUE! for an empty text."""
    if not text:
        raise Raised(ErrorValue.VALUE)
    if ord(text[0]) in _UNDEFINED.values():
        return float(ord(text[0]))
    try:
        return float(text[0].encode("cp1252")[0])
    except UnicodeEncodeError:
        what = f"CODE of {text[0]!r}, which is not in Windows' character set, is not supported"
        raise UnsupportedError(what, evaluator.place, evaluator.grid.path) from None


@function("UNICHAR")
def unichar(number: float) -> str:
    """UNICHAR: the character of a Unicode number; #VALUE! outside, #N/A for half of a surrogate pair."""
    if not 1 <= number < 0x110000:
        raise Raised(ErrorValue.VALUE)
    if 0xD800 <= number < 0xE000:
        raise Raised(ErrorValue.NA)
    return chr(int(number))


@function("UNICODE")
def unicode(text: str) -> float:
    """UNICODE: the number of a text's first character; #VALUE! for an empty text."""
    if not text:
        raise Raised(ErrorValue.VALUE)
    return float(ord(text[0]))


@function("CLEAN")
def clean(text: str) -> str:
    """CLEAN: without the first 32 characters of ASCII, which do not print."""
    return "".join(character for character in text if character >= " ")


@function("T")
def t(evaluator: Evaluator, value: Value) -> Value:
    """T: a text as it is, an empty one for any other value; of a range, the first cell."""
    if isinstance(value, Area):
        value = Area(value.sheet, value.top, value.left, value.top, value.left)
    if isinstance(value, References):
        value = evaluator.firsts(value)
    return lift(_text_only, evaluator.scalar_or_array(value))


def _text_only(value: Scalar) -> Scalar:
    return value if isinstance(value, str | ErrorValue) else ""
