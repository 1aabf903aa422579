"""What a contender hands back: pairs of rows with how sure it is of each, and what it took."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Bits = NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """Candidate pairs: rows `a` and `b` (never twice, in either order), and log2 odds that they are one person."""

    a: Rows
    b: Rows
    bits: Bits

    def kept(self, which: NDArray[Any]) -> "Scored":
        """Some of the pairs."""
        return Scored(self.a[which], self.b[which], self.bits[which])


@dataclass
class Ledger:
    """What a contender did: its judgements by name, and how long each of its stages took."""

    judgements: dict[str, Scored] = field(default_factory=dict)
    """One contender may judge in several ways (`pairs`, `one to one`): each is measured."""
    candidates: Scored | None = None
    """Every pair that blocking let through, for its recall."""
    wall: dict[str, float] = field(default_factory=dict)
    """Seconds by the clock of each stage (`train`, `link` and others)."""
    cpu: dict[str, float] = field(default_factory=dict)
    """Seconds of processor time of each stage, all threads."""
    notes: dict[str, Any] = field(default_factory=dict)
    """What else it has to say: model, blocking rules, thresholds and where they come from."""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage."""
        wall, cpu = perf_counter(), process_time()
        yield
        self.wall[name] = self.wall.get(name, 0.0) + perf_counter() - wall
        self.cpu[name] = self.cpu.get(name, 0.0) + process_time() - cpu


NO_PAIRS = Scored(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
