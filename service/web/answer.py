"""The answer: whom to ring, how fresh that is, why we think this is the same person, and the proof.

A refused answer and one with nothing in it are one page, made from the same constant and the receipt alone.
"""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from isa.vocabulary import Level
from service.enquiry.shapes import MORE_THAN_ONE, NOTHING_TO_SHOW, Answer
from service.errors import NotFound, ReasonCode
from service.web import content
from service.web.answer_view import answer_view
from service.web.break_glass import EMERGENCY
from service.web.doors import Doors
from service.web.duties import bases_shown
from service.web.earlier_help import earlier_help
from service.web.family import family_figure
from service.web.forms import PostedForm
from service.web.ports import Ports, Visit
from service.web.receipt_words import receipt_words
from service.web.rendering import Pages
from service.web.timeline import timeline

ENQUIRY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
NOT_HERE = "This answer has expired, or it was given to somebody else. Ask again from the home page."


class AnswerPages:
    """`/answers/{enquiry}`, its receipt, and asking once more for a summary."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def show(self, request: Request, visit: Visit) -> Response:
        """The answer, for whoever asked."""
        disclosed = await self._ports.enquiries.reread(visit.principal, _enquiry(request))
        receipt = await self._ports.enquiries.receipt(visit.principal, _enquiry(request))
        answer = disclosed.decoded()
        if answer.outcome == "found" and answer.people:
            return self._found(request, visit, answer, receipt)
        message = MORE_THAN_ONE if answer.outcome == "more_than_one" else NOTHING_TO_SHOW
        return self._pages.show(
            request,
            "answer_empty.html",
            visit=visit,
            message=message,
            enquiry=answer.enquiry,
            receipt=receipt_words(receipt),
        )

    def _found(self, request: Request, visit: Visit, answer: Answer, receipt: bytes) -> Response:
        labels = {choice.code: choice.label for choice in self._ports.enquiries.purposes(visit.principal)}
        view = answer_view(answer, self._ports.now())
        return self._pages.show(
            request,
            "answer.html",
            visit=visit,
            answer=answer,
            view=view,
            family=family_figure(view),
            months=timeline(view),
            earlier=earlier_help(view),
            may_ask_for_summary=answer.level_asked < Level.SUMMARY,
            bases=bases_shown(answer),
            purpose=labels.get(answer.purpose, content.words(answer.purpose)),
            relationship=relationship(answer),
            events=content.EVENTS,
            receipt=receipt_words(receipt),
        )

    async def receipt(self, request: Request, visit: Visit) -> Response:
        """The receipt of the answer as a file, to be checked without us; not that of reading it again."""
        receipt = await self._ports.enquiries.receipt(visit.principal, _enquiry(request))
        return receipt_file(receipt, _enquiry(request))

    async def summary(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Ask the same once more, for what happened and what was tried: a question of its own, with its own receipt."""
        disclosed = await self._ports.enquiries.ask_for_summary(visit.principal, _enquiry(request))
        return RedirectResponse(f"/answers/{disclosed.decoded().enquiry}#earlier-help", status_code=303)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/answers/{enquiry}", doors.signed_in(self.show)),
            Route("/answers/{enquiry}/receipt", doors.signed_in(self.receipt)),
            Route("/answers/{enquiry}/summary", doors.posted(self.summary), methods=["POST"]),
        ]


def relationship(answer: Answer) -> str:
    """The tie that the asker gave; of an emergency, until when what it opened can be read."""
    short = content.RELATIONSHIPS_SHORT.get(answer.relationship, answer.relationship)
    until = f", open until {content.clock(content.london(answer.expires))}" if answer.expires else ""
    return short + until if answer.relationship == EMERGENCY else short


def _enquiry(request: Request) -> str:
    enquiry: str = request.path_params["enquiry"]
    if not ENQUIRY_ID.fullmatch(enquiry):
        raise NotFound(ReasonCode.NOT_FOUND, NOT_HERE)
    return enquiry


def receipt_file(receipt: bytes, name: str) -> Response:
    """A receipt for the browser to save; `name` is an id or an entry number, nothing personal."""
    headers = {"Content-Disposition": f'attachment; filename="receipt-{name}.json"'}
    return Response(receipt, media_type="application/json", headers=headers)
