"""Record that I decided not to share: one tap and a reason, kept as a decision to share is."""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotAcceptable, NotFound, ReasonCode
from service.follow_up.not_sharing import Declined
from service.web.banners import Banner
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm, form_errors
from service.web.navigation import ASKERS
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

WHY = {
    "not_needed": "They do not need it for their purpose",
    "not_proportionate": "It would be more than is proportionate",
    "might_harm": "Sharing might put somebody at risk",
    "refused_consent": "The person does not agree, and nobody is at risk",
    "no_lawful_basis": "I found no agreement or law that lets me",
    "not_sure_who": "I am not sure who is asking, or about whom",
    "other": "Another reason",
}
INPUTS = {"why": "why", "case_reference": "case-reference", "text": "text"}
REFERENCE = re.compile(r"[0-9a-f]{32}")


class NotSharingPages:
    """`/not-sharing`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def ask(self, request: Request, visit: Visit) -> Response:
        """The form."""
        return self._form(request, visit, {}, NO_ERRORS)

    async def take(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Keep the decision, and show it with its reference."""
        declined = Declined(sent.get("why"), sent.get("case-reference"), sent.get("text"))
        try:
            reference = await self._ports.practice.follow_ups.decline(visit.principal, declined)
        except NotAcceptable as refused:
            return self._form(request, visit, sent.fields, form_errors(refused.faults, INPUTS, otherwise="why"))
        self._pages.banners.leave(visit.csrf, Banner("Your decision was recorded."))
        return RedirectResponse(f"/not-sharing/{reference}", status_code=303)

    async def show(self, request: Request, visit: Visit) -> Response:
        """One's own decision."""
        reference: str = request.path_params["reference"]
        if not REFERENCE.fullmatch(reference):
            raise NotFound(ReasonCode.NOT_FOUND, "There is no such decision of yours. Look at your access history.")
        declined = await self._ports.practice.follow_ups.declined(visit.principal, reference)
        return self._pages.show(
            request, "not_sharing_kept.html", visit=visit, declined=declined, why=WHY, kept_as=reference
        )

    def _form(self, request: Request, visit: Visit, typed: dict[str, str], errors: FormErrors) -> Response:
        return self._pages.show(
            request,
            "not_sharing.html",
            visit=visit,
            status=422 if errors.messages else 200,
            why=WHY,
            typed=typed,
            errors=errors,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/not-sharing", doors.only(ASKERS, self.ask), methods=["GET"]),
            Route("/not-sharing", doors.posted_by(ASKERS, self.take), methods=["POST"]),
            Route("/not-sharing/{reference}", doors.only(ASKERS, self.show)),
        ]
