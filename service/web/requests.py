"""Requests to whoever holds a record (more detail, a call back, no longer correct), and following them with a clock."""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotAcceptable, NotFound, ReasonCode
from service.follow_up.requesting import Asking
from service.follow_up.words import FollowUpKind, State
from service.web.banners import Banner
from service.web.contact import enquiry_of, place_of
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm, form_errors
from service.web.navigation import ASKERS
from service.web.ports import Ports, Visit
from service.web.practice_ports import CardInHand
from service.web.rendering import Pages
from service.web.request_words import URGENCIES, request_line

KINDS = {
    "more-detail": FollowUpKind.MORE_DETAIL,
    "call-back": FollowUpKind.CALL_BACK,
    "no-longer-correct": FollowUpKind.CORRECTION,
}
INPUTS = {"kind": "text", "fields": "fields", "text": "text", "ring": "ring", "urgency": "urgency"}
REFERENCE = re.compile(r"[0-9a-f]{16}")
SENT = "Your request was sent. You can follow it here; we show on your home page when there is a reply."


class RequestPages:
    """`/answers/{enquiry}/ask/{place}/{kind}` and `/requests`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def ask(self, request: Request, visit: Visit) -> Response:
        """The form."""
        return await self._form(request, visit, {}, NO_ERRORS)

    async def send(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Send it, and go on to follow it."""
        enquiry, place, kind = enquiry_of(request), place_of(request), kind_of(request)
        fields = tuple(name.removeprefix("field-") for name in sent.fields if name.startswith("field-"))
        asking = Asking(kind, sent.get("text"), sent.get("ring"), sent.get("urgency"), fields)
        try:
            row = await self._ports.practice.follow_ups.request(visit.principal, enquiry, place, asking)
        except NotAcceptable as refused:
            return await self._form(request, visit, sent.fields, form_errors(refused.faults, INPUTS, otherwise="text"))
        self._pages.banners.leave(visit.csrf, Banner(SENT))
        return RedirectResponse(f"/requests/{row.reference}", status_code=303)

    async def listing(self, request: Request, visit: Visit) -> Response:
        """One's own requests, newest first."""
        rows = await self._ports.practice.follow_ups.own(visit.principal)
        now, sources = self._ports.now(), self._ports.practice.sources
        lines = [request_line(row, now, sources) for row in rows]
        return self._pages.show(request, "requests.html", visit=visit, lines=lines)

    async def follow(self, request: Request, visit: Visit) -> Response:
        """One request with its reply."""
        one = await self._ports.practice.follow_ups.one(visit.principal, reference_of(request))
        line = request_line(one.row, self._ports.now(), self._ports.practice.sources)
        return self._pages.show(
            request,
            "request.html",
            visit=visit,
            line=line,
            row=one.row,
            wanted=one.wanted,
            reply=one.reply,
            waits=one.row.state == State.WAITING,
            answered=one.row.state == State.ANSWERED,
        )

    async def withdraw(self, request: Request, visit: Visit, _sent: PostedForm) -> Response:
        """It is needed no longer."""
        reference = reference_of(request)
        await self._ports.practice.follow_ups.withdraw(visit.principal, reference)
        self._pages.banners.leave(visit.csrf, Banner("You withdrew the request."))
        return RedirectResponse(f"/requests/{reference}", status_code=303)

    async def _form(self, request: Request, visit: Visit, typed: dict[str, str], errors: FormErrors) -> Response:
        kind = kind_of(request)
        card = await self._ports.practice.follow_ups.card(visit.principal, enquiry_of(request), place_of(request))
        if kind != FollowUpKind.CALL_BACK and not card.service.agency:
            raise no_such_request()
        return self._pages.show(
            request,
            "request_form.html" if _can_be_asked(kind, card) else "request_no_more.html",
            visit=visit,
            status=422 if errors.messages else 200,
            kind=kind.value,
            card=card,
            service=card.service,
            urgencies=URGENCIES,
            typed=typed,
            errors=errors,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        at = "/answers/{enquiry}/ask/{place}/{kind}"
        return [
            Route(at, doors.only(ASKERS, self.ask), methods=["GET"]),
            Route(at, doors.posted_by(ASKERS, self.send), methods=["POST"]),
            Route("/requests", doors.only(ASKERS, self.listing)),
            Route("/requests/{reference}", doors.only(ASKERS, self.follow), methods=["GET"]),
            Route("/requests/{reference}/withdraw", doors.posted_by(ASKERS, self.withdraw), methods=["POST"]),
        ]


def _can_be_asked(kind: FollowUpKind, card: CardInHand) -> bool:
    """More detail only where the agreements have more to tell."""
    return kind is not FollowUpKind.MORE_DETAIL or bool(card.fields)


def kind_of(request: Request) -> FollowUpKind:
    """What is asked, from the address. Raises NotFound."""
    kind = KINDS.get(request.path_params["kind"])
    if kind is None:
        raise no_such_request()
    return kind


def reference_of(request: Request) -> str:
    """Which request, from the address. Raises NotFound."""
    reference: str = request.path_params["reference"]
    if not REFERENCE.fullmatch(reference):
        raise no_such_request()
    return reference


def no_such_request() -> NotFound:
    """None there, or none of theirs."""
    return NotFound(ReasonCode.NOT_FOUND, "There is no such request that you may read. Look at your list of requests.")
