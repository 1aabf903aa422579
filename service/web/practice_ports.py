"""What a practitioner's pages need beside asking: what follows an answer, emergencies, guidance, their own history.

Every method takes the Principal and raises the errors of `service.errors`; faults name form fields.
"""

from dataclasses import dataclass
from typing import Protocol

from service.enquiry.shapes import Answer, Service, SourceNote
from service.follow_up.following import Followed
from service.follow_up.not_sharing import Declined
from service.follow_up.requesting import Asking
from service.identity.principal import Principal
from service.leaf import Leaf
from service.store.follow_up import FollowUpRow
from service.store.oversight_rows import EmergencyRow
from service.web.choice import Choice


@dataclass(frozen=True, slots=True)
class CardInHand:
    """One card of one's own answer, to act on."""

    enquiry: str
    place: str
    """Where it stands in the answer: `0-1`."""
    person: str
    service: Service
    answer: Answer
    fields: tuple[str, ...]
    """What more the agreements would let the asker be told."""


class FollowUps(Protocol):
    """What follows an answer."""

    async def card(self, principal: Principal, enquiry: str, place: str) -> CardInHand:
        """One card; showing it again is an entry. Raises NotFound."""

    async def contacted(self, principal: Principal, enquiry: str, place: str, how: str) -> None:
        """The principal has turned to that service. Raises NotAcceptable and NotFound."""

    async def request(self, principal: Principal, enquiry: str, place: str, asking: Asking) -> FollowUpRow:
        """Ask the agency that holds the record. Raises NotAcceptable and NotFound."""

    async def own(self, principal: Principal) -> list[FollowUpRow]:
        """The principal's own requests, newest first."""

    async def one(self, principal: Principal, reference: str) -> Followed:
        """One of them with its reply. Raises NotFound."""

    async def withdraw(self, principal: Principal, reference: str) -> None:
        """It is needed no longer. Raises NotFound and Overtaken."""

    async def decline(self, principal: Principal, declined: Declined) -> str:
        """Keep a decision not to share. Returns its reference. Raises NotAcceptable."""

    async def declined(self, principal: Principal, reference: str) -> Declined:
        """One's own decision. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which this person may declare an emergency, and on what terms."""

    code: str
    label: str
    minutes: int
    review_hours: int
    second_person: bool
    purposes: tuple[Choice, ...] = ()
    """Those for which it opens anything to this person."""


@dataclass(frozen=True, slots=True)
class Waits:
    """An emergency that waits for a second person, with its reason. Personal."""

    row: EmergencyRow
    ground: str
    reason: str


class Emergencies(Protocol):
    """Emergencies of one's own, and those that wait for one's answer."""

    def grounds(self, principal: Principal) -> list[Ground]:
        """Those that the agreements name for this role; none where it may declare none."""

    async def own(self, principal: Principal) -> list[EmergencyRow]:
        """What the principal declared within a day, newest first."""

    async def waiting(self, principal: Principal) -> list[Waits]:
        """Those that wait for this supervisor, with their reasons; each reading is an entry. Raises NotFound."""

    async def answer(self, principal: Principal, number: int, *, agrees: bool) -> None:
        """Agree or decline. Raises NotFound, NotAcceptable and Overtaken."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some of one's own entries, newest first."""

    rows: list[Leaf]
    next: int | None
    """Where the next page begins; None at the end."""


class OwnHistory(Protocol):
    """What somebody did themselves."""

    async def page(self, principal: Principal, before: int | None) -> HistoryPage:
        """Entries below an index. Reading it is an entry."""


@dataclass(frozen=True, slots=True)
class MayShare:
    """One rule in force, as guidance: who may be told how much of a kind of item, for what, and on what conditions."""

    agreement: str
    version: str
    rule: str
    who: str
    agencies: str
    how_much: str
    purposes: tuple[str, ...]
    conditions: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of record that the agency holds, and who may be told of it."""

    code: str
    title: str
    rules: tuple[MayShare, ...]
    """Empty: no agreement in force shares it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One agreement in force, as a family is told of it."""

    title: str
    partners: tuple[str, ...]
    kinds: tuple[str, ...]
    purposes: tuple[str, ...]
    until: str
    """`YYYY-MM-DD`."""


class Guidance(Protocol):
    """Can I share this? Drawn from the agreements in force, for the principal's agency."""

    def items(self, principal: Principal) -> list[Item]:
        """Every kind of record of which the agency is a provider."""

    def family(self, principal: Principal) -> list[Told]:
        """What a family can be told: every agreement of the agency."""


class Sources(Protocol):
    """How fresh the agencies' deliveries are; the same for everybody."""

    async def late(self) -> list[SourceNote]:
        """Those whose last update is old."""

    def agency(self, code: str) -> str:
        """What an agency is called."""

    def purpose(self, code: str) -> str:
        """How a page asks for a purpose."""


@dataclass(frozen=True, slots=True)
class PracticePorts:
    """All of these."""

    follow_ups: FollowUps
    emergencies: Emergencies
    history: OwnHistory
    guidance: Guidance
    sources: Sources
