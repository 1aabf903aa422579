"""The tables of the log, and how they are read, in SQLAlchemy Core: one code path for both databases.

`tile` holds full tiles only (256 hashes of tlog-tiles); what is not yet a full tile is in the leaves of the entries.
"""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Executable,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    func,
    literal,
    select,
)
from sqlalchemy import (
    Row as SqlRow,
)
from sqlalchemy.exc import SQLAlchemyError

from audit.merkle import HASH_BYTES
from audit.storage.port import Head, PayloadRow, Row, StorageFailed

tables = MetaData()
NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""64 bits in both; SQLite makes the row number itself of a key that is called INTEGER."""

entry = Table(
    "entry",
    tables,
    Column("seq", NUMBER, primary_key=True, autoincrement=False),
    Column("rid", Text, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
)
tile = Table(
    "tile",
    tables,
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)
head = Table(
    "head",
    tables,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
)
checkpoint = Table(
    "checkpoint",
    tables,
    Column("size", NUMBER, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
)
cosigned = Table(
    "cosigned",
    tables,
    Column("size", NUMBER, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
)
payload = Table(
    "payload",
    tables,
    Column("seq", NUMBER, primary_key=True, autoincrement=False),
    Column("alg", Text, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=True),
)
erased = Table(
    "erased",
    tables,
    Column("seq", NUMBER, primary_key=True, autoincrement=False),
    Column("said", LargeBinary, nullable=False),
)
"""Of a closed log: the entry of a later one by which a payload lost its key."""


MOST_ENTRIES = (1 << 63) - 1
"""What a column holds; a head that says more, or no number, is damaged."""


def split_peaks(raw: bytes) -> tuple[bytes, ...]:
    """The peaks of a stored head."""
    return tuple(raw[i : i + HASH_BYTES] for i in range(0, len(raw), HASH_BYTES))


class Reading:
    """The reading half of the port, over an engine that may only read."""

    engine: Engine

    def head(self) -> Head:
        """The head; raises StorageFailed if there is none."""
        found = self._all(select(head.c.size, head.c.peaks))
        if len(found) != 1:
            raise StorageFailed("the log has no head")
        size = found[0].size
        if type(size) is not int or not 0 <= size < MOST_ENTRIES:
            raise StorageFailed("the log's head is damaged")
        return Head(size, split_peaks(_bytes(found[0].peaks)))

    def checkpoint(self) -> tuple[int, str] | None:
        """The newest stored checkpoint."""
        found = self._all(select(checkpoint).order_by(checkpoint.c.size.desc()).limit(1))
        return (found[0].size, str(found[0].note)) if found else None

    def cosigned(self) -> tuple[int, str] | None:
        """The newest cosigned checkpoint."""
        found = self._all(select(cosigned).order_by(cosigned.c.size.desc()).limit(1))
        return (found[0].size, str(found[0].note)) if found else None

    def first_cosigned(self, seq: int, multiple: int = 1) -> tuple[int, str] | None:
        """The first one that covers the entry."""
        found = self._all(
            select(cosigned)
            .where(cosigned.c.size > seq, cosigned.c.size % multiple == 0)
            .order_by(cosigned.c.size)
            .limit(1)
        )
        return (found[0].size, str(found[0].note)) if found else None

    def row(self, seq: int) -> Row | None:
        """One entry."""
        return next(iter(self.rows(seq, seq + 1)), None)

    def find(self, request_id: str) -> Row | None:
        """The entry with this request id."""
        return next(iter(self._rows(select(entry).where(entry.c.rid == request_id))), None)

    def having(self, request_ids: Sequence[str]) -> dict[str, Row]:
        """Those that have one of these ids."""
        return {row.request_id: row for row in self._rows(select(entry).where(entry.c.rid.in_(request_ids)))}

    def rows(self, start: int, end: int) -> list[Row]:
        """Entries in order."""
        return self._rows(select(entry).where(entry.c.seq >= start, entry.c.seq < end).order_by(entry.c.seq))

    def newest(self, limit: int, before: int | None, type_: str | None) -> list[Row]:
        """Newest first. Keys are sorted, so that an entry's bytes end with its type and version."""
        wanted = select(entry).order_by(entry.c.seq.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(entry.c.seq < before)
        if type_ is not None:
            ending = b'"type":"%b","version":1}' % type_.encode()
            start = func.length(entry.c.body) - (len(ending) - 1)
            wanted = wanted.where(func.substr(entry.c.body, start) == literal(ending, LargeBinary))
        return self._rows(wanted)

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Leaf hashes in order."""
        wanted = select(entry.c.leaf).where(entry.c.seq >= start, entry.c.seq < end).order_by(entry.c.seq)
        return [_bytes(found.leaf) for found in self._all(wanted)]

    def tile(self, level: int, n: int) -> bytes | None:
        """A full tile."""
        found = self._all(select(tile.c.data).where(tile.c.level == level, tile.c.n == n))
        return _bytes(found[0].data) if found else None

    def payload(self, seq: int) -> PayloadRow | None:
        """One payload."""
        return next(iter(self.payloads(seq, seq + 1)), None)

    def payloads(self, start: int, end: int) -> list[PayloadRow]:
        """Payloads in order."""
        wanted = select(payload).where(payload.c.seq >= start, payload.c.seq < end).order_by(payload.c.seq)
        return [
            PayloadRow(f.seq, f.alg, _bytes(f.ciphertext), None if f.wrapped_key is None else _bytes(f.wrapped_key))
            for f in self._all(wanted)
        ]

    def keyed_payloads(self, start: int, end: int) -> list[int]:
        """Those that were not shredded."""
        wanted = select(payload.c.seq).where(
            payload.c.seq >= start, payload.c.seq < end, payload.c.wrapped_key.is_not(None)
        )
        return [found.seq for found in self._all(wanted.order_by(payload.c.seq))]

    def _rows(self, wanted: Executable) -> list[Row]:
        return [Row(f.seq, f.rid, _bytes(f.body), _bytes(f.leaf)) for f in self._all(wanted)]

    def _all(self, wanted: Executable) -> Sequence[SqlRow[tuple[object, ...]]]:
        try:
            with self.engine.connect() as connection:
                return connection.execute(wanted).all()
        except SQLAlchemyError as error:
            raise StorageFailed(type(error).__name__) from error


def _bytes(value: object) -> bytes:
    """The bytes of a column, whatever somebody has put into it: verification then says what is wrong."""
    if isinstance(value, str):
        return value.encode(errors="surrogateescape")
    return bytes(value) if isinstance(value, (bytes, bytearray, memoryview)) else b""
