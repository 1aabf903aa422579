"""SQLite behind the port: one writer connection, one reader connection, one process.

Queries take microseconds, so they run inline: a hop to a thread would cost more than the query. WAL with
`synchronous=FULL`, because a commit that was acknowledged must survive a power cut; the writer alone checkpoints
(the SQLite of Python 3.11 has the WAL-reset flaw when several connections do).
"""

import asyncio
import fcntl
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from service.errors import Misconfigured, ReasonCode, Unavailable
from service.store import queries
from service.store.database import Row, Transaction, disk_full, store_down
from service.store.sharing import Met
from service.store.statement import SQLITE, Statement

READER_CACHE_KIB = 96 * 1024
WRITER_CACHE_KIB = 256 * 1024
MAPPED_BYTES = 0x7FFF_0000
"""The most that SQLite maps. What is beyond goes through the reader's own cache."""
CHECKPOINT_PAGES = 16 * 1024
STATEMENTS = 512


class SqliteDatabase:
    """A store in one file, held by one process. Open it with `open`, when the schema is there."""

    def __init__(self, writer: sqlite3.Connection, reader: sqlite3.Connection) -> None:
        self._writer = writer
        self._reader = reader
        self._turn = asyncio.Lock()

    @classmethod
    def open(cls, path: Path, most_bytes: int | None = None) -> "SqliteDatabase":
        """Open the file. `most_bytes` bounds it, so that a load cannot fill a disk that the audit log needs too.

        Raises:
            Unavailable: it is no database, or cannot be read.
        """
        with _failing_closed():
            writer, reader = _connect(path, WRITER_CACHE_KIB), _connect(path, READER_CACHE_KIB)
            writer.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
            if most_bytes is not None:
                (page_bytes,) = writer.execute("PRAGMA page_size").fetchone()
                writer.execute(f"PRAGMA max_page_count={most_bytes // page_bytes}")
            reader.execute("PRAGMA wal_autocheckpoint=0")
            reader.execute("PRAGMA query_only=1")
            return cls(writer, reader)

    async def rows(self, statement: Statement, parameters: Sequence[Any] = ()) -> list[Row]:
        """See `Reader.rows`."""
        try:
            return self._reader.execute(statement.sql(SQLITE), parameters).fetchall()
        except sqlite3.Error as error:
            raise _ours(error) from None

    async def candidates(self, tokens: Sequence[int], met: Met) -> list[Row]:
        """See `Database.candidates`: one statement for the postings, one for the records."""
        try:
            for statement, padded in queries.POSTINGS.parts(met.unmet(tokens)):
                met.count(self._now(statement, padded)[0])
            self._read(met.unread(), met)
        except sqlite3.Error as error:
            raise _ours(error) from None
        return met.candidates()

    def _read(self, records: Sequence[int], met: Met) -> None:
        for statement, padded in queries.PEOPLE_BY_RECORD.parts(records):
            met.take(self._now(statement, padded))

    def _now(self, statement: Statement, parameters: Sequence[Any]) -> list[Row]:
        return self._reader.execute(statement.sql(SQLITE), parameters).fetchall()

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """See `Database.transaction`."""
        return self._transaction()

    async def close(self) -> None:
        """See `Database.close`. The writer goes last, and folds the write-ahead log into the file."""
        self._reader.close()
        self._writer.close()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        async with self._turn:
            with _failing_closed():
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield _SqliteTransaction(self._writer)
                    self._writer.execute("COMMIT")
                except BaseException:
                    _roll_back(self._writer)
                    raise


class _SqliteTransaction:
    def __init__(self, writer: sqlite3.Connection) -> None:
        self._writer = writer

    async def rows(self, statement: Statement, parameters: Sequence[Any] = ()) -> list[Row]:
        with _failing_closed():
            return self._writer.execute(statement.sql(SQLITE), parameters).fetchall()

    async def run(self, statement: Statement, parameters: Sequence[Any] = ()) -> int:
        with _failing_closed():
            return self._writer.execute(statement.sql(SQLITE), parameters).rowcount

    async def run_many(self, statement: Statement, parameters: Iterable[Sequence[Any]]) -> None:
        with _failing_closed():
            self._writer.executemany(statement.sql(SQLITE), parameters)


class SoleProcess:
    """A lock beside the file, for as long as this process lives: two writers would spoil each other's numbering."""

    def __init__(self, held: TextIOWrapper) -> None:
        self._held = held

    @classmethod
    def claim(cls, path: Path) -> "SoleProcess":
        """Take the lock, and make the file, readable by its owner only, where there is none.

        Raises:
            Misconfigured: STORE_IN_USE, where another process has it.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        held = path.with_name(f"{path.name}.lock").open("a")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            held.close()
            raise Misconfigured(ReasonCode.STORE_IN_USE, _IN_USE.format(path=path)) from None
        path.touch(mode=0o600)
        return cls(held)

    def release(self) -> None:
        """Let another process have the file."""
        self._held.close()


_IN_USE = (
    "Another process is using the store {path}. Stop it first (a service that is running, or a load), "
    "or use PostgreSQL, which several processes can share. Nothing was changed."
)


def _connect(path: Path, cache_kib: int) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"cache_size=-{cache_kib}",
        f"mmap_size={MAPPED_BYTES}",
        "temp_store=MEMORY",
        "secure_delete=ON",
        "busy_timeout=5000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@contextmanager
def _failing_closed() -> Iterator[None]:
    """Turn the driver's errors into ours. Theirs may quote a value: neither their text nor their chain goes on."""
    try:
        yield
    except sqlite3.Error as error:
        raise _ours(error) from None


def _ours(error: sqlite3.Error) -> Unavailable:
    code = getattr(error, "sqlite_errorcode", None)
    return disk_full() if code == sqlite3.SQLITE_FULL else store_down()


def _roll_back(writer: sqlite3.Connection) -> None:
    if writer.in_transaction:
        writer.execute("ROLLBACK")
