"""Contact the worker: whom to ring first, what to do when nobody answers, and to say that you did.

Every card of one's own answer leads here; that the card is shown again is an entry of the log.
"""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotAcceptable, NotFound, ReasonCode
from service.web import content
from service.web.answer_view import period
from service.web.banners import Banner
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm, form_errors
from service.web.navigation import ASKERS
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

ENQUIRY = re.compile(r"[A-Za-z0-9_-]{1,64}")
PLACE = re.compile(r"\d{1,2}-\d{1,2}")
HOW = {
    "called": "I spoke to them",
    "wrote": "I left a message or wrote to them",
    "met": "I met them",
    "not_reached": "I could not reach anybody",
}


class ContactPages:
    """`/answers/{enquiry}/contact` and the page of each card."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def services(self, request: Request, visit: Visit) -> Response:
        """Every service of the answer, to choose whom to contact."""
        enquiry = enquiry_of(request)
        answer = (await self._ports.enquiries.reread(visit.principal, enquiry)).decoded()
        if not answer.people:
            raise not_here()
        return self._pages.show(request, "contact_list.html", visit=visit, answer=answer)

    async def card(self, request: Request, visit: Visit) -> Response:
        """One card: how to reach them, and what else can be asked of them."""
        return await self._card(request, visit, NO_ERRORS)

    async def made(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Note that contact was made, or tried."""
        enquiry, place = enquiry_of(request), place_of(request)
        try:
            await self._ports.practice.follow_ups.contacted(visit.principal, enquiry, place, sent.get("how"))
        except NotAcceptable as refused:
            return await self._card(request, visit, form_errors(refused.faults, {"how": "how"}, otherwise="how"))
        self._pages.banners.leave(visit.csrf, Banner("Thank you. We noted it; nothing of what was said is kept."))
        back = f"/answers/{enquiry}/contact/{place}"
        return RedirectResponse(back if sent.get("how") == "not_reached" else f"/answers/{enquiry}", status_code=303)

    async def _card(self, request: Request, visit: Visit, errors: FormErrors) -> Response:
        enquiry, place = enquiry_of(request), place_of(request)
        card = await self._ports.practice.follow_ups.card(visit.principal, enquiry, place)
        service = card.service
        return self._pages.show(
            request,
            "contact.html",
            visit=visit,
            status=422 if errors.messages else 200,
            card=card,
            service=service,
            stands=period(service),
            fresh=content.freshness(service.updated, self._ports.now()) if service.updated else "",
            how=HOW,
            errors=errors,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        at = "/answers/{enquiry}/contact"
        return [
            Route(at, doors.only(ASKERS, self.services)),
            Route(at + "/{place}", doors.only(ASKERS, self.card), methods=["GET"]),
            Route(at + "/{place}", doors.posted_by(ASKERS, self.made), methods=["POST"]),
        ]


def enquiry_of(request: Request) -> str:
    """The id of the answer in the address. Raises NotFound."""
    enquiry: str = request.path_params["enquiry"]
    if not ENQUIRY.fullmatch(enquiry):
        raise not_here()
    return enquiry


def place_of(request: Request) -> str:
    """Which card, from the address. Raises NotFound."""
    place: str = request.path_params["place"]
    if not PLACE.fullmatch(place):
        raise not_here()
    return place


def not_here() -> NotFound:
    """No such answer, or none of this person's."""
    return NotFound(ReasonCode.NOT_FOUND, "There is no answer here that you may read. Ask again from the home page.")
