"""What the connector tests share: manifests, sources in memory, and the sentences that a person would read."""

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.connector import Connector, Faulty, Good, Outcome, read
from connectors.manifest import Coverage, Manifest
from connectors.police import HEADER

AS_OF = datetime(2026, 11, 20, 6, tzinfo=UTC)

Read = Callable[[Connector, bytes, str], list[Outcome]]
Row = Callable[..., str]


@pytest.fixture
def read_bytes() -> Read:
    """Read a whole source in memory as an agency's delivery."""

    def reading(connector: Connector, source: bytes, provider: str) -> list[Outcome]:
        manifest = Manifest(provider=provider, as_of=AS_OF, coverage=Coverage(area="BLACKPOOL"))
        return list(read(connector, io.BytesIO(source), manifest))

    return reading


@pytest.fixture
def police_row() -> Row:
    """Make one row of the police CSV, of Jordan unless fields are given."""

    def making(**fields: str) -> str:
        row = dict.fromkeys(HEADER, "") | {
            "provider_ref": "nominal/1",
            "pnc": "2019/0048213U",
            "cro": "048213/19D",
            "family": "SYNTH",
            "given": "Jordan",
            "dob": "2011-04-02",
            "sex": "M",
            "uprn": "100010780001",
            "postcode": "fy13xx",
            "safe_addr": "Y",
            "unit": "Exploitation team (Awaken)",
            "contact_name": "PC Sam Hartley",
            "contact_phone": "01632 960111",
            "status": "open",
            "opened": "2026-10-09",
            "last_contact": "2026-11",
            "categories": "exploitation_criminal;missing",
            "subject_role": "victim",
            "marking": "OFFICIAL-SENSITIVE",
        }
        return ",".join((row | fields).values())

    return making


@pytest.fixture
def police_file(police_row: Row) -> Callable[..., bytes]:
    """Make a police CSV of rows."""

    def making(*rows: str) -> bytes:
        return "\n".join([",".join(HEADER), *(rows or (police_row(),)), ""]).encode()

    return making


@pytest.fixture
def shared() -> Path:
    """The folder of real-format input, or skip where it is not beside the repository."""
    beside_us = Path(__file__).parents[2].parent / "shared"
    folder = Path(os.environ.get("GOLDEN_THREAD_SHARED", beside_us))
    if not folder.is_dir():
        pytest.skip("The shared input files are not beside the repository; set GOLDEN_THREAD_SHARED to try this.")
    return folder


@pytest.fixture
def records() -> Callable[[list[Outcome]], list[Good]]:
    """Pick the good outcomes."""
    return lambda outcomes: [one for one in outcomes if isinstance(one, Good)]


@pytest.fixture
def faults() -> Callable[[list[Outcome]], list[Faulty]]:
    """Pick the faulty outcomes."""
    return lambda outcomes: [one for one in outcomes if isinstance(one, Faulty)]
