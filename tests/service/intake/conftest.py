"""Small files in two agencies' formats, and a place to load them into, on either engine."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.catalogue import connector
from connectors.manifest import Coverage, Manifest
from connectors.police import HEADER
from service.intake.load import Intake, load
from service.intake.summary import LoadSummary
from service.matching.model import Model, shipped_model
from service.sealing.keyring import Keyring
from service.store.opening import open_store
from service.store.store import Store

HUB, POLICE = "gss:E06000009", "police:04"
AS_OF = datetime(2026, 11, 20, 6, tzinfo=UTC)

Write = Callable[..., Path]
Opener = Callable[[], AbstractAsyncContextManager[Store]]
Load = Callable[..., Any]


@pytest.fixture(scope="session")
def model() -> Model:
    return shipped_model()


@pytest.fixture
def sqlite_store(tmp_path: Path, keyring: Keyring) -> Opener:
    @asynccontextmanager
    async def opener() -> AsyncIterator[Store]:
        async with open_store(f"sqlite:///{tmp_path}/store/store.db", keyring.fingerprint) as opened:
            yield opened

    return opener


@pytest.fixture
def hub_file(tmp_path: Path) -> Write:
    """Write hub people: each a mapping over a plain line."""

    def write(*people: dict[str, Any], name: str = "hub.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(_hub_line(each)) + "\n" for each in people))
        return path

    return write


@pytest.fixture
def police_file(tmp_path: Path) -> Write:
    """Write police nominals: each a mapping over a plain row."""

    def write(*people: dict[str, str], name: str = "police.csv") -> Path:
        path = tmp_path / name
        rows = [",".join(HEADER), *(",".join(_police_row(each)) for each in people)]
        path.write_text("\n".join(rows) + "\n")
        return path

    return write


@pytest.fixture
def load_into(keyring: Keyring, model: Model) -> Load:
    """Load a file by its ending."""

    async def run(store: Store, path: Path, **changed: Any) -> LoadSummary:
        hub = path.suffix == ".jsonl"
        manifest = Manifest(HUB if hub else POLICE, AS_OF, coverage=Coverage(area="BLACKPOOL"))
        progress = changed.pop("progress", None)
        intake = Intake(store, keyring, model, **({"workers": 0} | changed))
        return await load(intake, connector("family_hubs" if hub else "police"), manifest, path, progress)

    return run


def _hub_line(changed: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "provider": HUB,
        "record_type": "familyhub.early_help",
        "provider_ref": "EHM-1",
        "names": [{"family": "Kestrelcanary", "given": ["Jordan", "Osprey"]}],
        "dob": "2011-04-02",
        "addresses": [{"uprn": "100010780001", "postcode": "FY1 3ZZ"}],
        "involvement": {
            "status": "open",
            "level_of_need": "targeted",
            "plan": "EHA",
            "opened": "2026-09-14",
            "worker": {"name": "Wilhelmina Workercanary", "role": "Key Worker", "phone": "01253 555177"},
        },
    }
    return plain | changed


def _police_row(changed: dict[str, str]) -> list[str]:
    plain = {
        "provider_ref": "police:04/nominal/1",
        "family": "Kestrelcanary",
        "given": "Jordan Osprey",
        "dob": "2011-04-02",
        "sex": "M",
        "postcode": "FY1 3ZZ",
        "uprn": "100010780001",
        "safe_addr": "Y",
        "unit": "Blackpool NPT - Exploitation",
        "contact_phone": "01253555188",
        "status": "open",
        "opened": "2026-10-09",
        "last_contact": "2026-11",
        "categories": "exploitation_criminal",
        "subject_role": "victim",
        "marking": "OFFICIAL-SENSITIVE",
    } | changed
    return [plain.get(column, "") for column in HEADER]
