"""Mutations that keep something of the structure: of texts by words, of workbooks by tags, attributes and parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from fuzz import grammar
from fuzz.mutate_workbook import mutated_workbook

_WORD = re.compile(r"\s+|\w+|[^\w\s]")

#: A mutation: an input and a source of chance give another input.
Mutation = Callable[[bytes, Random], bytes]


def mutation(target: str) -> Mutation:
    """How a target's inputs are mutated."""
    if target in ("workbook", "audited", "columns"):
        return mutated_workbook
    words = grammar.WORDS[target]

    def mutated(data: bytes, random: Random) -> bytes:
        if random.random() < 0.2:
            if target == "formula":
                return grammar.formula(random, random.randrange(1, 5)).encode()
            if target in ("template", "generated"):
                return grammar.template(random).encode()
        found = _WORD.findall(data.decode("utf-8", "replace"))
        for _ in range(random.choice((1, 1, 2, 3, 6))):
            _change(found, words, target, random)
        return "".join(found).encode("utf-8", "replace")

    return mutated


def _change(found: list[str], words: tuple[str, ...], target: str, random: Random) -> None:
    """Changes a list of words in one place."""
    if not found:
        found.append(random.choice(words))
        return
    index, end = random.randrange(len(found)), random.randrange(1, 6)
    match random.randrange(8):
        case 0:
            del found[index : index + end]
        case 1:
            found[index:index] = found[index : index + end]
        case 2:
            other = random.randrange(len(found))
            found[index], found[other] = found[other], found[index]
        case 3:
            found[index] = random.choice(words)
        case 4:
            found.insert(index, random.choice(words))
        case 5:
            source = random.randrange(len(found))
            found[index:index] = found[source : source + random.randrange(1, 30)]
        case 6:
            found[index] = random.choice(_ODD)
        case 7:
            text = grammar.formula(random, 2) if target in _WITH_FORMULAS else random.choice(grammar.NUMBERS)
            found.insert(index, text)


_WITH_FORMULAS = ("formula", "template", "generated", "document", "csv", "html")
#: What tends to be forgotten.
_ODD = (
    "\x00", "\x1f", "\x85", "\u2028", "\ufeff", "\ue000", "\ud7ff", "😀", "²", "٣", "１", "ß", "İ", "ı", "ǅ", "−",
    "\xa0", "9" * 20, "9" * 400, "0" * 50, "1e400", "1e-400", ".", "..", "'", '"', "''", "\\", "(" * 40, ")" * 40,
    "{{", "}}", "%}", "-", "\r", "\t", "$", "_x0041_", "nan", "inf", "1_0", "XFE1", "A0", "A1048577", "::",
    "a" * 300,
)  # fmt: skip
