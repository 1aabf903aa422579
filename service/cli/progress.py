"""How far long work is: one line that rewrites itself on a terminal, and a line every few seconds elsewhere."""

import sys
import time
from types import TracebackType
from typing import Self


class Progress:
    """Counts towards a total. Printing goes to standard error, so that output can be piped."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._began = time.monotonic()
        self._last = 0.0
        self._live = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live and self._last:
            print(file=sys.stderr)

    def advance(self, done: int, total: int) -> None:
        """Say how far it is, at most five times a second on a terminal and every five seconds elsewhere."""
        now = time.monotonic()
        if done < total and now - self._last < (0.2 if self._live else 5.0):
            return
        self._last = now
        rate = done / max(now - self._began, 1e-6)
        share = f"{done / total:4.0%}" if total else "    "
        left = f", about {max(0.0, (total - done) / rate):.0f} s left" if rate and done < total else ""
        line = f"{share}  {done:,} of {total:,} {self._unit}{left}"
        print(f"\r{line:<70}" if self._live else line, end="" if self._live else "\n", file=sys.stderr, flush=True)
