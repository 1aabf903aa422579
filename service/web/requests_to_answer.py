"""What other agencies ask of ours after an answer: to be told more, to be rung back, to put a record right.

A supervisor answers: all, part or no, and says why. What may be shared at all is for `service.follow_up`, by the
agreements in force; what is late its IG lead hears of.
"""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotAcceptable, NotFound, Overtaken, ReasonCode
from service.follow_up.answering import Answering
from service.follow_up.words import MOST_TEXT, Outcome
from service.web.banners import Banner
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm, form_errors
from service.web.navigation import SUPERVISORS
from service.web.ports import Ports, Visit
from service.web.rendering import Pages
from service.web.request_view import request_row, request_view

REFERENCE = re.compile(r"[0-9a-f]{16}", re.ASCII)
NO_REQUEST = "There is no such request that you may read. Look at your list of requests."
INPUTS = {"outcome": "outcome", "fields": "outcome", "text": "text"}
SENT = {
    Outcome.ALL: "Your answer was sent: all that they asked for.",
    Outcome.PART: "Your answer was sent: a part of what they asked for.",
    Outcome.NO: "Your answer was sent: they read why not.",
    Outcome.DONE: "Your answer was sent: it is done.",
}


class RequestsToAnswerPages:
    """`/requests-to-answer`, and of each who asks, why, and the answer."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._requests, self._names = ports.owners.requests, ports.owners.names
        self._now = ports.now
        self._pages = pages

    async def table(self, request: Request, visit: Visit) -> Response:
        """What waits, what is due first; or what was answered."""
        answered = request.query_params.get("answered") == "yes"
        found = await self._requests.to_answer(visit.principal, answered=answered)
        rows = [request_row(one, self._now(), self._names) for one in found]
        return self._pages.show(request, "requests_to_answer.html", visit=visit, rows=rows, answered=answered)

    async def one(self, request: Request, visit: Visit) -> Response:
        """One request, with the form of its answer while it waits."""
        return await self._show(request, visit, {}, NO_ERRORS)

    async def answer(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Send the answer, and go back to the list; or show the request again with what is missing."""
        try:
            row = await self._requests.answer(visit.principal, reference_in(request), answering_of(sent))
        except Overtaken as refused:
            self._pages.banners.leave(visit.csrf, Banner(refused.advice, success=False))
            return RedirectResponse(f"/requests-to-answer/{reference_in(request)}", status_code=303)
        except NotAcceptable as refused:
            return await self._show(request, visit, sent.fields, form_errors(refused.faults, INPUTS, "outcome"))
        self._pages.banners.leave(visit.csrf, Banner(SENT[Outcome(row.outcome)]))
        return RedirectResponse("/requests-to-answer", status_code=303)

    async def _show(self, request: Request, visit: Visit, typed: dict[str, str], errors: FormErrors) -> Response:
        followed = await self._requests.one(visit.principal, reference_in(request))
        rules = self._requests.rules(followed.row)
        return self._pages.show(
            request,
            "request_to_answer.html",
            visit=visit,
            status=422 if errors.messages else 200,
            view=request_view(followed, rules, self._now(), self._names),
            most_text=MOST_TEXT,
            typed=typed,
            errors=errors,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        one = "/requests-to-answer/{reference}"
        return [
            Route("/requests-to-answer", doors.only(SUPERVISORS, self.table)),
            Route(one, doors.only(SUPERVISORS, self.one)),
            Route(one, doors.posted_by(SUPERVISORS, self.answer), methods=["POST"]),
        ]


def reference_in(request: Request) -> str:
    """The reference that an address names. Raises NotFound for what cannot be one."""
    text = str(request.path_params["reference"])
    if not REFERENCE.fullmatch(text):
        raise NotFound(ReasonCode.NOT_FOUND, NO_REQUEST)
    return text


def answering_of(sent: PostedForm) -> Answering:
    """What was chosen and typed. Each detail is a checkbox of its own: `field-level_of_need`."""
    chosen = tuple(name.removeprefix("field-") for name in sent.fields if name.startswith("field-"))
    return Answering(sent.get("outcome"), sent.get("text"), chosen)
