"""An address at which there is no store yet, on either engine; a store opened there; and agreements to be read."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest

from isa.protocol.edition import Edition, Standing, edition_of_source
from isa.vocabulary import load_vocabulary
from service.errors import NotFound, ReasonCode
from service.oversight.accounts import Accounts
from service.oversight.log_state import LogState
from service.oversight.source_health import MatchErrors, SourceHealth
from service.sealing.keyring import Keyring
from service.store.opening import open_store
from service.store.store import Store
from service.web.ports import AgreementRow


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


AGREEMENTS = Path(__file__).parents[2] / "isa" / "agreements"


def gives(value: object) -> Callable[..., object]:
    """Gives this to whoever asks."""

    async def given(*_: object) -> object:
        return value

    return given


GOVERNANCE = SimpleNamespace(
    proofs=SimpleNamespace(state=gives(LogState("fylde-audit/2026", 0, "", "", 0, ("key",), (), None, ""))),
    public=None,
    simulating=None,
    sources=SimpleNamespace(health=gives(SourceHealth((), (), MatchErrors("model", "", "", (), ())))),
    stale_after=86_400,
    stopping=None,
    users=SimpleNamespace(accounts=gives(Accounts((), (), 90, ()))),
    versions=None,
    words=SimpleNamespace(agencies=dict, roles=dict, purposes=dict),
)
"""Where nothing was done yet. These pages have their tests over a real partnership, in tests/service/register."""


class InMemoryAgreements:
    """Two agreements of the demo, one in force and one suspended; and a file that does not verify."""

    def __init__(self) -> None:
        words = load_vocabulary()
        read = [edition_of_source((AGREEMENTS / name).read_bytes(), words) for name in ON_THE_SHELF]
        in_force = replace(read[0], standing=Standing(True, "In force", "until 30 September 2027"))
        stopped = replace(read[1], standing=Standing(False, "Suspended", "resume it when it may run again"))
        self.governance = GOVERNANCE
        self.editions = {one.agreement.isa_id: one for one in (in_force, stopped)}

    def rows(self) -> list[AgreementRow]:
        found = [_agreement_row(one) for one in self.editions.values()]
        refused = "a signature does not hold: have the document signed again"
        return [*found, AgreementRow("", "", "damaged.jws.json", False, "Refused", "", "", refused)]

    def edition(self, isa_id: str, version: str) -> Edition:
        found = self.editions.get(isa_id)
        if found is None or version not in {"", found.agreement.version}:
            raise NotFound(ReasonCode.NOT_FOUND, "There is no agreement with this reference and version.")
        return found


ON_THE_SHELF = ("lancs-isa-0042-police-council.json", "lancs-isa-0096-exploitation-missing.json")


def _agreement_row(edition: Edition) -> AgreementRow:
    agreement, standing = edition.agreement, edition.standing
    assert standing is not None
    return AgreementRow(
        agreement.isa_id, agreement.version, agreement.title, standing.in_force, standing.words,
        agreement.effective_to, agreement.review_due, standing.advice,
    )  # fmt: skip


@pytest.fixture(scope="session")
def shelf() -> InMemoryAgreements:
    return InMemoryAgreements()
