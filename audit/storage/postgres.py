"""The log in its own PostgreSQL schema, `audit`: several processes append to one gapless log.

The writer takes an advisory lock and reads the head in a *second* statement: one statement would read the head as it
was before the lock was granted. What is written goes through one function of the
schema (`audit.storage.postgres_schema`). A later shard of the log has a schema of its own, such as `audit_2027`.
"""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection

from audit.errors import LogNotSetUp
from audit.storage.port import Addition, Head, HeadMoved, RequestIdKnown, Row, StorageFailed
from audit.storage.postgres_schema import HEAD_MOVED, LOCK, SCHEMA, excess_of_rights, in_schema, is_set_up, set_up
from audit.storage.tables import Reading, split_peaks

_APPEND = """SELECT stored FROM audit.append(
  %b::bigint, %b::bytea, %b::bytea, %b::text[], %b::bytea[], %b::bytea[], %b::smallint[], %b::bigint[], %b::bytea[],
  %b::bigint[], %b::text[], %b::bytea[], %b::bytea[], %b::bigint[], %b::bigint, %b::text)"""

_ONCE = "entry_rid_key"
"""As PostgreSQL names the constraint that a request id stands in the log once."""


class PostgresStorage(Reading):
    """The port, on a PostgreSQL server. `url` is a SQLAlchemy URL with the psycopg driver."""

    def __init__(self, url: str, sole: bool = False, schema: str = SCHEMA) -> None:
        address = sqlalchemy.make_url(url).set(drivername="postgresql+psycopg")
        self._whole: Engine = create_engine(address, pool_size=5, connect_args={"options": "-c synchronous_commit=on"})
        self.engine = self._whole.execution_options(schema_translate_map={None: schema})
        self._sole = sole
        self._schema = schema
        in_schema("", schema)
        self._writer: PoolProxiedConnection | None = None

    def open(self) -> None:
        """See that the schema is there, and make it where this role may: it then owns the log that it writes.

        With `sole`, a role that could do more than read and append is refused, and so is a server that does not flush.
        Raises LogNotSetUp, StorageFailed.
        """
        try:
            with self._whole.connect() as connection:
                ready = is_set_up(connection, self._schema)
            if not ready:
                self._set_up()
            if self._sole:
                self._check_rights()
        except SQLAlchemyError as error:
            raise StorageFailed(type(error).__name__) from error

    def _set_up(self) -> None:
        try:
            set_up(self._whole, schema=self._schema)
        except sqlalchemy.exc.ProgrammingError as error:  # the server answers, and this role may not
            raise LogNotSetUp(
                "The log's database is not set up for this version: run `service log set-up` as the role that owns it."
            ) from error

    def _check_rights(self) -> None:
        with self._whole.connect() as connection:
            excess = excess_of_rights(connection, self._schema)
            flushes = connection.exec_driver_sql("SHOW fsync").scalar()
        if excess:
            raise LogNotSetUp(
                f"The service's role in the log's database could change the log ({excess}): make it a role of its own, "
                "and run `service log set-up` as another that owns the log."
            )
        if flushes != "on":
            raise LogNotSetUp("The log's database server runs with fsync off: a power cut would lose entries.")

    def close(self) -> None:
        """Close the connections."""
        self.rollback()
        self._whole.dispose()

    def begin(self) -> Head:
        """Wait for the lock, then read the head."""
        try:
            if self._writer is None:
                self._writer = self._whole.raw_connection()
            self._run(f"SELECT pg_advisory_xact_lock({LOCK})")
            ((size, peaks),) = self._run("SELECT size, peaks FROM audit.head WHERE id = 1")
        except (SQLAlchemyError, ValueError) as error:
            raise StorageFailed(type(error).__name__) from error
        return Head(size, split_peaks(bytes(peaks)))

    def known(self, request_ids: Sequence[str]) -> dict[str, Row]:
        """The entries that have one of these ids."""
        found = self._run("SELECT seq, rid, body, leaf FROM audit.entry WHERE rid = ANY(%b)", (list(request_ids),))
        return {row[1]: Row(*row) for row in found}

    def rows(self, start: int, end: int) -> list[Row]:
        """Entries in order, as directly as they can be read: every batch begins with those of the other processes."""
        wanted = "SELECT seq, rid, body, leaf FROM audit.entry WHERE seq >= %b AND seq < %b ORDER BY seq"
        return [Row(*found) for found in self._look(wanted, (start, end))]

    def tile(self, level: int, n: int) -> bytes | None:
        """A full tile, as directly as it can be read: a proof goes through several."""
        found = self._look("SELECT data FROM audit.tile WHERE level = %b AND n = %b", (level, n))
        return found[0][0] if found else None

    def append(self, before: Head, addition: Addition) -> list[bytes]:
        """One statement for all of it."""
        rows, tiles, payloads = addition.rows, addition.tiles, addition.payloads
        if addition.head.size != before.size + len(rows):
            raise StorageFailed("the head does not follow from the entries")
        size, note = addition.checkpoint or (None, None)
        try:
            found = self._run(
                _APPEND,
                (
                    before.size,
                    b"".join(before.peaks),
                    b"".join(addition.head.peaks),
                    [r.request_id for r in rows],
                    [r.body for r in rows],
                    [r.leaf for r in rows],
                    *([t[part] for t in tiles] for part in range(3)),
                    [p.seq for p in payloads],
                    [p.alg for p in payloads],
                    [p.ciphertext for p in payloads],
                    [p.wrapped_key for p in payloads],
                    list(addition.shredded),
                    size,
                    note,
                ),
            )
        except StorageFailed as error:
            raise _named(error) from error.__cause__
        return [body for (body,) in found]

    def keep_cosigned(self, size: int, note: str) -> None:
        """In a transaction of its own, beside the writer's."""
        try:
            with self._whole.begin() as connection:
                connection.exec_driver_sql(in_schema("SELECT audit.keep_cosigned(%s, %s)", self._schema), (size, note))
        except SQLAlchemyError as error:
            raise StorageFailed(type(error).__name__) from error

    def lose_key(self, origin: str, seq: int, said: bytes) -> None:
        """Through the function of the schema, which holds it to what is said."""
        try:
            with self._whole.begin() as connection:
                statement = in_schema("SELECT audit.lose_key(%s, %s, %s)", self._schema)
                connection.exec_driver_sql(statement, (origin, seq, said))
        except SQLAlchemyError as error:
            raise StorageFailed(type(error).__name__) from error

    def commit(self) -> None:
        """Returns once the server has flushed the commit."""
        with self._failures():
            self._connection().commit()

    def retract(self) -> None:
        """Undo the transaction, on a connection that goes on."""
        with self._failures():
            self._connection().rollback()

    def rollback(self) -> None:
        """Throw the connection away: the server undoes what it did not commit."""
        if self._writer is not None:
            with contextlib.suppress(Exception):
                self._writer.invalidate()
        self._writer = None

    def tidy(self, erased: bool = False) -> None:
        """The server looks after itself."""

    def _run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._failures():
            return _fetch(self._connection(), in_schema(statement, self._schema), values)

    def _look(self, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        try:
            connection = self._whole.raw_connection()
        except SQLAlchemyError as error:
            raise StorageFailed(type(error).__name__) from error
        try:
            with self._failures():
                return _fetch(connection, in_schema(statement, self._schema), values)
        finally:
            connection.close()

    def _connection(self) -> PoolProxiedConnection:
        if self._writer is None:
            raise StorageFailed("there is no transaction")
        return self._writer

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except self._whole.dialect.loaded_dbapi.Error as error:
            raise StorageFailed(type(error).__name__) from error


def _named(error: StorageFailed) -> StorageFailed:
    """What an append was refused for, where the server says it: `rid` alone is unique beside the primary keys."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", "") == HEAD_MOVED:
        return HeadMoved("the head is not what it was read as")
    if getattr(getattr(cause, "diag", None), "constraint_name", "") == _ONCE:
        return RequestIdKnown("a request id is in the log already")
    return error


def _fetch(connection: PoolProxiedConnection, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """In the binary format both ways: as text, every byte of an entry would be two."""
    cursor = connection.cursor(binary=True)
    try:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []
    finally:
        cursor.close()
