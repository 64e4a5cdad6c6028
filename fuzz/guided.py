"""One process of coverage-guided fuzzing: atheris feeds a target until the time is over or the process is killed.

    python -m fuzz.guided TARGET COUNTER FINDINGS [options of libFuzzer] FOLDER…

`fuzz/run.py` starts it, and starts it again after an input that took too long or too much memory. Every other finding
is noted, and fuzzing goes on.
"""

from __future__ import annotations

import importlib
import mmap
import pkgutil
import resource
import signal
import struct
import sys
import warnings
from pathlib import Path
from random import Random
from types import FrameType

import atheris

#: Seconds of CPU time for one input; the instrumented code runs some times slower than the plain one.
SECONDS = 8
#: A cap on address space, so that an allocation beyond all memory is an exception at its own place.
ADDRESS_SPACE = 8 << 30


class TooSlow(BaseException):
    """An input that took too long; nothing in sheetgen catches it."""


def main() -> None:
    """Fuzzes one target."""
    name, counter, folder, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["sheetgen"]):
        import sheetgen

        for module in pkgutil.walk_packages(sheetgen.__path__, "sheetgen."):
            if not module.name.startswith(("sheetgen.__main__", "sheetgen.engines", "sheetgen.pytest_plugin")):
                importlib.import_module(module.name)
    from fuzz.findings import Findings
    from fuzz.mutate import mutation
    from fuzz.targets import TARGETS

    target = TARGETS[name]
    found = Findings(Path(folder), target)
    mutated = mutation(name)
    with Path(counter).open("r+b") as file:
        count = mmap.mmap(file.fileno(), 8)

    def slow(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"more than {SECONDS} s of CPU time")

    def one(data: bytes) -> None:
        struct.pack_into("<q", count, 0, struct.unpack_from("<q", count)[0] + 1)
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            target(data)
        except (Exception, TooSlow) as error:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            found.add(data, error)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.4 and data[:2] != b"PK":
            return bytes(atheris.Mutate(data, most))
        longer = mutated(data, random)
        # The beginning of an archive would be none.
        return longer if len(longer) <= most else data

    # A warning on a user's screen is no clear sentence.
    warnings.simplefilter("error")
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    signal.signal(signal.SIGVTALRM, slow)
    atheris.Setup([sys.argv[0], *options], one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
