"""One piece of work done by several processes at once, which begin as copies of this one.

Columns of a million records are large, and a forked process sees them as they are: nothing is handed over but what
comes of its part. It only counts and compares; it opens no file, writes nowhere, and leaves by `os._exit`.
"""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import TypeVar

Found = TypeVar("Found")
Work = Callable[[int], Found]


def divided(work: Work[Found], parts: int) -> list[Found]:
    """`work(0)`, `work(1)`, …, the first of them here and each other in a process of its own, in their order.

    A part whose process was killed, or ended in an error, is done again here: so an error is raised as if there were
    no other processes. Where processes cannot be copied safely everything is done here.
    """
    if parts < 2 or sys.platform != "linux":
        return [work(part) for part in range(parts)]
    away = [_begun(work, part) for part in range(1, parts)]
    try:
        found = [work(0)]
        for part, (process, end) in enumerate(away, 1):
            done: tuple[Found] | None = _received(process, end)
            found.append(work(part) if done is None else done[0])
        return found
    finally:
        for process, end in away:
            end.close()
            process.kill()
            process.join()


def _begun(work: Work[Found], part: int) -> tuple[ForkProcess, Connection]:
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_carry_out, args=(work, part, theirs, mine), daemon=True)
    process.start()
    theirs.close()
    return process, mine


def _carry_out(work: Work[Found], part: int, answer: Connection, other_end: Connection) -> None:
    other_end.close()  # so that writing fails, and this process leaves, once the one that began it is gone
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    gc.disable()  # it would write into memory that is shared until it is written into
    try:
        answer.send((work(part),))
    finally:
        os._exit(0)  # nothing of the process that this is a copy of may be flushed or closed here


def _leave_with_parent() -> None:
    """What this is a copy of may hold locks and keys: neither may outlive it where it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _received(process: ForkProcess, end: Connection) -> tuple[Found] | None:
    """What a part came to; none where its process is gone without a word."""
    try:
        answer: tuple[Found] = end.recv()
    except (EOFError, OSError):
        return None
    process.join()
    return answer
