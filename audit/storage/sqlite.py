"""The log in its own SQLite file: one writer, every commit flushed to disk, entries that no statement may change."""

import contextlib
import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateTable

from audit.errors import LogInUse
from audit.storage.port import Addition, Head, HeadMoved, RequestIdKnown, Row, StorageFailed
from audit.storage.tables import Reading, split_peaks, tables

COMMITS_BETWEEN_CHECKPOINTS = 200
MOST_ROWS = 256
_INSERT = {
    count: "INSERT INTO entry VALUES " + ",".join(["(?, ?, ?, ?)"] * count)  # noqa: S608 (nothing but question marks)
    for count in (1 << power for power in range(MOST_ROWS.bit_length()))
}
"""A statement for each power of two, so that each is prepared once."""
_READ_BACK = (
    "SELECT CAST(group_concat(CAST(body AS TEXT), char(10)) AS BLOB) FROM "
    "(SELECT body FROM entry WHERE seq >= ? ORDER BY seq)"
)
_GUARDS = [
    "CREATE TRIGGER IF NOT EXISTS cosigned_keeps BEFORE UPDATE ON cosigned "
    "BEGIN SELECT raise(ABORT, 'cosigned checkpoints never change'); END",
    "CREATE TRIGGER IF NOT EXISTS cosigned_stays BEFORE DELETE ON cosigned "
    "BEGIN SELECT raise(ABORT, 'cosigned checkpoints are never deleted'); END",
    "CREATE TRIGGER IF NOT EXISTS entry_keeps BEFORE UPDATE ON entry "
    "BEGIN SELECT raise(ABORT, 'entries of the log never change'); END",
    "CREATE TRIGGER IF NOT EXISTS entry_stays BEFORE DELETE ON entry "
    "BEGIN SELECT raise(ABORT, 'entries of the log are never deleted'); END",
    "CREATE TRIGGER IF NOT EXISTS entry_follows BEFORE INSERT ON entry "
    "WHEN NEW.seq != ifnull((SELECT seq + 1 FROM entry ORDER BY seq DESC LIMIT 1), 0) "
    "BEGIN SELECT raise(ABORT, 'entries of the log follow each other'); END",
    "CREATE TRIGGER IF NOT EXISTS tile_keeps BEFORE UPDATE ON tile "
    "BEGIN SELECT raise(ABORT, 'tiles of the log never change'); END",
    "CREATE TRIGGER IF NOT EXISTS tile_stays BEFORE DELETE ON tile "
    "BEGIN SELECT raise(ABORT, 'tiles of the log are never deleted'); END",
    "DROP TRIGGER IF EXISTS payload_keeps",  # a log made by an earlier version has a laxer one
    "CREATE TRIGGER payload_keeps BEFORE UPDATE ON payload "
    "WHEN NEW.wrapped_key IS NOT NULL OR NEW.ciphertext != OLD.ciphertext OR NEW.seq != OLD.seq OR NEW.alg != OLD.alg "
    "BEGIN SELECT raise(ABORT, 'a payload can only lose its key'); END",
    "DROP TRIGGER IF EXISTS payload_is_erased_by_an_entry",  # an earlier version knows no later logs
    "CREATE TRIGGER payload_is_erased_by_an_entry BEFORE UPDATE ON payload "
    "WHEN NOT EXISTS (SELECT 1 FROM erased WHERE seq = OLD.seq) "
    "AND NOT EXISTS (SELECT 1 FROM entry WHERE seq >= (SELECT size FROM head) "
    "AND instr(body, CAST('\"relates_to\":' || OLD.seq || ',' AS BLOB)) "
    'AND instr(body, CAST(\'"type":"payload.shredded"\' AS BLOB))) '
    "BEGIN SELECT raise(ABORT, 'a payload loses its key only beside the entry that says so'); END",
    "CREATE TRIGGER IF NOT EXISTS erased_says_so BEFORE INSERT ON erased "
    'WHEN NOT instr(NEW.said, CAST(\'"earlier":{"index":\' || NEW.seq || \',"origin":"\' AS BLOB)) '
    'OR NOT instr(NEW.said, CAST(\'"type":"payload.shredded"\' AS BLOB)) '
    "OR NOT EXISTS (SELECT 1 FROM entry WHERE seq = (SELECT size - 1 FROM head) "
    'AND instr(body, CAST(\'"type":"shard.closed"\' AS BLOB))) '
    "BEGIN SELECT raise(ABORT, 'only of a closed log does an entry of a later one erase something'); END",
    "CREATE TRIGGER IF NOT EXISTS erased_keeps BEFORE UPDATE ON erased "
    "BEGIN SELECT raise(ABORT, 'what was said of an erasure never changes'); END",
    "CREATE TRIGGER IF NOT EXISTS erased_stays BEFORE DELETE ON erased "
    "BEGIN SELECT raise(ABORT, 'what was said of an erasure never changes'); END",
    "CREATE TRIGGER IF NOT EXISTS payload_stays BEFORE DELETE ON payload "
    "BEGIN SELECT raise(ABORT, 'payloads of the log are never deleted'); END",
]


