"""A second net below the steps that a template takes: what takes ten times as long as steps do ends as well."""

from __future__ import annotations

import time

#: Seconds of a processor that a template may take in any case, and for each step that it may take. Steps are a
#: microsecond or two of work; the dearest that are known are eight.
_SECONDS, _SECONDS_A_STEP = 20.0, 80e-6


class Clock:
    """What one template takes of a processor; the thread that makes it must be the one that looks at it."""

    def __init__(self, steps: int) -> None:
        self.most = max(_SECONDS, steps * _SECONDS_A_STEP)
        self._began = time.thread_time()
        self._look = time.monotonic() + self.most

    def has_run_out(self) -> bool:
        """Whether it has taken more than it may: looked at when so much time has passed, busy or not."""
        now = time.monotonic()
        if now < self._look:
            return False
        left = self.most - (time.thread_time() - self._began)
        self._look = now + left
        return left <= 0
