"""A file that one process at a time may write to; the lock ends with its process, however that ends.

POSIX's record locks, unlike flock's, are not inherited: a worker that outlives its parent for a moment holds none.
They are lost when the process closes the file by any of its descriptors, so that it must be opened once only.
"""

from __future__ import annotations

import errno
import sys

if sys.platform == "win32":
    import msvcrt
    import os

    #: Windows locks bytes against reading too: one that no file has.
    _FAR = 1 << 62

    def lock(descriptor: int) -> bool:
        """Whether the file is ours now; OSError where it cannot be locked at all."""
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK):
                return False
            raise
        return True

else:
    import fcntl

    def lock(descriptor: int) -> bool:
        """Whether the file is ours now; OSError where it cannot be locked at all."""
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                return False
            raise
        return True
