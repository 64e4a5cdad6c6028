"""Counts in sentences: every report says them alike, with thousands apart and the noun in its number."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """`1 formula`, `4,167 formulas`: a count with what is counted, which takes an s."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def differing(count: int, noun: str = "") -> str:
    """`1 differs`, `2 cells differ`."""
    return f"{counted(count, noun) if noun else f'{count:,}'} {'differs' if count == 1 else 'differ'}"
