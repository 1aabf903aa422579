"""Pairs, samples and notices as small in-memory parts, for whom the pages cannot tell them from the real ones."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from service.clerical.deciding import Decision
from service.clerical.looking import Listing, Look
from service.clerical.reviewers import Holding, check_reviewer
from service.clerical.sheet import sheet
from service.clerical.weighing import Weighed
from service.clerical.worth import Side, Worth
from service.errors import GoldenThreadError, NotFound, ReasonCode
from service.follow_up.agreed import RuleThere
from service.follow_up.answering import Answering
from service.follow_up.following import Followed, waits_no_longer
from service.follow_up.texts import Reply, Wanted
from service.identity.principal import Principal
from service.matching.model import shipped_model
from service.matching.person import Person
from service.oversight.anomalies.asked import AskedAbout
from service.oversight.anomalies.writing import Found
from service.oversight.notices import Told
from service.oversight.review_findings import Finding, check_finding
from service.oversight.reviews import Listed, Opened
from service.store.clerical_rows import PairState
from service.store.follow_up import FollowUpRow
from service.store.oversight_rows import LeadNoticeRow, ReviewRow
from service.web.owner_ports import OwnerPorts

NOW = 1_792_832_400  # as the pages of the folder above
DAY = 86_400
NAMES = {"gss:E06000009": "Blackpool Family Hubs", "police:04": "Lancashire Constabulary"}
STAFF = "staff-7q4mzk2pd5w6x3v8n9b1c0f2ga"
LILLIE = Person(
    forenames=("lillie",), families=("synth",), year=1984, month=3, day=2, places=(("FY1", "3XX", "22", "windsor", ""),)
)
MILLIE = msgspec.structs.replace(LILLIE, forenames=("millie",), day=0)


class InMemoryNames:
    """Two agencies, and purposes by their codes."""

    def agency_name(self, agency: str) -> str:
        return NAMES.get(agency, agency)

    def purpose_label(self, purpose: str) -> str:
        return {"early_help": "Early help coordination"}.get(purpose, purpose)

    def record_type(self, code: str) -> str:
        return {"familyhub.early_help": "Early help"}.get(code, code)

    def agencies(self) -> frozenset[str]:
        return frozenset(NAMES)


WAITING = PairState(17, 4, 9, "between_bands", 4_200_000, "1", "m", "likely", NOW - 3 * DAY)


@dataclass
class InMemoryPairs:
    """One pair, of which everything is as a test sets it."""

    pair: PairState = field(
        default_factory=lambda: PairState(17, 4, 9, "between_bands", 4_200_000, "1", "m", "likely", NOW - 3 * DAY)
    )
    fault: GoldenThreadError | None = None
    sheltered: bool = False
    second: bool = False
    earlier: tuple[Any, ...] = ()
    people: tuple[Person, Person] = (LILLIE, MILLIE)
    done: list[object] = field(default_factory=list)

    def weighed(self) -> Weighed:
        side = Side(1, 1, 0, self.sheltered, False, False, False)
        holdings = (Holding("police:04", False), Holding("gss:E06000009", False))
        return Weighed(self.pair, (side, side), holdings, (1, 2), Worth(5.3, 1, 1, 1, 1), self.second)

    async def waiting(self, principal: Principal, limit: int, *, drawn: bool) -> Listing:
        check_reviewer(principal)
        self.done.append("drawn" if drawn else "listed")
        return Listing([] if drawn else [self.weighed()], 0 if drawn else 1)

    async def claim(self, principal: Principal, number: int) -> PairState:
        self._refuse()
        self.done.append(f"claimed {number}")
        self.pair = self.pair.moved_on(claimed_by=principal.staff, claimed_until=NOW + 1800)
        return self.pair

    async def give_back(self, principal: Principal, number: int) -> PairState:
        self._refuse()
        self.done.append(f"given back {number}")
        return self.pair

    async def look(self, principal: Principal, number: int) -> Look:
        self._refuse()
        self.done.append(f"looked {number}")
        found = sheet(*self.people, shipped_model(), hidden=self.sheltered)
        return Look(self.weighed(), found, self.earlier)

    async def decide(self, principal: Principal, number: int, decision: Decision) -> PairState:
        self._refuse()
        self.done.append(decision)
        return (
            self.pair._replace(state="second")
            if self.second
            else self.pair._replace(state="decided", outcome=decision.verdict)
        )

    def _refuse(self) -> None:
        if self.fault:
            raise self.fault


SAMPLED = ReviewRow(
    3, 0, 4127, "staff-abcdefghijklmnopqrstuvwxyz", "gss:E06000009", "social_worker", "early_help", NOW - DAY,
    NOW + 2 * DAY, kind="sample", once="sample/4127",
)  # fmt: skip


@dataclass
class InMemorySamples:
    """One sampled enquiry of a colleague's."""

    row: ReviewRow = SAMPLED
    fault: GoldenThreadError | None = None
    found: list[Finding] = field(default_factory=list)

    async def waiting(self, principal: Principal) -> list[Listed]:
        return [] if self.row.verdict else [Listed(self.row, None, self.row.due < NOW)]

    async def decided(self, principal: Principal) -> list[Listed]:
        return [Listed(self.row, None, False)] if self.row.verdict else []

    async def claim(self, principal: Principal, number: int) -> Opened:
        if self.fault:
            raise self.fault
        self.row = self.row.moved_on(claimed_by=principal.staff, claimed_until=NOW + 1800)
        asked = AskedAbout("FH-20418", "Jordan Synth")
        return Opened(self.row, None, False, "", "", Found("Drawn by lot, one in 50.", (4127,)), asked)

    async def decide(self, principal: Principal, number: int, finding: Finding) -> None:
        check_finding(finding)
        self.found.append(finding)
        self.row = self.row.moved_on(verdict=finding.verdict, state="decided")


