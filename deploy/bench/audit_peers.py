"""What others do, on the same disk in the same run: pymerkle on SQLite, and one commit and one hash link an entry.

Neither signs, numbers a retry like its first or proves one log to several processes; both make each entry durable.
"""

import importlib.metadata
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from audit.template import template
from deploy.bench.audit_load import entries_of

TIME = 1_700_000_000_000_000


def peers(folder: Path, entries: int) -> dict[str, Any]:
    """Durable appends a second of each; pymerkle only where it is installed."""
    folder.mkdir(parents=True)
    bodies = [template(entry).at(TIME) for entry in entries_of(entries)]
    with closing(_chain(folder / "naive.db")) as connection:
        found: dict[str, Any] = {"naive": _rate(_linking(connection), bodies)}
    try:
        from pymerkle import SqliteTree  # noqa: PLC0415  (a peer, which only this bench has)
    except ImportError:
        return found
    tree = SqliteTree(os.fspath(folder / "pymerkle.db"))
    version = importlib.metadata.version("pymerkle")
    found["pymerkle"] = {"version": version, **_rate(tree.append_entry, bodies)}
    tree.close()
    return found


def _rate(append: Callable[[bytes], object], bodies: list[bytes]) -> dict[str, Any]:
    began, processor = time.perf_counter(), time.process_time()
    for body in bodies:
        append(body)
    wall = max(time.perf_counter() - began, 1e-9)
    processor = (time.process_time() - processor) / max(len(bodies), 1)
    return {"entries": len(bodies), "per_second": len(bodies) / wall, "processor_us": processor * 1e6}


def _chain(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body BLOB NOT NULL, link BLOB NOT NULL)")
    return connection


def _linking(connection: sqlite3.Connection) -> Callable[[bytes], object]:
    link = bytes(32)

    def append(body: bytes) -> None:
        nonlocal link
        link = sha256(link + body).digest()
        connection.execute("INSERT INTO entry (body, link) VALUES (?, ?)", (body, link))

    return append
