"""Home: my cases, what waits for me or for an answer, what ends soon, and one's own latest questions.

A banner says which agencies' deliveries are late, so that nothing shown is not read as nothing there.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.follow_up.words import State
from service.identity.principal import PrincipalKind
from service.store.follow_up import FollowUpRow
from service.store.oversight_rows import OPEN, WAITING, EmergencyRow
from service.web import content
from service.web.doors import Doors
from service.web.forms import PostedForm
from service.web.kept_reasons import KeptReasons
from service.web.navigation import ASKERS
from service.web.ports import Ports, RecentEnquiry, Visit
from service.web.rendering import Pages
from service.web.request_words import RequestLine, request_line
from service.web.why import described

RECENT_SHOWN = 10
SOON_SECONDS = 2 * 3600


@dataclass(frozen=True, slots=True)
class CaseInHand:
    """A case for which the reason is kept."""

    words: str
    mark: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that this person should know of now."""

    text: str
    href: str
    link: str


class HomePage:
    """`/home`, and taking a case up again."""

    def __init__(self, ports: Ports, pages: Pages, reasons: KeptReasons) -> None:
        self._ports = ports
        self._pages = pages
        self._reasons = reasons

    async def home(self, request: Request, visit: Visit) -> Response:
        """What this person may do, likeliest first."""
        principal, now = visit.principal, self._ports.now()
        choices = self._ports.enquiries.purposes(principal)
        recent = await self._ports.enquiries.recent(principal, RECENT_SHOWN)
        asks = principal.kind in ASKERS
        rows = await self._ports.practice.follow_ups.own(principal) if asks else []
        declared = await self._ports.practice.emergencies.own(principal) if asks else []
        return self._pages.show(
            request,
            "home.html",
            visit=visit,
            asks=asks,
            may_ask=bool(choices),
            may_declare=asks and bool(self._ports.practice.emergencies.grounds(principal)),
            answers_emergencies=principal.kind is PrincipalKind.SUPERVISOR,
            may_read_log=principal.kind is PrincipalKind.IG_LEAD,
            cases=[
                CaseInHand(words, one.mark(visit.csrf))
                for one in self._reasons.all_of(visit.csrf, now)
                if (words := described(one, choices))
            ],
            requests=self._waiting(rows, now),
            notices=[*emergency_notices(declared, now), *reply_notices(rows, now), *expiry_notices(recent, now)],
            late=await self._ports.practice.sources.late() if asks else [],
            recent=recent,
            outcomes=content.OUTCOMES,
        )

    async def take_up(self, _request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Go on with a case whose reason is kept."""
        taken = self._reasons.take_up(visit.csrf, sent.get("case"), self._ports.now())
        return RedirectResponse("/whom" if taken else "/why", status_code=303)

    def _waiting(self, rows: list[FollowUpRow], now: float) -> list[RequestLine]:
        return [request_line(row, now, self._ports.practice.sources) for row in rows if row.state == State.WAITING]

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/home", doors.signed_in(self.home)),
            Route("/home/case", doors.posted_by(ASKERS, self.take_up), methods=["POST"]),
        ]


def emergency_notices(rows: list[EmergencyRow], now: float) -> list[Notice]:
    """The emergencies that are open, or wait for a second person."""
    return [
        Notice(
            f"Emergency {row.id} {'is open' if row.state == OPEN else 'waits for a second person'} until "
            f"{content.clock(content.london(row.until))}.",
            "/emergency",
            "See the emergency",
        )
        for row in rows
        if row.state in (OPEN, WAITING) and now < row.until
    ]


def reply_notices(rows: list[FollowUpRow], now: float) -> list[Notice]:
    """Replies that can be read, newest first."""
    return [
        Notice("A service has answered your request.", f"/requests/{row.reference}", "Read the reply")
        for row in rows
        if row.state == State.ANSWERED and now < row.until
    ]


def expiry_notices(recent: list[RecentEnquiry], now: float) -> list[Notice]:
    """Answers that can be read again for a short time only."""
    return [
        Notice(
            f"Your answer of {content.date_and_time(one.asked_at)} can be read until "
            f"{content.clock(content.london(one.expires))}.",
            f"/answers/{one.enquiry}",
            "Read it now",
        )
        for one in recent
        if one.outcome == "found" and 0 < one.expires - now <= SOON_SECONDS
    ]
