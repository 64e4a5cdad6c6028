"""Starts a command, ends it when it takes too long, and writes what it took into a file.

A program of its own, and a small one: the system counts the memory of whoever starts a process as that process's own
until it runs something else.
"""

import json
import os
import resource
import signal
import sys
import time


def main(file: str, seconds: str, *command: str) -> None:
    """Runs the command; its output is this program's own."""
    # On a busy computer the clock says little: a processor's time is limited, and the clock's generously.
    resource.setrlimit(resource.RLIMIT_CPU, (int(float(seconds)), int(float(seconds)) + 1))
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, 20 * float(seconds))
    _, status, _ = os.wait4(child, 0)
    took = time.perf_counter() - start
    # Of processes that it started itself too.
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    told = {
        "status": os.waitstatus_to_exitcode(status),
        "seconds": took,
        "processor": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss / unit,
    }
    with open(file, "w") as output:  # noqa: PTH123
        json.dump(told, output)


if __name__ == "__main__":
    main(*sys.argv[1:])
