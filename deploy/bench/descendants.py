"""Processor time of the processes that this one starts, and of those that they start, for as long as a block runs.

Worker processes are gone when a load ends, and their parent is a fork server that nobody waits for, so what the system
sums up for waited-for children misses them: they are looked at while they run.
"""

import os
import threading
from pathlib import Path

from deploy.bench.machine import cpu_seconds

EVERY_SECONDS = 0.05


class Descendants:
    """Watches from a thread. `seconds` is what they took since the block began, to within the interval."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._before: dict[int, float] = {}
        self._seen: dict[int, float] = {}

    def __enter__(self) -> "Descendants":
        self._before = {process: cpu_seconds(process) for process in descendants(os.getpid())}
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._look()
        self._ended.set()
        self._thread.join()

    @property
    def seconds(self) -> float:
        """Processor seconds of all of them together."""
        return sum(taken - self._before.get(process, 0.0) for process, taken in self._seen.items())

    def _watch(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self._look()

    def _look(self) -> None:
        for process in descendants(os.getpid()):
            self._seen[process] = max(cpu_seconds(process), self._seen.get(process, 0.0))


def descendants(process: int) -> list[int]:
    """The processes below one, from /proc; none where the system has no such place."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, below = [], children.get(process, [])
    while below:
        found += below
        below = [child for one in below for child in children.get(one, [])]
    return found
