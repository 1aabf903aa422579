"""The log in its own PostgreSQL schema, `audit`: several processes append to one gapless log.

The writer takes an advisory lock and reads the head in a *second* statement: one statement would read the head as it
was before the lock was granted. UPDATE, DELETE and TRUNCATE of entries are denied by privilege and by trigger.
"""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.schema import CreateTable

from audit.storage.port import Head, HeadMoved, PayloadRow, Row, StorageFailed
from audit.storage.postgres_cosigned import COSIGNED
from audit.storage.tables import Reading, split_peaks, tables

SCHEMA = "audit"
LOCK = 0x676F6C64
"""The number of the advisory lock that every writer of this log takes."""

_DENY = """
CREATE OR REPLACE FUNCTION audit.deny() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what the log holds never changes'; END $$;
CREATE OR REPLACE FUNCTION audit.only_lose_the_key() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NEW.wrapped_key IS NOT NULL OR NEW.ciphertext <> OLD.ciphertext OR NEW.seq <> OLD.seq OR NEW.alg <> OLD.alg THEN
    RAISE EXCEPTION 'a payload can only lose its key';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER entry_keeps BEFORE UPDATE OR DELETE ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.deny();
CREATE OR REPLACE TRIGGER entry_stays BEFORE TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.deny();
CREATE OR REPLACE TRIGGER tile_keeps BEFORE UPDATE OR DELETE ON audit.tile FOR EACH ROW EXECUTE FUNCTION audit.deny();
CREATE OR REPLACE TRIGGER tile_stays BEFORE TRUNCATE ON audit.tile FOR EACH STATEMENT EXECUTE FUNCTION audit.deny();
CREATE OR REPLACE TRIGGER payload_keeps BEFORE UPDATE ON audit.payload
  FOR EACH ROW EXECUTE FUNCTION audit.only_lose_the_key();
CREATE OR REPLACE TRIGGER payload_stays BEFORE DELETE ON audit.payload FOR EACH ROW EXECUTE FUNCTION audit.deny();
CREATE OR REPLACE TRIGGER payload_remains BEFORE TRUNCATE ON audit.payload
  FOR EACH STATEMENT EXECUTE FUNCTION audit.deny();
REVOKE ALL ON ALL TABLES IN SCHEMA audit FROM PUBLIC;
INSERT INTO audit.head VALUES (1, 0, '') ON CONFLICT DO NOTHING;
"""


class PostgresStorage(Reading):
    """The port, on a PostgreSQL server. `url` is a SQLAlchemy URL with the psycopg driver."""

    def __init__(self, url: str) -> None:
        address = sqlalchemy.make_url(url).set(drivername="postgresql+psycopg")
        self._whole: Engine = create_engine(address, pool_size=5, connect_args={"options": "-c synchronous_commit=on"})
        self.engine = self._whole.execution_options(schema_translate_map={None: SCHEMA})
        self._writer: PoolProxiedConnection | None = None

    def open(self) -> None:
        """Make the schema, its tables and its guards. Raises StorageFailed."""
        try:
            with self._whole.begin() as connection:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
                for table in tables.sorted_tables:
                    connection.execute(CreateTable(table, if_not_exists=True))
                connection.exec_driver_sql(_DENY)
                connection.exec_driver_sql(COSIGNED)
        except SQLAlchemyError as error:
            raise StorageFailed(type(error).__name__) from error

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
        found = self._run("SELECT seq, rid, body, leaf FROM audit.entry WHERE rid = ANY(%s)", (list(request_ids),))
        return {rid: Row(seq, rid, bytes(body), bytes(leaf)) for seq, rid, body, leaf in found}

    def insert(self, rows: Sequence[Row]) -> list[bytes]:
        """Add entries, and take their bodies back as the table now has them."""
        found = self._run(
            "INSERT INTO audit.entry (seq, rid, body, leaf) "
            "SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bytea[], %s::bytea[]) RETURNING seq, body",
            ([r.seq for r in rows], [r.request_id for r in rows], [r.body for r in rows], [r.leaf for r in rows]),
        )
        return [bytes(body) for _, body in sorted(found)]

    def put_payloads(self, payloads: Sequence[PayloadRow]) -> None:
        """Add payloads."""
        for p in payloads:
            self._run(
                "INSERT INTO audit.payload (seq, alg, ciphertext, wrapped_key) VALUES (%s, %s, %s, %s) RETURNING seq",
                (p.seq, p.alg, p.ciphertext, p.wrapped_key),
            )

    def shred(self, seq: int) -> bool:
        """Destroy a key."""
        found = self._run("UPDATE audit.payload SET wrapped_key = NULL WHERE seq = %s RETURNING seq", (seq,))
        return bool(found)

    def put_tiles(self, tiles: Sequence[tuple[int, int, bytes]]) -> None:
        """Add full tiles."""
        for tile in tiles:
            self._run("INSERT INTO audit.tile (level, n, data) VALUES (%s, %s, %s) RETURNING n", tile)

    def move_head(self, old: Head, new: Head) -> None:
        """Compare and swap."""
        moved = self._run(
            "UPDATE audit.head SET size = %s, peaks = %s WHERE id = 1 AND size = %s AND peaks = %s RETURNING size",
            (new.size, b"".join(new.peaks), old.size, b"".join(old.peaks)),
        )
        if not moved:
            raise HeadMoved

    def put_checkpoint(self, size: int, note: str) -> None:
        """Keep the checkpoint; one row for each tile's worth of sizes, and never an older one over a newer."""
        self._run(
            "WITH gone AS (DELETE FROM audit.checkpoint WHERE size >= %s AND size < %s) "
            "INSERT INTO audit.checkpoint (size, note) "
            "SELECT %s, %s WHERE NOT EXISTS (SELECT 1 FROM audit.checkpoint WHERE size >= %s) RETURNING size",
            (size & ~255, size, size, note, size),
        )

    def keep_cosigned(self, size: int, note: str) -> None:
        """In a transaction of its own, beside the writer's."""
        try:
            with self._whole.begin() as connection:
                connection.exec_driver_sql("SELECT audit.keep_cosigned(%s, %s)", (size, note))
        except SQLAlchemyError as error:
            raise StorageFailed(type(error).__name__) from error

    def commit(self) -> None:
        """Returns once the server has flushed the commit."""
        with self._failures():
            self._connection().commit()

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
            cursor = self._connection().cursor()
            try:
                cursor.execute(statement, values or None)
                return list(cursor.fetchall()) if cursor.description else []
            finally:
                cursor.close()

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
