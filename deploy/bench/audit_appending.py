"""Parts of the audit soak: a child process that appends to a log and says over a pipe what was acknowledged."""

import asyncio
import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from audit.events import Actor, Entry, EventType
from audit.log import AuditLog
from audit.recovery import load_state
from audit.signer import Signer
from audit.storage.port import Storage
from audit.storage.sqlite import SqliteStorage

CALLERS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where the log of a soak is kept: its key, and how its storage is opened."""

    folder: Path
    storage: Callable[[], Storage]

    @property
    def key(self) -> Path:
        """The signing key; the signer's memory stands beside it."""
        return self.folder / "key"

    async def open(self) -> AuditLog:
        """Open the log, in this process."""
        return await AuditLog.open(self.storage(), Signer.load(self.key))


def warm_up(folder: Path) -> None:
    """Do once, before the first fork and without a thread, what each child would otherwise do again."""
    storage = SqliteStorage(folder / "warm-up.db")
    storage.open()
    load_state(storage)
    storage.close()
    gc.collect()
    gc.freeze()


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A receipt that got out: the entry's index, and its exact bytes."""

    index: int
    entry: bytes


def append_for_ever(place: Place, round_: int, pipe: int, early: bool = False) -> None:
    """Open the log and append from several callers until the process is ended from outside.

    Writes to `pipe` a line `open SIZE`, and a line `INDEX ENTRY` for each receipt. With `early` it acknowledges before
    the log does: a fault, so that whoever counts losses can be seen to find them.
    """
    asyncio.run(_append_for_ever(place, round_, pipe, early))


async def _append_for_ever(place: Place, round_: int, pipe: int, early: bool) -> None:
    log = await place.open()
    if log.frozen:
        os.write(pipe, f"frozen {log.frozen}\n".encode())
        return
    os.write(pipe, f"open {log.size}\n".encode())
    await asyncio.gather(*(_caller(log, f"{round_}-{name}", pipe, early) for name in range(CALLERS)))


async def _caller(log: AuditLog, name: str, pipe: int, early: bool) -> None:
    number = 0
    while True:
        entry = Entry(EventType.SIGN_IN, f"{name}-{number}", Actor("staff:1", "agency"))
        if early:
            os.write(pipe, b"%d early\n" % (log.size + CALLERS))
        receipt = await log.append(entry)
        os.write(pipe, b"%d %b\n" % (receipt.index, receipt.entry))
        number += 1


def read_acknowledged(said: bytes) -> list[Acknowledged]:
    """The whole lines of what a child said, but for its first: a line that was cut off acknowledges nothing."""
    lines = said.split(b"\n")[:-1]
    found = (line.partition(b" ") for line in lines if not line.startswith((b"open ", b"frozen ")))
    return [Acknowledged(int(index), entry) for index, _, entry in found]


async def lost(place: Place, acknowledged: list[Acknowledged]) -> list[str]:
    """What is wrong with a log after it was ended: acknowledged entries that are gone or different, or a freeze."""
    log = await place.open()
    try:
        if log.frozen:
            return [log.frozen]
        kept = {one.index: await log.entry(one.index) for one in acknowledged}
    finally:
        await log.close()
    gone = sorted(index for index, entry in kept.items() if entry is None)
    faults = [f"entry {index} was acknowledged and is gone" for index in gone]
    for one in acknowledged:
        entry = kept[one.index]
        if entry is not None and entry.body != one.entry:
            faults.append(f"entry {one.index} is not the one that was acknowledged")
    return faults
