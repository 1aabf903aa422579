"""Parts of the audit soak: the power is cut while the log is written, and the disk forgets what was not flushed.

Each round begins with an empty log in a child process whose SQLite writes to `UnsyncedDisk`. After some number of
writes and syncs the child dies, leaving what the disk may hold by then; every acknowledged entry must be in it.
"""

import asyncio
import os
import random
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from audit.signer import create_key
from audit.storage.sqlite import SqliteStorage
from deploy.bench.audit_appending import Place, append_for_ever, lost, read_acknowledged, warm_up
from deploy.bench.audit_unsynced import NoSuchVfs, UnsyncedDisk

MOST_OPERATIONS = 400
TIDY_EVERY = 9
"""Commits after which the write-ahead log moves into the file: in a real log it is 200, and few rounds would see it."""


class OftenTidied(SqliteStorage):
    """The real storage, flushing as it does or, to be seen to lose something, as it must not."""

    def __init__(self, path: Path, synchronous: str) -> None:
        super().__init__(path)
        self._synchronous = synchronous

    def open(self) -> None:
        """As the real one, then with the flushing that is asked for."""
        super().open()
        self._run(f"PRAGMA synchronous={self._synchronous}")

    def tidy(self, erased: bool = False) -> None:
        """More often than the real one."""
        super().tidy(erased)
        if self._commits >= TIDY_EVERY:
            self._commits = 0
            self._run("PRAGMA wal_checkpoint(PASSIVE)")


@dataclass(slots=True)
class PowerCuts:
    """What came of many power cuts."""

    cuts: int = 0
    acknowledged: int = 0
    rounds_with_loss: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


def cut_power_again_and_again(folder: Path, rounds: int, seed: int, synchronous: str = "FULL") -> PowerCuts:
    """Cut the power `rounds` times, each on a new log under `folder`. This process must run no threads.

    Raises NoSuchVfs where this Python's SQLite takes no other VFS.
    """
    chance, found, began = random.Random(seed), PowerCuts(), time.monotonic()
    warm_up(folder)
    for round_ in range(rounds):
        place = folder / f"round-{round_}"
        (place / "live").mkdir(parents=True)
        create_key(place / "live" / "key", "soak.example/power")
        said = _in_a_child(_until_the_cut, place, synchronous, chance.randrange(1 << 30))
        if said.startswith(b"no vfs "):
            raise NoSuchVfs(said[7:].decode())
        acknowledged = read_acknowledged(said)
        faults = _in_a_child(_look, place, said).decode().splitlines()
        found.cuts += 1
        found.acknowledged += len(acknowledged)
        found.rounds_with_loss += bool(faults)
        found.faults += [f"round {round_}: {fault}" for fault in faults[:3]]
        shutil.rmtree(place)
    found.seconds = time.monotonic() - began
    return found


def _in_a_child(work: object, *arguments: object) -> bytes:
    """What a fork writes to its pipe until it ends, however it ends."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            work(*arguments, writing)  # type: ignore[operator]
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


def _until_the_cut(place: Path, synchronous: str, seed: int, pipe: int) -> None:
    chance = random.Random(seed)
    left = chance.randint(1, MOST_OPERATIONS)

    def before_each(_: str) -> int:
        nonlocal left
        left -= 1
        if left == 0:
            disk.cut_power(place, chance)
            _remember(place, chance)
            os._exit(0)
        return 0

    try:
        disk = UnsyncedDisk(before_each)
    except NoSuchVfs as error:
        os.write(pipe, f"no vfs {error}".encode())
        return
    live = place / "live"
    append_for_ever(Place(live, lambda: OftenTidied(live / "log.db", synchronous)), seed, pipe)


def _remember(place: Path, chance: random.Random) -> None:
    """The key is there, and of the signer's memory what it last wrote, or none of it: it is not flushed each time."""
    shutil.copy(place / "live" / "key", place / "key")
    memory = place / "live" / "key.signed"
    if memory.exists() and chance.random() < 0.5:
        shutil.copy(memory, place / "key.signed")


def _look(place: Path, said: bytes, pipe: int) -> None:
    faults = ["the log cannot be opened after the power cut"]
    try:
        found = Place(place, lambda: SqliteStorage(place / "log.db"))
        faults = asyncio.run(lost(found, read_acknowledged(said)))
    finally:
        os.write(pipe, "\n".join(faults[:50]).encode())
