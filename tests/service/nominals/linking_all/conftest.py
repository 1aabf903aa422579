"""Small files in two agencies' formats, taken in to wait or one by one, and linked all together; on either engine."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from connectors.catalogue import connector
from connectors.manifest import Coverage, Manifest
from connectors.police import HEADER
from service.intake.load import Intake, load
from service.intake.summary import LoadSummary
from service.intake.waiting import Link
from service.matching.model import Model, shipped_model
from service.nominals.link_all import Bulk, LinkSummary, link_all
from service.sealing.keyring import Keyring
from service.store.changes import tables
from service.store.statement import Statement
from service.store.store import Store

HUB, POLICE = "gss:E06000009", "police:04"
AS_OF = datetime(2026, 11, 20, 6, tzinfo=UTC)
NOW = 1_795_000_000
_RECORDS = Statement(select(tables["record"].c.id, tables["record"].c.golden, tables["record"].c.state))

Write = Callable[..., Path]
Load = Callable[..., Any]


@pytest.fixture(scope="session")
def model() -> Model:
    return shipped_model()


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
    """Load a file by its ending, to wait unless told otherwise."""

    async def run(store: Store, path: Path, link: Link = Link.LATER, provider: str = "") -> LoadSummary:
        hub = path.suffix == ".jsonl"
        manifest = Manifest(provider or (HUB if hub else POLICE), AS_OF, coverage=Coverage(area="BLACKPOOL"))
        intake = Intake(store, keyring, model, workers=0, link=link)
        return await load(intake, connector("family_hubs" if hub else "police"), manifest, path, None)

    return run


@pytest.fixture
def link_in(keyring: Keyring, model: Model, address: str) -> Load:
    """Link whoever waits."""

    async def run(store: Store, **changed: Any) -> LinkSummary:
        couples = {name: changed.pop(name) for name in ("never", "always", "tell") if name in changed}
        parts = {"keyring": keyring, "model": model, "workers": 0} | changed
        bulk = Bulk(database=store.database, address=address, **parts)
        return await link_all(bulk, NOW, None, **couples)

    return run


@pytest.fixture
def placed() -> Callable[[Store], Any]:
    """Each record's golden nominal and state."""

    async def read(store: Store) -> dict[int, tuple[int | None, int]]:
        return {number: (golden, state) for number, golden, state in await store.database.rows(_RECORDS)}

    return read


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
