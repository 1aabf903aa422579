"""Opens a store at an address: claims it, migrates it, holds it to its keyring, and connects."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from service.errors import Misconfigured, ReasonCode
from service.store.postgresql import PostgresqlDatabase
from service.store.schema import migrate
from service.store.sqlite import SoleProcess, SqliteDatabase
from service.store.store import Store


@asynccontextmanager
async def open_store(address: str, fingerprint: bytes, most_bytes: int | None = None) -> AsyncIterator[Store]:
    """Open the store for as long as the block runs.

    Args:
        address: `sqlite:///relative.db`, `sqlite:////absolute.db`, or `postgresql://user@host/name`.
        fingerprint: `Keyring.fingerprint` of the keyring in use.
        most_bytes: how large a SQLite file may grow.

    Raises:
        Misconfigured: SETTINGS_REFUSED (no such kind of address), STORE_IN_USE (SQLite, a second process) or
            KEY_FILE_REFUSED (another keyring's store).
        Unavailable: the database does not answer.
    """
    url = _parsed(address)
    if url.get_backend_name() == "sqlite":
        async with _sqlite(url, fingerprint, most_bytes) as store:
            yield store
    else:
        async with _postgresql(url, fingerprint) as store:
            yield store


@asynccontextmanager
async def _sqlite(url: URL, fingerprint: bytes, most_bytes: int | None) -> AsyncIterator[Store]:
    path = Path(url.database or "")
    sole = SoleProcess.claim(path)
    try:
        migrate(url.set(drivername="sqlite+pysqlite").render_as_string(hide_password=False), fingerprint)
        database = SqliteDatabase.open(path, most_bytes)
        try:
            yield Store(database)
        finally:
            await database.close()
    finally:
        sole.release()


@asynccontextmanager
async def _postgresql(url: URL, fingerprint: bytes) -> AsyncIterator[Store]:
    migrate(url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False), fingerprint)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    database = await PostgresqlDatabase.open(plain)
    try:
        yield Store(database)
    finally:
        await database.close()


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise _unknown() from None
    if url.get_backend_name() not in {"sqlite", "postgresql"} or not url.database:
        raise _unknown()
    return url


def _unknown() -> Misconfigured:
    advice = (
        "The store's address must be like sqlite:////var/lib/golden-thread/store.db or postgresql://user@host/name."
    )
    return Misconfigured(ReasonCode.SETTINGS_REFUSED, advice)
