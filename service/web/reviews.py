"""Enquiries of colleagues that were drawn by lot, for their supervisor: was each part of the work?

What may be seen and decided is for `service.oversight.reviews`. To claim one is to read it, and so an entry of the log:
it is done by a form, whose reply shows it. Reload, and it is claimed on.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotAcceptable, Overtaken, ReasonCode
from service.oversight.review_findings import MOST_NOTE, Finding
from service.web.banners import Banner
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm, form_errors
from service.web.navigation import SUPERVISORS
from service.web.numbered import number_in
from service.web.ports import Ports, Visit
from service.web.rendering import Pages
from service.web.review_view import FINDINGS, sample_row, sample_view

NO_REVIEW = "There is no such review, or none that you may see. Look at the list."
INPUTS = {"verdict": "finding", "note": "note"}


class SampledPages:
    """`/sampled`, and of each enquiry what was asked and the finding."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._samples, self._names = ports.owners.samples, ports.owners.names
        self._now = ports.now
        self._pages = pages

    async def table(self, request: Request, visit: Visit) -> Response:
        """What waits for a reviewer, what is due first; or what was decided."""
        decided = request.query_params.get("decided") == "yes"
        found = await (self._samples.decided if decided else self._samples.waiting)(visit.principal)
        rows = [sample_row(one, visit.principal.staff, self._now(), self._names) for one in found]
        return self._pages.show(request, "sampled.html", visit=visit, rows=rows, decided=decided)

    async def claim(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Claim one, and read it."""
        return await self._show(request, visit, {}, NO_ERRORS)

    async def decide(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Say what was found, and go back to the list; or show it again with what is missing."""
        number = number_in(request, NO_REVIEW)
        version = sent.get("version")
        finding = Finding(
            sent.get("finding"),
            sent.get("note"),
            int(version) if version.isascii() and version.isdigit() else 0,
        )
        if finding.verdict not in set(FINDINGS):
            return await self._show(request, visit, sent.fields, FormErrors({"finding": "Select what you found"}))
        try:
            await self._samples.decide(visit.principal, number, finding)
        except NotAcceptable as refused:
            if not refused.faults:
                return self._refused(request, visit, number, refused)
            return await self._show(request, visit, sent.fields, form_errors(refused.faults, INPUTS, "finding"))
        self._pages.banners.leave(visit.csrf, Banner("Your finding is kept, and stands in the log."))
        return RedirectResponse("/sampled", status_code=303)

    async def _show(self, request: Request, visit: Visit, typed: dict[str, str], errors: FormErrors) -> Response:
        number = number_in(request, NO_REVIEW)
        try:
            opened = await self._samples.claim(visit.principal, number)
        except NotAcceptable as refused:
            return self._refused(request, visit, number, refused)
        return self._pages.show(
            request,
            "sampled_one.html",
            visit=visit,
            status=422 if errors.messages else 200,
            view=sample_view(opened, visit.principal.staff, self._now(), self._names),
            findings=FINDINGS,
            most_note=MOST_NOTE,
            typed=typed,
            errors=errors,
        )

    def _refused(self, request: Request, visit: Visit, number: int, refused: NotAcceptable) -> Response:
        """Somebody was first, or somebody else must decide: what to do next."""
        return self._pages.show(
            request,
            "sampled_refused.html",
            visit=visit,
            status=409,
            number=number,
            advice=refused.advice,
            may_claim=isinstance(refused, Overtaken) and refused.code is ReasonCode.REVIEW_MOVED_ON,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/sampled", doors.only(SUPERVISORS, self.table)),
            Route("/sampled/{number}", doors.posted_by(SUPERVISORS, self.claim), methods=["POST"]),
            Route("/sampled/{number}/finding", doors.posted_by(SUPERVISORS, self.decide), methods=["POST"]),
        ]
