"""Small in-memory parts behind the pages' ports, and answers like those that agencies give."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import httpx
import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from connectors.records import Contact
from service.enquiry.shapes import NOTHING_TO_SHOW, Answer, Basis, Disclosed, Person, Service, SourceNote, Why
from service.errors import GoldenThreadError, NotFound, NotSignedIn, ReasonCode
from service.identity.principal import Principal, PrincipalKind
from service.web import ports as shapes
from service.web.owner_ports import OwnerPorts
from service.web.pages import create_pages
from service.web.ports import AgreementRegister, Choice, EnquiryForm, LogFilters, LogRow, Ports, RecentEnquiry, Visit

NOW = 1_792_832_400  # 24 October 2026, 09:00 UTC: 10am in the UK
DAY = 86_400


def principal(kind: PrincipalKind = PrincipalKind.PRACTITIONER, role: str = "social_worker") -> Principal:
    return Principal(
        kind=kind,
        staff="staff-7q4mzk2pd5w6x3v8n9b1c0f2ga",
        name="A. Worker",
        agency="gss:E06000009",
        role=role,
        training=("safeguarding_l3",),
        assurance="mfa",
        expires=NOW + 3600,
    )


def receipt(index: int) -> bytes:
    root = base64.b64encode(hashlib.sha256(str(index).encode()).digest()).decode()
    checkpoint = f"fylde-audit/2026\n{index + 1}\n{root}\n\n— fylde-audit/2026 c2lnbmF0dXJl\n"
    return json.dumps({"format": "golden-thread-receipt/1", "index": index, "checkpoint": checkpoint}).encode()


def disclosed(answer: Answer, index: int = 1_204_331) -> Disclosed:
    return Disclosed(msgspec.json.encode(answer), receipt(index), empty=answer.outcome != "found")


def answer(**changes: object) -> Answer:
    """An answer with nothing to show, changed as asked."""
    plain = Answer(
        enquiry="enq_0001",
        outcome="nothing_to_show",
        message=NOTHING_TO_SHOW,
        asked_at=NOW,
        purpose="early_help",
        case_reference="FH-20418",
        relationship="open_case",
        scope="family",
        expires=NOW + 12 * 3600,
    )
    return msgspec.structs.replace(plain, **changes)


def police(**changes: object) -> Service:
    return msgspec.structs.replace(
        Service(
            level=2,
            agency="police:04",
            agency_name="Lancashire Constabulary",
            service="Exploitation team (Awaken)",
            status="open",
            since="2026-10",
            contact=Contact(
                name="C. Officer", role="Detective constable", phone="01632960101", duty_phone="01632960100"
            ),
            updated=NOW - 3 * 3600,
            covers="Lancashire, last 3 years",
        ),
        **changes,
    )


def early_help(**changes: object) -> Service:
    return msgspec.structs.replace(
        Service(
            level=2,
            agency="gss:E06000009",
            agency_name="Blackpool Family Hubs",
            service="Early help",
            status="open",
            since="2026-09",
            lead_professional=True,
            contact=Contact(
                name="B. Worker", role="Key worker", phone="01632 960144", working_pattern="Monday to Thursday"
            ),
            updated=NOW - DAY,
            covers="Blackpool",
        ),
        **changes,
    )


def school_nursing(**changes: object) -> Service:
    return msgspec.structs.replace(
        Service(
            level=2,
            agency="ods:RXL",
            agency_name="Blackpool Teaching Hospitals",
            service="School nursing 5 to 19",
            status="open",
            since="2025-01",
            contact=Contact(team="Single point of access", phone="+441632960177"),
            updated=NOW - 9 * DAY,
            stale=True,
            covers="Fylde Coast",
        ),
        **changes,
    )


UNNAMED = Service(level=1, brokered=True, reference="K7-PLUM-41")


def relative(relation: str, name: str, declared: tuple[str, int], *services: Service, **known: object) -> Person:
    """Somebody whom an agency declared to belong to the family, so many days ago."""
    agency, days = declared
    return Person(
        relation=relation, name=name, declared_by=agency, declared_as_of=NOW - days * DAY, services=services, **known
    )


def family_of_seven() -> Answer:
    """Seven people and eight services, one household apart."""
    hub, hospitals, constabulary = "Blackpool Family Hubs", "Blackpool Teaching Hospitals", "Lancashire Constabulary"
    cards = (police(), early_help(), school_nursing(), UNNAMED)
    parenting = early_help(service="Parenting programme", lead_professional=False)
    nursing = school_nursing(stale=False, updated=NOW - 2 * DAY)
    visiting = msgspec.structs.replace(nursing, service="Health visiting", since="2023-01")
    beat = police(service="Neighbourhood policing, South Shore", contact=Contact(team="Duty desk", phone="101"))
    people = (
        Person(relation="asked about", name="Jordan Synth", born="2011-04-02", age=15, services=cards),
        relative("parent", "Alison Synth", (hub, 40), parenting, age=41),
        relative("step_parent", "Marek Nowak", (hub, 40), age=44),
        relative("sibling", "Amelia Synth", (hospitals, 300), nursing, born="2014-11-20", age=11),
        relative("sibling", "Noah Synth-Nowak", (hospitals, 300), visiting, born="2023-01", age=3),
        relative("grandparent", "Joan Synth", (hub, 40), age=70),
        relative("former_partner", "Dean Example", (constabulary, 200), beat, age=43, household="separate"),
    )
    return answer(
        outcome="found",
        message="",
        band="confirmed",
        why=(
            Why("given_name", "agrees", sentence="First name agrees."),
            Why("family_name", "agrees", sentence="Family name agrees."),
            Why("date_of_birth", "close", "day_month_swapped", "Date of birth matches with day and month swapped."),
            Why("address", "not_compared", sentence="Address: not compared."),
        ),
        people=people,
        bases=(
            Basis(
                agreement="LANCS-ISA-0042",
                version="1.3",
                rules=("R1",),
                gateways=("CA2004.s10",),
                sentence="Family Hub workers may learn whom to contact at the police for an open case, for early help.",
                obligations=("onward(ask)", "expire_after(12h)"),
            ),
        ),
        not_covered=(SourceNote("Blackpool housing", "last updated 9 days ago"),),
    )


@dataclass
class InMemorySessions:
    """Sessions that a cookie named `visit` picks."""

    visits: dict[str, Visit] = field(default_factory=dict)

    async def load(self, request: Request) -> Visit | None:
        return self.visits.get(request.cookies.get("visit", ""))

    async def end(self, request: Request, response: Response) -> None:
        self.visits.pop(request.cookies.get("visit", ""), None)
        response.delete_cookie("visit")


@dataclass
class InMemorySignIn:
    """A provider that sends everybody back at once; `state=bad` is refused."""

    async def begin(self) -> Response:
        return RedirectResponse("/sign-in/complete?state=good", status_code=303)

    async def confirm(self, return_to: str) -> Response:
        return RedirectResponse(f"/sign-in/complete?state=anew&then={return_to}", status_code=303)

    async def complete(self, request: Request) -> Response:
        if request.query_params.get("state") != "good":
            raise NotSignedIn(ReasonCode.SIGN_IN_REQUIRED, "This sign-in took too long. Sign in again.")
        response = RedirectResponse("/home", status_code=303)
        response.set_cookie("visit", "worker", httponly=True)
        return response


@dataclass
class InMemoryEnquiries:
    """Answers what it was given, to whoever asked."""

    answers: dict[str, Disclosed] = field(default_factory=dict)
    next_answer: Disclosed | None = None
    fault: Exception | None = None
    asked: list[EnquiryForm] = field(default_factory=list)
    offered: tuple[Choice, ...] = (
        Choice("early_help", "Early help coordination"),
        Choice("safeguarding", "Safeguarding a child"),
        Choice("visit_safety", "Planning a safe visit"),
    )

    def purposes(self, principal: Principal) -> list[Choice]:
        return list(self.offered) if principal.kind is PrincipalKind.PRACTITIONER else []

    async def recent(self, principal: Principal, limit: int) -> list[RecentEnquiry]:
        return [
            RecentEnquiry("enq_0001", NOW - 600, "Early help coordination", "FH-20418", "found"),
            RecentEnquiry("enq_0000", NOW - DAY, "Planning a safe visit", "", "nothing_to_show"),
        ][:limit]

    async def enquire(self, principal: Principal, form: EnquiryForm) -> Disclosed:
        self.asked.append(form)
        if self.fault:
            raise self.fault
        assert self.next_answer is not None
        self.answers[self.next_answer.decoded().enquiry] = self.next_answer
        return self.next_answer

    async def receipt(self, principal: Principal, enquiry: str) -> bytes:
        return (await self.reread(principal, enquiry)).receipt

    async def reread(self, principal: Principal, enquiry: str) -> Disclosed:
        if enquiry not in self.answers:
            raise NotFound(ReasonCode.NOT_FOUND, "This answer has expired. Ask again from the home page.")
        return self.answers[enquiry]


@dataclass
class InMemoryLog:
    """A log of rows; it remembers who read what."""

    entries: list[LogRow] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)

    def choices(self, principal: Principal) -> shapes.LogChoices:
        return shapes.LogChoices(
            agencies=(
                shapes.Choice("gss:E06000009", "Blackpool Family Hubs"),
                shapes.Choice("police:04", "Lancashire Constabulary"),
            ),
            purposes=(
                shapes.Choice("early_help", "Early help coordination"),
                shapes.Choice("visit_safety", "Planning a safe visit"),
            ),
            outcomes=(shapes.Choice("found", "Answered"), shapes.Choice("nothing_to_show", "Nothing to show")),
        )

    async def rows(self, principal: Principal, before: int | None, limit: int, filters: LogFilters) -> list[LogRow]:
        self.readings.append("rows")
        wanted = [(filters.agency, "agency"), (filters.purpose, "purpose"), (filters.outcome, "outcome")]
        kept = [row for row in self.entries if all(code in {"", getattr(row, name)} for code, name in wanted)]
        return [row for row in kept if before is None or row.index < before][:limit]

    async def row(self, principal: Principal, index: int) -> LogRow:
        self.readings.append(f"row {index}")
        for row in self.entries:
            if row.index == index:
                return row
        raise NotFound(ReasonCode.NOT_FOUND, "There is no entry with this number.")

    async def receipt(self, principal: Principal, index: int) -> bytes:
        await self.row(principal, index)
        return receipt(index)


def log_rows(count: int) -> list[LogRow]:
    agencies = ("gss:E06000009", "police:04")
    return [
        LogRow(
            index=1_204_331 - n,
            time=NOW - 900 * n,
            staff="staff-7q4mzk2pd5w6x3v8n9b1c0f2ga",
            agency=agencies[n % 2],
            role=("social_worker", "police_officer")[n % 2],
            purpose=("early_help", "visit_safety")[n % 2],
            outcome="nothing_to_show" if n % 3 == 2 else "found",
            level=0 if n % 3 == 2 else 2,
            agreement="" if n % 3 == 2 else "LANCS-ISA-0042 1.3",
            rules=() if n % 3 == 2 else ("R1",),
            subject="" if n % 3 == 2 else "subj-51c0e7aa90b1",
            request=f"req-{n:06}",
        )
        for n in range(count)
    ]


@dataclass
class Walk:
    """The pages with everything behind them in reach of a test."""

    app: Starlette
    ports: Ports
    http: httpx.AsyncClient
    sessions: InMemorySessions
    enquiries: InMemoryEnquiries
    log: InMemoryLog
    owners: OwnerPorts
    csrf: str = "token-of-the-worker"

    def be(self, who: str) -> None:
        """Hold the cookie of `worker` or `ig_lead`, or of nobody."""
        self.http.cookies.clear()
        if who:
            self.http.cookies.set("visit", who)

    async def say_why(self, **changed: str) -> httpx.Response:
        fields = {"purpose": "early_help", "case-reference": "FH-20418", "relationship": "open_case"} | changed
        return await self.http.post("/why", data=fields | {"csrf_token": self.csrf})

    async def ask(self, outcome: Answer | GoldenThreadError, **typed: str) -> httpx.Response:
        if isinstance(outcome, GoldenThreadError):
            self.enquiries.fault = outcome
        else:
            self.enquiries.fault, self.enquiries.next_answer = None, disclosed(outcome)
        return await self.post_whom(typed)

    async def post_whom(self, typed: dict[str, str]) -> httpx.Response:
        mark = (await self.http.get("/whom")).text.partition('name="reason" value="')[2].partition('"')[0]
        return await self.http.post("/whom", data=typed | {"csrf_token": self.csrf, "reason": mark})

    async def page_of(self, shown: Answer) -> str:
        self.enquiries.answers[shown.enquiry] = disclosed(shown)
        response = await self.http.get(f"/answers/{shown.enquiry}")
        assert response.status_code == 200
        return response.text


def walk_over(http: Callable[[Starlette], httpx.AsyncClient], shelf: AgreementRegister, owners: OwnerPorts) -> Walk:
    sessions = InMemorySessions(
        {
            "worker": Visit(principal(), "token-of-the-worker"),
            "ig_lead": Visit(principal(PrincipalKind.IG_LEAD, "ig_lead"), "token-of-the-ig-lead"),
            "supervisor": Visit(principal(PrincipalKind.SUPERVISOR, "team_manager"), "token-of-the-supervisor"),
            "other": Visit(replace(principal(), name="O. Ther"), "token-of-the-other"),
        }
    )
    enquiries, log = InMemoryEnquiries(), InMemoryLog(log_rows(60))
    behind = Ports(
        sign_in=InMemorySignIn(),
        sessions=sessions,
        enquiries=enquiries,
        log=log,
        agreements=shelf,
        owners=owners,
        partnership=shapes.Partnership("Fylde Coast partnership", "the partnership desk", "01632960199"),
        now=lambda: float(NOW),
    )
    app = create_pages(behind)
    return Walk(app, behind, http(app), sessions, enquiries, log, owners)


@pytest.fixture
async def walk(shelf: AgreementRegister, owners: OwnerPorts) -> AsyncIterator[Walk]:
    """The pages over ASGI, signed in as a social worker."""
    at = "http://127.0.0.1:8000"
    made = walk_over(lambda app: httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=at), shelf, owners)
    async with made.http:
        made.be("worker")
        yield made


@pytest.fixture
def made(shelf: AgreementRegister, owners: OwnerPorts) -> SimpleNamespace:
    """The makers of specimens, for tests that change a detail."""
    return SimpleNamespace(
        answer=answer,
        disclosed=disclosed,
        early_help=early_help,
        family_of_seven=family_of_seven,
        now=NOW,
        police=police,
        receipt=receipt,
        school_nursing=school_nursing,
        unnamed=UNNAMED,
        walk_over=lambda http: walk_over(http, shelf, owners),
    )
