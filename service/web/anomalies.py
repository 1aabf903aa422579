"""Reviews for an IG lead: the queue, one review with its evidence in words, what they find; alerts; and the lot.

A review is a question, not a finding. Reading one takes it for half an hour, so it is read by a form and not by a link.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotAcceptable, NotFound, Overtaken, ReasonCode
from service.oversight.review_findings import MOST_NOTE, Finding
from service.oversight.reviews import Listed, Opened
from service.store.oversight_rows import DECIDED, OPEN
from service.web.access_pack import number_of, version_of
from service.web.anomalies_view import (
    KINDS,
    VERDICT_HINTS,
    VERDICTS,
    evidence_of,
    known_kind,
    review_line,
)
from service.web.banners import Banner
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm, form_errors
from service.web.navigation import IG_LEADS
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

NO_REVIEW = "There is no such review, or none that you may see. Go back to the reviews."


class AnomalyPages:
    """`/anomalies` and each review in it."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def table(self, request: Request, visit: Visit) -> Response:
        """What waits, what is due first first; or what was decided, newest first."""
        state = DECIDED if request.query_params.get("state") == DECIDED else OPEN
        kind = known_kind(request.query_params.get("kind", ""))
        found = await self._ports.reviews.listed(visit.principal, state, kind)
        labels, now = self._ports.log.choices(visit.principal).labels, self._ports.now()
        rows = [review_line(one, labels, now) for one in found]
        return self._pages.show(
            request, "anomalies.html", visit=visit, rows=rows, state=state, decided=state == DECIDED, kind=kind,
            kinds=KINDS,
        )  # fmt: skip

    async def facts(self, request: Request, visit: Visit) -> Response:
        """What the queue says of one review, and the way to read it."""
        one = await self._one(visit, number_of(request))
        line = review_line(one, self._ports.log.choices(visit.principal).labels, self._ports.now())
        mine = line.taken and one.row.claimed_by == visit.principal.staff
        own = visit.principal.staff == one.row.staff
        return self._pages.show(request, "anomaly.html", visit=visit, line=line, mine=mine, own=own)

    async def read(self, request: Request, visit: Visit, _sent: PostedForm) -> Response:
        """Take the review for half an hour, and read it."""
        number = number_of(request)
        try:
            opened = await self._ports.reviews.claim(visit.principal, number)
        except NotAcceptable as refused:  # somebody else has it, or must
            self._pages.banners.leave(visit.csrf, Banner(refused.advice, success=False))
            return RedirectResponse(f"/anomalies/{number}", status_code=303)
        return self._evidence(request, visit, opened, {}, NO_ERRORS)

    async def decide(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """What the reviewer found."""
        number = number_of(request)
        finding = Finding(sent.get("verdict"), sent.get("note"), version_of(sent))
        try:
            await self._ports.reviews.decide(visit.principal, number, finding)
        except Overtaken as overtaken:
            self._pages.banners.leave(visit.csrf, Banner(overtaken.advice, success=False))
            return RedirectResponse(f"/anomalies/{number}", status_code=303)
        except NotAcceptable as refused:
            if not refused.faults:
                raise
            opened = await self._ports.reviews.claim(visit.principal, number)
            inputs = {"verdict": "verdict", "note": "note"}
            errors = form_errors(refused.faults, inputs, "verdict")
            if not sent.get("verdict"):
                errors = FormErrors({"verdict": "Choose what you found"})
            return self._evidence(request, visit, opened, sent.fields, errors)
        self._pages.banners.leave(visit.csrf, Banner(f"Review {number} was decided."))
        return RedirectResponse("/anomalies", status_code=303)

    async def _one(self, visit: Visit, number: int) -> Listed:
        for state in (OPEN, DECIDED):
            for one in await self._ports.reviews.listed(visit.principal, state, ""):
                if one.row.id == number:
                    return one
        raise NotFound(ReasonCode.NOT_FOUND, NO_REVIEW)

    def _evidence(
        self, request: Request, visit: Visit, opened: Opened, typed: dict[str, str], errors: FormErrors
    ) -> Response:
        labels, grounds = self._ports.log.choices(visit.principal).labels, self._ports.reviews.grounds()
        return self._pages.show(
            request,
            "anomaly_review.html",
            visit=visit,
            status=422 if errors.messages else 200,
            errors=errors,
            review=evidence_of(opened, labels, grounds, self._ports.now()),
            verdicts=VERDICTS,
            hints=VERDICT_HINTS,
            typed=typed,
            most=MOST_NOTE,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject; a number after whatever else begins with `/anomalies/`."""
        return [
            Route("/anomalies", doors.ig_lead(self.table)),
            Route("/anomalies/{number}", doors.ig_lead(self.facts)),
            Route("/anomalies/{number}", doors.posted_by(IG_LEADS, self.read), methods=["POST"]),
            Route("/anomalies/{number}/decision", doors.posted_by(IG_LEADS, self.decide), methods=["POST"]),
        ]
