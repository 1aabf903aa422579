"""Pairs of records that the matcher cannot settle: a person claims one, sees both side by side, and decides.

What may be seen and decided, by whom, and when a second person must agree, is for `service.clerical`.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.clerical.deciding import Decision
from service.clerical.reviewers import REVIEWERS
from service.clerical.verdicts import MOST_NOTE
from service.errors import NotAcceptable, Overtaken, ReasonCode
from service.web.banners import Banner
from service.web.clerical_view import choices, pair_row, pair_view
from service.web.clerical_words import came_of
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm
from service.web.numbered import number_in
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

ROWS_SHOWN = 50
NO_PAIR = "There is no such pair, or none that you may see. Look at the list of pairs that wait for you."
CHOOSE = "Select what you found, with its reason"


class ClericalPages:
    """`/pairs`, and of each pair its two records, the claim and the decision."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._queue, self._names = ports.owners.pairs, ports.owners.names
        self._now = ports.now
        self._pages = pages

    async def table(self, request: Request, visit: Visit) -> Response:
        """The pairs that wait for this person, those whose decision is worth most first."""
        drawn = request.query_params.get("only") == "quality-check"
        listing = await self._queue.waiting(visit.principal, ROWS_SHOWN, drawn=drawn)
        now = self._now()
        rows = [pair_row(one, visit.principal.staff, now, self._names) for one in listing.pairs]
        return self._pages.show(
            request, "pairs.html", visit=visit, rows=rows, waiting=listing.waiting, drawn=drawn, now=now
        )

    async def claim(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Claim a pair and go on to it."""
        number = number_in(request, NO_PAIR)
        try:
            await self._queue.claim(visit.principal, number)
        except NotAcceptable as refused:
            return self._refused(request, visit, number, refused)
        return RedirectResponse(f"/pairs/{number}", status_code=303)

    async def give_back(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Give a pair back, undecided."""
        number = number_in(request, NO_PAIR)
        try:
            await self._queue.give_back(visit.principal, number)
        except Overtaken as refused:
            return self._refused(request, visit, number, refused)
        self._pages.banners.leave(visit.csrf, Banner("You gave the pair back. Nothing was decided.", success=False))
        return RedirectResponse("/pairs", status_code=303)

    async def look(self, request: Request, visit: Visit) -> Response:
        """Both records side by side."""
        return await self._show(request, visit, {}, NO_ERRORS)

    async def decide(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Decide, and go back to the list; or show the pair again with what is missing."""
        number = number_in(request, NO_PAIR)
        errors = faults_of(sent)
        if errors.messages:
            return await self._show(request, visit, sent.fields, errors)
        try:
            pair = await self._queue.decide(visit.principal, number, decision_of(sent))
        except Overtaken as refused:
            return self._refused(request, visit, number, refused)
        except NotAcceptable as refused:
            if refused.code is ReasonCode.SECOND_PERSON_NEEDED:
                return self._refused(request, visit, number, refused)
            return await self._show(request, visit, sent.fields, FormErrors({"finding": refused.advice}))
        self._pages.banners.leave(visit.csrf, Banner(came_of(pair.state, pair.outcome)))
        return RedirectResponse("/pairs", status_code=303)

    async def _show(self, request: Request, visit: Visit, typed: dict[str, str], errors: FormErrors) -> Response:
        number = number_in(request, NO_PAIR)
        try:
            look = await self._queue.look(visit.principal, number)
        except Overtaken as refused:
            return self._refused(request, visit, number, refused)
        return self._pages.show(
            request,
            "pair.html",
            visit=visit,
            status=422 if errors.messages else 200,
            view=pair_view(look, visit.principal.staff, self._now(), self._names),
            choices=choices(),
            most_note=MOST_NOTE,
            typed=typed,
            errors=errors,
        )

    def _refused(self, request: Request, visit: Visit, number: int, refused: NotAcceptable) -> Response:
        """Somebody was first, or somebody else must decide: what to do next."""
        return self._pages.show(
            request,
            "pair_refused.html",
            visit=visit,
            status=409,
            number=number,
            advice=refused.advice,
            may_claim=refused.code is ReasonCode.PAIR_NOT_CLAIMED,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/pairs", doors.only(REVIEWERS, self.table)),
            Route("/pairs/{number}", doors.only(REVIEWERS, self.look)),
            Route("/pairs/{number}", doors.posted_by(REVIEWERS, self.decide), methods=["POST"]),
            Route("/pairs/{number}/claim", doors.posted_by(REVIEWERS, self.claim), methods=["POST"]),
            Route("/pairs/{number}/give-back", doors.posted_by(REVIEWERS, self.give_back), methods=["POST"]),
        ]


def faults_of(sent: PostedForm) -> FormErrors:
    """What is missing or not on offer, in the order of the page."""
    messages = {}
    offered = {value for _, reasons in choices() for value, _ in reasons}
    if sent.get("finding") not in offered:
        messages["finding"] = CHOOSE
    if len(sent.get("note")) > MOST_NOTE:
        messages["note"] = f"Note must be {MOST_NOTE} characters or fewer"
    return FormErrors(messages)


def decision_of(sent: PostedForm) -> Decision:
    """What was chosen; a version that is no number is that of no pair, so that nothing is decided on it."""
    verdict, _, reason = sent.get("finding").partition("/")
    version = sent.get("version")
    return Decision(verdict, reason, sent.get("note"), int(version) if version.isascii() and version.isdigit() else 0)
