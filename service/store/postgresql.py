"""PostgreSQL behind the port, through psycopg 3: a few reader connections, and one writer at a time over all processes.

The writer takes an advisory lock in a statement of its own before it reads anything: reading in the statement that
takes the lock would read what was true before it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg import AsyncConnection, AsyncCursor

from service.errors import Unavailable
from service.store import queries
from service.store.database import Row, Transaction, disk_full, store_down
from service.store.sharing import Met
from service.store.statement import POSTGRESQL, Statement

READERS = 4
_READS_ALIKE = "SET jit = off; SET plan_cache_mode = force_generic_plan"
"""Every read is small and of a kind seen before: neither compiling it nor planning it anew would pay."""
WRITER_LOCK = 0x60_1D_74_12_EA_D0


class _Line(NamedTuple):
    """A connection for reading, and its cursor, kept: to learn types and statements anew costs more than a query."""

    connection: AsyncConnection[Row]
    cursor: AsyncCursor[Row]


class PostgresqlDatabase:
    """A store in a PostgreSQL database. Open it with `open`, when the schema is there."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._idle: asyncio.LifoQueue[_Line | None] = asyncio.LifoQueue()
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
        line = await database._line()
        database._idle.put_nowait(line)
        return database

    async def rows(self, statement: Statement, parameters: Sequence[Any] = ()) -> list[Row]:
        """See `Reader.rows`."""
        return await self._read(_text(statement), parameters, prepare=None)

    async def candidates(self, tokens: Sequence[int], met: Met) -> list[Row]:
        """See `Database.candidates`: one statement in one round trip, which `met` could not make shorter."""
        if not tokens:
            return []
        array = f"{{{','.join(map(str, dict.fromkeys(tokens)))}}}"  # as the server writes one: dumping a list is slow
        return await self._read(_CANDIDATES, (array,), prepare=True)

    async def _read(self, query: bytes, parameters: Sequence[Any], *, prepare: bool | None) -> list[Row]:
        line = await self._line()
        try:
            await line.cursor.execute(query, parameters, prepare=prepare)
            return await line.cursor.fetchall()
        except psycopg.Error as error:
            raise _ours(error) from None
        finally:
            self._idle.put_nowait(line)

    async def _line(self) -> _Line:
        """A line that nobody else is using, open. Whoever takes it puts it back."""
        line = await self._idle.get()
        if line is not None and not line.connection.closed:
            return line
        try:
            return await self._connect_line()
        except psycopg.Error as error:
            self._idle.put_nowait(None)
            raise _ours(error) from None
        except BaseException:
            self._idle.put_nowait(None)
            raise

    async def _connect_line(self) -> _Line:
        connection = await self._connect(autocommit=True)
        await connection.execute(_READS_ALIKE)
        return _Line(connection, connection.cursor(binary=True))

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """See `Database.transaction`."""
        return self._transaction()

    async def close(self) -> None:
        """See `Database.close`."""
        for _ in range(READERS):
            line = await self._idle.get()
            if line is not None:
                await line.connection.close()

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
    except psycopg.Error as error:
        raise _ours(error) from None


def _ours(error: psycopg.Error) -> Unavailable:
    return disk_full() if isinstance(error, psycopg.errors.DiskFull) else store_down()
