"""Workbooks audited by several processes, of which any may die: the others' results are kept.

An operating system that runs out of memory ends processes, and a fault in a calculator ends its own. The workbooks that
were being worked on when that happened are tried once more, each in a process of its own: one that dies again is told.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from types import FrameType

from sheetgen.ending import Stopped, keep_stops, raise_stop, stops_wait

#: A workbook by its place in the report and its name.
Task = tuple[int, str]

#: How processes are started, which differs among versions of Python. A fork has what is imported already, and the
#: environment, where limits are, as it is now; on other systems than Linux, libraries of the system may break in it.
_START = "fork" if sys.platform == "linux" else "spawn"
#: So many seconds a process has to end what it started, when it is told to end itself.
_GRACE = 5.0

WHY_DIED = (
    "the process that audited it died, and again when it was tried alone (out of memory, or a fault in a calculator);"
    " leave it out, or try another --engine"
)


def in_processes(
    tasks: Iterator[Task], jobs: int, work: Callable[[str], str], died: Callable[[str], str]
) -> Iterator[tuple[int, str]]:
    """What `work` makes of each workbook, by its place, as they are done; `died` makes it of those that end their
    process. No more than `jobs` are taken from the tasks ahead of time."""
    more = True
    while more:
        suspects: list[Task] = []
        with _pool(jobs) as pool:
            more = yield from _until_broken(tasks, jobs, work, pool, suspects)
        for index, name in suspects:
            with _pool(1) as alone:
                try:
                    with stops_wait():
                        future = alone.submit(_working, work, name)
                    line = future.result()
                except BrokenProcessPool:
                    line = died(name)
            yield index, line


def _until_broken(
    tasks: Iterator[Task], jobs: int, work: Callable[[str], str], pool: ProcessPoolExecutor, suspects: list[Task]
) -> Generator[tuple[int, str], None, bool]:
    """The results of one pool; true if it broke, with the workbooks that were in work then among the suspects."""
    running: dict[Future[str], Task] = {}
    broken = False
    while True:
        # One workbook a process, so that few are suspected when one dies.
        while not broken and len(running) < jobs and (task := next(tasks, None)) is not None:
            try:
                # The first starts the processes, and a thread that the pool's end waits for.
                with stops_wait():
                    running[pool.submit(_working, work, task[1])] = task
            except BrokenProcessPool:
                suspects.append(task)
                broken = True
        if not running:
            return broken
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            task = running.pop(future)
            try:
                line = future.result()
            except BrokenProcessPool:
                suspects.append(task)
                broken = True
            else:
                yield task[0], line


@contextlib.contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end when this one does, also if it is killed, and when this block is left early."""
    lifeline, held = Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, get_context(_START), initializer=_begin, initargs=(lifeline, held))
    try:
        yield pool
    except BaseException:
        held.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        held.close()
        lifeline.close()


def _begin(lifeline: Connection, held: Connection) -> None:
    """What each process does first. The lifeline ends once nobody holds its other end, which a fork would inherit."""
    held.close()
    # Who interrupts the command interrupts all of its processes: the first of them ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _working(work: Callable[[str], str], name: str) -> str:
    """The work, which a signal to end leaves by an exception, so that a calculator that it runs is ended too."""
    keep_stops()
    signal.signal(signal.SIGTERM, _stop)
    try:
        return work(name)
    except Stopped:
        # The pool would take the exception for a result, and the process would wait for its next task for ever.
        os._exit(1)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _stop(number: int, frame: FrameType | None) -> None:
    raise_stop(number)


def _end_with(lifeline: Connection) -> None:
    """Ends this process when the lifeline ends: at once, or from within the work."""
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv_bytes()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)
