"""What functions made of references and will want again: many formulas often look into the same few."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator

#: So many references are remembered, the latest.
MOST = 64

_Made = TypeVar("_Made")


class Remembered(Generic[_Made]):
    """What was made of the references that were asked for last, while an evaluator lives: a cell's value, once read,
    does not change."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Evaluator, dict[Hashable, _Made]] = WeakKeyDictionary()

    def get(self, evaluator: Evaluator, name: Hashable, make: Callable[[], _Made]) -> _Made:
        """What is known under a name, or is made now."""
        known = self._known.setdefault(evaluator, {})
        # What was asked for last stands last.
        found = known.pop(name) if name in known else make()
        if len(known) >= MOST:
            del known[next(iter(known))]
        known[name] = found
        return found
