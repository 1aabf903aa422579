"""Reads whole ranges of the store in a worker process, straight into arrays: on either engine, and never writing.

A SQLite file is opened read-only beside the process that holds it; PostgreSQL through a connection of the worker's own.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final, Protocol

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import make_url

from service.store import bulk_statements
from service.store.database import Row, store_down
from service.store.statement import POSTGRESQL, SQLITE, Statement

_MAPPED: Final = 4 << 30
_CACHE_KIB: Final = 16 * 1024
_AT_ONCE: Final = 4096


class Ranges(Protocol):
    """Rows of one query after the other, as many as there are: they are not kept."""

    def rows(self, statement: Statement, parameters: Sequence[Any]) -> Iterator[Row]:
        """Run a query.

        Raises:
            Unavailable: the engine is down or refuses.
        """
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class SqliteRanges:
    """Ranges of a SQLite file."""

    def __init__(self, path: str) -> None:
        try:
            self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
            for pragma in (f"mmap_size={_MAPPED}", f"cache_size=-{_CACHE_KIB}", "query_only=1"):
                self._connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            raise store_down() from None

    def rows(self, statement: Statement, parameters: Sequence[Any]) -> Iterator[Row]:
        """See `Ranges.rows`."""
        try:
            yield from self._connection.execute(statement.sql(SQLITE), parameters)
        except sqlite3.Error:
            raise store_down() from None

    def close(self) -> None:
        """See `Ranges.close`."""
        self._connection.close()


class PostgresqlRanges:
    """Ranges of a PostgreSQL database."""

    def __init__(self, conninfo: str) -> None:
        try:
            self._connection = psycopg.connect(conninfo, autocommit=True)
        except psycopg.Error:
            raise store_down() from None

    def rows(self, statement: Statement, parameters: Sequence[Any]) -> Iterator[Row]:
        """See `Ranges.rows`."""
        try:
            with self._connection.transaction(), self._connection.cursor("range") as cursor:
                cursor.itersize = _AT_ONCE
                cursor.execute(statement.sql(POSTGRESQL).encode(), parameters)
                yield from cursor
        except psycopg.Error:
            raise store_down() from None

    def close(self) -> None:
        """See `Ranges.close`."""
        self._connection.close()


def open_ranges(address: str) -> Ranges:
    """Open a store's address (see `opening.open_store`) for reading alone.

    Raises:
        Unavailable: it cannot be read.
    """
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return SqliteRanges(url.database or "")
    return PostgresqlRanges(url.set(drivername="postgresql").render_as_string(hide_password=False))


def postings_in(ranges: Ranges, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The tokens from `first` to `last` with their records, in the order of the tokens."""
    rows = ranges.rows(bulk_statements.POSTINGS_IN, (first, last))
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    return flat[::2], flat[1::2].astype(np.int32)
