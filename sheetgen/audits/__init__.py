"""Many workbooks audited: where they come from, who works, and what is remembered of it.

Results are written to a file as they come, a line each, and read from it when they are reported; where that file is
kept, a run goes on where an earlier one stopped.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sheetgen.audits.files import Task, find, is_url, read
from sheetgen.audits.record import Conditions, conditions, content_hash, key
from sheetgen.audits.store import Results, open_store
from sheetgen.audits.task import audit_named, failed
from sheetgen.errors import SheetgenError
from sheetgen.processes import in_processes

__all__ = ["Results", "audit_all", "find"]

#: Told of each result, by its place in the report, as they come.
Watch = Callable[[Results, int], None]

WHY_DIED = (
    "the process that audited it died, and again when it was tried alone (out of memory, or a fault in a calculator);"
    " leave it out, or try another --engine"
)


@contextmanager
def audit_all(
    names: Sequence[str],
    engine: str = "auto",
    *,
    jobs: int = 1,
    resume: Path | None = None,
    dask: str | None = None,
    watch: Watch = lambda results, index: None,
) -> Iterator[Results]:
    """Audits workbooks, and gives the results in the order of the names, for as long as the block lasts.

    `jobs` processes work here, or a Dask cluster, by its scheduler's address or "local". `resume` names a file that
    keeps results: what it has of the same content under the same conditions is not done again.
    """
    under = conditions(engine)
    with open_store(resume) as store:
        places = array("q", [-1] * len(names))
        results = Results(store, names, places)

        def known(index: int, content: str) -> bool:
            place = store.place(key(content, under))
            if place is None:
                return False
            places[index] = place
            watch(results, index)
            return True

        for index, line in _lines(names, jobs, dask, under, known, looked_at=resume is not None):
            places[index] = store.add(line)
            watch(results, index)
        yield results


def _lines(
    names: Sequence[str],
    jobs: int,
    dask: str | None,
    under: Conditions,
    known: Callable[[int, str], bool],
    looked_at: bool,
) -> Iterator[tuple[int, str]]:
    """The line of every workbook that is not known, by its place, as they are done."""
    tasks: Iterator[Task] = iter(enumerate(names))
    if dask is not None:
        from sheetgen.audits.on_dask import WHY_DIED as WHY_WORKERS_DIED
        from sheetgen.audits.on_dask import on_dask

        yield from on_dask(tasks, dask, jobs, under, known, partial(_died, under, WHY_WORKERS_DIED), resumed=looked_at)
        return
    if looked_at:
        tasks = _unknown(tasks, known)
    if min(jobs, len(names)) == 1 or any(_ours_alone(name) for name in names):
        yield from ((index, audit_named(name, under)) for index, name in tasks)
    else:
        work = partial(audit_named, under=under)
        yield from in_processes(tasks, min(jobs, len(names)), work, partial(_died, under, WHY_DIED))


def _unknown(tasks: Iterator[Task], known: Callable[[int, str], bool]) -> Iterator[Task]:
    """The workbooks that have to be audited: of what cannot be read, who audits it will tell."""
    for index, name in tasks:
        try:
            content = content_hash(read(name))
        except SheetgenError:
            yield index, name
        else:
            if not known(index, content):
                yield index, name


def _ours_alone(name: str) -> bool:
    """Whether no other process sees that file."""
    return is_url(name) and name.startswith("memory:")


def _died(under: Conditions, why: str, name: str) -> str:
    return failed(name, f"{name}: {why}", under)
