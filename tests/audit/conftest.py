"""What the tests of the log share: places for a log on both databases, entries to append, and the published vectors."""

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from audit.events import Actor, Entry, EventType, Operation
from audit.log import AuditLog
from audit.note import Verifier
from audit.release import SealedPayload
from audit.signer import Signer, create_key
from audit.storage.port import Storage
from audit.storage.postgres import PostgresStorage
from audit.storage.sqlite import SqliteStorage

ORIGIN = "goldenthread.test/audit"


@pytest.fixture(scope="session")
def vectors() -> Path:
    beside = Path(__file__).parents[3] / "shared"
    folder = Path(os.environ.get("GOLDEN_THREAD_SHARED", beside)) / "vectors"
    if not folder.is_dir():
        pytest.skip("the published vectors (../shared/vectors) are not on this machine")
    return folder


@dataclass
class Place:
    """Where one test keeps its log and its key."""

    folder: Path
    url: str = ""

    def storage(self) -> Storage:
        return PostgresStorage(self.url) if self.url else SqliteStorage(self.folder / "log.db")

    def signer(self) -> Signer:
        return Signer.load(self.folder / "key")

    async def open(self, **options) -> AuditLog:
        return await AuditLog.open(self.storage(), self.signer(), **options)


@pytest.fixture
def postgres_url(postgresql: str) -> Iterator[str]:
    """A database of the test's own."""
    name = f"gt_{uuid.uuid4().hex}"
    server = make_url(postgresql).set(drivername="postgresql+psycopg")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def verifier(tmp_path) -> Verifier:
    return create_key(tmp_path / "key", ORIGIN)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path, verifier) -> Place:
    if request.param == "postgres":
        return Place(tmp_path, request.getfixturevalue("postgres_url"))
    return Place(tmp_path)


@pytest.fixture
def sqlite_place(tmp_path, verifier) -> Place:
    return Place(tmp_path)


@pytest.fixture
def make_entry():
    """Entries as the service would write them."""

    def make(request_id: str | None = None, payload: SealedPayload | None = None, **fields) -> Entry:
        members = {
            "type": EventType.ENQUIRY_ANSWERED,
            "actor": Actor("staff:7f3a", "blackpool-children", "social_worker", "mfa"),
            "operation": Operation.DISCLOSURE,
            "purpose": "safeguarding_s47",
            **fields,
        }
        commitment = payload.commitment() if payload else None
        return Entry(request_id=request_id or uuid.uuid4().hex, payload=commitment, **members)

    return make
