"""What fuzzing found: each kind of failure once, with the smallest input that shows it."""

from __future__ import annotations

import hashlib
import re
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from fuzz.package import joined, packed, pieces, unpacked

#: For so many seconds an input is made smaller.
_SECONDS = 20


def signature(error: BaseException) -> str:
    """What tells one finding from another: the exception, and the innermost function of sheetgen or of the target."""
    where = ""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if {"sheetgen", "fuzz"} & set(path.parts[-4:]) and path.name != "guided.py":
            where = f"{path.parent.name}/{path.stem}.{frame.f_code.co_name}"
    # What an assertion says tells them apart, up to the names in it.
    words = re.findall(r"\b[a-z]+\b", str(error))[:6] if isinstance(error, AssertionError) else []
    return f"{type(error).__name__} in {where}" + (f": {' '.join(words)}" if words else "")


class Findings:
    """A folder of findings: for each an input and its traceback."""

    def __init__(self, folder: Path, target: Callable[[bytes], None]) -> None:
        self.folder = folder
        self.target = target
        self.known: set[str] = set()

    def add(self, data: bytes, error: BaseException) -> None:
        """Keeps an input that failed, made smaller, unless its kind is known."""
        kind = signature(error)
        if kind in self.known:
            return
        self.known.add(kind)
        if not isinstance(error, MemoryError) and "TooSlow" not in kind:
            data = smaller(data, lambda shorter: self.kind(shorter) == kind)
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = self.folder / hashlib.sha256(kind.encode()).hexdigest()[:12]
        stem.with_suffix(".input").write_bytes(data)
        text = "".join(traceback.format_exception(error))
        stem.with_suffix(".txt").write_text(f"{kind}\n\n{text[-6000:]}", encoding="utf-8", errors="replace")

    def kind(self, data: bytes) -> str | None:
        """How an input fails, if it does."""
        try:
            self.target(data)
        except Exception as error:
            return signature(error)
        return None


def smaller(data: bytes, same: Callable[[bytes], bool]) -> bytes:
    """A smaller input that is still the same finding: parts, then pieces of XML, or characters are left out."""
    end = time.monotonic() + _SECONDS
    parts = unpacked(data)
    if not parts:
        return bytes(_without(list(data), lambda rest: same(bytes(rest)), end))
    kept = dict(_without(list(parts.items()), lambda rest: same(packed(dict(rest))), end))
    for name in kept:

        def with_pieces(rest: list[str], name: str = name) -> bool:
            return same(packed({**kept, name: joined(rest)}))

        kept[name] = joined(_without(pieces(kept[name]), with_pieces, end))
    found = packed(kept)
    return found if same(found) else data


def _without(items: list, same: Callable[[list], bool], end: float) -> list:
    """As few of the items as still do, leaving out ever shorter runs of them."""
    length = max(len(items) // 2, 1)
    while items and time.monotonic() < end:
        start = 0
        while start < len(items) and time.monotonic() < end:
            rest = items[:start] + items[start + length :]
            if same(rest):
                items = rest
            else:
                start += length
        if length == 1:
            break
        length = max(length // 2, 1)
    return items
