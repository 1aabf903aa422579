"""A log with many entries, made in a minute: written straight into the database, with the tree, tiles and signature.

Its entries are short, since only their number matters to what is measured on it. Everything else is as the log itself
would have left it, so that it opens, is verified and goes on like any other.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from audit.merkle import leaf_hash
from audit.signer import Signer, create_key
from audit.storage.port import Row
from audit.storage.sqlite import SqliteStorage
from audit.tree import Tree, grow

ORIGIN = "goldenthread.example/bench"
CHUNK = 16_384
TIME = 1_700_000_000_000_000


def new_place(folder: Path) -> Path:
    """A folder with a signing key for a new log."""
    folder.mkdir(parents=True, exist_ok=True)
    create_key(folder / "key", ORIGIN)
    return folder


def filled(folder: Path, entries: int, body_bytes: int = 0) -> Path:
    """A folder with a log of that many entries, of at least `body_bytes` each."""
    place = new_place(folder)
    path = place / "log.db"
    storage = SqliteStorage(path)
    storage.open()
    storage.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-65536")
        connection.execute("DROP TRIGGER entry_follows")  # comes back when the log is opened
        connection.execute("BEGIN")
        tree = _fill(connection, entries, body_bytes)
        note = _sign(place, tree)
        connection.execute("UPDATE head SET size = ?, peaks = ?", (tree.size, b"".join(tree.peaks)))
        connection.execute("INSERT INTO checkpoint VALUES (?, ?)", (tree.size, note))
        connection.execute("COMMIT")
    return place


def _fill(connection: sqlite3.Connection, entries: int, body_bytes: int) -> Tree:
    tree = Tree()
    for start in range(0, entries, CHUNK):
        rows = list(_rows(start, min(start + CHUNK, entries), body_bytes))
        connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", rows)
        growth = grow(tree, [row.leaf for row in rows])
        connection.executemany("INSERT INTO tile VALUES (?, ?, ?)", growth.tiles)
        tree = growth.tree
    return tree


def _rows(start: int, end: int, body_bytes: int) -> Iterator[Row]:
    """Each milliseconds' ids stand together, as those of the service do."""
    for seq in range(start, end):
        request_id = f"{TIME // 1000 + seq // 50:012x}{seq * 0x9E3779B97F4A7C15 & (1 << 80) - 1:020x}"
        body = (
            f'{{"actor":{{"agency":"bench","staff":"staff:1"}},"request_id":"{request_id}",'
            f'"subject":"{"0" * max(0, body_bytes - 138)}","time":{TIME + seq * 20},"type":"sign_in","version":1}}'
        ).encode()
        yield Row(seq, request_id, body, leaf_hash(body))


def _sign(place: Path, tree: Tree) -> str:
    signer = Signer.load(place / "key")
    signer.remembered()
    signer.resume(tree.size, tree.peaks)
    note = signer.sign([], tree.size, tree.peaks)
    signer.close()
    return note
