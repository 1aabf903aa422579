"""An address at which there is no store yet, on either engine; a store opened there; and agreements to be read."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from isa.protocol.edition import Edition, Standing, edition_of_source
from isa.vocabulary import load_vocabulary
from service.clerical.looking import Listing
from service.errors import FieldFault, NotAcceptable, NotFound, NotSignedIn, ReasonCode
from service.follow_up.following import Followed
from service.follow_up.texts import Reply, Wanted
from service.identity.principal import Principal
from service.leaf import Leaf
from service.oversight.accounts import Accounts
from service.oversight.log_state import LogState
from service.oversight.source_health import MatchErrors, SourceHealth
from service.sealing.keyring import Keyring
from service.store.follow_up import FollowUpRow
from service.store.opening import open_store
from service.store.oversight_rows import EmergencyRow
from service.store.store import Store
from service.web.owner_ports import OwnerPorts
from service.web.ports import AgreementRow
from service.web.practice_ports import (
    CardInHand,
    Ground,
    HistoryPage,
    Item,
    MayShare,
    PracticePorts,
    Told,
    Waits,
)


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


class InMemoryPractice:
    """All ports of a practitioner's pages at once: gives what it was given, and remembers what it was told."""

    def __init__(self) -> None:
        self.cards: dict[tuple[str, str], CardInHand] = {}
        self.rows: list[FollowUpRow] = []
        self.reply: Reply | None = None
        self.wanted: Wanted | None = None
        self.told: list[object] = []
        self.allowed: list[Ground] = []
        self.declared: list[EmergencyRow] = []
        self.waits: list[Waits] = []
        self.leaves: list[Leaf] = []
        self.faults: tuple[FieldFault, ...] = ()
        self.sources: list[object] = []
        self.rules: tuple[MayShare, ...] = ()

    async def card(self, principal, enquiry, place):
        if (enquiry, place) not in self.cards:
            raise NotFound(ReasonCode.NOT_FOUND, "There is no such card in your answer.")
        return self.cards[enquiry, place]

    async def contacted(self, principal, enquiry, place, how):
        self._take((enquiry, place, how))

    async def request(self, principal, enquiry, place, asking):
        self._take(asking)
        return self.rows[0]

    async def own(self, principal):
        return self.rows

    async def one(self, principal, reference):
        found = next((row for row in self.rows if row.reference == reference), None)
        if found is None:
            raise NotFound(ReasonCode.NOT_FOUND, "There is no such request that you may read.")
        return Followed(found, self.wanted, self.reply)

    async def withdraw(self, principal, reference):
        self._take(reference)

    async def decline(self, principal, declined):
        self._take(declined)
        return "f" * 32

    async def declined(self, principal, reference):
        return self.told[-1]

    def grounds(self, principal):
        return self.allowed

    async def waiting(self, principal):
        return self.waits

    async def answer(self, principal, number, *, agrees):
        self._take((number, agrees))

    async def page(self, principal, before):
        return HistoryPage(self.leaves, None)

    def items(self, principal):
        return [Item("familyhub.early_help", "Family Hub early help", self.rules)] if self.rules else []

    def family(self, principal):
        return [
            Told("Early help", ("Lancashire Constabulary",), ("police involvement",), ("early help",), "2027-09-30")
        ]

    async def late(self):
        return self.sources

    def agency(self, code):
        return {"police:04": "Lancashire Constabulary"}.get(code, code)

    def purpose(self, code):
        return {"early_help": "Early help coordination"}.get(code, code)

    def _take(self, told):
        if self.faults:
            raise NotAcceptable(self.faults[0].code, self.faults[0].advice, self.faults)
        self.told.append(told)


class OwnEmergencies:
    """The part of it whose `own` is of emergencies."""

    def __init__(self, practice: InMemoryPractice) -> None:
        self._practice = practice
        self.grounds, self.waiting, self.answer = practice.grounds, practice.waiting, practice.answer

    async def own(self, principal):
        return self._practice.declared


@pytest.fixture
def practice() -> InMemoryPractice:
    return InMemoryPractice()


@pytest.fixture
def practice_ports(practice: InMemoryPractice) -> PracticePorts:
    return PracticePorts(practice, OwnEmergencies(practice), practice, practice, practice)


class NothingWaits:
    """Owners and supervisors for whom nothing waits."""

    async def waiting(self, principal: Principal, limit: int = 0, *, drawn: bool = False) -> Listing | list[object]:
        return Listing([], 0) if limit else []

    async def told(self, principal: Principal, limit: int, after: int, *, seen: bool) -> list[object]:
        return []


@pytest.fixture
def owners() -> OwnerPorts:
    """A folder of tests that needs more gives its own."""
    nothing = NothingWaits()
    return OwnerPorts(nothing, nothing, nothing, nothing, nothing)


class InMemorySignIn:
    """A provider that sends everybody back at once; `state=bad` is refused."""

    def __init__(self) -> None:
        self.wanted = "/home"

    async def begin(self, return_to: str = "/home") -> Response:
        self.wanted = return_to
        return RedirectResponse("/sign-in/complete?state=good", status_code=303)

    async def confirm(self, return_to: str) -> Response:
        return RedirectResponse(f"/sign-in/complete?state=anew&then={return_to}", status_code=303)

    async def complete(self, request: Request) -> Response:
        if request.query_params.get("state") != "good":
            raise NotSignedIn(ReasonCode.SIGN_IN_REQUIRED, "This sign-in took too long. Sign in again.")
        response = RedirectResponse(self.wanted, status_code=303)
        response.set_cookie("visit", "worker", httponly=True)
        return response


class Nothing:
    """In the place of ports whose pages are tested over the real service: their lists are empty."""

    async def listed(self, *_asked: object) -> list[object]:
        return []


@pytest.fixture
def behind(shelf: InMemoryAgreements, practice_ports: PracticePorts, owners: OwnerPorts) -> dict[str, object]:
    """What stands behind the pages besides sessions, enquiries and the log, by the name of its port."""
    nothing = Nothing()
    return {
        "sign_in": InMemorySignIn(),
        "agreements": shelf,
        "governance": shelf.governance,
        "practice": practice_ports,
        "owners": owners,
        "sides": nothing,
        "access": nothing,
        "corrections": nothing,
        "reviews": nothing,
    }
