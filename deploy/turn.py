"""One set-up at a time: a second one waits for the first instead of breaking it. Standard library only."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def taken(folder: Path) -> Iterator[None]:
    """Hold this checkout's turn, which ends with the process at the latest.

    The folder itself is locked (flock), so that nothing is left behind. A file system that cannot lock gives no
    turn, and nobody is held up.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        wait_for(handle)
        yield
    finally:
        os.close(handle)


def wait_for(handle: int) -> None:
    """Lock, and say so if that means waiting."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("set-up: another one is under way in this folder; waiting for it", file=sys.stderr, flush=True)
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        return
