"""Parts of the audit soak: a process that appends is killed (kill -9), again and again, and nothing is lost."""

import asyncio
import os
import random
import select
import signal
import time
from dataclasses import dataclass, field

from deploy.bench.audit_appending import Acknowledged, Place, append_for_ever, lost, read_acknowledged, warm_up

OPENING = 0.2
"""The share of rounds that end at any moment from the start of the process, most of them while it opens the log."""
LONGEST_OPENING = 0.02
"""Seconds from the start of the process to the kill, at most, in such a round."""
MOST_LINES = 40
"""After how many receipts, at most, the kill comes in all other rounds: however busy the machine is."""
PATIENCE = 60.0
"""Seconds until a child that has said nothing counts as hanging."""
KEPT = 4_000
"""How many acknowledgements are compared with the log at a time."""


@dataclass(slots=True)
class Killed:
    """What came of many kills."""

    kills: int = 0
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


def kill_again_and_again(place: Place, rounds: int, seed: int, early: bool = False) -> Killed:
    """Start a child that appends, kill it at some moment, look what is left; `rounds` times.

    The process that calls this must run no threads: its children are forks of it. Each child reports how many entries
    it found; all acknowledgements are compared with the log every few thousand, and at the end.
    """
    chance, found, began = random.Random(seed), Killed(), time.monotonic()
    warm_up(place.folder)
    waiting: list[Acknowledged] = []
    highest = -1
    for round_ in range(rounds):
        said = _one_round(place, f"{seed}{round_:06d}", chance, early)
        found.kills += 1
        first, _, rest = said.partition(b"\n")
        if rest and first.startswith(b"open ") and int(first[5:]) <= highest:
            found.faults.append(f"round {round_}: {int(first[5:])} entries, and {highest} was acknowledged")
        if first.startswith(b"frozen "):
            found.faults.append(f"round {round_}: {first.decode()}")
        fresh = read_acknowledged(said)
        found.acknowledged += len(fresh)
        highest = max([highest, *(one.index for one in fresh)])
        waiting += fresh
        if len(waiting) > KEPT:
            found.faults += compared(place, waiting)
            waiting = []
    found.faults += compared(place, waiting)
    found.seconds = time.monotonic() - began
    return found


def _one_round(place: Place, round_: str, chance: random.Random, early: bool) -> bytes:
    """All that one child said until it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            append_for_ever(place, int(round_), writing, early)
        finally:
            os._exit(1)
    os.close(writing)
    try:
        return _read_and_kill(child, reading, chance)
    finally:
        os.close(reading)


def _read_and_kill(child: int, reading: int, chance: random.Random) -> bytes:
    if chance.random() < OPENING:
        said = read_until(reading, time.monotonic() + chance.uniform(0, LONGEST_OPENING))
    else:
        said = read_until(reading, time.monotonic() + PATIENCE, 1 + chance.randint(0, MOST_LINES))
    os.kill(child, signal.SIGKILL)
    said += read_until(reading, time.monotonic() + PATIENCE)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and not said.startswith(b"frozen "):
        raise RuntimeError("a child of the soak ended by itself, with a fault of its own")
    return said


def read_until(reading: int, end: float, lines: int = 0) -> bytes:
    """What comes through the pipe until a time, or so many lines if any are asked for, or its end."""
    said = b""
    while (left := end - time.monotonic()) > 0:
        if not select.select([reading], [], [], left)[0]:
            break
        part = os.read(reading, 1 << 20)
        said += part
        if not part or (lines and said.count(b"\n") >= lines):
            break
    return said


def compared(place: Place, acknowledged: list[Acknowledged]) -> list[str]:
    """What is wrong with the log, found in a fork: it opens threads, and this process may have none."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        faults = ["the log could not be opened to look"]
        try:
            faults = asyncio.run(lost(place, acknowledged))
        finally:
            with os.fdopen(writing, "w") as pipe:
                pipe.write("\n".join(faults))
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said.splitlines()
