"""An address at which there is no store yet, on either engine, and a store opened there."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from service.sealing.keyring import Keyring
from service.store.opening import open_store
from service.store.store import Store


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return Keyring.fresh(["police:04", "ods:RXL", "gss:E06000009"])


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An address at which there is no store yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store/store.db"
        return
    server: str = request.getfixturevalue("postgresql")
    at_server: Callable[[str], None] = request.getfixturevalue("at_postgresql")
    name = f"store_{uuid4().hex}"
    at_server(f"CREATE DATABASE {name}")
    yield server.replace("/postgres?", f"/{name}?") if "/postgres?" in server else f"{server.rsplit('/', 1)[0]}/{name}"
    at_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def store(address: str, keyring: Keyring) -> AsyncIterator[Store]:
    async with open_store(address, keyring.fingerprint) as opened:
        yield opened
