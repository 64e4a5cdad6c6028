"""Sorts findings into the classes of classes.toml: the first whose conditions all hold is a finding's class."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.differential.compare import kind
from benchmarks.differential.conditions import CONDITIONS, Finding

#: Who is right in a class.
VERDICTS = {
    "sheetgen": "sheetgen",
    "theirs": "the other",
    "both": "both",
    "neither": "neither",
    "unknown": "not known",
}


@dataclass(frozen=True, slots=True)
class Class:
    """A class of differences: what belongs to it, and what there is to say about it."""

    name: str
    title: str
    #: Who is right, a key of VERDICTS.
    right: str
    why: str
    calculator: str
    #: The functions and operators; empty for all.
    functions: frozenset[str] = frozenset()
    #: The kinds of sheetgen's value and of the other's; empty for all.
    ours: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    #: Keys of CONDITIONS that all hold, and some of which one holds.
    when: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()

    def holds(self, finding: Finding) -> bool:
        """Whether a finding belongs to it."""
        return (
            finding.calculator == self.calculator
            and (not self.functions or finding.name in self.functions)
            and _fits(self.ours, kind(finding.ours))
            and _fits(self.theirs, kind(finding.theirs))
            and all(CONDITIONS[name](finding) for name in self.when)
            and (not self.any_of or any(CONDITIONS[name](finding) for name in self.any_of))
        )


def _fits(kinds: frozenset[str], found: str) -> bool:
    return not kinds or found in kinds or (found.startswith("#") and "error" in kinds)


@cache
def families() -> dict[str, frozenset[str]]:
    """Names for many functions together, which classes.toml lists first."""
    text = (Path(__file__).parent / "classes.toml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(text)["families"].items()}


@cache
def classes() -> tuple[Class, ...]:
    """Those of classes.toml, in its order."""
    text = (Path(__file__).parent / "classes.toml").read_text(encoding="utf-8")
    found = []
    for entry in tomllib.loads(text)["class"]:
        words = {key: frozenset(entry[key].split()) for key in ("functions", "ours", "theirs") if key in entry}
        if "family" in entry:
            words["functions"] = families()[entry["family"]]
        for calculator in entry.get("calculators", "ironcalc libreoffice").split():
            found.append(
                Class(
                    name=f"{entry['name']} ({calculator})",
                    title=entry["title"],
                    right=entry["right"],
                    why=" ".join(entry["why"].split()),
                    calculator=calculator,
                    when=tuple(entry.get("when", ())),
                    any_of=tuple(entry.get("any_of", ())),
                    **words,
                )
            )
    return tuple(found)


def class_of(finding: Finding) -> Class | None:
    """The class that a finding belongs to; None if nothing explains it."""
    return next((one for one in classes() if one.holds(finding)), None)
