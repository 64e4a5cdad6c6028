"""Progress on a terminal, of work that takes longer than a second."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import click

#: So many seconds pass in silence.
_SILENCE = 1.0


class Progress:
    """A bar on standard error, where that is a terminal and `shown`; it says how many are done, and a few words."""

    def __init__(self, label: str, length: int, *, shown: bool = True) -> None:
        self._label = label
        self._length = length
        self._shown = shown and sys.stderr.isatty()
        self._begun = time.monotonic()
        self._done = 0
        self._bar: Any = None
        self._stack = ExitStack()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """The work is done: what is written now begins on a line of its own."""
        self._stack.close()

    def step(self, words: str = "") -> None:
        """One more is done."""
        self._done += 1
        if self._bar is not None:
            self._bar.label = self._text(words)
            self._bar.update(1)
        elif self._shown and time.monotonic() - self._begun > _SILENCE:
            label = self._text(words)
            bar = click.progressbar(length=self._length, label=label, file=sys.stderr, show_pos=True)
            self._bar = self._stack.enter_context(bar)
            self._bar.update(self._done)

    def _text(self, words: str) -> str:
        return f"{self._label} ({words})" if words else self._label
