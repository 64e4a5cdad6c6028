"""Where a command writes: never over what it reads, nor two outputs into one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sheetgen.errors import UsageError


def keep_apart(outputs: Mapping[str, str | None], inputs: Iterable[str]) -> None:
    """UsageError where an output, named by its option, is one of the inputs or another output."""
    taken: dict[Path, str] = {}
    for option, name in outputs.items():
        if name is None:
            continue
        path = Path(name).absolute()
        if path in taken:
            raise UsageError(f"{option} and {taken[path]} both name {name}: give each a file of its own")
        taken[path] = option
    # Only a file that is there can be an input, under whatever name.
    there = {option: name for option, name in outputs.items() if name is not None and _is_file(name)}
    if not there:
        return
    for source in inputs:
        for option, name in there.items():
            if _is_file(source) and Path(source).samefile(name):
                raise UsageError(f"{option} would write over {source}, which is read: name another file")


def one_shape(shapes: Mapping[str, bool]) -> None:
    """UsageError where standard output is to have two shapes, each named by its option."""
    chosen = [option for option, given in shapes.items() if given]
    if len(chosen) > 1:
        raise UsageError(f"{chosen[0]} and {chosen[1]} exclude each other: give one of them")


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        # A name that no file can have: whoever opens it says why.
        return False
