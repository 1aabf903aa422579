"""PostgreSQL behind the port, through psycopg 3: a few reader connections, and one writer at a time over all processes.

The writer takes an advisory lock in a statement of its own before it reads anything: reading in the statement that
takes the lock would read what was true before it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any

import psycopg
from psycopg import AsyncConnection

from service.store import queries
from service.store.database import Row, Transaction, disk_full, store_down
from service.store.sharing import Met
from service.store.statement import POSTGRESQL, Statement

READERS = 4
_READS_ALIKE = "SET jit = off; SET plan_cache_mode = force_generic_plan"
"""Every read is small and of a kind seen before: neither compiling it nor planning it anew would pay."""
WRITER_LOCK = 0x60_1D_74_12_EA_D0


class PostgresqlDatabase:
    """A store in a PostgreSQL database. Open it with `open`, when the schema is there."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._idle: asyncio.LifoQueue[AsyncConnection[Row] | None] = asyncio.LifoQueue()
        self._turn = asyncio.Lock()
        for _ in range(READERS):
            self._idle.put_nowait(None)

    @classmethod
    async def open(cls, conninfo: str) -> "PostgresqlDatabase":
        """Open a database by its libpq connection string or `postgresql://` address.

        Raises:
            Unavailable: the server does not answer.
        """
        database = cls(conninfo)
        async with database._reader():
            return database

    async def rows(self, statement: Statement, parameters: Sequence[Any] = ()) -> list[Row]:
        """See `Reader.rows`."""
        async with self._reader() as connection:
            return await _rows(connection, statement, parameters)

    async def candidates(self, tokens: Sequence[int], met: Met) -> list[Row]:
        """See `Database.candidates`: one statement in one round trip, which `met` could not make shorter."""
        if not tokens:
            return []
        async with self._reader() as connection:
            cursor = await connection.execute(_CANDIDATES, (list(tokens),), prepare=True, binary=True)
            return await cursor.fetchall()

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """See `Database.transaction`."""
        return self._transaction()

    async def close(self) -> None:
        """See `Database.close`."""
        for _ in range(READERS):
            connection = await self._idle.get()
            if connection is not None:
                await connection.close()

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[AsyncConnection[Row]]:
        connection = await self._idle.get()
        try:
            with _failing_closed():
                if connection is None or connection.closed:
                    connection = await self._connect(autocommit=True)
                    await connection.execute(_READS_ALIKE)
                yield connection
        finally:
            self._idle.put_nowait(connection)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        async with self._turn:
            with _failing_closed():
                connection = await self._connect(autocommit=False)
                try:
                    await connection.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
                    yield _PostgresqlTransaction(connection)
                    await connection.commit()
                finally:
                    await connection.close()

    async def _connect(self, *, autocommit: bool) -> AsyncConnection[Row]:
        return await AsyncConnection.connect(self._conninfo, autocommit=autocommit)


class _PostgresqlTransaction:
    def __init__(self, connection: AsyncConnection[Row]) -> None:
        self._connection = connection

    async def rows(self, statement: Statement, parameters: Sequence[Any] = ()) -> list[Row]:
        with _failing_closed():
            return await _rows(self._connection, statement, parameters)

    async def run(self, statement: Statement, parameters: Sequence[Any] = ()) -> int:
        with _failing_closed():
            cursor = await self._connection.execute(_text(statement), parameters)
            return cursor.rowcount

    async def run_many(self, statement: Statement, parameters: Iterable[Sequence[Any]]) -> None:
        with _failing_closed():
            async with self._connection.cursor() as cursor:
                await cursor.executemany(_text(statement), parameters)


async def _rows(connection: AsyncConnection[Row], statement: Statement, parameters: Sequence[Any]) -> list[Row]:
    cursor = await connection.execute(_text(statement), parameters)
    return await cursor.fetchall()


def _text(statement: Statement) -> bytes:
    """Our own compiled text, which holds no value; bytes, because psycopg takes a plain string only as a constant."""
    return statement.sql(POSTGRESQL).encode()


_CANDIDATES = _text(queries.CANDIDATES_AT_ONCE)


@contextmanager
def _failing_closed() -> Iterator[None]:
    """Turn the driver's errors into ours. Theirs may quote a value: neither their text nor their chain goes on."""
    try:
        yield
    except psycopg.errors.DiskFull:
        raise disk_full() from None
    except psycopg.Error:
        raise store_down() from None