class SqliteStorage(Reading):
    """The port, on one SQLite file that one process may write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = -1
        self._writer: sqlite3.Connection | None = None
        self._commits = 0
        self.engine = create_engine(
            "sqlite://", creator=lambda: _connect(path, read_only=True), poolclass=QueuePool, pool_size=4
        )

    def open(self) -> None:
        """Take the file for this process, and make its tables. Raises LogInUse, StorageFailed."""
        self._take()
        with _failures():
            connection = _connect(self.path, read_only=False)
            self._writer = connection
            # the lock file keeps other writers of ours away; this is for whoever opens the file by hand
            connection.execute("PRAGMA busy_timeout=2000")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA wal_autocheckpoint=0")
            connection.execute("PRAGMA cache_size=-16384")  # KiB: the upper pages of a large log's index stay in memory
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("BEGIN IMMEDIATE")
            for table in tables.sorted_tables:
                connection.execute(str(CreateTable(table, if_not_exists=True).compile(self.engine)))
            for guard in _GUARDS:
                connection.execute(guard)
            connection.execute("INSERT OR IGNORE INTO head VALUES (1, 0, x'')")
            connection.execute("COMMIT")
        self._flush_folder()

    def _flush_folder(self) -> None:
        """That the file is there, and its first journal is not, must outlive a power cut too."""
        try:
            folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise StorageFailed(error.strerror) from error

    def _take(self) -> None:
        if self._lock >= 0:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.path.with_name(self.path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageFailed(error.strerror) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise LogInUse(
                f"Another process is writing the log {self.path}. Stop it first, or give this one its own folder; "
                "several processes can share one log only on PostgreSQL."
            ) from error
        self._lock = lock

    def close(self) -> None:
        """Close the connections, then let other processes in."""
        # the writer goes last: closing the last connection moves the write-ahead log into the file and removes it
        self.engine.dispose()
        self._drop_writer()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def begin(self) -> Head:
        """Start the transaction; after a failure, on a fresh connection."""
        if self._writer is None:
            self.open()
        self._run("BEGIN IMMEDIATE")
        found = self._run("SELECT size, peaks FROM head WHERE id = 1").fetchone()
        if found is None:
            raise StorageFailed("the log has no head")
        return Head(found[0], split_peaks(found[1]))

    def known(self, request_ids: Sequence[str]) -> dict[str, Row]:
        """The entries that have one of these ids."""
        ids = json.dumps(request_ids)
        found = self._run(
            "SELECT seq, rid, body, leaf FROM entry WHERE rid IN (SELECT value FROM json_each(?))", (ids,)
        )
        return {row[1]: Row(*row) for row in found}

    def append(self, before: Head, addition: Addition) -> list[bytes]:
        """Entries first, since a payload loses its key only beside the entry that says so; the head last."""
        bodies = self._insert(addition.rows)
        if addition.payloads:
            found = [(p.seq, p.alg, p.ciphertext, p.wrapped_key) for p in addition.payloads]
            self._many("INSERT INTO payload VALUES (?, ?, ?, ?)", found)
        for seq in addition.shredded:  # overwritten in place: `secure_delete`
            self._run("UPDATE payload SET wrapped_key = NULL WHERE seq = ?", (seq,))
        if addition.tiles:
            self._many("INSERT INTO tile VALUES (?, ?, ?)", addition.tiles)
        if addition.checkpoint is not None:
            self._put_checkpoint(*addition.checkpoint)
        self._move_head(before, addition.head)
        return bodies

    def _insert(self, rows: Sequence[Row]) -> list[bytes]:
        """In as few steps as can be: at each one the writer gives Python's lock away, and waits to have it back."""
        if not rows:
            return []
        start = 0
        while start < len(rows):
            count = 1 << (min(len(rows) - start, MOST_ROWS).bit_length() - 1)
            self._insert_some(_INSERT[count], rows[start : start + count])
            start += count
        # one value, since each row would be a step; no entry holds a line break, JSON writes it as two characters
        ((bodies,),) = self._run(_READ_BACK, (rows[0].seq,))
        return bytes(bodies or b"").split(b"\n")

    def _insert_some(self, statement: str, rows: Sequence[Row]) -> None:
        try:
            self._run(statement, tuple(chain.from_iterable(rows)))
        except StorageFailed as error:
            if getattr(error.__cause__, "sqlite_errorcode", 0) == sqlite3.SQLITE_CONSTRAINT_UNIQUE:
                raise RequestIdKnown("a request id is in the log already") from error  # `rid` alone is UNIQUE
            raise

    def _move_head(self, old: Head, new: Head) -> None:
        """Compare and swap."""
        moved = self._run(
            "UPDATE head SET size = ?, peaks = ? WHERE id = 1 AND size = ? AND peaks = ?",
            (new.size, b"".join(new.peaks), old.size, b"".join(old.peaks)),
        )
        if moved.rowcount != 1:
            raise HeadMoved("the head is not what it was read as")

    def _put_checkpoint(self, size: int, note: str) -> None:
        """Keep the checkpoint; one row for each tile's worth of sizes."""
        found = self._run("UPDATE checkpoint SET size = ?, note = ? WHERE size >= ?", (size, note, size & ~255))
        if found.rowcount == 0:
            self._run("INSERT INTO checkpoint VALUES (?, ?)", (size, note))

    def keep_cosigned(self, size: int, note: str) -> None:
        """On a connection of its own: the writer's belongs to the writer's thread."""
        with _failures(), contextlib.closing(_connect(self.path, read_only=False)) as connection:
            connection.execute("PRAGMA busy_timeout=2000")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA wal_autocheckpoint=0")
            connection.execute("INSERT OR IGNORE INTO cosigned VALUES (?, ?)", (size, note))

    def lose_key(self, origin: str, seq: int, said: bytes) -> None:
        """As the file's one writer, which nobody is of a closed log until then."""
        if b'"earlier":{"index":%d,"origin":%b}' % (seq, json.dumps(origin).encode()) not in said:
            raise StorageFailed("the entry says something else")
        try:
            if self._writer is None:
                self.open()
            self._run("BEGIN IMMEDIATE")
            self._run("INSERT OR IGNORE INTO erased VALUES (?, ?)", (seq, said))
            self._run("UPDATE payload SET wrapped_key = NULL WHERE seq = ?", (seq,))
            self._run("COMMIT")
        except (LogInUse, StorageFailed) as error:
            self.rollback()
            raise StorageFailed(str(error)) from error
        self.tidy(erased=True)

    def commit(self) -> None:
        """Flush the write-ahead log to the disk."""
        self._run("COMMIT")
        self._commits += 1

    def retract(self) -> None:
        """Undo the transaction, on a connection that goes on."""
        self._run("ROLLBACK")

    def rollback(self) -> None:
        """Throw the connection away: after a failed commit the next one starts from what the disk holds."""
        self._drop_writer()

    def tidy(self, erased: bool = False) -> None:
        """Move the write-ahead log into the file, when nobody waits; at once and wholly after an erasure."""
        if self._writer is None or (not erased and self._commits < COMMITS_BETWEEN_CHECKPOINTS):
            return
        self._commits = 0
        with contextlib.suppress(StorageFailed):
            self._run("PRAGMA wal_checkpoint(TRUNCATE)" if erased else "PRAGMA wal_checkpoint(PASSIVE)")

    def row(self, seq: int) -> Row | None:
        """One entry, as directly as it can be read: receipts are made of it."""
        return next(
            (
                Row(*found)
                for found in self._look(
                    "SELECT seq, rid, CAST(body AS BLOB), CAST(leaf AS BLOB) FROM entry WHERE seq = ?", seq
                )
            ),
            None,
        )

    def tile(self, level: int, n: int) -> bytes | None:
        """A full tile, as directly as it can be read: a proof goes through several."""
        found = self._look("SELECT data FROM tile WHERE level = ? AND n = ?", level, n)
        return bytes(found[0][0]) if found else None

    def _look(self, statement: str, *values: int) -> list[tuple[Any, ...]]:
        try:
            connection = self.engine.raw_connection()
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise StorageFailed(type(error).__name__) from error
        try:
            with _failures():
                cursor = connection.cursor()
                cursor.execute(statement, values)
                return list(cursor.fetchall())
        finally:
            connection.close()

    def _run(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        if self._writer is None:
            raise StorageFailed("the log is closed")
        try:
            return self._writer.execute(statement, values)
        except sqlite3.Error as error:
            raise StorageFailed(str(error)) from error

    def _many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        if len(rows) == 1:
            self._run(statement, rows[0])
        elif self._writer is not None:
            with _failures():
                self._writer.executemany(statement, rows)

    def _drop_writer(self) -> None:
        if self._writer is not None:
            with contextlib.suppress(sqlite3.Error):
                self._writer.close()
        self._writer = None


def _connect(path: Path, read_only: bool) -> sqlite3.Connection:
    mode = "ro" if read_only else "rwc"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=64)


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StorageFailed(str(error)) from error
