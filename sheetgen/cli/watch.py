"""`verify --watch`: again whenever the template changes, with what changed in the workbook that it makes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping

import click

from sheetgen.comparison import Aspects, compare
from sheetgen.comparison.side import Side, side
from sheetgen.errors import SheetgenError, UsageError
from sheetgen.report.diff_terminal import print_diff
from sheetgen.report.terminal import print_verification
from sheetgen.result import Result
from sheetgen.template.documents import split_number
from sheetgen.template.find import find
from sheetgen.workbook.kind import is_workbook

#: How long to wait between two looks at the file, in seconds.
_PAUSE = 0.5


def watch(
    what: str,
    changes: Mapping[str, object],
    verify: Callable[[], Result],
    looks: Iterable[object] | None = None,
) -> None:
    """Verifies a template, and again after every change of its file, until interrupted or `looks` ends.

    What is wrong with the template is told, and the file is watched on. UsageError for a workbook.
    """
    if is_workbook(what):
        raise UsageError(f"{what} is a workbook: --watch looks at a template")
    path = find(split_number(what)[0])
    before: Side | None = None
    seen: tuple[int, int] | None = None
    for _ in looks if looks is not None else _forever():
        try:
            state = path.stat()
        except OSError:
            # An editor may replace the file: for a moment there is none.
            continue
        stamp = state.st_mtime_ns, state.st_size
        if stamp == seen:
            continue
        seen = stamp
        try:
            now = side(what, changes)
            if before is not None:
                print_diff(compare(before, now, aspects=Aspects(formats=False)))
                click.echo()
            print_verification(verify(), failures_only=before is not None)
            before = now
        except SheetgenError as error:
            click.echo(f"sheetgen: {error}", err=True)


def _forever() -> Iterator[None]:
    while True:
        yield
        time.sleep(_PAUSE)
