"""`python -m sheetgen` and `sheetgen` are the command line."""

from __future__ import annotations

import gc
import sys

from sheetgen.ending import Stopped, prepare, say_stopped

#: So many new objects are made before Python looks for circles among them. Trees and arrays are many objects and hold
#: no circles: with Python's own 700, a twentieth of all time goes into looking.
_NEW_OBJECTS = 50_000


def main() -> None:
    """Runs the command line and exits with its status; an error is one sentence, never a traceback."""
    gc.set_threshold(_NEW_OBJECTS)
    try:
        prepare()
        # Here, so that a signal ends the program properly while this is being imported.
        from sheetgen.cli import main as run_and_exit

        run_and_exit()
    except Stopped as stop:
        sys.exit(say_stopped(stop))


if __name__ == "__main__":
    main()
