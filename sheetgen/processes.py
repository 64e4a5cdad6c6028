"""Tasks done by several processes, of which any may die: the others' results are kept.

An operating system that runs out of memory ends processes, and a fault in a calculator ends its own. The tasks that
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
from typing import TypeVar

from sheetgen.ending import Stopped, keep_stops, raise_stop, stops_wait

#: What is worked on, such as the name of a workbook, and what comes of it.
What = TypeVar("What")
Result = TypeVar("Result")

#: How processes are started, which differs among versions of Python. A fork has what is imported already, and the
#: environment, where limits are, as it is now; on other systems than Linux, libraries of the system may break in it.
_START = "fork" if sys.platform == "linux" else "spawn"
#: So many seconds a process has to end what it started, when it is told to end itself.
_GRACE = 5.0


def in_processes(
    tasks: Iterator[tuple[int, What]], jobs: int, work: Callable[[What], Result], died: Callable[[What], Result]
) -> Iterator[tuple[int, Result]]:
    """What `work` makes of each task, by its number, as they are done; `died` makes it of those that end their
    process. No more than `jobs` are taken from the tasks ahead of time."""
    more = True
    while more:
        suspects: list[tuple[int, What]] = []
        with _pool(jobs) as pool:
            more = yield from _until_broken(tasks, jobs, work, pool, suspects)
        for index, what in suspects:
            with _pool(1) as alone:
                try:
                    with stops_wait():
                        future = alone.submit(_working, work, what)
                    result = future.result()
                except BrokenProcessPool:
                    result = died(what)
            yield index, result


def _until_broken(
    tasks: Iterator[tuple[int, What]],
    jobs: int,
    work: Callable[[What], Result],
    pool: ProcessPoolExecutor,
    suspects: list[tuple[int, What]],
) -> Generator[tuple[int, Result], None, bool]:
    """The results of one pool; true if it broke, with the tasks that were in work then among the suspects."""
    running: dict[Future[Result], tuple[int, What]] = {}
    broken = False
    while True:
        # One task a process, so that few are suspected when one dies.
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
                result = future.result()
            except BrokenProcessPool:
                suspects.append(task)
                broken = True
            else:
                yield task[0], result


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


def _working(work: Callable[[What], Result], what: What) -> Result:
    """The work, which a signal to end leaves by an exception, so that a calculator that it runs is ended too."""
    keep_stops()
    signal.signal(signal.SIGTERM, _stop)
    try:
        return work(what)
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
