"""Regular expressions whose time grows with the text alone, whatever the expression: all ways to match go on side by
side, a character at a time.

Which of several matches is meant is decided as in PCRE2 and in Python: the leftmost, of these the one that the
expression tries first. Source: R. Cox, "Regular Expression Matching: the Virtual Machine Approach" (Pike's algorithm).
Texts and expressions are in ASCII. An empty text has no edge of a word, so that \\B holds there, as in PCRE2 and in
Python since 3.14; earlier ones find nothing.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

from sheetgen.recalc.work import spend

#: Past so many instructions an expression is refused: counted repetitions are written out.
MOST_INSTRUCTIONS = 10_000
_ASCII = [chr(code) for code in range(128)]
_WORD = frozenset(string.ascii_letters + string.digits + "_")
_ITEM = re.compile(r"\(\?:|\[\^?(?:\\.|[^\]\\])+\]|\\.|.", re.DOTALL)
_QUANTIFIER = re.compile(r"(?:([*+?])|\{([0-9]+)(?:(,)([0-9]*))?\})(\??)")
#: Two threads at one character are a step.
_AT_ONCE = 2


class Refused(Exception):
    """An expression that is not read here: it is too large, or repeats what may be empty."""


@dataclass(frozen=True, slots=True)
class _Instruction:
    """`char` (of a set), `split` (two ways, the first preferred), `save` (a group's edge), `assert`, `match`; ways are
    relative to the instruction."""

    kind: str
    characters: frozenset[str] = frozenset()
    first: int = 1
    second: int = 1
    number: int = 0
    name: str = ""


#: A part of a program, and whether it may match an empty text.
_Part = tuple[list[_Instruction], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """A match: where it is, and its groups, the whole as number 0."""

    start: int
    end: int
    groups: tuple[str | None, ...]

    def __getitem__(self, number: int) -> str | None:
        return self.groups[number]


class Expression:
    """A regular expression that was read."""

    def __init__(self, pattern: str, *, any_case: bool) -> None:
        """Refused, or re.error, for what is not read; the caller has seen to it that it means one thing only."""
        reader = _Reader(pattern, any_case=any_case)
        body, _ = reader.alternatives()
        if reader.token() is not None:
            raise Refused
        self.pattern = pattern
        self.groups = reader.groups
        self._program = [*_saved(body, 0), _Instruction("match")]

    def search(self, text: str, start: int = 0) -> Found | None:
        """The first match from a position on."""
        saves: tuple[int, ...] | None = None
        none = (-1,) * (2 * self.groups + 2)
        threads: list[tuple[int, tuple[int, ...]]] = []
        for position in range(start, len(text) + 1):
            if saves is None:
                seen = {at for at, _ in threads}
                self._add(threads, seen, 0, none, text, position)
            if not threads:
                if saves is None:
                    continue
                break
            spend(1 + len(threads) // _AT_ONCE)
            character = text[position] if position < len(text) else None
            following: list[tuple[int, tuple[int, ...]]] = []
            seen = set()
            for at, known in threads:
                instruction = self._program[at]
                if instruction.kind == "match":
                    saves = known
                    # What comes after it is what would be tried only if this failed.
                    break
                if character is not None and character in instruction.characters:
                    self._add(following, seen, at + 1, known, text, position + 1)
            threads = following
        if saves is None:
            return None
        pairs = zip(saves[::2], saves[1::2], strict=True)
        return Found(saves[0], saves[1], tuple(text[a:b] if a >= 0 <= b else None for a, b in pairs))

    def finditer(self, text: str) -> Iterator[Found]:
        """The matches one after the other; an empty one is the last that is given."""
        position = 0
        while (found := self.search(text, position)) is not None:
            yield found
            if found.start == found.end:
                return
            position = found.end

    def _add(
        self,
        threads: list[tuple[int, tuple[int, ...]]],
        seen: set[int],
        at: int,
        saves: tuple[int, ...],
        text: str,
        position: int,
    ) -> None:
        """Follows a thread to the characters that it waits for, in the order of preference."""
        waiting = [(at, saves)]
        while waiting:
            at, saves = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            instruction = self._program[at]
            if instruction.kind == "split":
                spend(1)
                waiting += [(at + instruction.second, saves), (at + instruction.first, saves)]
            elif instruction.kind == "save":
                kept = list(saves)
                kept[instruction.number] = position
                waiting.append((at + 1, tuple(kept)))
            elif instruction.kind == "assert":
                if _holds(instruction.name, text, position):
                    waiting.append((at + 1, saves))
            else:
                threads.append((at, saves))


def _holds(name: str, text: str, position: int) -> bool:
    """Whether ^, $, a word's edge, or none, is at a position."""
    if name == "^":
        return position == 0
    if name == "$":
        return position == len(text)
    before = position > 0 and text[position - 1] in _WORD
    after = position < len(text) and text[position] in _WORD
    return (before != after) == (name == r"\b")


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, pattern: str, *, any_case: bool) -> None:
        self.pattern = pattern
        self.position = 0
        self.flags = re.ASCII | (re.IGNORECASE if any_case else 0)
        self.groups = 0

    def token(self) -> str | None:
        match = _ITEM.match(self.pattern, self.position)
        return match[0] if match else None

    def take(self) -> str:
        token = self.token()
        assert token is not None
        self.position += len(token)
        return token

    def alternatives(self) -> _Part:
        code, nullable = self.sequence()
        if self.token() == "|":
            self.take()
            other, also = self.alternatives()
            # The first way's end jumps over the second.
            jump = _Instruction("split", first=len(other) + 1, second=len(other) + 1)
            code = [_Instruction("split", first=1, second=len(code) + 2), *code, jump, *other]
            nullable = nullable or also
        return self.checked(code), nullable

    def sequence(self) -> _Part:
        code: list[_Instruction] = []
        nullable = True
        while self.token() not in (None, "|", ")"):
            part, empty = self.repeated()
            code += part
            nullable = nullable and empty
            self.checked(code)
        return code, nullable

    def repeated(self) -> _Part:
        part, nullable = self.atom()
        match = _QUANTIFIER.match(self.pattern, self.position)
        if match is None:
            return part, nullable
        self.position = match.end()
        sign, least, comma, most, lazy = match.groups()
        low = {"*": 0, "+": 1, "?": 0}[sign] if sign else int(least)
        high = {"*": None, "+": None, "?": 1}[sign] if sign else (int(most) if most else None) if comma else low
        if high is not None and high < low:
            raise Refused
        if nullable and (high is None or high > 1 or (part and part[0].kind == "assert")):
            # What an empty round counts for differs from one implementation to the next.
            raise Refused
        if high == 0 and any(instruction.kind == "assert" for instruction in part):
            # PCRE2 takes a ^ for one that must hold also where it is taken no times.
            raise Refused
        if (len(part) + 1) * (low + 1 if high is None else high) > MOST_INSTRUCTIONS:
            raise Refused
        code = part * low
        if high is None:
            code += _either(len(part) + 2, lazy)
            code += [*part, _Instruction("split", first=-len(part) - 1, second=-len(part) - 1)]
        else:
            for left in range(high - low, 0, -1):
                code += [*_either(left * (len(part) + 1), lazy), *part]
        return self.checked(code), nullable or low == 0

    def atom(self) -> _Part:
        token = self.take()
        if token in ("(", "(?:"):
            number = 0
            if token == "(":
                self.groups += 1
                number = self.groups
            code, nullable = self.alternatives()
            if self.token() != ")":
                raise Refused
            self.take()
            return (_saved(code, number) if number else code), nullable
        if token == "{":
            # A count of nothing is an error elsewhere; where it is no count, some take it for the sign.
            raise Refused
        if token in ("^", "$", r"\b", r"\B"):
            return [_Instruction("assert", name=token)], True
        one = re.compile(token, self.flags)
        return [_Instruction("char", frozenset(letter for letter in _ASCII if one.fullmatch(letter)))], False

    def checked(self, code: list[_Instruction]) -> list[_Instruction]:
        if len(code) > MOST_INSTRUCTIONS:
            raise Refused
        return code


def _either(past: int, lazy: str) -> list[_Instruction]:
    """Into what follows, or past it."""
    return [_Instruction("split", first=past if lazy else 1, second=1 if lazy else past)]


def _saved(code: list[_Instruction], number: int) -> list[_Instruction]:
    """A group: its edges are noted."""
    return [_Instruction("save", number=2 * number), *code, _Instruction("save", number=2 * number + 1)]