REFERENCE = "0123456789abcdef"
ASKED = FollowUpRow(
    1, REFERENCE, "more_detail", "waiting", 4127, "enq_1", "0-0", STAFF, "police:04", "police_officer", "early_help",
    "gss:E06000009", "familyhub.early_help", 1, "subj-1", "today", NOW - 3600, NOW + 7 * 3600,
)  # fmt: skip
WANTED = Wanted(
    about="Jordan Synth",
    born="2011-04-02",
    service="Early help",
    fields=("level_of_need", "plan"),
    text="Strategy discussion tomorrow.",
    case_reference="P-77",
    relationship="meeting",
    asker="A. Officer",
    ring="01632 960 199",
    basis="LANCS-ISA-0042 1.3.0, rule R1: police officers may learn whom to contact.",
)
RULE = RuleThere("LANCS-ISA-0042", "1.3.0", "R4", "Police officers may learn a summary.", frozenset({"level_of_need"}))


@dataclass
class InMemoryRequests:
    """One request of a police officer."""

    row: FollowUpRow = ASKED
    wanted: Wanted | None = WANTED
    reply: Reply | None = None
    there: list[RuleThere] = field(default_factory=lambda: [RULE])
    given: list[Answering] = field(default_factory=list)
    fault: GoldenThreadError | None = None

    async def to_answer(self, principal: Principal, *, answered: bool) -> list[FollowUpRow]:
        return [self.row] if (self.row.state == "answered") == answered else []

    async def one(self, principal: Principal, reference: str) -> Followed:
        if reference != REFERENCE:
            raise NotFound(ReasonCode.NOT_FOUND, "There is no such request that you may read.")
        return Followed(self.row, self.wanted, self.reply)

    def rules(self, row: FollowUpRow) -> list[RuleThere]:
        return self.there

    async def answer(self, principal: Principal, reference: str, typed: Answering) -> FollowUpRow:
        if self.fault:
            raise self.fault
        if self.row.state != "waiting":
            raise waits_no_longer()
        self.given.append(typed)
        self.row = self.row._replace(state="answered", outcome=typed.outcome)
        return self.row


@dataclass
class InMemoryNotices:
    """Notices, as many as a test wants."""

    notices: list[Told] = field(default_factory=list)
    marked: list[int] = field(default_factory=list)

    async def told(self, principal: Principal, limit: int, after: int, *, seen: bool) -> list[Told]:
        kept = [one for one in self.notices if bool(one.row.seen_at) == seen and one.row.id > after]
        return kept[:limit]

    async def mark_seen(self, principal: Principal, number: int) -> None:
        if number not in {one.row.id for one in self.notices}:
            raise NotFound(ReasonCode.NOT_FOUND, "There is no such notice to your agency. Look at the list.")
        self.marked.append(number)


def lead_notice(number: int = 12, kind: str = "emergency_opened", text: str = "", **changes: object) -> Told:
    said = text or f"Emergency 7 of {STAFF} (social_worker) of police:04 opened what gss:E06000009 holds."
    row = LeadNoticeRow(number, f"emergency/{number}", kind, "gss:E06000009", "ig_lead", NOW - 600, entry=4127)
    return Told(row._replace(**changes), said)


@pytest.fixture
def owners() -> OwnerPorts:
    """In place of nothing that waits."""
    return OwnerPorts(InMemoryNames(), InMemoryPairs(), InMemorySamples(), InMemoryNotices(), InMemoryRequests())


@pytest.fixture
def kept() -> SimpleNamespace:
    """The makers of specimens, for tests that change a detail."""
    return SimpleNamespace(notice=lead_notice, now=NOW, lillie=LILLIE, millie=MILLIE, reference=REFERENCE)
