"""Workbooks audited on a Dask cluster: a task for each, which goes by its content, so that none is done twice.

The workers read the files themselves. What they found stays with the scheduler, published under the task's key, for
later runs that ask it for the same. A worker that dies is Dask's to replace; a workbook whose workers keep dying is
tried once more with no other beside it, and told if they die again.
"""

from __future__ import annotations

import contextlib
import os
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetgen.audits.cluster import by_name, check, connected, lacking
from sheetgen.audits.files import Task, is_url
from sheetgen.audits.on_worker import named
from sheetgen.audits.record import Conditions, key
from sheetgen.errors import SheetgenError, UsageError

if TYPE_CHECKING:
    from distributed import Client, Future

#: So many seconds a cluster may be without a worker before the run is given up.
_PATIENCE = 60.0
#: So many seconds a result may take on its way.
_ON_ITS_WAY = 10
#: So many workbooks are with the cluster at a time for each of its threads.
_AHEAD = 8
#: So many results are published at a time.
_BATCH = 100

WHY_DIED = (
    "the Dask workers that audited it died, and again when it was tried alone (out of memory, or a fault in a"
    " calculator); leave it out, or try another --engine"
)


def on_dask(
    tasks: Iterator[Task],
    address: str,
    jobs: int,
    under: Conditions,
    known: Callable[[int, str], bool],
    died: Callable[[str], str],
    resumed: bool,
) -> Iterator[tuple[int, str]]:
    """The line of each workbook, by its place, as they are done; not of one whose content, by its hash, is `known`.

    `address` is the scheduler's, or "local" for a cluster of so many processes here. UsageError where it cannot be
    reached, and where its workers do not have what there is here; what it says depends on whether results are kept, to
    be `resumed`.
    """
    with connected(address, jobs) as client:
        check(client, under)
        yield from _Run(client, under, known, died, resumed, publish=address != "local").lines(tasks)


class _LostAgainError(Exception):
    """The result of a task that was done cannot be had: its worker is gone."""


