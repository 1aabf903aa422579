"""What taking in a record cannot cost less than: its ciphers, its tokens and its rows, each alone in a tight loop.

Counted for the sandbox's average record: three keys, three groups of the record and three of its one involvement,
twelve tokens, one row of each table.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.matching.tokens import IndexKey
from service.store.changes import ADD_INVOLVEMENT, ADD_POSTINGS, ADD_WAITING, POSTINGS_AT_ONCE
from service.store.schema import migrate
from service.store.sqlite import WRITER_CACHE_KIB
from service.store.statement import SQLITE

RECORDS = 20_000
KEYS, SEALED, TOKENS = 3, 9, 12
"""Ciphers made for a record; keys and groups sealed; blind tokens."""


def floors(place: Path) -> dict[str, float]:
    """Processor microseconds a record, by part."""
    return {
        "AES-256-GCM: 3 ciphers, 9 values sealed": _each(_ciphers),
        "HMAC-SHA-256: 12 tokens": _each(_tokens()),
        **_rows(place),
    }


def _each(once: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(RECORDS):
        once()
    return (time.process_time() - began) / RECORDS * 1e6


def _ciphers() -> None:
    key, nonce = _KEY, _NONCE
    for _ in range(KEYS):
        cipher = AESGCM(key)
        for _ in range(SEALED // KEYS):
            cipher.encrypt(nonce, _VALUE, _BOUND)


def _tokens() -> Callable[[], object]:
    key = IndexKey(os.urandom(32))
    messages = [bytes([number]) + b"1988|7|19|smt" for number in range(TOKENS)]
    return lambda: key.tokens(messages)


def _rows(place: Path) -> dict[str, float]:
    """Rows of random bytes of the usual sizes, in one transaction each, durable, into a store of its own."""
    file = place / "floors.db"
    migrate(f"sqlite+pysqlite:///{file}", os.urandom(16))
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"cache_size=-{WRITER_CACHE_KIB}", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    try:
        return {
            "SQLite: the record": _insert(connection, ADD_WAITING.sql(SQLITE), list(map(_record, range(RECORDS)))),
            "SQLite: one involvement": _insert(
                connection, ADD_INVOLVEMENT.sql(SQLITE), list(map(_involvement, range(RECORDS)))
            ),
            "SQLite: 12 postings, sorted": _insert(connection, ADD_POSTINGS.sql(SQLITE), _postings()),
        }
    finally:
        connection.close()


def _insert(connection: sqlite3.Connection, statement: str, rows: Sequence[Sequence[object]]) -> float:
    began = time.process_time()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(statement, rows)
    connection.execute("COMMIT")
    return (time.process_time() - began) / RECORDS * 1e6


def _bytes(length: int) -> bytearray:
    return bytearray(os.urandom(length))


def _record(number: int) -> list[object]:
    return [
        number, "ods:RXL", _bytes(16), _bytes(16), "part2", "BLACKPOOL", 3, 0, 1, 1, 1,
        _bytes(62), _bytes(120), _bytes(62), _bytes(60), _bytes(62), _bytes(190),
    ]  # fmt: skip


def _involvement(number: int) -> list[object]:
    return [number, 0, _bytes(16), "health.service", "", "service_user", "open",
            _bytes(110), _bytes(100), _bytes(50)]  # fmt: skip


def _postings() -> list[list[int]]:
    count = RECORDS * TOKENS // POSTINGS_AT_ONCE * POSTINGS_AT_ONCE
    tokens = np.sort(np.frombuffer(os.urandom(8 * count), dtype=np.int64))
    pairs = np.stack((tokens, np.arange(count)), axis=1)
    size = POSTINGS_AT_ONCE
    return [pairs[start : start + size].ravel().tolist() for start in range(0, count, size)]


_KEY, _NONCE, _VALUE, _BOUND = os.urandom(32), os.urandom(12), os.urandom(100), os.urandom(40)
