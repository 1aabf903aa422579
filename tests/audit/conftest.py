"""What the tests of the log share: places for a log on both databases, entries to append, and the published vectors."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
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
ROOT = Path(__file__).parents[2]


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


@pytest.fixture
def soak() -> Callable[..., dict]:
    """What the audit soak counts, in a process of its own: it forks, and it puts another disk under its SQLite."""

    def run(*arguments: str) -> dict:
        command = [sys.executable, "-W", "ignore", "-m", "deploy.bench", "audit_soak", "--json", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
        if "NoSuchVfs" in done.stderr:
            pytest.skip("this Python carries an SQLite of its own, under which no other disk can be put")
        assert "Traceback" not in done.stderr, done.stderr
        (found,) = json.loads(done.stdout).values()
        assert done.returncode == bool(found["faults"])
        return found

    return run