class _Run:
    """One run of a client: which workbooks are with the cluster, and what comes back."""

    def __init__(
        self,
        client: Client,
        under: Conditions,
        known: Callable[[int, str], bool],
        died: Callable[[str], str],
        resumed: bool,
        publish: bool,
    ) -> None:
        self.client = client
        self.under = under
        self.known = known
        self.died = died
        self.again = "go on with what --resume kept" if resumed else "audit again: --resume FILE keeps what is done"
        self.to_publish: dict[str, Future] | None = {} if publish else None
        self.call = by_name()
        self.done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        #: What the cluster was asked for, by the key of the task: the content of a workbook, or the audit of those that
        #: have the same.
        self.futures: dict[str, Future] = {}
        self.contents: dict[str, Task] = {}
        self.audits: dict[str, list[Task]] = {}
        self.suspects: list[Task] = []
        #: Tells this run's tasks from those of others, where they are not to be shared.
        self.own = os.urandom(8).hex()

    def lines(self, tasks: Iterator[Task]) -> Iterator[tuple[int, str]]:
        """The lines as they come."""
        ahead = _AHEAD * max(1, sum(self.client.nthreads().values()))
        more = True
        while more or self.futures:
            while more and len(self.futures) < ahead:
                task = next(tasks, None)
                more = task is not None
                if task is not None:
                    self.ask(task)
            if self.futures:
                yield from self.take(alone=False)
        for task in self.suspects:
            self.ask(task)
            while self.futures:
                yield from self.take(alone=True)
        self.publish()

    def ask(self, task: Task) -> None:
        """Has the content of a workbook looked at, which is always done anew."""
        name = f"sheetgen-content-{self.own}-{len(self.suspects)}-{task[0]}"
        self.contents[name] = task
        self.submit(name, "fingerprint", task[1], _where(task[1]), self.under)

    def audit(self, task: Task, content: str, alone: bool) -> None:
        """Has a workbook audited, once for all files of its content."""
        # Dask remembers how many workers died of a task: alone it is another.
        name = f"sheetgen-audit-{key(content, self.under)}" + f"-alone-{self.own}" * alone
        if name in self.audits:
            self.audits[name].append(task)
        else:
            self.audits[name] = [task]
            self.submit(name, "audit_there", _where(task[1]), content, self.under)

    def submit(self, name: str, function: str, *arguments: Any) -> None:
        """Hands the cluster a task, which is heard of when it is done, whatever became of it."""
        future = self.client.submit(self.call, f"sheetgen.audits.on_worker:{function}", *arguments, key=name)
        self.futures[name] = future
        future.add_done_callback(self.done.put)

    def take(self, alone: bool) -> Iterator[tuple[int, str]]:
        """What the next task that is done leads to."""
        future, outcome = self.next_done()
        name = str(future.key)
        del self.futures[name]
        asked = self.contents.pop(name, None)
        waiting = [asked] if asked is not None else self.audits.pop(name)
        if outcome is None and alone:
            yield from ((index, self.died(path)) for index, path in waiting)
        elif outcome is None:
            self.suspects += waiting
        elif asked is not None:
            content, line = outcome
            if content is None:
                yield asked[0], line
            elif not self.known(asked[0], content):
                self.audit(asked, content, alone)
        else:
            kept, line = outcome
            if kept:
                self.keep(name, future)
            yield from ((index, named(line, path)) for index, path in waiting)

    def next_done(self) -> tuple[Future, Any]:
        """The next task that is done, and its outcome; UsageError where none can be expected any more."""
        since = time.monotonic()
        while True:
            with contextlib.suppress(queue.Empty):
                future = self.done.get(timeout=1)
                if future.status in ("finished", "error", "cancelled"):
                    with contextlib.suppress(_LostAgainError):
                        return future, self.outcome(future)
                else:
                    # Who had its result died since; Dask works it out again.
                    time.sleep(0.1)
                self.done.put(future)
            if self.client.status != "running":
                raise UsageError(self.gone())
            if self.client.scheduler_info()["workers"]:
                since = time.monotonic()
            elif time.monotonic() - since > _PATIENCE:
                raise UsageError(
                    f"the Dask scheduler has had no worker for {_PATIENCE:g} seconds: start some, and {self.again}"
                )

    def outcome(self, future: Future) -> Any:
        """What a task gave; None where its workers died. UsageError for whatever else went wrong."""
        from distributed import KilledWorker

        if future.status == "cancelled":
            raise UsageError(self.gone())
        if future.status != "error":
            try:
                return future.result(timeout=_ON_ITS_WAY)
            except TimeoutError:
                raise _LostAgainError from None
        error = future.exception()
        if isinstance(error, KilledWorker):
            return None
        if isinstance(error, SheetgenError):
            raise error
        if isinstance(error, ImportError):
            raise UsageError(lacking("a Dask worker", error, self.under))
        text = " ".join(str(error).split())
        raise UsageError(f"a Dask worker failed ({type(error).__name__}: {text}): look into its log")

    def gone(self) -> str:
        """What to say of a scheduler that does not answer any more."""
        address = self.client.scheduler.address if self.client.scheduler is not None else ""
        return f"the Dask scheduler {address} is gone: start it again, and {self.again}"

    def keep(self, name: str, future: Future) -> None:
        """Leaves a result with the scheduler for later runs."""
        if self.to_publish is not None:
            self.to_publish[name] = future
            if len(self.to_publish) >= _BATCH:
                self.publish()

    def publish(self) -> None:
        """Publishes what has been done since the last time."""
        if self.to_publish:
            self.client.publish_dataset(override=True, **self.to_publish)
            self.to_publish.clear()


def _where(name: str) -> str:
    """What a worker reads, whichever folder it works in."""
    return name if is_url(name) else str(Path(name).absolute())
